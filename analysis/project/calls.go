package project

import (
	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/syntax"
	"github.com/mlf-core/mlf-lsp/rules"
)

// Call is a call in the text of the program.
type Call struct {
	Unit *Unit
	Fn   *Func // the function that contains it
	ID   facts.ID
	Step *facts.Step
	// Loops counts the loops around it in its function.
	Loops int
	// Loop is the innermost of them, nil if there is none.
	Loop *facts.Step
	// Guard is the nearest condition around it, nil if there is none.
	Guard *facts.Step
	// Handler is true inside an except clause.
	Handler bool

	named  *Val // the settled callee that name and symbol are of
	name   string
	symbol *rules.Symbol

	effects []*effect // by name of what is called
	kept    []*kept
}

// Value is the facts of the call.
func (c *Call) Value() *facts.Value { return &c.Unit.Values[c.ID] }

// Program is the program that the call is part of.
func (c *Call) Program() *Program { return c.Unit.Mod.prog }

// Callee is what is called.
func (c *Call) Callee() *Val { return c.Unit.Val(c.Value().X) }

// Result is what the call gives.
func (c *Call) Result() *Val { return c.Unit.Val(c.ID) }

// Place is the absolute range of the call in its file.
func (c *Call) Place() (start, end int) { return c.Unit.Place(c.Value().Span) }

// Name is the canonical name of the library's symbol that is called; "" if it
// is none or cannot be told. Instances called are named Class.__call__.
func (c *Call) Name() string {
	f := c.Callee()
	if c.named == f {
		return c.name
	}
	name := c.nameOf(f)
	if f == c.Unit.settled(c.Value().X) {
		c.named, c.name, c.symbol = f, name, nil
		if name != "" {
			c.symbol = c.Unit.Mod.prog.KB.Symbol(name)
		}
	}
	return name
}

func (c *Call) nameOf(f *Val) string {
	if f.Kind == Instance {
		return c.Unit.Mod.prog.method(f.Text, "__call__")
	}
	return f.Symbol()
}

// Symbol is what the knowledge base has on the called name; nil for nothing.
func (c *Call) Symbol() *rules.Symbol {
	n := c.Name()
	switch {
	case c.named != nil && c.named == c.Unit.settled(c.Value().X):
		return c.symbol
	case n != "":
		return c.Unit.Mod.prog.KB.Symbol(n)
	}
	return nil
}

// throughSuper tells whether a callee is written super().name.
func (u *Unit) throughSuper(id facts.ID) bool {
	v := &u.Values[id]
	if v.Op != facts.OpAttr {
		return false
	}
	x := &u.Values[v.X]
	if x.Op != facts.OpCall || len(x.List) > 0 {
		return false
	}
	f := &u.Values[x.X]
	return f.Op == facts.OpFree && f.Str == "super"
}

// writtenNames are the names under which a callee is written: the last part of
// a dotted name, and what a local name stands for.
func (u *Unit) writtenNames(id facts.ID, depth int) []string {
	if depth > 4 {
		return nil
	}
	v := &u.Values[id]
	switch v.Op {
	case facts.OpFree, facts.OpAttr, facts.OpParam:
		return []string{v.Str}
	case facts.OpImport:
		return []string{v.List[0].Name}
	case facts.OpFunc:
		return []string{u.Funcs[v.Func].Name}
	case facts.OpClass:
		return []string{u.F().Classes[v.Func].Name}
	case facts.OpPhi:
		var out []string
		for _, a := range v.List {
			out = append(out, u.writtenNames(a.V, depth+1)...)
		}
		return out
	}
	return nil
}

// F is the unit's facts.
func (u *Unit) F() *facts.Unit { return u.Unit }

// Call finds the call that made a value, nil if it is none.
func (u *Unit) Call(id facts.ID) *Call { return u.callOf[id] }

// CallersOf are the calls in the program that surely run f, in order of file
// and place. Calls that hand f to somebody else are not among them.
func (p *Program) CallersOf(f *Func) []*Call {
	p.read(f.calling)
	if f.called {
		return f.callers
	}
	ev := &p.ev
	if f.findingAt != 0 {
		ev.low = min(ev.low, f.findingAt)
		return nil
	}
	fr := ev.enter()
	f.findingAt = fr.depth
	var found []*Call
	p.work(f.calling, func() {
		for _, c := range p.candidates(f) {
			if p.runsFunc(c, f) {
				found = append(found, c)
			}
		}
	})
	f.findingAt = 0
	if ev.leave(fr) {
		f.callers, f.called = found, true
	}
	return found
}

func (p *Program) candidates(f *Func) []*Call {
	names := []string{f.Name}
	if f.Class != nil && (f.Name == "__init__" || f.Name == "__new__") {
		names = append(names, f.Class.Name)
		for _, t := range p.subclasses(f.Class) {
			if t.own(f.Name) == nil {
				names = append(names, t.Name)
			}
		}
	}
	if f.Class != nil && (f.Name == "forward" || f.Name == "__call__" || f.Name == "call") {
		return nil // called through instances under any name; arguments are data
	}
	out := p.supersOf(f)
	seen := map[*Call]bool{}
	for i := 0; i < len(names) && i < 64; i++ {
		names = p.withAliases(names, names[i])
		p.depend(fact{kind: calledName, name: names[i]})
		for _, c := range p.callIndex[names[i]] {
			if !seen[c] {
				seen[c] = true
				out = append(out, c)
			}
		}
	}
	return out
}

// supersOf are the calls super().name(...) that can run f: in the classes that
// some class below f's own puts before it.
func (p *Program) supersOf(f *Func) []*Call {
	if f.Class == nil {
		return nil
	}
	var out []*Call
	seen := map[*Class]bool{f.Class: true}
	for _, t := range p.subclasses(f.Class) {
		for _, k := range t.MRO() {
			if seen[k] {
				continue
			}
			seen[k] = true
			p.depend(fact{kind: classText, class: k})
			for _, c := range k.supers {
				if c.Unit.Values[c.Value().X].Str == f.Name {
					out = append(out, c)
				}
			}
		}
	}
	return out
}

// subclasses are the classes of the project that derive from c, found by the
// names under which bases are written.
func (p *Program) subclasses(c *Class) []*Class {
	var out []*Class
	seen := map[*Class]bool{c: true}
	names := []string{c.Name}
	for i := 0; i < len(names); i++ {
		names = p.withAliases(names, names[i])
		p.depend(fact{kind: baseName, name: names[i]})
		for _, t := range p.byBase[names[i]] {
			if !seen[t] && inherits(t, c) {
				seen[t] = true
				out = append(out, t)
				if !contains(names, t.Name) {
					names = append(names, t.Name)
				}
			}
		}
	}
	return out
}

// withAliases adds the names that stand for a name.
func (p *Program) withAliases(names []string, name string) []string {
	p.depend(fact{kind: aliasedName, name: name})
	for _, a := range p.aliased[name] {
		if !contains(names, a.name) {
			names = append(names, a.name)
		}
	}
	return names
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func inherits(c, base *Class) bool {
	for _, k := range c.MRO() {
		if k == base {
			return true
		}
	}
	return false
}

// runsFunc tells whether a call runs f directly.
func (p *Program) runsFunc(c *Call, f *Func) bool {
	hit := false
	c.Callee().Each(func(v *Val) {
		for _, t := range p.Targets(v) {
			hit = hit || t.Fn == f
		}
	})
	return hit
}

// Targets are the functions of ours that calling v runs, with their receivers.
func (p *Program) Targets(v *Val) []*Val {
	switch v.Kind {
	case Function:
		return []*Val{v}
	case Type:
		var out []*Val
		for _, n := range []string{"__new__", "__init__", "__post_init__"} {
			for _, k := range v.Class.MRO() {
				if m := k.own(n); m != nil {
					out = append(out, &Val{Kind: Function, Fn: m, Recv: &Val{Kind: Object, Class: v.Class}})
					break
				}
			}
		}
		return out
	case Object:
		if m := p.callMethod(v); m != nil {
			return []*Val{m}
		}
	case Partial:
		return p.Targets(v.Recv)
	case Union:
		var out []*Val
		for _, a := range v.Alts {
			out = append(out, p.Targets(a)...)
		}
		return out
	}
	return nil
}

// Argument is the value that the call passes for parameter i of f. given is
// false when it passes none; known is false when that cannot be told (*args).
func (c *Call) Argument(f *Func, i int) (v facts.ID, given, known bool) {
	prm := &f.Params[i]
	pos := i
	if f.Class != nil && !f.decorated("builtins.staticmethod") && c.bindsReceiver(f) {
		pos--
	}
	known = true
	n := 0
	for _, a := range c.Value().List {
		switch {
		case a.Star == 1:
			if prm.Kind != syntax.KeywordOnly {
				known = false
			}
			n = 1 << 20
		case a.Star == 2:
			if id, ok, sure := c.spread(a.V, prm.Name); ok {
				return id, true, true
			} else if !sure {
				known = false
			}
		case a.Name != "":
			if a.Name == prm.Name && prm.Kind != syntax.PositionalOnly {
				return a.V, true, true
			}
		default:
			if n == pos && prm.Kind != syntax.KeywordOnly {
				return a.V, true, true
			}
			n++
		}
	}
	return 0, false, known
}

// bindsReceiver tells whether the callee brings the first argument along.
func (c *Call) bindsReceiver(f *Func) bool {
	bound := false
	for _, t := range c.Unit.Mod.prog.Targets(c.Callee()) {
		if t.Fn == f && t.Recv != nil {
			bound = true
		}
	}
	return bound
}

// spread looks for a key in "**value". sure is false when the value's keys are
// not all known.
func (c *Call) spread(id facts.ID, name string) (v facts.ID, ok, sure bool) {
	d := c.Unit.Val(id)
	if d.Kind != Map || d.Unit != c.Unit {
		return 0, false, false
	}
	for _, e := range d.Unit.Values[d.ID].List {
		if e.Key == 0 {
			return 0, false, false
		}
		k := d.Unit.Val(e.Key)
		if k.Kind != Str {
			return 0, false, false
		}
		if k.Text == name {
			return e.V, true, true
		}
	}
	return 0, false, true
}
