package project

import (
	"cmp"
	"slices"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
)

// Item is an entry of a dict under a key that is a string. Alternatives of one
// key follow each other; the zero Unit stands for "no entry".
type Item struct {
	Key  string
	Unit *Unit
	ID   facts.ID
}

// Items are the entries that a dict holds after all that its modules do to it:
// displays, dict(...), copies, unions, stores and update. complete is false
// when it may hold entries that cannot be seen.
func (p *Program) Items(u *Unit, id facts.ID) (items []Item, complete bool) {
	budget := maxDicts
	d := dictReader{p: p, complete: true, budget: &budget}
	d.value(u, id, 0)
	slices.SortStableFunc(d.items, func(a, b Item) int { return cmp.Compare(a.Key, b.Key) })
	return d.items, d.complete
}

type dictReader struct {
	p        *Program
	items    []Item
	complete bool
	maybe    bool // entries read now may be absent
	budget   *int // of dicts, as they can hold each other
}

const (
	maxDictDepth = 8
	maxDicts     = 100
)

// spent tells whether no more dicts are to be read.
func (d *dictReader) spent(depth int) bool {
	*d.budget--
	if depth > maxDictDepth || *d.budget < 0 {
		d.complete = false
		return true
	}
	return false
}

func (d *dictReader) value(u *Unit, id facts.ID, depth int) {
	if d.spent(depth) {
		return
	}
	u, id = root(u, id)
	if v := &u.Values[id]; v.Op == facts.OpBinary && v.Str == "|" {
		d.value(u, v.X, depth+1)
		d.value(u, v.Y, depth+1)
		return
	}
	if from, ok := copied(u, id); ok {
		d.value(u, from, depth+1)
		d.changes(u.Mod, func(at *Unit, target facts.ID) bool {
			at, target = root(at, target)
			return at == u && target == id
		}, depth)
		return
	}
	switch v := u.Val(id); {
	case v.Kind == Union:
		d.union(v, depth)
	case v.isDict():
		d.of(v, depth)
	default:
		d.complete = false
		d.changes(u.Mod, func(at *Unit, target facts.ID) bool { return at == u && target == id }, depth)
	}
}

// root follows a name that stands for one value to where that is made.
func root(u *Unit, id facts.ID) (*Unit, facts.ID) {
	for range maxDictDepth {
		named := u.Named(id)
		if len(named) != 1 {
			break
		}
		u, id = named[0].Unit, named[0].ID
	}
	return u, id
}

// copied is what a value is a copy of.
func copied(u *Unit, id facts.ID) (from facts.ID, ok bool) {
	v := &u.Values[id]
	if v.Op != facts.OpCall {
		return 0, false
	}
	switch f := u.Val(v.X); f.Text {
	case "builtins.dict.copy":
		return u.Values[v.X].X, u.Values[v.X].Op == facts.OpAttr
	case "copy.copy", "copy.deepcopy":
		if len(v.List) > 0 && v.List[0].Name == "" && v.List[0].Star == 0 {
			return v.List[0].V, true
		}
	}
	return 0, false
}

// isDict tells whether a value is a display or dict(...).
func (v *Val) isDict() bool {
	return v.Kind == Map || v.Kind == Instance && v.Text == "builtins.dict" && v.Unit != nil && v.Unit.Call(v.ID) != nil
}

// union reads alternatives: what only some of them hold may be absent.
func (d *dictReader) union(v *Val, depth int) {
	n := 0
	count := map[string]int{}
	var all []Item
	for _, a := range v.Alts {
		if a.Kind == None {
			continue
		}
		n++
		one := dictReader{p: d.p, complete: true, budget: d.budget}
		one.of(a, depth+1)
		d.complete = d.complete && one.complete
		seen := map[string]bool{}
		for _, it := range one.items {
			all = append(all, it)
			if !seen[it.Key] {
				seen[it.Key] = true
				count[it.Key]++
			}
		}
	}
	outer := d.maybe
	for _, it := range all {
		d.maybe = outer || count[it.Key] < n
		d.alternative(it)
	}
	d.maybe = outer
}

// of reads a dict that was made in one place, with all that is done to it
// but not to its copies.
func (d *dictReader) of(v *Val, depth int) {
	switch {
	case d.spent(depth):
		return
	case !v.isDict():
		d.complete = false
		return
	case v.Kind == Map:
		d.display(v, depth)
	default:
		d.arguments(v.Unit.Call(v.ID), depth)
	}
	d.changes(v.Unit.Mod, func(u *Unit, target facts.ID) bool {
		if _, copy := copied(root(u, target)); copy {
			return false
		}
		hit := false
		u.Val(target).Each(func(t *Val) { hit = hit || t.Kind == v.Kind && t.Unit == v.Unit && t.ID == v.ID })
		return hit
	}, depth)
}

func (d *dictReader) display(v *Val, depth int) {
	for _, e := range v.Unit.Values[v.ID].List {
		if e.Key == 0 {
			d.value(v.Unit, e.V, depth+1)
			continue
		}
		d.entry(v.Unit, e.Key, e.V)
	}
}

func (d *dictReader) entry(u *Unit, key, value facts.ID) {
	if k := u.Val(key); k.Kind == Str {
		d.set(Item{k.Text, u, value})
	} else {
		d.complete = false
	}
}

func (d *dictReader) arguments(c *Call, depth int) {
	for _, a := range c.Value().List {
		switch {
		case a.Name != "":
			d.set(Item{a.Name, c.Unit, a.V})
		case a.Star == 1:
			d.complete = false
		default:
			d.value(c.Unit, a.V, depth+1)
		}
	}
}

// change is a step that may change a dict: d["k"] = v, d.update(...),
// d.setdefault("k", v), d.pop("k").
type change struct {
	unit   *Unit
	step   *facts.Step
	method string // "" for a store
	maybe  bool   // under a condition
}

// changes reads what a module does to the dict, in order.
func (d *dictReader) changes(m *Module, is func(*Unit, facts.ID) bool, depth int) {
	d.p.depend(fact{kind: moduleText, mod: m})
	if m.changes == nil {
		m.changes = []change{}
		for _, u := range m.All {
			for _, f := range u.Defs {
				m.changesIn(u, f.Body, false)
			}
		}
	}
	for _, c := range m.changes {
		outer := d.maybe
		d.maybe = outer || c.maybe
		if c.method == "" {
			if is(c.unit, c.step.Target) {
				d.entry(c.unit, c.step.Key, c.step.V)
			}
		} else if v := &c.unit.Values[c.step.V]; is(c.unit, c.unit.Values[v.X].X) {
			d.method(c, v, depth)
		}
		d.maybe = outer
	}
}

func (m *Module) changesIn(u *Unit, b facts.Block, maybe bool) {
	for i := range b {
		s := &b[i]
		switch s.Kind {
		case facts.StepSetItem:
			m.changes = append(m.changes, change{u, s, "", maybe})
		case facts.StepCall:
			f := &u.Values[u.Values[s.V].X]
			if f.Op == facts.OpAttr && (f.Str == "update" || f.Str == "setdefault" || f.Str == "pop") {
				m.changes = append(m.changes, change{u, s, f.Str, maybe})
			}
		}
		for _, inner := range s.Blocks {
			m.changesIn(u, inner, maybe || s.Kind == facts.StepIf || s.Kind == facts.StepTry)
		}
	}
}

func (d *dictReader) method(c change, v *facts.Value, depth int) {
	switch {
	case c.method == "update":
		d.arguments(c.unit.Call(c.step.V), depth+1)
	case len(v.List) == 0:
	case c.method == "setdefault" && len(v.List) == 2:
		d.maybe = true
		d.entry(c.unit, v.List[0].V, v.List[1].V)
	case c.method == "pop":
		if k := c.unit.Val(v.List[0].V); k.Kind == Str {
			d.set(Item{Key: k.Text})
		}
	}
}

// set makes an entry the only one of its key, or one more where it may be
// absent.
func (d *dictReader) set(it Item) {
	if d.maybe {
		d.alternative(it)
		return
	}
	kept := d.items[:0]
	for _, o := range d.items {
		if o.Key != it.Key {
			kept = append(kept, o)
		}
	}
	d.items = append(kept, it)
}

// alternative adds an entry beside those of its key; where there are none and
// it may be absent, so is the key.
func (d *dictReader) alternative(it Item) {
	if d.maybe {
		found := false
		for _, o := range d.items {
			found = found || o.Key == it.Key
		}
		if !found {
			d.items = append(d.items, Item{Key: it.Key})
		}
	}
	d.items = append(d.items, it)
}
