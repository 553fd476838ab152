package check

import (
	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/rules"
)

var removedAPI = register(&Rule{
	Meta: Meta{
		Code: "MLF212", Name: "removed-determinism-api", Severity: Error,
		Summary: "a function for determinism that the pinned version of its library does not have",
	},
	Run: runRemovedAPI,
})

func runRemovedAPI(p *Pass) {
	for _, c := range p.callsNamed("tfdeterminism.patch", "fwd9m.tensorflow.patch") {
		p.needlessPatch(c)
	}
	p.knownCalls(func(c *project.Call, s *rules.Symbol) {
		if s.Removed == nil || s.Removed.Versions == "" || !plainFunction(c) {
			return
		}
		v := p.VersionsFor(s, c.Unit.Mod)
		if v.Conflict || v.In(s.Removed.Versions) != rules.Yes || conditional(c) || asksForVersion(c.Unit.Mod, s.Name) {
			return
		}
		most := Error
		if v.Assumed {
			most = Warning
		}
		f := Finding{
			Place: callPlace(c), Severity: p.severityAt(c.Fn, most), Symbol: s.Name, Key: "removed " + s.Name, Judged: judged(v),
			Message: s.Name + " does not exist in " + v.Library + " " + judged(v).Version + ": the program stops here with an AttributeError",
			Why:     "The function exists only in other releases of " + v.Library + ", so what it was to set is never set.",
		}
		if s.Removed.Instead != "" {
			f.Help = "Call " + s.Removed.Instead + " instead."
		}
		p.Report(f)
	})
}

// needlessPatch reports the patch for TensorFlow 1.14 to 2.0 where the project
// pins a later version, to which it refuses to be applied.
func (p *Pass) needlessPatch(c *project.Call) {
	name := c.Name()
	v := p.Env.Versions(p.KB.LibraryOf("tensorflow"), c.Unit.Mod.Path)
	if v.Conflict || v.Assumed || v.In(">=2.1") != rules.Yes || conditional(c) || asksForVersion(c.Unit.Mod, name) {
		return
	}
	f := Finding{
		Place: callPlace(c), Severity: p.severityAt(c.Fn, Error), Symbol: name, Key: "removed " + name, Judged: judged(v),
		Message: name + " is for TensorFlow 1.14 to 2.0: with " + judged(v).Version + " it raises an error, and the program stops here",
		Why:     "From 2.1 on TensorFlow has deterministic operations of its own, and the patch refuses versions that it was not made for.",
		Help:    "Call tf.config.experimental.enable_op_determinism() instead.",
	}
	if v.In("<2.8") == rules.Yes {
		f.Help = "Set TF_DETERMINISTIC_OPS=1 in the environment that starts the program instead."
	}
	p.Report(f)
}

// plainFunction tells whether a call is surely one of a library's function,
// not of a method of some object.
func plainFunction(c *project.Call) bool {
	f := c.Callee()
	return f.Kind == project.External && !f.Guess && f.Recv == nil
}

// conditional tells whether a condition or an except clause decides that the call
// is made, or catches that it fails.
func conditional(c *project.Call) bool {
	if c.Guard != nil || c.Handler {
		return true
	}
	caught := false
	eachStep(c.Fn.Body, func(s *facts.Step) {
		if s.Kind == facts.StepTry && len(s.Blocks) > 3 {
			eachStep(s.Blocks[0], func(inner *facts.Step) { caught = caught || inner == c.Step })
		}
	})
	return caught
}

// asksForVersion tells whether a module looks at versions or asks for the name
// before it uses it.
func asksForVersion(m *project.Module, name string) bool {
	_, last := splitLast(name)
	for _, u := range m.All {
		for i := range u.Values {
			v := &u.Values[i]
			if v.Op == facts.OpAttr && v.Str == "__version__" || v.Op == facts.OpStr && v.Str == last {
				return true
			}
		}
	}
	return false
}
