package check

import (
	"cmp"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
)

var reseedInLoop = register(&Rule{
	Meta: Meta{
		Code: "MLF114", Name: "reseed-in-loop", Severity: Warning,
		Summary: "the same seed is set again for every batch, step or sample",
	},
	Run: runReseedInLoop,
})

// reseed is a call that sets the same seed again and again, itself or through
// the functions that it calls.
type reseed struct {
	call *project.Call // in the loop
	sink *project.Call // that seeds
	name string        // of what is seeded
	at   repetition
	own  bool // a generator of its own, not a global one
}

// runReseedInLoop reports one finding for each loop or function that reseeds.
func runReseedInLoop(p *Pass) {
	byPlace := map[any][]reseed{}
	var order []any
	for _, r := range p.reseeds() {
		if byPlace[r.at.in] == nil {
			order = append(order, r.at.in)
		}
		byPlace[r.at.in] = append(byPlace[r.at.in], r)
	}
	for _, in := range order {
		list := byPlace[in]
		slices.SortStableFunc(list, func(a, b reseed) int { return cmp.Compare(a.call.Value().Span.Start, b.call.Value().Span.Start) })
		p.Report(p.reseedFinding(list))
	}
}

func (p *Pass) reseedFinding(list []reseed) Finding {
	r := list[0]
	f := Finding{
		Place: callPlace(r.call), Severity: Warning, Symbol: r.name, Key: "reseed " + r.name,
		Message: "the same seed is set again " + r.at.when + ": each time the same random numbers come, so that what should vary within a run repeats",
		Why:     "Seeding rewinds the generator to its start. Equal runs still agree, but every batch gets the dropout masks, the noise and the augmentations of the one before.",
		Help:    "Seed once at the start of the program, or derive the seed from the epoch or the index.",
	}
	if r.own {
		f.Message = "this generator starts from the same seed " + r.at.when + ": each time the same random numbers come, so that what should vary within a run repeats"
		f.Help = "Make it once and keep drawing from it, or derive its seed from the epoch or the index."
		if r.at.hot == "forward" {
			f.Severity = Info // noise that is meant to be fixed is made like this
		}
	}
	f.Severity = p.severityAt(r.call.Fn, f.Severity)
	seen := map[Place]bool{f.Place: true}
	for _, o := range list {
		for _, c := range []*project.Call{o.call, o.sink} {
			if at := callPlace(c); !seen[at] && len(f.Related) < 5 {
				seen[at] = true
				f.Related = append(f.Related, Related{at, short(o.name) + " sets the seed here"})
			}
		}
	}
	return f
}

// reseeds are all such calls, in the order of what they seed.
func (p *Pass) reseeds() []reseed {
	s := &reseedSearch{p: p, collate: p.handedAs("collate_fn"), seen: map[*project.Call]bool{}}
	p.namedCalls(func(c *project.Call, _ string) {
		if c.Handler || !p.inProgram(c.Fn) {
			return
		}
		if name, seed, own := seedsAgain(c); seed.given() && !seed.spread {
			s.sink, s.name, s.own = c, name, own
			clear(s.seen)
			s.from(c, seed, 0)
		}
	})
	return s.out
}

// seedsAgain tells whether a call sets a seed: a global one, or that of a
// generator of its own, which it makes or winds back.
func seedsAgain(c *project.Call) (name string, seed argument, own bool) {
	switch name := c.Name(); name {
	case "torch.Generator.manual_seed", "numpy.random.RandomState.seed", "random.Random.seed":
		if list := c.Value().List; len(list) > 0 && list[0].Star == 0 {
			return name, argument{unit: c.Unit, id: list[0].V}, true
		}
	case "numpy.random.SeedSequence", "":
		return "", argument{}, false
	}
	s := c.Symbol()
	switch {
	case s == nil || strings.Contains(s.Name, "state"):
	case len(s.Seeders) > 0:
		return s.Name, seedArgument(c, s.Seeders[0].Parameter), false
	case s.Generator != nil && s.Generator.Parameter != "":
		return s.Name, seedArgument(c, s.Generator.Parameter), true
	}
	return "", argument{}, false
}

// reseedSearch follows one seeding call upwards to where it is repeated.
type reseedSearch struct {
	p       *Pass
	collate map[*project.Func]bool
	sink    *project.Call
	name    string
	own     bool
	seen    map[*project.Call]bool
	out     []reseed
}

// from looks at a call that seeds by a seed of the given value: whether it is
// repeated where it stands, else where the function that it is part of is.
func (s *reseedSearch) from(c *project.Call, seed argument, depth int) {
	if depth > 3 || s.seen[c] || isolated(c) || evaluates(c.Fn.Name) {
		return
	}
	s.seen[c] = true
	if at, ok := s.p.repeated(c, seed, s.collate); ok {
		if s.p.steady(c, seed) && (!s.own || at.everyStep && depth == 0) {
			s.out = append(s.out, reseed{c, s.sink, s.name, at, s.own})
		}
		return
	}
	if c.Loop != nil || s.own || c.Guard != nil && !guardedBy(c, seed) {
		return
	}
	s.callers(c, seed, depth)
}

func (s *reseedSearch) callers(c *project.Call, seed argument, depth int) {
	v := &seed.unit.Values[seed.id]
	param := -1
	if v.Op == facts.OpParam && seed.unit.Defs[v.Func] == c.Fn {
		param = int(v.Index)
	} else if !s.p.steady(c, seed) {
		return
	}
	for _, caller := range s.p.CallersOf(c.Fn) {
		if !s.p.inProgram(caller.Fn) || caller.Handler {
			continue
		}
		if param < 0 {
			s.from(caller, seed, depth+1)
			continue
		}
		id, given, known := caller.Argument(c.Fn, param)
		switch {
		case given:
			s.from(caller, argument{unit: caller.Unit, id: id}, depth+1)
		case known && c.Fn.Params[param].Default != 0:
			s.from(caller, argument{unit: c.Unit, id: c.Fn.Params[param].Default}, depth+1)
		}
	}
}

// handedAs are the functions of ours that calls are given by keyword, such as
// the collate_fn and worker_init_fn of data loaders.
func (p *Pass) handedAs(keyword string) map[*project.Func]bool {
	return once(p.shared, "handed as "+keyword, func() map[*project.Func]bool {
		out := map[*project.Func]bool{}
		p.calls(func(c *project.Call) {
			for _, a := range c.Value().List {
				if a.Name == keyword {
					for _, t := range p.Targets(c.Unit.Val(a.V)) {
						out[t.Fn] = true
					}
				}
			}
		})
		return out
	})
}
