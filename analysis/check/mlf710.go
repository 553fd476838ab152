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
		if m.runsTracked() {
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

// runsTracked tells whether a module of the project runs scripts by runpy and
// tracks what they do, as mlf-lsp create --from makes it.
func (m *made) runsTracked() bool {
	runs, tracks := false, false
	for _, mod := range m.modules() {
		for _, u := range mod.All {
			for _, c := range u.Calls {
				name := c.Name()
				runs = runs || name == "runpy.run_path" || name == "runpy.run_module"
				tracks = tracks || Tracks(name)
			}
		}
	}
	return runs && tracks
}

// tracked tells whether anything in the files that a run loads keeps parameters
// or metrics.
func (p *Pass) tracked(r *project.Run) bool {
	found := false
	p.calls(func(c *project.Call) { found = found || r.Modules[c.Unit.Mod] && Tracks(c.Name()) })
	return found
}
