package project

import "github.com/mlf-core/mlf-lsp/analysis/facts"

// Use is a place where a value of a unit is used: by another value (User) or
// by a step. Arg is the index of the argument when User is a call or display.
type Use struct {
	User facts.ID
	Step *facts.Step
	Fn   *Func
	Arg  int
}

// Uses are the places that use a value, values first, then steps, each in
// program order.
func (u *Unit) Uses(id facts.ID) []Use {
	if u.uses == nil {
		u.uses = make([][]Use, len(u.Values))
		u.collectUses()
	}
	return u.uses[id]
}

func (u *Unit) collectUses() {
	add := func(id facts.ID, use Use) {
		if id > 0 && int(id) < len(u.uses) {
			u.uses[id] = append(u.uses[id], use)
		}
	}
	for i := range u.Values {
		v := &u.Values[i]
		self := facts.ID(i)
		add(v.X, Use{User: self, Arg: -1})
		add(v.Y, Use{User: self, Arg: -1})
		add(v.Z, Use{User: self, Arg: -1})
		for j, a := range v.List {
			add(a.Key, Use{User: self, Arg: j})
			add(a.V, Use{User: self, Arg: j})
		}
	}
	u.eachStep(func(f *Func, s *facts.Step) {
		if s.Kind == facts.StepCall || s.Kind == facts.StepDef || s.Kind == facts.StepClass {
			return
		}
		for _, id := range []facts.ID{s.V, s.Target, s.Key} {
			add(id, Use{Step: s, Fn: f})
		}
	})
}
