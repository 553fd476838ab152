package check

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/rules"
)

var tensorflowDeterminismNotEnabled = register(&Rule{
	Meta: Meta{
		Code: "MLF205", Name: "tensorflow-determinism-not-enabled", Severity: Warning,
		Summary: "a training program that can run on a GPU never turns TensorFlow's deterministic operations on",
	},
	Run: runTensorFlowDeterminism,
})

// tensorflowVariables turn deterministic operations on: the second on 1.14 to
// 2.0 alone, and only for cuDNN.
var tensorflowVariables = []string{"TF_DETERMINISTIC_OPS", "TF_CUDNN_DETERMINISTIC"}

func runTensorFlowDeterminism(p *Pass) {
	lib := p.KB.LibraryOf("tensorflow")
	for _, r := range p.runs() {
		if r.Blind || !trainsTensorFlow(r) || p.tensorflowDevice(r) == noGPU {
			continue
		}
		v := p.Env.Versions(lib, r.Entry.Module.Path)
		if p.switchState(r, []string{"tensorflow.deterministic"}).on || p.tensorflowVariable(r, v) || p.patched(r, v) {
			continue
		}
		f := Finding{
			Place: firstUse(r, "tensorflow", "keras"), Severity: Warning, Judged: judged(v),
			Message: r.Entry.Name + " trains on a GPU, if there is one, without TensorFlow's deterministic operations: equal seeds still give different weights",
			Why:     "Gradients of convolutions, pooling, biases and resizing add in an order that the GPU's timing decides, and cuDNN picks its algorithms by timing too.",
			Help:    "Call tf.config.experimental.enable_op_determinism() where the program starts.",
			Key:     "tensorflow-determinism " + r.Entry.Name,
			Related: []Related{{entryPlace(r.Entry), "the program starts here"}},
			Data:    map[string]string{"entry": r.Entry.Name},
		}
		switch {
		case v.In("<2.1") == rules.Yes:
			f.Help = "Apply framework-determinism's patch, or upgrade to 2.8 or newer and call tf.config.experimental.enable_op_determinism()."
		case v.In("<2.8") == rules.Yes:
			f.Help = "Set TF_DETERMINISTIC_OPS=1 in the environment that starts the program."
		}
		p.Report(f)
	}
}

func trainsTensorFlow(r *project.Run) bool {
	uses := false
	for _, e := range r.Events {
		switch {
		case e.Kind == project.Uses && e.Name == "tensorflow":
			uses = true
		case e.Kind == project.Trains && e.Name == "tensorflow" && uses:
			return true
		}
	}
	return false
}

// tensorflowDevice: TensorFlow takes a GPU by itself where it finds one, unless
// it is built without or told not to.
func (p *Pass) tensorflowDevice(r *project.Run) gpu {
	switch p.Options.Device {
	case "cpu":
		return noGPU
	case "cuda":
		return onGPU
	}
	if p.tensorflowForCPU() {
		return noGPU
	}
	if v, known := p.variableIn(r, "CUDA_VISIBLE_DEVICES"); known && (v == "" || v == "-1") {
		return noGPU
	}
	return maybeGPU
}

// tensorflowForCPU tells whether the project installs a build of TensorFlow
// that knows no CUDA.
func (p *Pass) tensorflowForCPU() bool {
	for _, f := range p.Env.Files {
		for _, pin := range f.Pins {
			if slices.Contains([]string{"tensorflow-cpu", "intel-tensorflow", "tensorflow-intel", "tensorflow-macos"}, pin.Package) {
				return true
			}
		}
	}
	return false
}

// variableIn is the value of an environment variable in a run.
func (p *Pass) variableIn(r *project.Run, name string) (value string, known bool) {
	if v, _, ok := p.Env.VariableSet(name, r.Entry); ok {
		value, known = v.Value, v.Known
	}
	for _, e := range r.Events {
		if e.Kind == project.SetsEnv && e.Name == name {
			value, known = e.Value, e.Known
		}
	}
	return value, known
}

func (p *Pass) tensorflowVariable(r *project.Run, v rules.Versions) bool {
	for i, name := range tensorflowVariables {
		if i == 1 && v.In("<2.1") == rules.No {
			continue
		}
		switch value, known := p.variableIn(r, name); {
		case known && slices.Contains([]string{"1", "true"}, strings.ToLower(value)):
			return true
		case !known && p.setsVariable(r, name):
			return true // to what cannot be seen
		}
	}
	return false
}

func (p *Pass) setsVariable(r *project.Run, name string) bool {
	_, _, ok := p.Env.VariableSet(name, r.Entry)
	return ok || slices.ContainsFunc(r.Events, func(e *project.Event) bool { return e.Kind == project.SetsEnv && e.Name == name })
}

// patched tells whether a program imports the patch for TensorFlow 1.14 to 2.0.
func (p *Pass) patched(r *project.Run, v rules.Versions) bool {
	if v.In("<2.1") == rules.No {
		return false
	}
	found := false
	p.calls(func(c *project.Call) {
		name := written(c.Unit, c.Value().X)
		found = found || r.Modules[c.Unit.Mod] && (name == "patch" || name == "enable_determinism")
	})
	return found
}
