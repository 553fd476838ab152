package project

import (
	"path"
	"strings"
)

// find resolves a dotted module name imported by m: the project's own module,
// or nil when it is none of ours. Level counts the dots of a relative import.
func (p *Program) find(m *Module, name string, level int) *Module {
	rel := strings.ReplaceAll(name, ".", "/")
	if level > 0 {
		dir := path.Dir(m.Path)
		for range level - 1 {
			dir = path.Dir(dir)
		}
		return p.byStem[path.Join(dir, rel)]
	}
	if rel == "" {
		return nil
	}
	for _, base := range p.searchPath(m) {
		if found := p.byStem[path.Join(base, rel)]; found != nil && found != m {
			return found
		}
	}
	return nil
}

// namespace tells whether a dotted name is a folder of the project without
// __init__.py, through which modules can still be reached.
func (p *Program) namespace(m *Module, name string, level int) (dir string, ok bool) {
	rel := strings.ReplaceAll(name, ".", "/")
	if level > 0 {
		d := path.Dir(m.Path)
		for range level - 1 {
			d = path.Dir(d)
		}
		d = path.Join(d, rel)
		return d, p.dirs[d]
	}
	for _, base := range p.searchPath(m) {
		if d := path.Join(base, rel); rel != "" && p.dirs[d] && p.KB.Library(name) == nil {
			return d, true
		}
	}
	return "", false
}

// searchPath is where absolute imports of m are looked for: the folder above
// the package m is in (where an installed package would be), its own folder
// (a script's sys.path[0]), the declared import roots, and the folders between
// m and the root.
func (p *Program) searchPath(m *Module) []string {
	own := path.Dir(m.Path)
	top := own
	for p.packages[top] && top != "." && top != "/" {
		top = path.Dir(top)
	}
	out := []string{top}
	add := func(d string) {
		for _, o := range out {
			if o == d {
				return
			}
		}
		out = append(out, d)
	}
	if !p.packages[own] {
		add(own)
	}
	for _, r := range p.roots {
		add(r)
	}
	root := path.Clean(p.Options.Root)
	for d := top; d != root && d != "." && d != "/"; {
		d = path.Dir(d)
		add(d)
	}
	return out
}
