package project

import (
	"maps"
	"slices"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/source"
)

// Update brings the program up to date with the modules of inputs and forgets
// what was worked out from the text that changed; what it gives then is what a
// program linked anew gives. Units whose facts are the same ones keep all that
// is known of them. It declines where modules were added or taken away: then
// the program is to be linked anew. What runs and values it gave before must
// not be used any more. Texts and present are as in Options.
func (p *Program) Update(inputs []Input, texts []*source.File, present []string) bool {
	if !p.tracked || p.broken || len(inputs) != len(p.Modules) {
		return false
	}
	for i, in := range inputs {
		if m := p.Modules[i]; in.File.Path != m.Path || in.File.Kind != m.File.Kind {
			return false
		}
	}
	up := updater{p: p, called: map[string]bool{}, aliased: map[string]bool{}, based: map[string]bool{}}
	for i, in := range inputs {
		m := p.Modules[i]
		if in.Facts == m.Facts {
			m.File = in.File
			continue
		}
		up.module(m, in)
	}
	before := p.importedLibs
	p.Options.Texts, p.Options.Present = texts, present
	up.index()
	p.outdate(up.stale...)
	for _, a := range up.ended {
		a.end()
	}
	if up.decorated {
		p.outdate(&p.registering, &p.naming)
	}
	if up.importing && p.importedLibs != nil {
		p.importedLibs = nil
		if p.Imports(nil); !maps.Equal(before, p.importedLibs) {
			p.outdate(p.fact(fact{kind: libraries}))
		}
	}
	p.entries = nil
	return p.settle()
}

// settle works out anew what is known of the program as a whole, where that
// may have changed, and forgets what was worked out from it where it did. It
// declines where that does not come to an end.
func (p *Program) settle() bool {
	for range 4 {
		steady := p.options != nil
		p.declare()
		if p.registry == nil && p.knownRegistry != nil {
			before := p.knownRegistry
			if !maps.EqualFunc(before, p.registrations(), slices.Equal) {
				steady = false
				p.outdate(p.fact(fact{kind: registration}))
			}
		}
		if p.properties == nil && p.knownProperties != nil {
			before := p.knownProperties
			if !maps.Equal(before, p.propertyNames()) {
				steady = false
				p.outdate(p.fact(fact{kind: propertyName}))
			}
		}
		for _, m := range p.Modules {
			if m.trace == nil && m.knownTrace != nil {
				before := m.knownTrace
				if after := p.traceOf(m); before.inert != after.inert || !slices.Equal(before.steps, after.steps) {
					steady = false
					p.outdate(p.fact(fact{kind: moduleTrace, mod: m}))
				}
			}
		}
		if steady {
			return true
		}
	}
	return false
}

// updater puts new units in the place of old ones.
type updater struct {
	p       *Program
	dead    []*Unit // no longer part of the program
	fresh   []*Unit // new, class members included
	regroup []*Unit // kept, with classes whose members changed
	stale   []*answer
	ended   []*answer // of dead units
	// decorated is true when functions with decorators come or go.
	decorated bool
	importing bool // the same for import statements

	called, aliased, based map[string]bool // names whose indexes change
}

func (up *updater) module(m *Module, in Input) {
	units, bindings, stars, changed := m.Units, m.bindings, m.stars, len(up.dead)+len(up.fresh)+len(up.regroup)
	m.File, m.Facts = in.File, in.Facts
	m.Units = up.match(m, units, in.Facts.Units, 0, nil)
	m.collect()
	if len(up.dead)+len(up.fresh)+len(up.regroup) == changed && slices.Equal(units, m.Units) {
		return // only places changed
	}
	m.changes = nil
	up.change(fact{kind: moduleText, mod: m})
	if actsOtherwise(units, m.Units) {
		up.change(fact{kind: moduleCode, mod: m})
	}
	for _, name := range differing(bindings, m.bindings, sameBinding) {
		up.change(fact{kind: boundName, mod: m, name: name})
	}
	if !slices.EqualFunc(stars, m.stars, func(a, b starImport) bool { return a.u == b.u && a.v == b.v }) {
		up.change(fact{kind: starImports, mod: m})
	}
}

func (up *updater) change(f fact) {
	if a := up.p.fact(f); a != nil {
		up.stale = append(up.stale, a)
	}
}

// match makes the units of a module or class, and reuses those of before whose
// facts are the same, as far as their order is.
func (up *updater) match(m *Module, old []*Unit, placed []facts.Placed, base int, class *Class) []*Unit {
	at := map[*facts.Unit][]int{}
	for i, u := range old {
		at[u.from] = append(at[u.from], i)
	}
	out := make([]*Unit, len(placed))
	kept := make([]bool, len(old))
	next := 0 // of old that may still be reused
	for i, pl := range placed {
		list := at[pl.Unit]
		for len(list) > 0 && list[0] < next {
			list = list[1:]
		}
		switch {
		case len(list) > 0:
			j := list[0]
			out[i], kept[j], next = old[j], true, j+1
			old[j].move(base+int(pl.Base), i)
		case next < len(old) && sameHead(old[next], pl.Unit):
			out[i], kept[next] = old[next], true
			up.members(m, old[next], pl, base, i)
			next++
		default:
			out[i] = m.unit(pl, base, class, i)
			up.add(out[i])
		}
	}
	for j, u := range old {
		if !kept[j] {
			up.remove(u)
		}
	}
	return out
}

// move gives a unit and the members of its classes a new place.
func (u *Unit) move(base, index int) {
	delta := base - u.Base
	u.Base, u.Index = base, index
	if delta == 0 {
		return
	}
	for _, c := range u.Types {
		for i, m := range c.Members {
			m.move(m.Base+delta, i)
		}
	}
}

// members replaces the members of a unit that is nothing but a class.
func (up *updater) members(m *Module, u *Unit, pl facts.Placed, base, index int) {
	u.Base, u.Index, u.from = base+int(pl.Base), index, pl.Unit
	up.regroup = append(up.regroup, u)
	for i, c := range u.Types {
		attrs, annots, members := c.attrs, c.annots, c.Members
		c.Members = up.match(m, c.Members, pl.Unit.Classes[i].Members, u.Base, c)
		c.collect()
		for _, name := range differing(attrs, c.attrs, sameBinding) {
			up.change(fact{kind: memberName, class: c, name: name})
		}
		for _, a := range append(annots, c.annots...) {
			if !slices.Contains(annots, a) || !slices.Contains(c.annots, a) {
				up.change(fact{kind: memberName, class: c, name: a.name})
			}
		}
		up.change(fact{kind: classText, class: c})
		if actsOtherwise(members, c.Members) {
			up.change(fact{kind: classCode, class: c})
		}
	}
}

// actsOtherwise tells whether running one list of units can do something else
// than running the other.
func actsOtherwise(a, b []*Unit) bool {
	acting := func(list []*Unit) []*Unit {
		return slices.DeleteFunc(slices.Clone(list), (*Unit).plain)
	}
	return !slices.Equal(a, b) && !slices.Equal(acting(a), acting(b))
}

// sameHead tells whether a unit and new facts are one class statement whose
// members alone may differ.
func sameHead(u *Unit, f *facts.Unit) bool {
	if len(u.Classes) != 1 || len(f.Classes) != 1 || u.Inner != f.Inner || len(u.Funcs) != 1 || len(f.Funcs) != 1 ||
		!slices.EqualFunc(u.Values, f.Values, sameValue) || !slices.Equal(u.Bindings, f.Bindings) || !slices.Equal(u.Annots, f.Annots) {
		return false
	}
	a, b := u.Funcs[0].Body, f.Funcs[0].Body
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		x, y := a[i], b[i]
		if len(x.Blocks)+len(y.Blocks) > 0 || x.Kind != y.Kind || x.Span.Start != y.Span.Start || x.V != y.V || x.Str != y.Str ||
			x.Target != y.Target || x.Key != y.Key || x.Kind != facts.StepClass && x.Span != y.Span {
			return false
		}
	}
	c, d := u.Classes[0], f.Classes[0]
	return c.Name == d.Name && c.NameSpan == d.NameSpan && c.Parent == d.Parent &&
		slices.Equal(c.Bases, d.Bases) && slices.Equal(c.Decorators, d.Decorators)
}

func sameValue(a, b facts.Value) bool {
	return a.Op == b.Op && a.Index == b.Index && a.Func == b.Func && a.Span == b.Span && a.Str == b.Str &&
		a.X == b.X && a.Y == b.Y && a.Z == b.Z && slices.Equal(a.List, b.List)
}

func sameBinding(a, b binding) bool { return a.u == b.u && a.v == b.v && a.maybe == b.maybe }

// differing are the names under which two maps hold different lists.
func differing[T any](a, b map[string][]T, same func(T, T) bool) []string {
	var out []string
	for name, list := range a {
		if !slices.EqualFunc(list, b[name], same) {
			out = append(out, name)
		}
	}
	for name := range b {
		if _, ok := a[name]; !ok {
			out = append(out, name)
		}
	}
	return out
}

// add takes a new unit into the program.
func (up *updater) add(u *Unit) {
	up.fresh = append(up.fresh, u)
	up.decorated = up.decorated || u.decorates()
	up.importing = up.importing || len(u.libraries()) > 0
	for _, c := range u.Types {
		for _, m := range c.Members {
			up.add(m)
		}
	}
}

// remove takes a unit out of the program, with all that is known of it.
func (up *updater) remove(u *Unit) {
	u.gone = true
	up.dead = append(up.dead, u)
	up.decorated = up.decorated || u.decorates()
	up.importing = up.importing || len(u.libraries()) > 0
	up.end(u.text)
	for _, a := range u.memo {
		if a != nil {
			up.end(a)
		}
	}
	for _, f := range u.Defs {
		up.end(f.returning)
		up.end(f.calling)
	}
	for _, c := range u.Calls {
		for _, e := range c.effects {
			up.end(e.working)
		}
		for _, k := range c.kept {
			up.end(k.answer)
		}
	}
	for _, c := range u.Types {
		up.end(c.linking)
		for _, m := range c.Members {
			up.remove(m)
		}
	}
}

func (u *Unit) decorates() bool {
	return slices.ContainsFunc(u.Defs, func(f *Func) bool { return len(f.Decorators) > 0 })
}

func (up *updater) end(a *answer) {
	up.stale = append(up.stale, a)
	up.ended = append(up.ended, a)
}

// index brings what is looked up by name up to date.
func (up *updater) index() {
	p := up.p
	for _, u := range up.fresh {
		u.collectCalls()
	}
	for _, u := range up.regroup {
		up.gather(u)
	}
	for _, u := range up.fresh {
		u.gather()
	}
	note := func(u *Unit) {
		p.eachWritten(u,
			func(name string, _ *Call) { up.called[name] = true },
			func(name string, _ alias) { up.aliased[name] = true },
			func(name string, _ *Class) { up.based[name] = true })
	}
	for _, u := range up.dead {
		note(u)
	}
	clean(p.callIndex, up.called)
	clean(p.aliased, up.aliased)
	clean(p.byBase, up.based)
	for _, u := range up.fresh {
		note(u)
		p.eachWritten(u,
			func(name string, c *Call) { p.callIndex[name] = put(p.callIndex[name], c) },
			func(name string, a alias) { p.aliased[name] = put(p.aliased[name], a) },
			func(name string, c *Class) { p.byBase[name] = put(p.byBase[name], c) })
	}
	for name := range up.called {
		up.change(fact{kind: calledName, name: name})
	}
	for name := range up.aliased {
		up.change(fact{kind: aliasedName, name: name})
	}
	for name := range up.based {
		up.change(fact{kind: baseName, name: name})
	}
}

// clean takes what units that are gone have added out of an index.
func clean[T interface{ unit() *Unit }](index map[string][]T, names map[string]bool) {
	for name := range names {
		list := slices.DeleteFunc(slices.Clone(index[name]), func(x T) bool { return x.unit().gone })
		if len(list) == 0 {
			delete(index, name)
		} else {
			index[name] = list
		}
	}
}

// gather looks again at what the classes of a unit get from their members.
func (up *updater) gather(u *Unit) {
	var before []map[string][]Store
	for _, c := range u.Types {
		before = append(before, c.stores)
	}
	u.gather()
	for i, c := range u.Types {
		for _, name := range differing(before[i], c.stores, func(a, b Store) bool { return a == b }) {
			up.change(fact{kind: memberName, class: c, name: name})
		}
	}
}

// declare finds the options anew where their declarations may have changed.
func (p *Program) declare() {
	if p.options != nil {
		return
	}
	var found map[string][]*Option
	p.options = p.knownOptions
	p.work(&p.declaring, func() { found = p.collectOptions() })
	changed := p.keepOptions(found)
	p.options, p.knownOptions = found, found
	p.outdate(changed...)
}

// keepOptions keeps the identity of options that are declared as before.
func (p *Program) keepOptions(found map[string][]*Option) (changed []*answer) {
	before := map[*Call]*Option{}
	for _, list := range p.knownOptions {
		for _, o := range list {
			before[o.Call] = o
		}
	}
	for _, list := range found {
		for i, o := range list {
			if old := before[o.Call]; old != nil && *old == *o {
				list[i] = old
			}
		}
	}
	for _, name := range differing(p.knownOptions, found, func(a, b *Option) bool { return a == b }) {
		if a := p.fact(fact{kind: optionName, name: name}); a != nil {
			changed = append(changed, a)
		}
	}
	return changed
}
