package check

import (
	"slices"

	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/rules"
)

var determinismWarnOnly = register(&Rule{
	Meta: Meta{
		Code: "MLF206", Name: "determinism-warn-only", Severity: Warning,
		Summary: "deterministic mode only warns, and varying operations go on",
	},
	Run: runWarnOnly,
})

func runWarnOnly(p *Pass) {
	reported := map[Place]bool{}
	for _, r := range p.runs() {
		if p.deviceOf(r) == noGPU || p.switchState(r, deterministicMode).value == "on" {
			continue
		}
		for _, e := range r.Events {
			if e.Kind != project.Switches || !slices.Contains(deterministicMode, e.Switch) || e.Value != "warn" || !e.Known || e.Truth != rules.Yes {
				continue
			}
			at := eventPlace(e)
			if reported[at] {
				continue
			}
			reported[at] = true
			p.Report(Finding{
				Place: at, Severity: Warning, Judged: judged(p.torchVersions(r)), Key: "warn-only",
				Message: "with deterministic mode as a warning, operations that differ between runs go on running and only print one",
				Why:     "Some operations also keep their faster, varying kernels in this mode (fused attention), although repeatable ones exist.",
				Help:    "Turn the mode on without warn_only once the operations it names are replaced.",
			})
		}
	}
}
