package check

import (
	"github.com/mlf-core/mlf-lsp/analysis/project"
)

var runNotTracked = register(&Rule{
	Meta: Meta{
		Code: "MLF710", Name: "run-not-tracked", Severity: Info,
		Summary: "a program of a project trains, and nothing keeps its parameters and metrics",
	},
	Run: runRunNotTracked,
})

func runRunNotTracked(p *Pass) {
	for _, m := range p.madeProjects() {
		if m.isPackage() {
			continue
		}
		for _, r := range p.trainings() {
			if r.Entry.Module.Test || !m.holds(r.Entry.Module.Path) || p.tracked(r) {
				continue
			}
			p.Report(Finding{
				Place: entryPlace(r.Entry), Severity: Info, Key: "not tracked " + r.Entry.Name,
				Message: r.Entry.Name + " trains, and nothing keeps its parameters and metrics: its results can be neither found again nor compared",
				Why:     "Two runs can only be told to be equal, or to differ, where what went in and what came out was kept.",
				Help:    "Log them: mlflow.autolog() before training, or a logger of the trainer.",
			})
		}
	}
}

// tracked tells whether anything in the files that a run loads keeps parameters
// or metrics.
func (p *Pass) tracked(r *project.Run) bool {
	found := false
	p.calls(func(c *project.Call) { found = found || r.Modules[c.Unit.Mod] && Tracks(c.Name()) })
	return found
}
