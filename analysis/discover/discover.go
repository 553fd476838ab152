// Package discover decides which files belong to a run. It lists folders and
// asks git what is ignored; it reads no file and writes nothing.
package discover

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/source"
)

// Role says what a file is read for.
type Role uint8

const (
	Python Role = iota + 1
	Notebook
	Environment
)

func (r Role) String() string {
	return [...]string{"none", "python", "notebook", "environment"}[r]
}

// Options steer Find. The zero value walks without git, with the default
// excludes, and takes files of any size.
type Options struct {
	// Dir is the folder that relative paths start from and that paths in the
	// result are relative to; "" is the process's working directory.
	Dir string
	// Root is the folder that Exclude is relative to; "" is Dir.
	Root string
	// Exclude are doublestar patterns of files and folders to leave out. A
	// pattern without a slash is matched with the last part of a path alone.
	Exclude []string
	// NoDefaultExcludes takes virtual environments, build folders, caches and
	// the like too; the insides of .git, .hg and .svn stay out.
	NoDefaultExcludes bool
	// Git leaves out what git ignores, where there is a git work tree.
	Git bool
	// MaxFileSize is the size in bytes above which a file is skipped; 0 is none.
	MaxFileSize int64
	// IsEnvironment tells whether a file that is no Python describes what
	// Python runs with. It gets the slash path relative to Root, or the absolute
	// one outside Root. nil is never.
	IsEnvironment func(path string) bool
}

// Entry is a file of the run.
type Entry struct {
	// Path has forward slashes; it is relative to Dir for files below Dir, else
	// absolute.
	Path string
	// Abs is the absolute path in the system's own form.
	Abs  string
	Size int64 // bytes
	Role Role
}

// Skip is a file or folder that belongs to the run but cannot be taken.
type Skip struct {
	Path   string // as in Entry
	Reason string // one clause without a full stop
}

// Result is what Find found: every file once, Files and Skipped sorted by Path
// byte by byte.
type Result struct {
	Files   []Entry
	Skipped []Skip
	// Notes are sentences on what could not be done as asked, such as asking
	// git; sorted.
	Notes []string
}

// Find lists the files below paths, and the files that paths name. No path at
// all means Dir. A file that is named is taken whatever it is called and
// whoever ignores it; a folder that is named is looked into even if it is
// ignored or excluded itself. Symbolic links are followed where they are named;
// below that, links to files inside the named folders are taken, once for each
// file, and links to folders are not.
//
// The error names a path that does not exist or a pattern that is none, or is
// the context's.
func Find(ctx context.Context, opts Options, paths []string) (Result, error) {
	f, err := newFinder(opts)
	if err != nil {
		return Result{}, err
	}
	if len(paths) == 0 {
		paths = []string{"."}
	}
	for _, p := range paths {
		if err := f.named(ctx, p); err != nil {
			return Result{}, err
		}
	}
	return f.result(ctx)
}

// finder gathers candidates; result makes files of them.
type finder struct {
	Options
	rootReal string
	git      bool
	exclude  []pattern
	found    []candidate
	skips    []outcome
	notes    []string
	asked    []string // the real paths of the folders and files that were named
}

// folder is a place in the tree: abs as the user reaches it, real without
// symbolic links, rel the slash path relative to Root ("" for Root itself).
type folder struct{ abs, real, rel string }

// candidate is a path that looks like a file of the run.
type candidate struct {
	folder
	role  Role
	named bool
}

func newFinder(opts Options) (*finder, error) {
	f := &finder{Options: opts, git: opts.Git}
	var err error
	if f.Dir, err = filepath.Abs(f.Dir); err != nil {
		return nil, fmt.Errorf("the working directory is gone: %w", err)
	}
	if !filepath.IsAbs(f.Root) {
		f.Root = filepath.Join(f.Dir, f.Root)
	}
	f.Root = filepath.Clean(f.Root)
	if f.rootReal, err = filepath.EvalSymlinks(f.Root); err != nil {
		f.rootReal = f.Root
	}
	f.exclude, err = compile(opts.Exclude)
	return f, err
}

// named takes a path that the user gave.
func (f *finder) named(ctx context.Context, p string) error {
	if p == "" {
		return errors.New("an empty path was given; name a file or a folder")
	}
	abs := p
	if !filepath.IsAbs(abs) {
		abs = filepath.Join(f.Dir, abs)
	}
	abs = filepath.Clean(abs)
	info, err := os.Stat(abs)
	if err != nil {
		return fmt.Errorf("%s: %s", p, whyMissing(abs, err))
	}
	real, err := filepath.EvalSymlinks(abs)
	if err != nil {
		real = abs // a pipe in /dev/fd has no path of its own
	}
	f.asked = append(f.asked, real)
	at := folder{abs: abs, real: real, rel: f.relative(abs, real)}
	if info.IsDir() {
		return f.tree(ctx, at)
	}
	role := f.role(at)
	if role == 0 {
		role = Python
	}
	f.found = append(f.found, candidate{at, role, true})
	return nil
}

func whyMissing(abs string, err error) string {
	switch {
	case !errors.Is(err, fs.ErrNotExist):
		return "cannot be read: " + cause(err)
	case isLink(abs):
		return "this symbolic link leads nowhere"
	}
	return "no such file or folder"
}

func isLink(abs string) bool {
	info, err := os.Lstat(abs)
	return err == nil && info.Mode()&fs.ModeSymlink != 0
}

// cause is an error of the system without the operation and the path.
func cause(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}

// tree takes the folder and what is below it.
func (f *finder) tree(ctx context.Context, d folder) error {
	if f.git {
		if top := workTree(d.real); top != "" {
			if done, err := f.listed(ctx, d, top); done || err != nil {
				return err
			}
		}
	}
	return f.walk(ctx, d, true)
}

// relative is the slash path of a place relative to Root, by way of the real
// paths when the user's own leads past Root.
func (f *finder) relative(abs, real string) string {
	for _, pair := range [][2]string{{f.Root, abs}, {f.rootReal, real}} {
		if rel, ok := below(pair[0], pair[1]); ok {
			return filepath.ToSlash(rel)
		}
	}
	return filepath.ToSlash(abs)
}

// below is the path from folder dir to p, false when p is not in dir.
func below(dir, p string) (string, bool) {
	if p == dir {
		return "", true
	}
	if !strings.HasSuffix(dir, string(filepath.Separator)) {
		dir += string(filepath.Separator)
	}
	return strings.CutPrefix(p, dir)
}

// in is the place of a slash path below d.
func (d folder) in(p string) folder {
	native := filepath.FromSlash(p)
	rel := p
	if d.rel != "" {
		rel = strings.TrimSuffix(d.rel, "/") + "/" + p
	}
	return folder{abs: join(d.abs, native), real: join(d.real, native), rel: rel}
}

// join is filepath.Join for clean paths.
func join(dir, name string) string {
	if os.IsPathSeparator(dir[len(dir)-1]) {
		return dir + name
	}
	return dir + string(filepath.Separator) + name
}

// role is what the file at a place is read for, 0 for nothing.
func (f *finder) role(at folder) Role {
	switch source.KindOf(filepath.Base(at.abs)) {
	case source.Python:
		return Python
	case source.Notebook:
		return Notebook
	}
	if f.IsEnvironment != nil && f.IsEnvironment(at.rel) {
		return Environment
	}
	return 0
}

// display is the path as the result has it.
func (f *finder) display(abs string) string {
	if rel, ok := below(f.Dir, abs); ok {
		if rel == "" {
			return "."
		}
		return filepath.ToSlash(rel)
	}
	return filepath.ToSlash(abs)
}

func (f *finder) skip(at folder, reason string) {
	f.skips = append(f.skips, outcome{key: at.real, path: f.display(at.abs), reason: reason})
}

func (f *finder) note(format string, args ...any) {
	if n := fmt.Sprintf(format, args...); !slices.Contains(f.notes, n) {
		f.notes = append(f.notes, n)
	}
}
