package check

import (
	"slices"

	"github.com/mlf-core/mlf-lsp/analysis/project"
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
		for _, e := range r.Events {
			if e.Kind != project.Switches || !slices.Contains(deterministicMode, e.Switch) || e.Value != "warn" || !e.Known {
				continue
			}
			at := eventPlace(e)
			if reported[at] {
				continue
			}
			reported[at] = true
			p.Report(Finding{
				Place: at, Severity: Warning, Judged: judged(p.torchVersions(r)), Key: "warn-only",
				Message: "with warn_only, operations that differ between runs go on running and only print a warning",
				Why:     "Some operations also keep their faster, varying kernels in this mode (fused attention), although repeatable ones exist.",
				Help:    "Drop warn_only once the operations it names are replaced.",
			})
		}
	}
}
