package check

import (
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
)

// differentiated tells whether a gradient can flow through a call, as far as
// the text says. A call outside modules counts where nothing is seen to call
// its function (a file opened alone), where a training reaches it, or where a
// module of the project does; post-processing, metrics and converters, which
// only other functions call, do not.
func (p *Pass) differentiated(o opCall) bool {
	c := o.call
	if underNoGrad(c) || offGraph(c.Fn) {
		return false
	}
	if makesModule(o) || inModule(p, c.Fn) || c.Fn.Index == 0 {
		return true
	}
	return p.modulesCall(c.Fn, 5, map[*project.Func]bool{})
}

// makesModule tells a call that makes the operation as a layer from one that
// computes.
func makesModule(o opCall) bool {
	r := o.call.Result()
	return r.Kind == project.Instance && r.Text == o.name
}

func inModule(p *Pass, f *project.Func) bool {
	return f.Class != nil && (p.Derives(f.Class, "torch.nn.Module") || p.Derives(f.Class, "torch.autograd.Function"))
}

// modulesCall follows the callers of a function up to a module's method or to
// a plain function that trains or has no caller of its own, or a script's
// code. A method of another class than a module is called by what cannot be
// seen: evaluators, converters, samplers.
func (p *Pass) modulesCall(f *project.Func, depth int, seen map[*project.Func]bool) bool {
	if seen[f] || depth == 0 {
		return false
	}
	seen[f] = true
	callers := p.CallersOf(f)
	for _, c := range callers {
		if underNoGrad(c) || offGraph(c.Fn) || c.Unit.Mod.Test {
			continue
		}
		if inModule(p, c.Fn) || c.Fn.Index == 0 || p.trainsIn(c.Fn) || p.modulesCall(c.Fn, depth-1, seen) {
			return true
		}
	}
	return len(callers) == 0 && f.Class == nil
}

// trainsIn tells whether a function itself moves weights or asks for gradients.
func (p *Pass) trainsIn(f *project.Func) bool {
	for _, c := range f.Unit.Calls {
		if c.Fn == f && takesStep(c) {
			return true
		}
	}
	return false
}

// offGraph tells by its decorators or its name that a function computes no
// gradient.
func offGraph(f *project.Func) bool {
	for _, d := range f.Decorators {
		if noGrad(text(f.Unit, d)) {
			return true
		}
	}
	n := strings.ToLower(f.Name)
	for _, w := range []string{"inference", "postprocess", "post_process", "predict", "evaluat", "visuali", "metric", "no_grad", "pretrained", "checkpoint", "state_dict"} {
		if strings.Contains(n, w) {
			return true
		}
	}
	return false
}

func noGrad(words string) bool {
	return strings.Contains(words, "no_grad") || strings.Contains(words, "inference_mode")
}

// underNoGrad tells whether a call stands in a with block that turns gradients
// off.
func underNoGrad(c *project.Call) bool {
	return underWith(c.Fn.Body, c.Step, func(s *facts.Step) bool { return noGrad(text(c.Unit, s.V)) })
}

// underWith tells whether a step stands in a with block of some kind.
func underWith(b facts.Block, step *facts.Step, is func(*facts.Step) bool) bool {
	for i := range b {
		s := &b[i]
		if !within(step.Span, s.Span) {
			continue
		}
		if s.Kind == facts.StepWith && s != step && is(s) {
			return true
		}
		for _, inner := range s.Blocks {
			if underWith(inner, step, is) {
				return true
			}
		}
	}
	return false
}
