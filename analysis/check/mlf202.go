package check

import (
	"slices"

	"github.com/mlf-core/mlf-lsp/analysis/project"
)

var cudnnBenchmarkEnabled = register(&Rule{
	Meta: Meta{
		Code: "MLF202", Name: "cudnn-benchmark-enabled", Severity: Warning,
		Summary: "cuDNN chooses its algorithms by timing them",
		Aliases: []string{"mlflow-pytorch-2"},
	},
	Run: runCudnnBenchmark,
})

func runCudnnBenchmark(p *Pass) {
	best := map[Place]int{}
	var found []Finding
	for _, r := range p.runs() {
		s := p.switchState(r, cudnnBenchmark)
		if p.deviceOf(r) == noGPU || !s.ever || s.value != "on" {
			continue
		}
		for _, e := range r.Events {
			if e.Kind != project.Switches || !slices.Contains(cudnnBenchmark, e.Switch) || e.Value != "on" || !e.Known {
				continue
			}
			f := benchmarkFinding(p, r, e)
			if i, ok := best[f.Place]; !ok {
				best[f.Place] = len(found)
				found = append(found, f)
			} else if f.Severity > found[i].Severity {
				found[i] = f
			}
		}
	}
	for _, f := range found {
		p.Report(f)
	}
}

func benchmarkFinding(p *Pass, r *project.Run, e *project.Event) Finding {
	f := Finding{
		Place: eventPlace(e), Severity: Warning, Judged: judged(p.torchVersions(r)), Symbol: "torch.backends.cudnn.benchmark",
		Message: "with cuDNN's benchmark on, the fastest algorithm of this moment wins: another run, another algorithm, other numbers",
		Why:     "cuDNN times its algorithms on the first batch of each shape and keeps the winner; timing differs between runs and machines, and algorithms round differently.",
		Help:    "Set it to False (the default).",
		Key:     "cudnn-benchmark",
	}
	if !trainsTorch(r) {
		f.Severity = Info
		return f
	}
	for _, names := range [][]string{deterministicMode, cudnnDeterministic} {
		s := p.switchState(r, names)
		if s.value == "on" && s.last != nil && !s.last.Conditional && !e.Conditional {
			f.Severity = Error
			f.Message = "cuDNN's benchmark contradicts the determinism that the program asks for: which algorithm runs is decided by timing"
			f.Related = []Related{{eventPlace(s.last), "determinism is asked for here"}}
			break
		}
	}
	return f
}
