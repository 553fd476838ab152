package check

import (
	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/rules"
)

var unsortedListing = register(&Rule{
	Meta: Meta{
		Code: "MLF401", Name: "unsorted-listing", Severity: Warning,
		Summary: "the order of a directory listing reaches data",
	},
	Run: func(p *Pass) {
		reportOrders(p, "listing", "the order of the file system, which differs between machines and runs")
	},
})

// reportOrders reports the sources of one kind of order that reach data.
func reportOrders(p *Pass, kind, what string) {
	p.knownCalls(func(c *project.Call, s *rules.Symbol) {
		if s.Order == nil || s.Order.Kind != kind || s.Order.Precision == "low" {
			return
		}
		if s.Order.When.Eval(c.Bind(s, p.VersionsFor(s, c.Unit.Mod))) != rules.Yes {
			return
		}
		sink, _ := p.orderSinkOf(c.Unit, c.ID)
		if sink == nil {
			return
		}
		help := s.Order.Help
		if help == "" {
			help = "Wrap it in sorted()."
		}
		f := Finding{
			Place: callPlace(c), Severity: Warning, Symbol: s.Name, Why: s.Order.Why, Help: help, Key: "order " + s.Name,
			Message: short(s.Name) + " gives " + what + ", and here " + sink.how,
		}
		if c.Unit.Mod.Test {
			f.Severity = Hint
		}
		if at := PlaceOf(sink.unit, sink.span); at != f.Place {
			f.Related = []Related{{at, "the order reaches data here: " + sink.how}}
		}
		p.Report(f)
	})
}
