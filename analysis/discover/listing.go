package discover

import (
	"bytes"
	"context"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
)

// listing is what git says about the files below one folder.
type listing struct {
	*finder
	top     folder
	items   []item
	venvs   map[string]bool // untracked virtual environments
	folders map[string]verdict
}

// item is a path that git names, relative to the listed folder.
type item struct {
	path    string
	tracked bool
	tree    bool // a submodule or a repository of its own
}

// verdict is what holds for everything in a folder.
type verdict struct {
	out  bool // nothing in it is taken
	junk bool // only tracked files are
}

// parse reads "H 100644 <hash> 0\tpath" for tracked files, the mode being
// 160000 for submodules, and "? path" for others, where a repository inside the
// work tree ends in a slash. Each record ends in a NUL byte.
func (l *listing) parse(out []byte) {
	l.venvs = map[string]bool{}
	for record := range bytes.SplitSeq(out, []byte{0}) {
		tag, rest, _ := strings.Cut(string(record), " ")
		it := item{path: rest}
		if tag != "?" {
			var facts string
			facts, it.path, it.tracked = strings.Cut(rest, "\t")
			it.tree = strings.HasPrefix(facts, "160000 ")
		} else if strings.HasSuffix(rest, "/") {
			it.path, it.tree = strings.TrimSuffix(rest, "/"), true
		}
		if !filepath.IsLocal(filepath.FromSlash(it.path)) {
			continue // the empty end of the list, or a forged index
		}
		l.items = append(l.items, it)
		if !it.tracked {
			l.spotEnvironment(it.path)
		}
	}
}

// spotEnvironment notes the folder of an untracked file that marks it as a
// virtual environment; the listed folder itself counts as none.
func (l *listing) spotEnvironment(p string) {
	dir, name := path.Split(p)
	dir = strings.TrimSuffix(dir, "/")
	switch {
	case dir == "":
	case name == venvMark:
		l.venvs[dir] = true
	case path.Base(dir) == condaMark && path.Dir(dir) != ".":
		l.venvs[path.Dir(dir)] = true
	}
}

// take makes candidates of the items and goes into inner repositories.
func (l *listing) take(ctx context.Context) error {
	for _, it := range l.items {
		at := l.top.in(it.path)
		if !it.tree && l.role(at) == 0 {
			continue
		}
		v := l.folder(path.Dir(it.path))
		if v.out || v.junk && !it.tracked || l.excluded(at.rel) {
			continue
		}
		if !it.tree {
			l.consider(at)
			continue
		}
		if !it.tracked && l.left(path.Base(it.path)) {
			continue
		}
		if err := l.inner(ctx, at); err != nil {
			return err
		}
	}
	return nil
}

// inner takes a submodule or a repository inside the work tree. One that is not
// checked out is an empty folder, or none; a link in its place is not followed.
func (l *listing) inner(ctx context.Context, at folder) error {
	if info, err := os.Lstat(at.abs); err != nil || !info.IsDir() {
		return nil
	}
	return l.walk(ctx, at, false)
}

// folder is the verdict on a folder inside the listed one, from the outermost
// down. Git lists the files it tracks even where a symbolic link took the place
// of their folder; what is behind the link is not theirs.
func (l *listing) folder(dir string) verdict {
	if dir == "." {
		return verdict{}
	}
	if v, ok := l.folders[dir]; ok {
		return v
	}
	v := l.folder(path.Dir(dir))
	if !v.out {
		at := l.top.in(dir)
		v.out = l.excluded(at.rel) || internals[path.Base(dir)] || isLink(at.abs)
		v.junk = v.junk || l.left(path.Base(dir)) || !l.NoDefaultExcludes && l.venvs[dir]
	}
	l.folders[dir] = v
	return v
}

// gitWarning is how git, speaking English, reports a folder it cannot list.
var gitWarning = regexp.MustCompile(`(?m)^warning: could not open directory '(.*)/': (.*)$`)

// unreadable skips the folders that git warns of by their path in the work tree.
func (l *listing) unreadable(workTree string, warnings []byte) {
	for _, m := range gitWarning.FindAllSubmatch(warnings, -1) {
		p, ok := below(l.top.real, join(workTree, filepath.FromSlash(string(m[1]))))
		if p = filepath.ToSlash(p); ok && p != "" && !l.folder(p).out {
			l.skip(l.top.in(p), "the folder cannot be read: "+strings.ToLower(string(m[2])))
		}
	}
}
