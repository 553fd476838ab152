package check

import (
	"github.com/mlf-core/mlf-lsp/rules"
)

var cudnnDeterministicOff = register(&Rule{
	Meta: Meta{
		Code: "MLF203", Name: "cudnn-deterministic-off", Severity: Warning,
		Summary: "cuDNN may use convolution algorithms that are not repeatable",
		Aliases: []string{"mlflow-pytorch-2"},
	},
	Run: runCudnnDeterministic,
})

func runCudnnDeterministic(p *Pass) {
	const why = "cuDNN's fastest backward convolutions add with atomics, in an order that changes from run to run."
	reported := map[Place]bool{}
	for _, r := range p.runs() {
		if p.deviceOf(r) == noGPU || !trainsTorch(r) || p.switchState(r, deterministicMode).on {
			continue
		}
		v := p.torchVersions(r)
		s := p.switchState(r, cudnnDeterministic)
		f := Finding{Severity: Warning, Why: why, Judged: judged(v), Symbol: "torch.backends.cudnn.deterministic", Key: "cudnn-deterministic " + r.Entry.Name}
		switch {
		case s.ever && s.value == "off":
			f.Place = eventPlace(s.last)
			f.Message = "this lets cuDNN use convolution algorithms that differ between runs"
			f.Help = "Set it to True, or turn torch.use_deterministic_algorithms(True) on."
		case !s.ever && v.In("<1.7") == rules.Yes && !r.Blind:
			f.Place = firstUse(r, "torch", "lightning")
			f.Message = r.Entry.Name + " trains on a GPU, if there is one, and never restricts cuDNN to repeatable algorithms"
			f.Help = "Set torch.backends.cudnn.deterministic = True where the program starts."
			f.Data = map[string]string{"entry": r.Entry.Name}
		default:
			continue
		}
		if !reported[f.Place] {
			reported[f.Place] = true
			p.Report(f)
		}
	}
}
