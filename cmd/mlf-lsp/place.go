package main

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/discover"
	"github.com/mlf-core/mlf-lsp/loading"
)

// place is a project on disk, and what of it was asked for. All paths are
// absolute.
type place struct {
	root   string
	config string // "" for none
	asked  []string
	// alone is true where the root is no project: files are judged without what
	// lies around them.
	alone bool
	// fixed tells that the user named the configuration, for all files.
	fixed bool
}

// locate finds the projects that paths belong to, by root.
func (c *checker) locate(paths []string) ([]*place, []error) {
	var errs []error
	byRoot := map[string]*place{}
	var loose []string
	for _, path := range paths {
		abs := c.absolute(path)
		folder, err := c.folder(path, abs)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		root, cfg, err := c.home(folder, abs)
		if err != nil {
			errs = append(errs, err)
		}
		if root == "" {
			loose = append(loose, abs)
			continue
		}
		if byRoot[root] == nil {
			byRoot[root] = &place{root: root, config: cfg, fixed: c.flags.config != ""}
		}
		byRoot[root].asked = append(byRoot[root].asked, abs)
	}
	out := make([]*place, 0, len(byRoot)+1)
	for _, p := range byRoot {
		out = append(out, p)
	}
	if len(loose) > 0 {
		out = append(out, c.loosePlace(loose))
	}
	// Outer projects come first: what is found in them is added to inner ones.
	slices.SortFunc(out, func(a, b *place) int { return cmp.Compare(a.root, b.root) })
	return out, errs
}

// folder is the one that decides the project of a path. The file of standard
// input need not exist.
func (c *checker) folder(path, abs string) (string, error) {
	if path == "" {
		return "", fmt.Errorf("an empty path was given; name a file or a folder")
	}
	if c.stdin != nil && abs == c.stdin.abs {
		return filepath.Dir(abs), nil
	}
	info, err := os.Stat(abs)
	switch {
	case os.IsNotExist(err):
		return "", fmt.Errorf("%s: no such file or folder", path)
	case err != nil:
		return "", fmt.Errorf("%s cannot be read: %w", path, loading.Cause(err))
	case info.IsDir():
		return abs, nil
	}
	return filepath.Dir(abs), nil
}

// home is the root of the project that a folder belongs to, "" when nothing
// says so, and its configuration.
func (c *checker) home(folder, abs string) (root, cfg string, err error) {
	if c.flags.config != "" {
		cfg = c.absolute(c.flags.config)
		if dir := filepath.Dir(cfg); loading.Below(dir, abs) {
			return dir, cfg, nil
		}
		if root = loading.GitRoot(folder); root == "" {
			root = folder
		}
		return root, cfg, nil
	}
	return loading.Home(folder)
}

// loosePlace is the place of paths that belong to no project: the folder they
// have in common. Where that is a folder for everything, such as the user's
// own, the files stand alone.
func (c *checker) loosePlace(paths []string) *place {
	root := ""
	folders := 0
	for i, p := range paths {
		dir := filepath.Dir(p)
		if info, err := os.Stat(p); err == nil && info.IsDir() {
			dir = p
			folders++
		}
		if i == 0 {
			root = dir
		}
		for !loading.Below(root, dir) {
			root = filepath.Dir(root)
		}
	}
	return &place{root: root, asked: paths, alone: folders == 0 && loading.HoldsEverything(root)}
}

func inAny(places []*place, abs string) bool {
	return slices.ContainsFunc(places, func(p *place) bool { return loading.Below(p.root, abs) })
}

func (p *place) isAsked(abs string) bool {
	return slices.ContainsFunc(p.asked, func(dir string) bool { return loading.Below(dir, abs) })
}

// relative is the slash path relative to the root, as the workspace has it.
func (p *place) relative(abs string) string {
	if rel, err := filepath.Rel(p.root, abs); err == nil {
		return filepath.ToSlash(rel)
	}
	return filepath.ToSlash(abs)
}

// inner are the outermost projects with a configuration of their own that lie
// in this one: their files are judged by that, so that a file gets the same
// findings whichever folder is named. What was not asked for in one has no
// asked paths.
func (p *place) inner(files []discover.Entry) []*place {
	if p.alone || p.fixed {
		return nil
	}
	found := loading.Inner(p.root, files)
	var out []*place
	for _, dir := range slices.Sorted(maps.Keys(found)) {
		inner := &place{root: dir, config: found[dir]}
		if p.isAsked(dir) {
			inner.asked = []string{dir}
		} else {
			inner.asked = slices.DeleteFunc(slices.Clone(p.asked), func(a string) bool { return !loading.Below(dir, a) })
		}
		out = append(out, inner)
	}
	return out
}

// add queues a project, or asks for more in it where it is queued already.
func add(queue []*place, p *place) []*place {
	if len(p.asked) == 0 {
		return queue
	}
	for _, q := range queue {
		if q.root == p.root {
			q.asked = append(q.asked, p.asked...)
			return queue
		}
	}
	queue = append(queue, p)
	// Outer projects first: an inner one is judged when all that is asked for in
	// it is known.
	slices.SortStableFunc(queue, func(a, b *place) int { return cmp.Compare(a.root, b.root) })
	return queue
}

// display is the path that people see: relative to the working directory where
// the project is around it or below it, else absolute.
func (c *checker) display(abs string) string {
	rel, err := filepath.Rel(c.dir, abs)
	if err != nil || strings.HasPrefix(rel, filepath.Join("..", "..", "..")) {
		return filepath.ToSlash(abs)
	}
	return filepath.ToSlash(rel)
}
