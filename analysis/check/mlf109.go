package check

import (
	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
)

var seedParameterNone = register(&Rule{
	Meta: Meta{
		Code: "MLF109", Name: "seed-parameter-none", Severity: Warning,
		Summary: "a seed defaults to None, and None reaches what it seeds",
	},
	Run: runSeedParameterNone,
})

func runSeedParameterNone(p *Pass) {
	type found struct {
		sinks []seedSink
		o     *origin
	}
	byPlace := map[Place]*found{}
	var order []Place
	for _, s := range p.seedSinks() {
		if !s.seed.given() || s.none == "fixed" || s.none == "error" || !p.inProgram(s.call.Fn) || guarded(s.call, s.seed.id) {
			continue
		}
		o := p.noneOrigin(s.seed.unit, s.seed.id, 0)
		if o == nil {
			continue
		}
		at := PlaceOf(o.unit, o.span)
		if byPlace[at] == nil {
			byPlace[at] = &found{o: o}
			order = append(order, at)
		}
		byPlace[at].sinks = append(byPlace[at].sinks, s)
	}
	for _, at := range order {
		f := byPlace[at]
		first := f.sinks[0]
		out := Finding{
			Place: at, Severity: p.severityAt(first.call.Fn, Warning), Symbol: first.name, Key: "seed-none " + f.o.name,
			Message: "the " + f.o.name + " is None unless somebody sets it, and None reaches " + short(first.name) + ": runs are not seeded by default",
			Help:    "Give it an integer as its default.",
		}
		for i, s := range f.sinks {
			if i < 4 {
				out.Related = append(out.Related, Related{callPlace(s.call), "None arrives here"})
			}
		}
		p.Report(out)
	}
}

// guarded tells whether the call runs only under a condition on the seed
// itself ("if seed is not None").
func guarded(c *project.Call, seed facts.ID) bool {
	if c.Guard == nil {
		return false
	}
	name := written(c.Unit, seed)
	return name != "" && mentions(c.Unit, c.Guard.V, name, 0)
}

// guardedBy is the same for a seed that may come from another function.
func guardedBy(c *project.Call, seed argument) bool {
	return c.Unit == seed.unit && guarded(c, seed.id)
}

// written is the name under which a value is written: "seed", "args.seed".
func written(u *project.Unit, id facts.ID) string {
	switch v := &u.Values[id]; v.Op {
	case facts.OpFree, facts.OpParam, facts.OpAttr:
		return v.Str
	}
	return ""
}

func mentions(u *project.Unit, id facts.ID, name string, depth int) bool {
	if id == 0 || depth > 10 {
		return false
	}
	v := &u.Values[id]
	if written(u, id) == name {
		return true
	}
	for _, x := range []facts.ID{v.X, v.Y, v.Z} {
		if mentions(u, x, name, depth+1) {
			return true
		}
	}
	return false
}
