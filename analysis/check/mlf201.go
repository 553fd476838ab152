package check

import (
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
		if p.deviceOf(r) == noGPU || !trainsTorch(r) || r.Blind {
			continue
		}
		v := p.torchVersions(r)
		if v.In("<1.7") == rules.Yes || switchState(r, deterministicMode).on {
			continue
		}
		help := "Call torch.use_deterministic_algorithms(True) where the program starts."
		if v.In("<1.8") == rules.Yes {
			help = "Call torch.set_deterministic(True) where the program starts."
		}
		at := firstUse(r, "torch", "lightning")
		if t := trainerCall(r); t != nil {
			at = callPlace(t)
			help = "Pass deterministic=True to the Trainer."
		}
		why := "Convolutions, matrix products and scatter operations pick GPU kernels that add in an order decided by timing; the mode swaps them for repeatable ones and stops at those that have none."
		if switchState(r, cudnnDeterministic).on {
			why = "cudnn.deterministic covers cuDNN's convolutions only. " + why
		}
		p.Report(Finding{
			Place: at, Severity: Warning, Message: r.Entry.Name + " trains on a GPU, if there is one, without PyTorch's deterministic mode: equal seeds still give different weights",
			Why: why, Help: help, Judged: judged(v), Key: "torch-determinism " + r.Entry.Name,
			Related: []Related{{entryPlace(r.Entry), "the program starts here"}},
			Data:    map[string]string{"entry": r.Entry.Name},
		})
	}
}

// trainerCall is the construction of the trainer of a run, nil if it has none.
func trainerCall(r *project.Run) *project.Call {
	for _, e := range r.Events {
		if e.Kind == project.Calls && e.Call != nil && (e.Name == "lightning.pytorch.Trainer" || e.Name == "transformers.TrainingArguments") {
			return e.Call
		}
	}
	return nil
}
