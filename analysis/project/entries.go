package project

import (
	"cmp"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/environ"
	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/source"
)

// Entry is where a run starts.
type Entry struct {
	Module *Module
	Func   *Func  // of a console script; nil to run the module as a script
	Kind   string // script, main guard, notebook, MLproject, console script, command, configured
	Name   string // for people: the path, or path:function
	From   string // file and line that names it, "" when the code alone does
	// Start and End are the place to point at: the guard, else the first line.
	Start, End int
	Commands   []*environ.Command
}

// Entries are the programs of the project, by path and function.
func (p *Program) Entries() []*Entry {
	if p.entries != nil {
		return p.entries
	}
	c := entryCollector{p: p, byKey: map[string]*Entry{}}
	c.configured()
	c.started()
	c.consoleScripts()
	imported := p.importedModules()
	for _, m := range p.Modules {
		c.module(m, imported[m])
	}
	out := make([]*Entry, 0, len(c.byKey))
	for name, e := range c.byKey {
		if old := p.entryOf[name]; old != nil && old.Module == e.Module && old.Func == e.Func {
			*old = *e // runs of it may still hold
			e = old
			c.byKey[name] = e
		}
		out = append(out, e)
	}
	p.entryOf = c.byKey
	slices.SortFunc(out, func(a, b *Entry) int {
		return cmp.Or(cmp.Compare(a.Module.Path, b.Module.Path), cmp.Compare(a.Name, b.Name))
	})
	p.entries = out
	return out
}

type entryCollector struct {
	p     *Program
	byKey map[string]*Entry
}

func (c *entryCollector) add(m *Module, f *Func, kind, from string) *Entry {
	name := m.Path
	if f != nil {
		name += ":" + f.Name
	}
	if e := c.byKey[name]; e != nil {
		if e.From == "" {
			e.From = from
		}
		return e
	}
	e := &Entry{Module: m, Func: f, Kind: kind, Name: name, From: from}
	e.Start, e.End = firstLine(m)
	if f != nil {
		e.Start, e.End = f.Unit.Place(f.NameSpan)
	} else if u, s := m.guard(); s != nil {
		e.Start, _ = u.Place(s.Span)
		e.End = lineEnd(m, e.Start)
	}
	c.byKey[name] = e
	return e
}

func firstLine(m *Module) (int, int) {
	if len(m.Units) == 0 {
		return 0, 0
	}
	return m.Units[0].Base, lineEnd(m, m.Units[0].Base)
}

func lineEnd(m *Module, at int) int {
	_, end := m.File.LineSpan(m.File.LineOf(at))
	return end
}

func (c *entryCollector) configured() {
	for _, name := range c.p.Options.EntryPoints {
		m := c.p.Module(path.Join(c.p.Options.Root, name))
		if m == nil && !strings.Contains(name, "/") {
			m = c.p.byStem[path.Join(c.p.Options.Root, strings.ReplaceAll(name, ".", "/"))]
		}
		if m != nil {
			c.add(m, nil, "configured", "")
		}
	}
}

// started finds the modules that commands in environment files start.
func (c *entryCollector) started() {
	for _, f := range c.p.Env.Files {
		for i := range f.Commands {
			cmd := &f.Commands[i]
			m := c.p.commandModule(f, cmd)
			if m == nil || m.Test {
				continue
			}
			kind := "command"
			if f.Kind == environ.MLproject {
				kind = "MLproject"
			}
			e := c.add(m, nil, kind, f.Path+":"+strconv.Itoa(cmd.Line))
			e.Commands = append(e.Commands, cmd)
		}
	}
}

// Started is the module that a command of an environment file starts, nil if
// it is none of the project's.
func (p *Program) Started(f *environ.File, cmd *environ.Command) *Module {
	return p.commandModule(f, cmd)
}

// commandModule is the module that a command starts, nil if it is none of ours.
func (p *Program) commandModule(f *environ.File, cmd *environ.Command) *Module {
	bases := []string{path.Dir(f.Path), p.Options.Root, path.Join(p.Options.Root, cmd.WorkDir), path.Join(path.Dir(f.Path), cmd.WorkDir)}
	for _, b := range bases {
		if cmd.Module != "" {
			stem := path.Join(b, strings.ReplaceAll(cmd.Module, ".", "/"))
			if m := p.byStem[path.Join(stem, "__main__")]; m != nil {
				return m
			}
			if m := p.byStem[stem]; m != nil {
				return m
			}
			for _, r := range p.roots {
				if m := p.byStem[path.Join(r, strings.ReplaceAll(cmd.Module, ".", "/"))]; m != nil {
					return m
				}
			}
		}
		if strings.HasSuffix(cmd.Script, ".py") {
			if m := p.Module(path.Join(b, cmd.Script)); m != nil {
				return m
			}
		}
	}
	return nil
}

func (c *entryCollector) consoleScripts() {
	for _, f := range c.p.Env.Files {
		for _, s := range f.Scripts {
			m := c.p.fromRoots(s.Module, path.Dir(f.Path))
			if m == nil {
				continue
			}
			if v := m.lookup(s.Func, -1, nil); v != nil && v.Kind == Function {
				c.add(v.Fn.Unit.Mod, v.Fn, "console script", f.Path+":"+strconv.Itoa(s.Line))
			}
		}
	}
}

func (p *Program) fromRoots(module, dir string) *Module {
	rel := strings.ReplaceAll(module, ".", "/")
	for _, r := range append([]string{dir}, p.roots...) {
		if m := p.byStem[path.Join(r, rel)]; m != nil {
			return m
		}
	}
	return nil
}

// module decides by its code whether a module is a program.
func (c *entryCollector) module(m *Module, imported bool) {
	switch {
	case m.File.Kind == source.Notebook:
		c.add(m, nil, "notebook", "")
	case m.hasGuard():
		c.add(m, nil, "main guard", "")
	case path.Base(m.Path) == "__main__.py":
		c.add(m, nil, "script", "")
	case !imported && !m.Test && m.works() && !c.p.packages[path.Dir(m.Path)] && !notProgram[path.Base(m.Path)] && !inConfigs(m.Path):
		c.add(m, nil, "script", "")
	}
}

// inConfigs tells a configuration written in Python, which a program reads by
// its path.
func inConfigs(name string) bool {
	for _, part := range strings.Split(path.Dir(name), "/") {
		if part == "configs" || part == "config" {
			return true
		}
	}
	return false
}

var notProgram = map[string]bool{"setup.py": true, "conftest.py": true, "noxfile.py": true, "conf.py": true, "__init__.py": true, "versioneer.py": true, "tasks.py": true, "hubconf.py": true}

func (m *Module) hasGuard() bool {
	_, s := m.guard()
	return s != nil
}

// guard finds "if __name__ == '__main__'".
func (m *Module) guard() (*Unit, *facts.Step) {
	for _, u := range m.Units {
		for i := range u.Funcs[0].Body {
			s := &u.Funcs[0].Body[i]
			if s.Kind == facts.StepIf && u.isMainGuard(s.V) {
				return u, s
			}
		}
	}
	return nil, nil
}

func (u *Unit) isMainGuard(id facts.ID) bool {
	v := &u.Values[id]
	if v.Op != facts.OpCompare || v.Str != "==" {
		return false
	}
	x, y := &u.Values[v.X], &u.Values[v.Y]
	if x.Op == facts.OpStr {
		x, y = y, x
	}
	return x.Op == facts.OpFree && x.Str == "__name__" && y.Op == facts.OpStr && y.Str == "__main__"
}

// works tells whether running the module does something: a loop, a with
// block, or a call that stands alone, also under a condition.
func (m *Module) works() bool {
	for _, u := range m.Units {
		if u.works(u.Funcs[0].Body) {
			return true
		}
	}
	return false
}

func (u *Unit) works(b facts.Block) bool {
	for i := range b {
		switch s := &b[i]; s.Kind {
		case facts.StepWith:
			return true
		case facts.StepLoop:
			if !s.For || u.isStatement(s) {
				return true
			}
		case facts.StepExpr:
			if op := u.Values[s.V].Op; op == facts.OpCall || op == facts.OpAwait {
				return true
			}
		case facts.StepIf:
			if u.works(s.Blocks[0]) || len(s.Blocks) > 1 && u.works(s.Blocks[1]) {
				return true
			}
		case facts.StepTry:
			if u.works(s.Blocks[0]) || u.works(s.Blocks[1]) || u.works(s.Blocks[2]) {
				return true
			}
		}
	}
	return false
}

// isStatement tells a for statement, which binds its target, from a
// comprehension.
func (u *Unit) isStatement(s *facts.Step) bool {
	for i := range s.Blocks[0] {
		switch s.Blocks[0][i].Kind {
		case facts.StepBind, facts.StepSetAttr, facts.StepSetItem:
			return true
		}
	}
	return false
}

// importedModules is the set of modules that another module imports.
func (p *Program) importedModules() map[*Module]bool {
	out := map[*Module]bool{}
	for _, m := range p.Modules {
		for _, u := range m.All {
			if !u.imported {
				u.imported, u.imports = true, p.importedBy(u)
			}
			for _, m := range u.imports {
				out[m] = true
			}
		}
	}
	return out
}

// importedBy are the modules that a unit imports.
func (p *Program) importedBy(u *Unit) []*Module {
	var out []*Module
	add := func(name string, level int) {
		if m := p.find(u.Mod, name, level); m != nil {
			out = append(out, m)
		}
	}
	for i := range u.Values {
		switch v := &u.Values[i]; v.Op {
		case facts.OpModule:
			add(v.Str, 0)
		case facts.OpImport:
			add(v.Str, int(v.Index))
			name := v.List[0].Name
			if v.Str != "" {
				name = v.Str + "." + name
			}
			add(name, int(v.Index))
		}
	}
	return out
}
