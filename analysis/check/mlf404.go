package check

import (
	"slices"

	"github.com/mlf-core/mlf-lsp/analysis/project"
)

var loaderOrderUnseeded = register(&Rule{
	Meta: Meta{
		Code: "MLF404", Name: "loader-order-unseeded", Severity: Warning,
		Summary: "a loader, sampler or split draws the order of the data with neither a seeded generator nor a seeded global state",
	},
	Run: runLoaderOrder,
})

// runLoaderOrder reports the draws of programs in which loaders, samplers and
// splits are all that draws from PyTorch's generator; otherwise they are
// related places of MLF103.
func runLoaderOrder(p *Pass) {
	reported := map[Place]bool{}
	for _, r := range slices.Concat(p.runs(), p.testRuns()) {
		v, other := p.judgeSeed(r, "torch")
		if other || v.draw == nil {
			continue
		}
		for _, e := range append([]*project.Event{v.draw}, v.more...) {
			if e.Call == nil || reported[eventPlace(e)] {
				continue
			}
			reported[eventPlace(e)] = true
			name := e.Call.Name()
			p.Report(Finding{
				Place: eventPlace(e), Severity: severityIn(r, Warning), Symbol: name, Key: "loader-order " + name,
				Message: short(name) + " " + e.Draw.What + " by PyTorch's global generator, which nothing in " + r.Entry.Name +
					" seeds before: every run gets another order",
				Why:     "Without a seed PyTorch's generator starts from entropy, and the order of the batches decides how the weights move.",
				Help:    "Pass generator=torch.Generator().manual_seed(seed), or call torch.manual_seed(seed) at the start of " + r.Entry.Name + ".",
				Related: []Related{{entryPlace(r.Entry), "the program starts here"}},
				Data:    map[string]string{"rng": "torch", "entry": r.Entry.Name, "parameter": "generator"},
			})
		}
	}
	reportSamples(p)
}
