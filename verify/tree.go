package verify

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/git"
	"github.com/mlf-core/mlf-lsp/loading"
)

// dataLimit is the size in bytes from which a folder that git ignores, or a file
// that it does not know, is linked and not copied.
const dataLimit = 64 << 20

// tree is what of a project goes into the working copies.
type tree struct {
	root   string
	copied []string // files, links and empty folders, relative
	linked []string // files and folders that working copies only point to
	bytes  int64    // of what is copied
}

// readTree decides what is copied: all but large data that git ignores, or that
// it does not know. The scratch folder is none of it. Paths in link are linked and those in copies copied whatever
// they are.
func readTree(ctx context.Context, root, scratch string, link, copies []string) (*tree, error) {
	t := &tree{root: root}
	var ignored []string
	if loading.GitRoot(root) == root {
		out, _, err := git.Read(ctx, root, "ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory")
		if err == nil {
			for _, p := range bytes.Split(out, []byte{0}) {
				ignored = append(ignored, strings.TrimSuffix(string(p), "/"))
			}
		}
	}
	choose := func(rel string, d fs.DirEntry) (linked bool) {
		switch {
		case matches(copies, rel):
			return false
		case matches(link, rel):
			return true
		case d.Type().IsRegular():
			info, err := d.Info()
			return err == nil && info.Size() > dataLimit
		}
		return d.IsDir() && (rel == ".git" || slices.Contains(ignored, rel) || ignored == nil && !hasPython(filepath.Join(root, rel))) &&
			larger(filepath.Join(root, rel), dataLimit)
	}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			return nil // what the user cannot read, the program cannot either
		}
		rel, _ := filepath.Rel(root, path)
		rel = filepath.ToSlash(rel)
		switch {
		case rel == ".":
			return nil
		case path == scratch:
			return filepath.SkipDir
		case d.Name() == "__pycache__" && d.IsDir():
			return filepath.SkipDir
		case choose(rel, d):
			t.linked = append(t.linked, rel)
			if d.IsDir() {
				return filepath.SkipDir
			}
			return nil
		case d.Type().IsRegular():
			if info, err := d.Info(); err == nil {
				t.bytes += info.Size()
			}
		case !d.IsDir() && d.Type() != fs.ModeSymlink:
			return nil // sockets, pipes and devices
		}
		t.copied = append(t.copied, rel)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("the project %s cannot be read: %w", root, loading.Cause(err))
	}
	return t, nil
}

// matches tells whether a relative path is one of the patterns or lies below it.
func matches(patterns []string, rel string) bool {
	for _, p := range patterns {
		p = strings.TrimSuffix(filepath.ToSlash(filepath.Clean(p)), "/")
		for at := rel; at != "." && at != "/"; at = filepath.ToSlash(filepath.Dir(at)) {
			if ok, _ := filepath.Match(p, at); ok || at == p {
				return true
			}
		}
	}
	return false
}

// hasPython tells whether a folder holds code: a data set does not.
func hasPython(dir string) bool {
	found := false
	filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".py") && d.Type().IsRegular() {
			found = true
			return filepath.SkipAll
		}
		return nil
	})
	return found
}

// larger tells whether the files below a folder have more bytes than a limit.
func larger(dir string, limit int64) bool {
	return treeSize(dir, limit) > limit
}

// treeSize is the size in bytes of the files below a folder; it stops counting
// above the limit. Links are not followed.
func treeSize(dir string, limit int64) int64 {
	var sum int64
	filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			if info, err := d.Info(); err == nil {
				sum += info.Size()
			}
		}
		if sum > limit {
			return filepath.SkipAll
		}
		return nil
	})
	return sum
}

// stamp is what the system says of a file that nobody wrote to.
type stamp struct {
	size, modified int64
	mode           fs.FileMode
}

// stamps are those of all files below a folder, by relative path, without
// bytecode, git's own and the scratch folder.
func stamps(dir, scratch string) map[string]stamp {
	out := map[string]stamp{}
	filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil
		}
		if d.IsDir() && (d.Name() == "__pycache__" || d.Name() == ".git" || path == scratch) && path != dir {
			return filepath.SkipDir
		}
		if d.IsDir() {
			return nil
		}
		if info, err := d.Info(); err == nil {
			rel, _ := filepath.Rel(dir, path)
			out[filepath.ToSlash(rel)] = stamp{info.Size(), info.ModTime().UnixNano(), info.Mode().Type()}
		}
		return nil
	})
	return out
}

// changed are the paths whose stamps differ or that only now has, sorted.
func changed(before, now map[string]stamp) []string {
	var out []string
	for path, s := range now {
		if before[path] != s {
			out = append(out, path)
		}
	}
	slices.Sort(out)
	return out
}

// copyFile copies a regular file with its mode and time, sharing its blocks
// where the file system can.
func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return err
	}
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, info.Mode().Perm()|0o200)
	if err != nil {
		return err
	}
	// On Linux this is copy_file_range, by which file systems that can share blocks do.
	_, err = out.ReadFrom(in)
	if closed := out.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Chtimes(to, info.ModTime(), info.ModTime())
	}
	return err
}
