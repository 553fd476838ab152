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
		s := switchState(r, deterministicMode)
		v := p.torchVersions(r)
		needed := v.In(info.Versions)
		if !s.on || s.value == "off" || p.deviceOf(r) == noGPU || needed == rules.No || setsWorkspaceItself(s.last) {
			continue
		}
		f, ok := workspaceFinding(p, r, s.last, info)
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

// setsWorkspaceItself: trainers that turn the mode on set the variable too.
func setsWorkspaceItself(e *project.Event) bool {
	if e == nil || e.Call == nil {
		return false
	}
	s := e.Call.Symbol()
	return s != nil && s.Library.Name != "torch"
}

func workspaceFinding(p *Pass, r *project.Run, on *project.Event, info *rules.Variable) (Finding, bool) {
	f := Finding{
		Place: eventPlace(on), Severity: Warning, Symbol: cublasVariable, Key: "cublas " + r.Entry.Name,
		Why: info.Why, Help: info.Help, Data: map[string]string{"entry": r.Entry.Name},
	}
	if v, file, ok := p.Env.VariableSet(cublasVariable, r.Entry); ok {
		if !v.Known || slices.Contains(info.Valid, v.Value) {
			return f, false
		}
		f.Place = Place{File: file.Path, Start: v.Span.Start, End: v.Span.End}
		f.Message = cublasVariable + "=" + v.Value + " does not count: deterministic mode accepts only " + listOf(info.Valid)
		return f, true
	}
	for _, e := range r.Events {
		if e.Kind != project.SetsEnv || e.Name != cublasVariable {
			continue
		}
		if !e.Known || slices.Contains(info.Valid, e.Value) {
			return f, false
		}
		f.Place = eventPlace(e)
		f.Message = cublasVariable + "=" + e.Value + " does not count: deterministic mode accepts only " + listOf(info.Valid)
		return f, true
	}
	f.Message = "deterministic mode needs " + cublasVariable + " on CUDA, and neither the program nor the files that start it set it: the first matrix product on a GPU raises an error"
	return f, true
}
