package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// fileNames are the configuration's own files, the strongest first.
var fileNames = []string{"mlf-lsp.yaml", "mlf-lsp.yml", ".mlf-lsp.yaml"}

// FileNames returns the names of files that may hold a configuration, the
// strongest first, so that editors can watch them.
func FileNames() []string { return append(append([]string{}, fileNames...), "pyproject.toml") }

// Discover returns the configuration that governs a folder: the nearest in it
// or above, no further than the root of the git repository. In one folder
// mlf-lsp.yaml wins over pyproject.toml, which counts only with a
// [tool.mlf-lsp] table. A broken pyproject.toml that mentions mlf-lsp counts
// too, so that its problem is reported and not passed over. The path is "" when
// there is none, and absolute otherwise.
func Discover(dir string) (path string, err error) {
	dir, err = filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("cannot look for a configuration: %w", err)
	}
	for {
		if path, err = inFolder(dir); path != "" || err != nil {
			return path, err
		}
		if exists(filepath.Join(dir, ".git")) || filepath.Dir(dir) == dir {
			return "", nil
		}
		dir = filepath.Dir(dir)
	}
}

// Load reads and parses a configuration that Discover found or a user named.
// In messages the file is called name.
func Load(path, name string, cat Catalogue) (*Layer, Problems) {
	text, err := readFile(path)
	if err != nil {
		return nil, Problems{{File: name, Message: err.Error()}}
	}
	return Parse(name, text, cat)
}

func inFolder(dir string) (string, error) {
	for _, name := range fileNames {
		if path := filepath.Join(dir, name); exists(path) {
			return path, nil
		}
	}
	path := filepath.Join(dir, "pyproject.toml")
	if !exists(path) {
		return "", nil
	}
	text, err := readFile(path)
	if err != nil {
		return "", fmt.Errorf("%s: %w", path, err)
	}
	if layer, problems := Parse(path, text, nil); layer == nil && len(problems) == 0 {
		return "", nil
	}
	return path, nil
}

// exists counts links that lead nowhere: they are broken configurations, not
// absent ones.
func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// readFile reads a regular file, one byte beyond the limit at most. The error
// is a sentence without the path.
func readFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		return nil, errors.New("the configuration is not a regular file; rename it or put a file in its place")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, readError(err)
	}
	defer f.Close()
	var text bytes.Buffer
	if _, err := io.Copy(&text, io.LimitReader(f, sizeLimit+1)); err != nil {
		return nil, readError(err)
	}
	return text.Bytes(), nil
}

func readError(err error) error {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		err = pathErr.Err
	}
	return fmt.Errorf("the configuration cannot be read: %w", err)
}
