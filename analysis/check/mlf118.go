package check

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/rules"
)

var unseededSimulator = register(&Rule{
	Meta: Meta{
		Code: "MLF118", Name: "unseeded-simulator", Severity: Warning,
		Summary: "an environment, a sampler or a search for settings is never seeded",
	},
	Run: runUnseededSimulator,
})

func runUnseededSimulator(p *Pass) {
	for _, r := range slices.Concat(p.runs(), p.testRuns()) {
		p.unseededEnvironments(r)
	}
	for _, s := range p.samples() {
		if sp := s.event.Sample; sp.Code == p.rule.Code && s.event.Truth == rules.Yes && !p.unusedObject(s.event.Call, sp) {
			p.unseededSearch(s)
		}
	}
	p.codedOps(p.rule.Code, func(o opCall) {
		if p.inProgram(o.call.Fn) && o.truth == rules.Yes {
			f := o.finding(Warning, short(o.name)+" runs several trials at a time: which results a trial is drawn from is decided by timing")
			f.Key = o.op.ID
			p.Report(f)
		}
	})
}

// unseededSearch reports a search, a sampler or an algorithm without a seed.
func (p *Pass) unseededSearch(s *sample) {
	sp, c := s.event.Sample, s.event.Call
	name := short(c.Name())
	f := Finding{
		Place: callPlace(c), Severity: severityIn(s.run, Warning), Symbol: c.Name(), Why: sp.Why, Key: "simulator " + c.Name(),
		Message: name + " without " + sp.Parameter + " " + sp.What + " differently in every run: its generator starts from the operating system's entropy",
		Help:    "Pass " + sp.Parameter + "= an integer of your choice.",
		Related: []Related{{entryPlace(s.run.Entry), "the program starts here"}},
		Data:    map[string]string{"parameter": sp.Parameter},
	}
	if sp.Help != "" {
		f.Help = sp.Help
	}
	if sp.Fallback != "entropy" {
		f.Message = name + " without " + sp.Parameter + " " + sp.What + " differently in every run: nothing in " + s.run.Entry.Name + " seeds " + seedNames[sp.Fallback] + " before"
	}
	switch c.Symbol().Library.Name {
	case "hyperopt":
		if _, _, ok := p.Env.VariableSet("HYPEROPT_FMIN_SEED", s.run.Entry); ok || setsVariable(s.run, "HYPEROPT_FMIN_SEED") {
			return
		}
	case "stable-baselines3":
		if !s.unseeded && p.seedsEnvironment(s.run) {
			return
		}
		f.Message = name + " without seed explores differently in every run: it seeds neither its networks nor its environment"
	case "ray":
		if sp.Fallback == "numpy" && (!s.unseeded || !drawsSpace(c.Unit.Mod)) {
			return
		}
	default:
		if sp.Fallback != "entropy" && !s.unseeded {
			return
		}
	}
	if sym := c.Symbol(); sym != nil {
		f.Judged = judged(p.VersionsFor(sym, c.Unit.Mod))
	}
	p.Report(f)
}

func setsVariable(r *project.Run, name string) bool {
	return slices.ContainsFunc(r.Events, func(e *project.Event) bool { return e.Kind == project.SetsEnv && e.Name == name })
}

// drawsSpace tells whether a module describes settings that Ray Tune draws: a
// grid alone is not random.
func drawsSpace(m *project.Module) bool {
	for _, u := range m.All {
		for _, c := range u.Calls {
			switch strings.TrimPrefix(c.Name(), "ray.tune.") {
			case "uniform", "loguniform", "quniform", "qloguniform", "randn", "qrandn", "randint", "qrandint", "lograndint", "qlograndint", "choice", "sample_from":
				return true
			}
		}
	}
	return false
}

// unseededEnvironments reports the first reset of an environment, and the
// first sample of a space, in a program that seeds none.
func (p *Pass) unseededEnvironments(r *project.Run) {
	resets := p.runCalls(r, func(c *project.Call) bool { return known(c) == "gymnasium.Env.reset" && c.Fn.Name != "reset" })
	samples := p.runCalls(r, func(c *project.Call) bool {
		return known(c) == "gymnasium.spaces.Space.sample" && spaceOfEnvironment(c)
	})
	if len(resets) > 0 && !p.seedsEnvironment(r) {
		p.Report(p.environmentFinding(r, resets, Finding{
			Key:     "environment " + r.Entry.Name,
			Message: "nothing in " + r.Entry.Name + " seeds this environment: every run plays other episodes",
			Why:     "An environment has a generator of its own, which starts from the operating system's entropy at the first reset without a seed; seeding NumPy or Python does not reach it.",
			Help:    "Pass seed= to the first reset: env.reset(seed=seed).",
		}))
	}
	if len(samples) > 0 && !p.seedsSpace(r) {
		p.Report(p.environmentFinding(r, samples, Finding{
			Key:     "space " + r.Entry.Name,
			Message: "nothing in " + r.Entry.Name + " seeds this space: every run samples other actions",
			Why:     "A space has a generator of its own; env.reset(seed=...) does not seed it, nor does NumPy's seed.",
			Help:    "Call env.action_space.seed(seed) once after the environment is made.",
		}))
	}
}

func (p *Pass) environmentFinding(r *project.Run, at []*project.Call, f Finding) Finding {
	c := at[0]
	f.Place, f.Symbol, f.Severity = callPlace(c), c.Name(), severityIn(r, Warning)
	f.Related = []Related{{entryPlace(r.Entry), "the program starts here"}}
	for _, other := range at[1:] {
		f.Related = append(f.Related, Related{callPlace(other), "the same happens here"})
	}
	f.Related = limit(f.Related, 5)
	f.Judged = judged(p.VersionsFor(c.Symbol(), c.Unit.Mod))
	return f
}

// environmentCalls are the calls of the program that can have to do with
// environments, in order of file and place; none where nothing resets or
// samples one.
func (p *Pass) environmentCalls() []*project.Call {
	return once(p.shared, "environment calls", func() []*project.Call {
		var out []*project.Call
		used := false
		p.calls(func(c *project.Call) {
			switch name := known(c); {
			case name == "gymnasium.Env.reset", name == "gymnasium.spaces.Space.sample":
				used = true
			case strings.HasPrefix(name, "gymnasium."), strings.HasPrefix(name, "stable_baselines3."), strings.HasPrefix(name, "sb3_contrib."):
			default:
				if m := attribute(c); m != "reset" && m != "seed" && m != "set_random_seed" {
					return
				}
			}
			out = append(out, c)
		})
		if !used && len(p.samples()) == 0 {
			return nil
		}
		return out
	})
}

// runCalls are those of them that a run reaches.
func (p *Pass) runCalls(r *project.Run, want func(*project.Call) bool) []*project.Call {
	var out []*project.Call
	for _, c := range p.environmentCalls() {
		if r.Modules[c.Unit.Mod] && (c.Fn.Index == 0 || r.Funcs[c.Fn]) && want(c) {
			out = append(out, c)
		}
	}
	return out
}

// spaceOfEnvironment tells whether it is the space of an environment that is
// sampled: a space made by hand mostly stands in tests and definitions.
func spaceOfEnvironment(c *project.Call) bool {
	f := &c.Unit.Values[c.Value().X]
	if f.Op != facts.OpAttr {
		return false
	}
	space := &c.Unit.Values[f.X]
	return space.Op == facts.OpAttr && strings.HasSuffix(space.Str, "action_space")
}

// seedsEnvironment tells whether a run seeds some environment, in any of the
// ways that there are: it need not be seen which.
func (p *Pass) seedsEnvironment(r *project.Run) bool {
	return len(p.runCalls(r, func(c *project.Call) bool {
		method := attribute(c)
		switch {
		case strings.HasPrefix(c.Name(), "gymnasium.make"), strings.HasPrefix(c.Name(), "stable_baselines3."), strings.HasPrefix(c.Name(), "sb3_contrib."):
			return takesSeed(c)
		case method == "reset":
			return takesSeed(c)
		case method == "seed" || method == "set_random_seed":
			return len(c.Value().List) > 0 && !generatorOfOthers(c)
		}
		return false
	})) > 0
}

// seedsSpace tells whether a run seeds some space.
func (p *Pass) seedsSpace(r *project.Run) bool {
	return len(p.runCalls(r, func(c *project.Call) bool {
		f := &c.Unit.Values[c.Value().X]
		return attribute(c) == "seed" && len(c.Value().List) > 0 &&
			(strings.HasSuffix(c.Unit.Values[f.X].Str, "_space") || strings.HasPrefix(known(c), "gymnasium.spaces.")) ||
			attribute(c) == "set_random_seed" || strings.HasPrefix(c.Name(), "stable_baselines3.") && takesSeed(c)
	})) > 0
}

// known is the name under which the knowledge base has what is called.
func known(c *project.Call) string {
	if s := c.Symbol(); s != nil {
		return s.Name
	}
	return ""
}

// attribute is the name of the method that a call is of, "" for functions.
func attribute(c *project.Call) string {
	if f := &c.Unit.Values[c.Value().X]; f.Op == facts.OpAttr {
		return f.Str
	}
	return ""
}

// takesSeed tells whether a call passes a seed, or may in **kwargs.
func takesSeed(c *project.Call) bool {
	for _, a := range c.Value().List {
		switch {
		case a.Star == 2:
			return true
		case a.Name == "seed" || a.Name == "start_seed":
			return c.Unit.Values[a.V].Op != facts.OpNone // a parameter that may be None is MLF109's
		}
	}
	return false
}

// generatorOfOthers tells whether a seed is that of a known library, as
// numpy.random.seed.
func generatorOfOthers(c *project.Call) bool {
	return c.Callee().Kind == project.External && !strings.HasPrefix(c.Name(), "gymnasium.") && c.Symbol() != nil
}
