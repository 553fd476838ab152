package check

import (
	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
)

// ownEnvironments reports environments of the project that draw from
// self.np_random and whose reset does not hand its seed to gym: then nothing
// can seed that generator.
func (p *Pass) ownEnvironments() {
	for _, m := range p.Modules {
		if len(p.loading(m)) == 0 {
			continue
		}
		for _, u := range m.All {
			for _, k := range u.Types {
				if reset := k.Methods["reset"]; reset != nil && p.Derives(k, "gymnasium.Env") && !p.Derives(k, "gymnasium.Wrapper") && drawsOwn(k) {
					p.deafReset(reset)
				}
			}
		}
	}
}

// drawsOwn tells whether a class reads self.np_random and never makes that
// generator itself.
func drawsOwn(k *project.Class) bool {
	reads := false
	for _, u := range k.Members {
		for i := range u.Values {
			v := &u.Values[i]
			reads = reads || v.Op == facts.OpAttr && v.Str == "np_random" && u.Values[v.X].Op == facts.OpParam
		}
		for _, f := range u.Defs {
			sets := false
			eachStep(f.Body, func(s *facts.Step) {
				sets = sets || s.Kind == facts.StepSetAttr && (s.Str == "np_random" || s.Str == "_np_random")
			})
			if sets {
				return false
			}
		}
	}
	return reads
}

// deafReset reports a reset that does not call super().reset(seed=...).
func (p *Pass) deafReset(reset *project.Func) {
	var bare *project.Call
	for _, c := range reset.Unit.Calls {
		if attribute(c) != "reset" || !superCall(c) {
			continue
		}
		if takesSeed(c) {
			return
		}
		bare = c
	}
	f := Finding{
		Place: PlaceOf(reset.Unit, reset.NameSpan), Severity: p.severityAt(reset, Warning), Symbol: "gymnasium.Env.reset", Key: "deaf reset " + reset.Class.Name,
		Message: reset.Class.Name + ".reset does not hand its seed to super().reset: self.np_random starts from the operating system's entropy, whatever seed it is given",
		Why:     "gymnasium.Env makes self.np_random in its own reset, from the seed; where that is not called with the seed, the generator is made at its first use, without one.",
		Help:    "Call super().reset(seed=seed) first.",
	}
	if bare != nil {
		f.Place = callPlace(bare)
		f.Message = "super().reset gets no seed here: self.np_random starts from the operating system's entropy, whatever seed " + reset.Class.Name + " is given"
		f.Help = "Pass the seed on: super().reset(seed=seed)."
	}
	p.Report(f)
}

// superCall tells whether a method is called on super().
func superCall(c *project.Call) bool {
	f := &c.Unit.Values[c.Value().X]
	return f.Op == facts.OpAttr && c.Unit.Val(f.X).Kind == project.Super
}
