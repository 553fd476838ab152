package check

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/rules"
)

var tensorflowNondeterministicOp = register(&Rule{
	Meta: Meta{
		Code: "MLF303", Name: "tensorflow-nondeterministic-op", Severity: Error,
		Summary: "an operation of TensorFlow that has no deterministic form in the pinned version, or has it only with deterministic operations on",
		Aliases: []string{"mlflow-tensorflow-3"},
	},
	Run: runTensorFlowOps,
})

func runTensorFlowOps(p *Pass) {
	p.namedCalls(func(c *project.Call, _ string) {
		s := p.tensorflowSymbol(c)
		if s == nil || !plainTensorFlow(c) || p.inPipeline(c.Fn, 2) || underCPU(c) {
			return
		}
		for _, op := range s.Ops {
			if op.Code != "MLF303" || op.Pass == "backward" && !makesLayer(s) && !p.trainedThrough(c.Fn, 3) {
				continue
			}
			v := p.VersionsFor(s, c.Unit.Mod)
			o := opCall{call: c, op: op, name: s.Name, versions: v, verdict: op.Judge(v)}
			if o.verdict.Deterministic() {
				continue
			}
			if o.truth, o.open = opHolds(c, opCallee{s, rules.Yes, nil}, op, v); o.truth == rules.Maybe {
				o.truth = resizesBy(c, s, op)
			}
			if o.truth == rules.Yes {
				p.reportTensorFlowOp(o)
			}
		}
	})
}

// tensorflowSymbol is what is known of a called operation of TensorFlow, also
// where Keras is imported on its own beside it.
func (p *Pass) tensorflowSymbol(c *project.Call) *rules.Symbol {
	s := c.Symbol()
	if name := c.Name(); strings.HasPrefix(name, "keras.") {
		tf := p.KB.LibraryOf("tensorflow")
		if tf == nil || !p.imports(tf) {
			return nil // it may run on another back end
		}
		s = p.KB.Symbol(p.KB.Canonical("tensorflow." + name))
	}
	if s == nil || s.Library.Name != "tensorflow" || len(s.Ops) == 0 {
		return nil
	}
	return s
}

// plainTensorFlow tells a call of the library's own function from a method of
// something that is only guessed to be its.
func plainTensorFlow(c *project.Call) bool {
	f := c.Callee()
	return f.Kind == project.External && !f.Guess && !c.Unit.Mod.Test
}

// makesLayer tells whether a symbol is a layer: what makes one makes a part of
// a model, whose gradient is taken when it is trained.
func makesLayer(s *rules.Symbol) bool {
	return strings.HasPrefix(s.Name, "tensorflow.keras.layers.") || strings.HasPrefix(s.Name, "tensorflow.keras.losses.")
}

// pipelineSteps hand functions to an input pipeline, which runs them on the CPU.
var pipelineSteps = []string{"map", "filter", "interleave", "flat_map", "scan", "from_generator", "take_while", "apply"}

// inPipeline tells whether a function is run by an input pipeline.
func (p *Pass) inPipeline(f *project.Func, depth int) bool {
	handed := once(p.shared, "tf.data functions", func() map[*project.Func]bool {
		out := map[*project.Func]bool{}
		p.calls(func(c *project.Call) {
			if !slices.Contains(pipelineSteps, attribute(c)) {
				return
			}
			for _, a := range c.Value().List {
				c.Unit.Val(a.V).Each(func(v *project.Val) {
					for v.Kind == project.Partial && v.Recv != nil {
						v = v.Recv
					}
					if v.Kind == project.Function {
						out[v.Fn] = true
					}
				})
			}
		})
		return out
	})
	if handed[f] || f.Parent > 0 && handed[f.Unit.Defs[f.Parent]] {
		return true
	}
	return depth > 0 && slices.ContainsFunc(p.CallersOf(f), func(c *project.Call) bool { return c.Fn != f && p.inPipeline(c.Fn, depth-1) })
}

// underCPU tells whether a call stands under tf.device("/CPU:0") or in a
// function that is by its name the variant for the CPU.
func underCPU(c *project.Call) bool {
	return forCPU(c.Fn) || underWith(c.Fn.Body, c.Step, func(s *facts.Step) bool {
		words := strings.ToLower(text(c.Unit, s.V))
		return strings.Contains(words, "device") && strings.Contains(words, "cpu")
	})
}

// trainedThrough tells whether a gradient is taken through what a function
// computes: layers and models compute in call, and training steps under a tape.
func (p *Pass) trainedThrough(f *project.Func, depth int) bool {
	if k := f.Class; k != nil && slices.Contains([]string{"call", "train_step"}, f.Name) {
		for _, base := range []string{"tensorflow.keras.layers.Layer", "tensorflow.keras.Model", "keras.layers.Layer", "keras.Model"} {
			if p.Derives(k, base) {
				return true
			}
		}
	}
	if slices.ContainsFunc(f.Unit.Calls, func(c *project.Call) bool { return c.Fn == f && c.Name() == "tensorflow.GradientTape" }) || inLambdaLayer(f) {
		return true
	}
	return depth > 0 && slices.ContainsFunc(p.CallersOf(f), func(c *project.Call) bool { return c.Fn != f && p.trainedThrough(c.Fn, depth-1) })
}

// inLambdaLayer tells whether a function is what a Lambda layer computes.
func inLambdaLayer(f *project.Func) bool {
	if f.Kind != facts.Lambda {
		return false
	}
	return slices.ContainsFunc(f.Unit.Calls, func(c *project.Call) bool {
		if !strings.HasSuffix(c.Name(), "keras.layers.Lambda") {
			return false
		}
		return slices.ContainsFunc(c.Value().List, func(a facts.Arg) bool {
			v := &c.Unit.Values[a.V]
			return v.Op == facts.OpFunc && v.Func == f.Index
		})
	})
}

// resizesBy decides a condition on method where that is a constant of
// tf.image.ResizeMethod.
func resizesBy(c *project.Call, s *rules.Symbol, op *rules.Op) rules.Truth {
	m := c.Setting(s, "method")
	if m.Unit == nil {
		return rules.Maybe
	}
	_, name := splitLast(m.Unit.Val(m.ID).Symbol())
	want := map[string]string{"tensorflow-resize-nearest": "NEAREST_NEIGHBOR", "tensorflow-resize-bilinear": "BILINEAR"}[op.ID]
	if name != "" && name == want {
		return rules.Yes
	}
	return rules.No
}

// tensorflowMode tells whether a run turns TensorFlow's deterministic
// operations on.
func (p *Pass) tensorflowMode(r *project.Run) bool {
	v := p.Env.Versions(p.KB.LibraryOf("tensorflow"), r.Entry.Module.Path)
	return p.switchState(r, []string{"tensorflow.deterministic"}).on || p.tensorflowVariable(r, v)
}

// firstOf tells whether an operation that is part of every model is met for
// the first time.
func (p *Pass) firstOf(id string) bool {
	seen := once(p.shared, "tensorflow operations", func() map[string]bool { return map[string]bool{} })
	if seen[id] {
		return false
	}
	seen[id] = true
	return true
}

func (p *Pass) reportTensorFlowOp(o opCall) {
	reached := p.opReached(o.call)
	for _, r := range reached {
		if o.on("cpu") || p.tensorflowDevice(r) != noGPU && (o.op.Pass != "backward" || trainsTensorFlow(r)) {
			o.runs = append(o.runs, r)
		}
	}
	if len(reached) > 0 && len(o.runs) == 0 || len(reached) == 0 && (!p.libraryOnGPU() || p.tensorflowForCPU()) {
		return
	}
	judgedBy := o.runs
	if len(reached) == 0 {
		judgedBy = p.runs()
	}
	mode := slices.ContainsFunc(judgedBy, p.tensorflowMode)
	if o.op.Project && (!mode || !p.firstOf(o.op.ID)) {
		return
	}
	name := short(o.name)
	var f Finding
	switch {
	case o.verdict.Mode == "raises" && mode:
		f = o.finding(Error, name+" has no deterministic "+o.where()+o.part()+": the program stops there, because TensorFlow's deterministic operations are on")
	case o.verdict.Default == "deterministic":
		return
	case o.verdict.Mode == "raises":
		f = o.finding(Warning, name+" has no deterministic "+o.where()+o.part()+": runs differ, and deterministic operations stop it with an error")
	case o.verdict.Mode == "varies":
		f = o.finding(Warning, name+" has no deterministic "+o.where()+o.part()+": runs differ, also with deterministic operations on")
	case mode:
		return
	default:
		f = o.finding(Warning, name+" has a deterministic "+o.where()+" only with TensorFlow's deterministic operations"+o.part()+", and nothing turns them on")
	}
	if o.op.ID == "tensorflow-scatter-add" && f.Severity < Error {
		f.Severity = min(f.Severity, Info)
		f.Message = "where an index occurs twice, " + f.Message
	}
	f.Key = o.op.ID + " " + o.name
	p.Report(f)
}
