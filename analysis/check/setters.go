package check

import (
	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/rules"
)

// setterFault is a function that sets a seed or a switch and is replaced
// (assigned) or only named instead of called.
type setterFault struct {
	unit     *project.Unit
	symbol   *rules.Symbol
	span     facts.Span
	value    facts.ID // what is assigned; 0 when the function is only named
	assigned bool
}

// setterFaults are all such places in order.
func (p *Pass) setterFaults() []setterFault {
	return once(p.shared, "setters", func() []setterFault {
		var out []setterFault
		for _, m := range p.Modules {
			for _, u := range m.All {
				for _, f := range u.Defs {
					eachStep(f.Body, func(s *facts.Step) {
						if fault, ok := p.setterFaultAt(u, s); ok {
							out = append(out, fault)
						}
					})
				}
			}
		}
		return out
	})
}

func eachStep(b facts.Block, visit func(*facts.Step)) {
	for i := range b {
		visit(&b[i])
		for _, inner := range b[i].Blocks {
			eachStep(inner, visit)
		}
	}
}

func (p *Pass) setterFaultAt(u *project.Unit, s *facts.Step) (setterFault, bool) {
	switch s.Kind {
	case facts.StepSetAttr:
		x := u.Val(s.Target)
		if x.Kind != project.External {
			return setterFault{}, false
		}
		sym := p.KB.Symbol(x.Text + "." + s.Str)
		if !isSetter(sym) || callable(u, s.V) {
			return setterFault{}, false
		}
		return setterFault{u, sym, s.Span, s.V, true}, true
	case facts.StepExpr:
		v := &u.Values[s.V]
		if v.Op != facts.OpAttr && v.Op != facts.OpFree && v.Op != facts.OpImport {
			return setterFault{}, false
		}
		x := u.Val(s.V)
		if x.Kind != project.External {
			return setterFault{}, false
		}
		if sym := p.KB.Symbol(x.Text); isSetter(sym) {
			return setterFault{u, sym, s.Span, 0, false}, true
		}
	}
	return setterFault{}, false
}

// isSetter tells whether a symbol is a function that is called to set a seed
// or a switch.
func isSetter(s *rules.Symbol) bool {
	if s == nil {
		return false
	}
	if s.Setter {
		return true
	}
	for _, st := range s.Settings {
		if st.Kind == "attribute" {
			return false
		}
		if st.Kind == "call" {
			return true
		}
	}
	return len(s.Seeders) > 0 && len(s.Seeders[0].Symbols) > 0 && s.Seeders[0].Parameter != ""
}

// callable tells whether a value can be called, so that assigning it is a
// patch and not a mistake. What cannot be told may be.
func callable(u *project.Unit, id facts.ID) bool {
	switch u.Val(id).Kind {
	case project.None, project.Bool, project.Num, project.Str, project.Seq, project.Map, project.OptionVal:
		return false
	}
	return true
}
