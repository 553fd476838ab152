package project

import "github.com/mlf-core/mlf-lsp/analysis/facts"

// Named are the values that a name of the module level, or one imported from a
// module of ours, can stand for where it is used. It is nil for other values.
func (u *Unit) Named(id facts.ID) []Item {
	switch v := &u.Values[id]; v.Op {
	case facts.OpFree:
		if u.Class != nil && u.isClassBody(v.Str) {
			return nil
		}
		before := -1
		if u.Class == nil && !u.inFunction(v.Str) {
			before = u.Index
		}
		return u.Mod.named(v.Str, before)
	case facts.OpImport:
		if m := u.Mod.prog.find(u.Mod, v.Str, int(v.Index)); m != nil {
			return m.named(v.List[0].Name, -1)
		}
	}
	return nil
}

// named are the bindings of a name that can be the last before a unit; before
// is negative for all.
func (m *Module) named(name string, before int) []Item {
	var out []Item
	m.prog.depend(fact{kind: boundName, mod: m, name: name})
	for _, b := range m.bindings[name] {
		if before >= 0 && b.unit >= before && len(out) > 0 {
			break
		}
		if !b.maybe {
			out = nil
		}
		out = append(out, Item{name, b.u, b.v})
	}
	return out
}
