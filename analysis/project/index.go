package project

import (
	"cmp"
	"slices"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
)

// index collects the calls of the whole program and what is looked up by the
// names under which it is written, and declares the options.
func (p *Program) index() {
	p.callIndex = map[string][]*Call{}
	p.aliased = map[string][]alias{}
	p.byBase = map[string][]*Class{}
	for _, m := range p.Modules {
		for _, u := range m.All {
			u.collectCalls()
		}
		for _, u := range m.All {
			u.gather()
			p.eachWritten(u,
				func(name string, c *Call) { p.callIndex[name] = append(p.callIndex[name], c) },
				func(name string, a alias) { p.aliased[name] = append(p.aliased[name], a) },
				func(name string, c *Class) { p.byBase[name] = append(p.byBase[name], c) })
		}
	}
	p.declare()
}

// alias is another name for a name.
type alias struct {
	u    *Unit
	name string
}

// eachWritten visits what a unit adds to the indexes by name.
func (p *Program) eachWritten(u *Unit, call func(string, *Call), other func(string, alias), base func(string, *Class)) {
	for _, c := range u.Calls {
		x := c.Value().X
		if c.Fn.Class != nil && u.throughSuper(x) {
			// Nearly every class has one of these: looking through all of them
			// for each class would take the square of the project's size.
			continue
		}
		for _, n := range u.writtenNames(x, 0) {
			call(n, c)
		}
	}
	for _, t := range u.Types {
		for _, b := range t.Bases {
			for _, n := range u.writtenNames(b.V, 0) {
				base(n, t)
			}
		}
	}
	for _, b := range u.Bindings {
		if v := &u.Values[b.V]; v.Op == facts.OpImport && v.List[0].Name != b.Name {
			other(v.List[0].Name, alias{u, b.Name})
		} else if v.Op == facts.OpFree && v.Str != b.Name {
			other(v.Str, alias{u, b.Name})
		}
	}
}

// before orders units by file and place.
func (u *Unit) before(o *Unit) int {
	if u.Mod != o.Mod {
		return cmp.Compare(u.Mod.Path, o.Mod.Path)
	}
	return cmp.Compare(u.order, o.order)
}

func (c *Call) unit() *Unit  { return c.Unit }
func (a alias) unit() *Unit  { return a.u }
func (c *Class) unit() *Unit { return c.Unit }

// put adds an entry to a list that is in order of file and place, behind those
// of the same unit.
func put[T interface{ unit() *Unit }](list []T, x T) []T {
	i, _ := slices.BinarySearchFunc(list, x.unit(), func(e T, u *Unit) int {
		if d := e.unit().before(u); d != 0 {
			return d
		}
		return -1
	})
	return slices.Insert(list, i, x)
}

// collectCalls finds the calls of a unit.
func (u *Unit) collectCalls() {
	u.callOf = map[facts.ID]*Call{}
	for _, f := range u.Defs {
		ix := indexer{u: u, f: f}
		ix.block(f.Body, around{})
	}
}

type indexer struct {
	u *Unit
	f *Func
}

// around is what encloses a step in its function.
type around struct {
	loops   int
	loop    *facts.Step
	guard   *facts.Step
	handler bool
}

func (ix *indexer) block(b facts.Block, in around) {
	for i := range b {
		s := &b[i]
		if s.Kind == facts.StepCall {
			ix.call(s, in)
		}
		for j, inner := range s.Blocks {
			ix.block(inner, in.inside(s, j))
		}
	}
}

// inside is what encloses block j of a step.
func (in around) inside(s *facts.Step, j int) around {
	switch s.Kind {
	case facts.StepLoop:
		if j == 0 {
			in.loops++
			in.loop = s
		}
		if !s.For {
			in.guard = s
		}
	case facts.StepIf:
		in.guard = s
	case facts.StepTry:
		in.handler = in.handler || j > 2
	}
	return in
}

func (ix *indexer) call(s *facts.Step, in around) {
	c := &Call{
		Unit: ix.u, Fn: ix.f, ID: s.V, Step: s,
		Loops: in.loops, Loop: in.loop, Guard: in.guard, Handler: in.handler,
	}
	ix.u.Calls = append(ix.u.Calls, c)
	ix.u.callOf[s.V] = c
}

// ---- classes ----

// gather fills in what the classes of a unit get from the calls and stores of
// their members.
func (u *Unit) gather() {
	for _, c := range u.Types {
		c.supers, c.stores = nil, map[string][]Store{}
		for _, m := range c.Members {
			for _, call := range m.Calls {
				if call.Fn.Class == c && m.throughSuper(call.Value().X) {
					c.supers = append(c.supers, call)
				}
			}
			m.eachStep(func(_ *Func, s *facts.Step) { c.store(m, s) })
		}
	}
}

// store records "self.name = value" for the class of the method.
func (c *Class) store(u *Unit, s *facts.Step) {
	if s.Kind != facts.StepSetAttr {
		return
	}
	t := &u.Values[s.Target]
	if t.Op == facts.OpParam && t.Index == 0 && u.Defs[t.Func].Class == c {
		c.stores[s.Str] = append(c.stores[s.Str], Store{u, s.V})
	}
}

// collect records what the members leave bound in the class; functions bound
// there are methods.
func (c *Class) collect() {
	c.Methods, c.attrs, c.annots = map[string]*Func{}, map[string][]binding{}, nil
	for i, u := range c.Members {
		for _, b := range u.Bindings {
			c.attrs[b.Name] = append(c.attrs[b.Name], binding{i, u, b.V, b.Maybe})
			if v := u.Values[b.V]; v.Op == facts.OpFunc {
				f := u.Defs[v.Func]
				f.Class = c
				c.Methods[b.Name] = f
			}
		}
		for _, a := range u.Annots {
			c.annots = append(c.annots, annotation{a.Name, Store{u, a.Annotation}})
		}
	}
}

// annotation is "name: annotation" in the body of a class.
type annotation struct {
	name string
	at   Store
}

func (c *Class) depend(name string) {
	c.Unit.Mod.prog.depend(fact{kind: memberName, class: c, name: name})
}

// own is a method that the class defines itself, nil for none.
func (c *Class) own(name string) *Func {
	c.depend(name)
	return c.Methods[name]
}

// bound is what the body of the class binds to a name.
func (c *Class) bound(name string) []binding {
	c.depend(name)
	return c.attrs[name]
}

// stored is what the methods of the class store under self.name.
func (c *Class) stored(name string) []Store {
	c.depend(name)
	return c.stores[name]
}

// annotated is the annotation of a name in the body of the class.
func (c *Class) annotated(name string) (Store, bool) {
	c.depend(name)
	for _, a := range c.annots {
		if a.name == name {
			return a.at, true
		}
	}
	return Store{}, false
}
