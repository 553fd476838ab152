package check

import (
	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/rules"
)

var tfDataOrder = register(&Rule{
	Meta: Meta{
		Code: "MLF407", Name: "tf-data-nondeterministic", Severity: Warning,
		Summary: "a tf.data pipeline that may hand out its elements in any order",
	},
	Run: runTFDataOrder,
})

func runTFDataOrder(p *Pass) {
	p.codedOps("MLF407", func(o opCall) {
		if o.truth != rules.Yes {
			return
		}
		f := o.finding(Warning, short(o.name)+" with deterministic=False hands out elements in the order in which they are ready")
		f.Severity = p.severityAt(o.call.Fn, f.Severity)
		f.Key = o.op.ID
		p.Report(f)
	})
	for _, m := range p.Modules {
		for _, u := range m.All {
			for _, fn := range u.Defs {
				eachStep(fn.Body, func(s *facts.Step) {
					if s.Kind == facts.StepSetAttr {
						p.dataOption(u, fn, s)
					}
				})
			}
		}
	}
}

// dataOption judges options.deterministic = False.
func (p *Pass) dataOption(u *project.Unit, fn *project.Func, s *facts.Step) {
	if s.Str != "deterministic" && s.Str != "experimental_deterministic" {
		return
	}
	x := u.Val(s.Target)
	if x.Kind != project.Instance || x.Text != "tensorflow.data.Options" {
		return
	}
	if v := u.Val(s.V); project.RuleValue(v).Truthy() != rules.No || v.Kind == project.None {
		return
	}
	p.Report(Finding{
		Place: PlaceOf(u, s.Span), Severity: p.severityAt(fn, Warning), Symbol: "tensorflow.data.Options." + s.Str, Key: "option",
		Message: "options." + s.Str + " = False lets datasets hand out elements in the order in which they are ready",
		Why:     "Parallel parts of a pipeline finish in an order that timing decides, so that each run trains on other batches.",
		Help:    "Remove the line or set it to True: elements then keep their order.",
	})
}
