package scaffold

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// ErrExists tells that a folder holds something already.
var ErrExists = errors.New("it exists and is not empty")

// Write puts files into a folder that does not exist or is empty: all of them
// or, on failure, none. With overwrite the folder may hold other files, which
// stay, and older ones of the same names, which are replaced.
func Write(folder string, files map[string]File, overwrite bool) error {
	abs, err := filepath.Abs(folder)
	if err != nil {
		return err
	}
	entries, err := os.ReadDir(abs)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case errors.Is(err, fs.ErrInvalid), err != nil:
		return fmt.Errorf("%s cannot be written: %w", folder, err)
	case len(entries) > 0 && !overwrite:
		return fmt.Errorf("%s: %w; choose another folder, or use --overwrite to replace files of the same names", folder, ErrExists)
	}
	if err := os.MkdirAll(filepath.Dir(abs), 0o755); err != nil {
		return fmt.Errorf("%s cannot be made: %w", filepath.Dir(folder), err)
	}
	stage, err := os.MkdirTemp(filepath.Dir(abs), "."+filepath.Base(abs)+".new-")
	if err != nil {
		return fmt.Errorf("nothing can be written beside %s: %w", folder, err)
	}
	defer os.RemoveAll(stage)
	if err := os.Chmod(stage, 0o755); err != nil {
		return err
	}
	if err := writeAll(stage, files); err != nil {
		return err
	}
	if len(entries) > 0 {
		return moveInto(abs, stage, files)
	}
	if err := os.Remove(abs); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.Rename(stage, abs)
}

func writeAll(folder string, files map[string]File) error {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return err
	}
	defer root.Close()
	for _, name := range sortedKeys(files) {
		mode := fs.FileMode(0o644)
		if files[name].Executable {
			mode = 0o755
		}
		if dir := filepath.Dir(filepath.FromSlash(name)); dir != "." {
			if err := root.MkdirAll(dir, 0o755); err != nil {
				return fmt.Errorf("%s cannot be written: %w", name, err)
			}
		}
		if err := root.WriteFile(filepath.FromSlash(name), files[name].Data, mode); err != nil {
			return fmt.Errorf("%s cannot be written: %w", name, err)
		}
	}
	return nil
}

// moveInto moves staged files into a folder, never through a link that leads
// out of it. What cannot work is found before anything moves.
func moveInto(folder, stage string, files map[string]File) error {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return err
	}
	defer root.Close()
	for _, name := range sortedKeys(files) {
		if info, err := root.Lstat(filepath.FromSlash(name)); err == nil && !info.Mode().IsRegular() {
			return fmt.Errorf("%s is in the way: it is no regular file; nothing was changed", filepath.Join(folder, name))
		}
		for dir := filepath.Dir(filepath.FromSlash(name)); dir != "."; dir = filepath.Dir(dir) {
			if info, err := root.Lstat(dir); err == nil && !info.IsDir() {
				return fmt.Errorf("%s is in the way: it is no folder; nothing was changed", filepath.Join(folder, dir))
			}
		}
	}
	for _, name := range sortedKeys(files) {
		local := filepath.FromSlash(name)
		if err := root.MkdirAll(filepath.Dir(local), 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
		if err := os.Rename(filepath.Join(stage, local), filepath.Join(folder, local)); err != nil {
			return fmt.Errorf("%s cannot be replaced: %w", name, err)
		}
	}
	return nil
}

// InRepository tells whether a folder, or the nearest one above it that
// exists, lies in a git repository.
func InRepository(folder string) bool {
	abs, err := filepath.Abs(folder)
	if err != nil {
		return false
	}
	for dir := abs; ; dir = filepath.Dir(dir) {
		if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
			return true
		}
		if strings.TrimRight(filepath.Dir(dir), string(filepath.Separator)) == strings.TrimRight(dir, string(filepath.Separator)) {
			return false
		}
	}
}
