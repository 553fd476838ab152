// Package loading finds the project that a file belongs to and reads its files
// from disk, in the same way for the command line and for editors, so that
// both judge the same project by the same configuration.
package loading

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis"
	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/analysis/discover"
	"github.com/mlf-core/mlf-lsp/analysis/environ"
	"github.com/mlf-core/mlf-lsp/analysis/observed"
	"github.com/mlf-core/mlf-lsp/analysis/record"
	"github.com/mlf-core/mlf-lsp/analysis/source"
	"github.com/mlf-core/mlf-lsp/config"
)

// Home is the root of the project that a folder belongs to, "" when nothing
// says so, and its configuration, "" for none.
func Home(folder string) (root, cfg string, err error) {
	cfg, err = config.Discover(folder)
	if cfg != "" && err == nil {
		return filepath.Dir(cfg), cfg, nil
	}
	return GitRoot(folder), "", err
}

// GitRoot is the nearest folder from dir upwards that holds a .git, or "".
func GitRoot(dir string) string {
	for {
		if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			return ""
		}
		dir = up
	}
}

// HoldsEverything tells whether a folder is one for everything, such as the
// user's own: what lies around a file in it does not belong to the file.
func HoldsEverything(dir string) bool {
	home, _ := os.UserHomeDir()
	return slices.Contains([]string{home, filepath.Clean(os.TempDir()), filepath.VolumeName(dir) + string(filepath.Separator)}, dir)
}

// Below tells whether a path is a folder or lies in it.
func Below(dir, path string) bool {
	rest, ok := strings.CutPrefix(path, strings.TrimSuffix(dir, string(filepath.Separator)))
	return ok && (rest == "" || os.IsPathSeparator(rest[0]))
}

// Inner maps the outermost folders with a configuration of their own, among
// those that hold files of a project, to that configuration: their files are
// judged by it, whichever folder is named.
func Inner(root string, files []discover.Entry) map[string]string {
	seen := map[string]bool{root: true}
	var found []string
	for _, e := range files {
		for dir := filepath.Dir(e.Abs); !seen[dir] && Below(root, dir); dir = filepath.Dir(dir) {
			seen[dir] = true
			if hasOwnConfig(dir) {
				found = append(found, dir)
			}
		}
	}
	slices.Sort(found)
	out := map[string]string{}
	last := ""
	for _, dir := range found {
		if last != "" && Below(last, dir) {
			continue
		}
		if cfg, err := config.Discover(dir); err == nil && cfg != "" && filepath.Dir(cfg) == dir {
			out[dir], last = cfg, dir
		}
	}
	return out
}

// hasOwnConfig looks for the file names of configurations.
func hasOwnConfig(dir string) bool {
	for _, name := range config.FileNames() {
		if _, err := os.Lstat(filepath.Join(dir, name)); err == nil {
			return true
		}
	}
	return false
}

// Wanted gives the test of which files below a root are read besides Python:
// those that say what Python runs with, and in projects that were made from a
// template also what people read and tools are set by. Paths are slash paths
// relative to the root.
func Wanted(root string) func(path string) bool {
	made := map[string]bool{} // by folder
	var isMade func(dir string) bool
	isMade = func(dir string) bool {
		answer, known := made[dir]
		if !known {
			abs := filepath.Join(root, filepath.FromSlash(dir))
			answer = hasRecord(abs) || dir != "." && isMade(path.Dir(dir))
			made[dir] = answer
		}
		return answer
	}
	return func(p string) bool {
		return environ.Recognise(p) != environ.None || record.Is(p) || p == check.HardwareReport || p == observed.Path || Conventional(p) && !path.IsAbs(p) && isMade(path.Dir(p))
	}
}

// WithObserved adds to a project's files what runs of its programs showed. git
// does not list that file, as every work tree keeps its own.
func WithObserved(root string, files []discover.Entry) []discover.Entry {
	abs := filepath.Join(root, filepath.FromSlash(observed.Path))
	info, err := os.Lstat(abs)
	if err != nil || !info.Mode().IsRegular() || slices.ContainsFunc(files, func(e discover.Entry) bool { return e.Path == observed.Path }) {
		return files
	}
	return append(files, discover.Entry{Path: observed.Path, Abs: abs, Size: info.Size()})
}

func hasRecord(dir string) bool {
	for _, name := range []string{record.Name, record.AncestorName} {
		if _, err := os.Lstat(filepath.Join(dir, name)); err == nil {
			return true
		}
	}
	return false
}

// Conventional tells files by their names that the rules of projects look at.
func Conventional(p string) bool {
	name := path.Base(p)
	ext := path.Ext(name)
	return ext == "" || ext == name || slices.Contains([]string{".md", ".rst", ".cfg", ".ini", ".toml", ".yml", ".yaml", ".cff", ".in"}, ext)
}

// KindOf reads files that are named but have no telling name as Python.
func KindOf(name string) source.Kind {
	if k := source.KindOf(name); k != source.Other || environ.Recognise(name) != environ.None {
		return k
	}
	return source.Python
}

// ReadFile is the Source of a file on disk; what keeps it from being read
// becomes its Trouble. limit is the size in bytes above which a file is not
// judged, 0 for none.
func ReadFile(e discover.Entry, limit int64) analysis.Source {
	s := analysis.Source{Path: e.Path, Kind: source.KindOf(e.Path)}
	if e.Role == discover.Python {
		s.Kind = source.Python
	}
	if limit > 0 && e.Size > limit {
		s.Trouble, s.Skipped = analysis.TooLarge(e.Size, limit), true
		return s
	}
	raw, err := os.ReadFile(e.Abs)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		s.Trouble, s.Skipped = "The file went away while the project was being read.", true
	case err != nil:
		s.Trouble = fmt.Sprintf("The file cannot be read: %v.", Cause(err))
	case raw == nil:
		s.Raw = []byte{}
	default:
		s.Raw = raw
	}
	return s
}

// Skipped is the Source of a file that discovery left out.
func Skipped(s discover.Skip) analysis.Source {
	return analysis.Source{
		Path: s.Path, Trouble: "This was not judged: it " + s.Reason + ".", Skipped: !strings.Contains(s.Reason, "cannot be read"),
	}
}

// Cause is an error of the system without the operation and the path.
func Cause(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
