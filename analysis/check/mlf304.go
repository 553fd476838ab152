package check

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/rules"
)

var jaxNondeterministicOp = register(&Rule{
	Meta: Meta{
		Code: "MLF304", Name: "jax-nondeterministic-op", Severity: Warning,
		Summary: "an operation of JAX that adds atomically on a GPU, without the flag that makes it deterministic",
	},
	Run: runJAXOps,
})

func runJAXOps(p *Pass) {
	p.codedOps("MLF304", func(o opCall) {
		s := o.call.Symbol()
		if data := o.call.Setting(s, "data"); data.Unit != nil && integers(data.Unit, data.ID, 0) {
			return
		}
		for _, name := range []string{"scatter_indices", "idx", "indices"} {
			if i := o.call.Setting(s, name); i.Unit != nil && repeats(i.Unit, i.ID, 0) != rules.Yes {
				o.truth = rules.Maybe
			}
		}
		p.reportScatter(o)
	})
	if s := p.KB.Symbol("jax.Array.at.add"); s != nil && len(s.Ops) > 0 {
		p.calls(func(c *project.Call) { p.atAdd(c, s) })
	}
}

// atAdd judges x.at[index].add(value).
func (p *Pass) atAdd(c *project.Call, s *rules.Symbol) {
	index, ok := atIndex(c)
	if !ok || !importsJAX(p, c.Unit.Mod) {
		return
	}
	v := p.VersionsFor(s, c.Unit.Mod)
	o := opCall{call: c, op: s.Ops[0], name: "jax.Array.at." + attribute(c), versions: v, verdict: s.Ops[0].Judge(v)}
	if o.verdict.Deterministic() || uniqueIndices(c) || addsOneNumber(c) {
		return
	}
	if o.truth = repeats(c.Unit, index, 0); o.truth != rules.No {
		p.reportScatter(o)
	}
}

// atIndex is the index of x.at[index].add(...).
func atIndex(c *project.Call) (facts.ID, bool) {
	switch attribute(c) {
	case "add", "multiply", "mul":
	default:
		return 0, false
	}
	sub := &c.Unit.Values[c.Unit.Values[c.Value().X].X]
	if sub.Op != facts.OpIndex || c.Unit.Values[sub.X].Op != facts.OpAttr || c.Unit.Values[sub.X].Str != "at" {
		return 0, false
	}
	return sub.Y, true
}

func importsJAX(p *Pass, m *project.Module) bool {
	return once(p.shared, "imports jax "+m.Path, func() bool {
		for _, u := range m.All {
			for i := range u.Values {
				v := &u.Values[i]
				if (v.Op == facts.OpModule || v.Op == facts.OpImport && v.Index == 0) && (v.Str == "jax" || strings.HasPrefix(v.Str, "jax.")) {
					return true
				}
			}
		}
		return false
	})
}

func uniqueIndices(c *project.Call) bool {
	for _, a := range c.Value().List {
		if a.Star == 2 || a.Name == "unique_indices" && project.RuleValue(c.Unit.Val(a.V)).Truthy() != rules.No {
			return true
		}
	}
	return false
}

// addsOneNumber: the same number is added in any order to the same end.
func addsOneNumber(c *project.Call) bool {
	list := c.Value().List
	return len(list) > 0 && c.Unit.Val(list[0].V).Kind == project.Num
}

// reportScatter reports an operation that some run does on a GPU without the
// flag, or that no run reaches in a project that never sets it.
func (p *Pass) reportScatter(o opCall) {
	runs := p.opReached(o.call)
	bare := func(r *project.Run) bool {
		on, _ := p.jaxFlag(r)
		return on == rules.No && p.jaxDevice(r) != noGPU
	}
	switch {
	case len(runs) > 0 && !slices.ContainsFunc(runs, bare):
		return
	case len(runs) == 0 && (!p.libraryOnGPU() || p.jaxInstalledFor("cpu") || slices.ContainsFunc(p.runs(), func(r *project.Run) bool {
		on, _ := p.jaxFlag(r)
		return on != rules.No
	})):
		return
	}
	name := short(o.name)
	if strings.HasPrefix(o.name, "jax.Array.") {
		name = "x." + strings.TrimPrefix(o.name, "jax.Array.")
		name = strings.Replace(name, "x.at.", "x.at[...].", 1)
	}
	f := o.finding(Warning, name+" adds atomically on a GPU where an index occurs twice, and nothing sets --xla_gpu_deterministic_ops: floating-point sums differ between runs")
	if o.truth == rules.Maybe {
		f.Severity = min(f.Severity, Info)
		f.Message = "cannot decide whether an index occurs twice: if one does, " + name + " adds atomically on a GPU, and floating-point sums differ between runs"
	}
	f.Key = "scatter " + o.name
	p.Report(f)
}
