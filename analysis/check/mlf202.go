package check

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
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
	p.benchmarkSettings()
}

// benchmarkSettings reports the switch in YAML that a program on a GPU is
// configured with: a framework reads it, or the program names it.
func (p *Pass) benchmarkSettings() {
	training := slices.ContainsFunc(p.trainings(), func(r *project.Run) bool { return trainsTorch(r) && p.deviceOf(r) != noGPU })
	if !training {
		return
	}
	for _, file := range p.Env.Files {
		for i := range file.Settings {
			s := &file.Settings[i]
			if s.Switch != "cudnn.benchmark" || !s.On || !p.readsSetting(s.Reader) {
				continue
			}
			f := Finding{
				Place: filePlace(file, s.Span), Severity: Warning, Symbol: "torch.backends.cudnn.benchmark", Key: "cudnn-benchmark " + s.Group,
				Message: "with cuDNN's benchmark on, the fastest algorithm of this moment wins: another run, another algorithm, other numbers",
				Why:     "cuDNN times its algorithms on the first batch of each shape and keeps the winner; timing differs between runs and machines, and algorithms round differently.",
				Help:    "Set it to false.",
			}
			for j := range file.Settings {
				if d := &file.Settings[j]; d.On && d.Group == s.Group && d.Switch != s.Switch {
					f.Severity = Error
					f.Message = "cuDNN's benchmark contradicts the determinism that this file asks for: which algorithm runs is decided by timing"
					f.Related = []Related{{filePlace(file, d.Span), "determinism is asked for here"}}
				}
			}
			p.Report(f)
		}
	}
}

// readsSetting tells whether something in the project reads a setting.
func (p *Pass) readsSetting(reader string) bool {
	switch reader {
	case "lightning":
		lib := p.KB.LibraryOf("lightning")
		return lib != nil && p.imports(lib)
	case "detectron2":
		lib := p.KB.LibraryOf("detectron2")
		return lib != nil && p.imports(lib) || p.names("benchmark")
	}
	return p.names("benchmark")
}

// names tells whether code of the project has a word in an attribute or a string.
func (p *Pass) names(word string) bool {
	return once(p.shared, "names "+word, func() bool {
		for _, m := range p.Modules {
			for _, u := range m.All {
				for i := range u.Values {
					v := &u.Values[i]
					if (v.Op == facts.OpAttr || v.Op == facts.OpStr) && strings.HasSuffix(strings.ToLower(v.Str), word) {
						return true
					}
				}
			}
		}
		return false
	})
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
