package check

import (
	"slices"

	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/rules"
)

var cublasWorkspaceMissing = register(&Rule{
	Meta: Meta{
		Code: "MLF204", Name: "cublas-workspace-missing", Severity: Warning,
		Summary: "deterministic mode needs CUBLAS_WORKSPACE_CONFIG in this version of PyTorch",
	},
	Run: runCublasWorkspace,
})

const cublasVariable = "CUBLAS_WORKSPACE_CONFIG"

func runCublasWorkspace(p *Pass) {
	info := p.KB.Variable(cublasVariable)
	if info == nil {
		return
	}
	reported := map[Place]bool{}
	for _, r := range p.runs() {
		mode := p.switchState(r, []string{info.Needs})
		v := p.torchVersions(r)
		needed := v.In(info.Versions)
		if !mode.on || mode.value == "off" || p.deviceOf(r) == noGPU || needed == rules.No || p.switchState(r, []string{info.Switch}).on {
			continue
		}
		f, ok := workspaceFinding(p, r, mode, info)
		if !ok || reported[f.Place] {
			continue
		}
		reported[f.Place] = true
		f.Judged = judged(v)
		if needed == rules.Maybe {
			f.Severity = Info
			f.Message += " (needed in torch " + info.Versions + ", which the pins admit)"
		}
		p.Report(f)
	}
}

func workspaceFinding(p *Pass, r *project.Run, mode state, info *rules.Variable) (Finding, bool) {
	f := Finding{
		Place: eventPlace(mode.last), Severity: Warning, Symbol: cublasVariable, Key: "cublas " + r.Entry.Name,
		Why: info.Why, Help: info.Help, Data: map[string]string{"entry": r.Entry.Name},
	}
	if at, value, known, ok := workspaceSet(p, r, info); ok {
		f.Place = at
		f.Message = cublasVariable + "=" + value + " does not count: deterministic mode accepts only " + listOf(info.Valid)
		return f, known && !slices.Contains(info.Valid, value)
	}
	what := "the first matrix product on a GPU raises an error"
	if mode.value == "warn" {
		what = "matrix products on a GPU can vary, with a warning"
	}
	f.Message = "deterministic mode needs " + cublasVariable + " on CUDA, and neither the program nor the files that start it set it: " + what
	return f, true
}

// workspaceSet is where the variable gets its value: in the program, whose
// last word counts, else in the files that start it.
func workspaceSet(p *Pass, r *project.Run, info *rules.Variable) (at Place, value string, known, ok bool) {
	v, file, inFiles := p.Env.VariableSet(cublasVariable, r.Entry)
	if inFiles {
		at, value, known, ok = Place{File: file.Path, Start: v.Span.Start, End: v.Span.End}, v.Value, v.Known, true
	}
	for _, e := range r.Events {
		if e.Kind != project.SetsEnv || e.Name != cublasVariable || e.Handler {
			continue
		}
		if inFiles && e.Call != nil && e.Call.Name() == "os.environ.setdefault" {
			continue
		}
		if ok && (!known || slices.Contains(info.Valid, value)) && e.Conditional {
			continue
		}
		at, value, known, ok = eventPlace(e), e.Value, e.Known, true
	}
	return at, value, known, ok
}
