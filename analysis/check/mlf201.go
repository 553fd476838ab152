package check

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/rules"
)

var torchDeterminismNotEnabled = register(&Rule{
	Meta: Meta{
		Code: "MLF201", Name: "torch-determinism-not-enabled", Severity: Warning,
		Summary: "a training program that can run on a GPU never turns PyTorch's deterministic mode on",
	},
	Run: runTorchDeterminism,
})

func runTorchDeterminism(p *Pass) {
	for _, r := range p.runs() {
		if c, _ := p.trainerWithMode(r); c != nil || !p.lacksMode(r) {
			continue // MLF209 speaks of trainers
		}
		if f, ok := modeFinding(p, r, p.switchState(r, deterministicMode)); ok {
			p.Report(f)
		}
	}
}

// lacksMode tells whether a run trains on a GPU, if there is one, and nothing
// turns the deterministic mode on.
func (p *Pass) lacksMode(r *project.Run) bool {
	return p.deviceOf(r) != noGPU && trainsTorch(r) && !r.Blind && !triedInVain(r) && !p.switchState(r, deterministicMode).on
}

func modeFinding(p *Pass, r *project.Run, s state) (Finding, bool) {
	v := p.torchVersions(r)
	f := Finding{
		Place: firstUse(r, "torch", "lightning"), Severity: Warning, Judged: judged(v),
		Message: r.Entry.Name + " trains on a GPU, if there is one, without PyTorch's deterministic mode: equal seeds still give different weights",
		Why:     "Convolutions, matrix products and scatter operations pick GPU kernels that add in an order decided by timing; the mode swaps them for repeatable ones and stops at those that have none.",
		Help:    "Call torch.use_deterministic_algorithms(True) where the program starts.",
		Key:     "torch-determinism " + r.Entry.Name,
		Related: []Related{{entryPlace(r.Entry), "the program starts here"}},
		Data:    map[string]string{"entry": r.Entry.Name},
	}
	if v.In("<1.8") == rules.Yes {
		f.Help = "Call torch.set_deterministic(True) where the program starts."
	}
	switch c, parameter := p.trainerWithMode(r); {
	case c != nil:
		f.Place = callPlace(c)
		f.Help = "Pass " + parameter + "=True here."
		f.Data["parameter"] = parameter
	case v.In("<1.7") == rules.Yes:
		return f, false // MLF203: there is cuDNN's switch only
	case s.ever:
		f.Place = eventPlace(s.last)
		f.Message = r.Entry.Name + " trains on a GPU, if there is one, with PyTorch's deterministic mode explicitly off: equal seeds still give different weights"
		f.Data["off"] = "true"
	}
	if p.switchState(r, cudnnDeterministic).on {
		f.Why = "cudnn.deterministic covers cuDNN's convolutions only. " + f.Why
	}
	return f, true
}

// trainerWithMode is the call that makes the trainer of a run, or what it is
// configured by, with the parameter that turns the mode on; nil if there is
// none.
func (p *Pass) trainerWithMode(r *project.Run) (*project.Call, string) {
	for _, e := range r.Events {
		if e.Kind != project.Calls {
			continue
		}
		s := p.KB.Symbol(e.Name)
		v := p.VersionsFor(s, e.Unit.Mod)
		for _, st := range s.Settings {
			if st.Kind == "argument" && slices.Contains(deterministicMode, st.Switch) && v.In(st.Versions) != rules.No {
				return e.Call, st.Parameter
			}
		}
	}
	return nil, ""
}

// triedInVain tells whether a run sets the mode where nobody reads it, which
// is reported as such (MLF208).
func triedInVain(r *project.Run) bool {
	return slices.ContainsFunc(r.Events, func(e *project.Event) bool {
		return e.Kind == project.Switches && e.Switch == "ineffective.deterministic"
	})
}

// ineffective tells whether a switch stands for an assignment that changes
// nothing.
func ineffective(name string) bool { return strings.HasPrefix(name, "ineffective.") }
