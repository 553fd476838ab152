package check

import (
	"slices"

	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/rules"
)

var jaxDeterminismFlagMissing = register(&Rule{
	Meta: Meta{
		Code: "MLF211", Name: "jax-determinism-flag-missing", Severity: Warning,
		Summary: "JAX trains on a GPU without the flag of XLA that makes operations deterministic",
	},
	Run: runJAXFlag,
})

func runJAXFlag(p *Pass) {
	reported := map[Place]bool{}
	for _, r := range p.runs() {
		device := p.jaxDevice(r)
		if device == noGPU || !trainsJAX(r) {
			continue
		}
		on, off := p.jaxFlag(r)
		if on != rules.No {
			continue
		}
		f := Finding{
			Place: firstUse(r, "jax", "flax"), Severity: Warning, Symbol: xlaFlags, Key: "jax-flag " + r.Entry.Name,
			Message: r.Entry.Name + " trains with JAX on a GPU, if there is one, and nothing sets --xla_gpu_deterministic_ops: equal keys still give different weights",
			Why:     "XLA chooses GPU kernels by timing and expands scatter operations, gradients of indexing among them, to atomic additions; the flag makes it use repeatable ones.",
			Help:    "Set XLA_FLAGS=--xla_gpu_deterministic_ops=true where the program is started, or in os.environ before JAX is first used.",
			Related: []Related{{entryPlace(r.Entry), "the program starts here"}},
			Data:    map[string]string{"entry": r.Entry.Name},
		}
		if lib := p.KB.LibraryOf("jax"); lib != nil {
			v := p.Env.Versions(lib, r.Entry.Module.Path)
			f.Judged = judged(v)
		}
		switch {
		case off != nil:
			f.Place = eventPlace(off)
			f.Message = r.Entry.Name + " trains with JAX on a GPU, if there is one, and switches --xla_gpu_deterministic_ops off here: equal keys still give different weights"
		case device == maybeGPU && p.jaxInstalledPlainly():
			f.Severity = Info
			f.Message += " (the project installs jax without naming CUDA, which may mean a CPU)"
		}
		if !reported[f.Place] {
			reported[f.Place] = true
			p.Report(f)
		}
	}
}

// trainsJAX tells whether a run computes gradients with JAX.
func trainsJAX(r *project.Run) bool {
	return slices.ContainsFunc(r.Events, func(e *project.Event) bool { return e.Kind == project.Trains && e.Name == "jax" })
}
