package check

import (
	"path"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/analysis/record"
	"github.com/mlf-core/mlf-lsp/analysis/source"
)

// made is a project that was made from a template, as the rules of projects
// (MLF7xx) see it.
type made struct {
	*Pass
	dir    string // its folder, "" for the root
	record *record.Record
	text   *source.File // the record's
	old    bool         // mlf-core made it
}

// madeProjects are the projects with a record that can be read, by folder; of
// two records in one folder that of mlf-lsp counts. Folders of templates are no
// projects.
func (p *Pass) madeProjects() []*made {
	list := once(p.shared, "made projects", func() []*made {
		var out []*made
		for _, t := range p.Options.Texts {
			if !record.Is(t.Path) || strings.Contains(t.Path, "{") {
				continue
			}
			m := &made{Pass: p, dir: folderOf(t.Path), text: t, old: path.Base(t.Path) == record.AncestorName}
			if m.old && m.file(record.Name) != nil {
				continue
			}
			if r, err := m.read(); err == nil {
				m.record = r
				out = append(out, m)
			}
		}
		return out
	})
	out := make([]*made, len(list))
	for i, m := range list {
		own := *m
		own.Pass = p
		out[i] = &own
	}
	return out
}

func folderOf(p string) string {
	if dir := path.Dir(p); dir != "." {
		return dir
	}
	return ""
}

func (m *made) read() (*record.Record, error) {
	if !m.old {
		return record.Parse([]byte(m.text.Text()))
	}
	settings := ""
	if f := m.file(record.AncestorSettings); f != nil {
		settings = f.Text()
	}
	return record.ParseAncestor([]byte(m.text.Text()), []byte(settings))
}

// handle is that of the template, as the catalogue has it.
func (m *made) handle() string {
	return strings.ReplaceAll(m.record.Template.Handle, "_", "-")
}

// isPackage tells projects that predict from projects that train.
func (m *made) isPackage() bool { return strings.HasPrefix(m.handle(), "package") }

// at is a path of the project in the workspace.
func (m *made) at(name string) string { return path.Join(m.dir, name) }

// file is a file of the project, nil where it is missing or no text.
func (m *made) file(name string) *source.File { return textAt(m.Options.Texts, m.at(name)) }

func textAt(list []*source.File, p string) *source.File {
	i, ok := slices.BinarySearchFunc(list, p, func(f *source.File, p string) int { return strings.Compare(f.Path, p) })
	if !ok {
		return nil
	}
	return list[i]
}

// has tells whether the project has a file; one that the configuration leaves
// out counts as there.
func (m *made) has(name string) bool {
	p := m.at(name)
	_, ok := slices.BinarySearch(m.Options.Present, p)
	return ok || m.Options.Excluded != nil && m.Options.Excluded(p)
}

// first is the first of some files that the project has, "" for none.
func (m *made) first(names ...string) string {
	for _, n := range names {
		if m.has(n) {
			return n
		}
	}
	return ""
}

// files are the texts of the project, without those of projects in its folders.
func (m *made) files() []*source.File {
	var out []*source.File
	for _, f := range m.Options.Texts {
		if m.holds(f.Path) {
			out = append(out, f)
		}
	}
	return out
}

// holds tells whether a path belongs to the project and to none inside it.
func (m *made) holds(p string) bool {
	rest, ok := strings.CutPrefix(p, m.dir+"/")
	if m.dir == "" {
		rest, ok = p, true
	}
	for dir := path.Dir(rest); ok && dir != "."; dir = path.Dir(dir) {
		if m.file(path.Join(dir, record.Name)) != nil || m.file(path.Join(dir, record.AncestorName)) != nil {
			return false
		}
	}
	return ok
}

// modules are the project's Python files that are no tests.
func (m *made) modules() []*project.Module {
	var out []*project.Module
	for _, mod := range m.Modules {
		if !mod.Test && m.holds(mod.Path) {
			out = append(out, mod)
		}
	}
	return out
}

// top is the first line of the record, where findings about the whole project
// stand.
func (m *made) top() Place { return lineOf(m.text, 0) }

// lineOf is a line of a file, from 0, as a place.
func lineOf(f *source.File, line int) Place {
	start, end := f.LineSpan(line)
	return Place{f.Path, start, end}
}
