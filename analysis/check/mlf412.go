package check

import (
	"slices"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
)

var sharedRandomState = register(&Rule{
	Meta: Meta{
		Code: "MLF412", Name: "shared-random-state", Severity: Info,
		Summary: "several estimators or splitters draw from one generator, so that each result depends on what was run before",
	},
	Run: runSharedState,
})

// madeGenerator is where a generator is made.
type madeGenerator struct {
	u  *project.Unit
	id facts.ID
}

func runSharedState(p *Pass) {
	users := map[madeGenerator][]*project.Call{}
	var order []madeGenerator
	p.namedCalls(func(c *project.Call, _ string) {
		g, ok := p.generatorOf(c)
		if !ok || c.Handler || !p.inProgram(c.Fn) {
			return
		}
		if users[g] == nil {
			order = append(order, g)
		}
		users[g] = append(users[g], c)
	})
	for _, g := range order {
		if list := users[g]; sharedBy(g, list) {
			p.Report(p.sharedFinding(g, list))
		}
	}
}

// generatorOf is the generator that an estimator or splitter is handed as its
// seed, if it is made in sight.
func (p *Pass) generatorOf(c *project.Call) (madeGenerator, bool) {
	s := c.Symbol()
	if s == nil || s.Class == nil && !classNamed(s.Name) || len(s.SeedParameters) == 0 || s.SeedParameters[0].Code != "MLF106" {
		return madeGenerator{}, false
	}
	seed := seedArgument(c, s.SeedParameters[0].Parameter)
	if !seed.given() {
		return madeGenerator{}, false
	}
	v := seed.unit.Val(seed.id)
	if v.Kind != project.Instance || v.Unit == nil || v.Text != "numpy.random.RandomState" && v.Text != "numpy.random.Generator" {
		return madeGenerator{}, false
	}
	if v.Unit.Values[v.ID].Op != facts.OpCall || v.Unit == seed.unit && v.ID == seed.id && seed.unit.Values[seed.id].Op == facts.OpCall && direct(c, seed.id) {
		return madeGenerator{}, false // made for this one alone
	}
	return madeGenerator{v.Unit, v.ID}, true
}

// direct tells whether a value is written as an argument of the call itself.
func direct(c *project.Call, id facts.ID) bool {
	return within(c.Unit.Values[id].Span, c.Value().Span)
}

func classNamed(name string) bool {
	_, last := splitLast(name)
	return last != "" && last[0] >= 'A' && last[0] <= 'Z'
}

// sharedBy tells whether a generator serves several estimators, or one that is
// made again and again.
func sharedBy(g madeGenerator, list []*project.Call) bool {
	if len(list) > 1 {
		return true
	}
	c := list[0]
	made := g.u.Call(g.id)
	return c.Loop != nil && made != nil && (made.Unit != c.Unit || made.Loop != c.Loop)
}

func (p *Pass) sharedFinding(g madeGenerator, list []*project.Call) Finding {
	made := g.u.Call(g.id)
	names := make([]string, 0, len(list))
	for _, c := range list {
		if n := short(c.Name()); !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	what := "one generator is handed to " + listOf(names)
	switch {
	case len(list) > 1 && len(names) == 1:
		what = "one generator is handed to several " + names[0]
	case len(list) == 1:
		what = "one generator is handed to each " + names[0] + " of this loop"
	}
	f := Finding{
		Place: callPlace(list[len(list)-1]), Severity: Info, Symbol: made.Name(), Key: "shared " + made.Name(),
		Message: what + ": what each draws depends on how much was drawn before, so that their order, or one more of them, changes all results",
		Why:     "An estimator draws from the generator whenever it is fitted, also a second time: fits of one estimator, and folds, then differ from each other.",
		Help:    "Hand out integers: random_state=seed, or a different one for each.",
		Related: []Related{{callPlace(made), "the generator is made here"}},
	}
	for _, c := range list[:len(list)-1] {
		f.Related = append(f.Related, Related{callPlace(c), "this draws from it too"})
	}
	f.Related = limit(f.Related, 5)
	return f
}
