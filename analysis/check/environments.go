package check

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
)

// unseededEnvironments reports the first reset of an environment, and the
// first sample of a space, in a program that seeds none.
func (p *Pass) unseededEnvironments(r *project.Run) (out []Finding) {
	resets := p.runCalls(r, func(c *project.Call) bool {
		return known(c) == "gymnasium.Env.reset" && c.Fn.Name != "reset" && ofGym(c.Callee().Recv, 0)
	})
	samples := p.runCalls(r, func(c *project.Call) bool {
		return known(c) == "gymnasium.spaces.Space.sample" && spaceOfEnvironment(c)
	})
	if len(resets) > 0 && !p.seedsEnvironment(r) {
		out = append(out, p.environmentFinding(r, resets, Finding{
			Key:     "environment " + r.Entry.Name,
			Message: "nothing in " + r.Entry.Name + " seeds this environment: every run plays other episodes",
			Why:     "An environment has a generator of its own, which starts from the operating system's entropy at the first reset without a seed; seeding NumPy or Python does not reach it.",
			Help:    "Pass seed= to the first reset: env.reset(seed=seed).",
		}))
	}
	if len(samples) > 0 && !p.seedsSpace(r) {
		out = append(out, p.environmentFinding(r, samples, Finding{
			Key:     "space " + r.Entry.Name,
			Message: "nothing in " + r.Entry.Name + " seeds this space: every run samples other actions",
			Why:     "A space has a generator of its own; env.reset(seed=...) does not seed it, nor does NumPy's seed.",
			Help:    "Call env.action_space.seed(seed) once after the environment is made.",
		}))
	}
	return out
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

// seededIn tells whether a module that a run loads holds a call that seeds:
// environments are often made and seeded in functions that somebody else calls.
func (p *Pass) seededIn(r *project.Run, seeds func(*project.Call) bool) bool {
	return slices.ContainsFunc(p.environmentCalls(), func(c *project.Call) bool { return r.Modules[c.Unit.Mod] && seeds(c) })
}

// ofGym tells whether an environment is one that gym made: behind wrappers can
// stand others, which are seeded in ways of their own.
func ofGym(env *project.Val, depth int) bool {
	if env == nil || depth > 6 {
		return false
	}
	found := false
	env.Each(func(v *project.Val) {
		switch {
		case v.Kind == project.Object:
			found = true
		case v.Kind != project.Instance || v.Unit == nil:
		case strings.HasPrefix(v.Text, "gymnasium.wrappers."), v.Text == "gymnasium.Wrapper":
			if c := v.Unit.Call(v.ID); c != nil && len(c.Value().List) > 0 {
				found = found || ofGym(c.Unit.Val(c.Value().List[0].V), depth+1)
			}
		default:
			found = found || strings.HasPrefix(v.Text, "gymnasium.")
		}
	})
	return found
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
	return p.seededIn(r, func(c *project.Call) bool {
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
	})
}

// seedsSpace tells whether a run seeds some space.
func (p *Pass) seedsSpace(r *project.Run) bool {
	return p.seededIn(r, func(c *project.Call) bool {
		f := &c.Unit.Values[c.Value().X]
		return attribute(c) == "seed" && len(c.Value().List) > 0 &&
			(strings.HasSuffix(c.Unit.Values[f.X].Str, "_space") || strings.HasPrefix(known(c), "gymnasium.spaces.")) ||
			attribute(c) == "set_random_seed" || strings.HasPrefix(c.Name(), "stable_baselines3.") && takesSeed(c)
	})
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
