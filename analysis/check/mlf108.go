package check

import (
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/rules"
)

var entropySeed = register(&Rule{
	Meta: Meta{
		Code: "MLF108", Name: "entropy-seed", Severity: Error,
		Summary: "a seed comes from the clock, the process or another source that differs in every run",
	},
	Run: runEntropySeed,
})

func runEntropySeed(p *Pass) {
	var found []Finding
	byOrigin := map[Place]int{} // one cause, one finding
	for _, s := range p.seedSinks() {
		if !p.inProgram(s.call.Fn) || boosterSeed(s.call.Symbol()) != nil {
			continue // boosters draw only with some settings: MLF105
		}
		f := Finding{
			Place: callPlace(s.call), Severity: p.severityAt(s.call.Fn, Error), Symbol: s.name, Key: "entropy-seed " + s.name,
			Help: "Use a constant, or an option with a constant default, and record it with the results.",
		}
		if !s.seed.given() {
			if s.global && s.none == "entropy" && !s.seed.spread {
				f.Severity = p.severityAt(s.call.Fn, Warning)
				f.Message = short(s.name) + "() without a seed seeds from the operating system's entropy: every run draws other numbers"
				p.Report(f)
			}
			continue
		}
		o := p.entropyOrigin(s.seed.unit, s.seed.id, 0)
		if o == nil {
			continue
		}
		at := PlaceOf(o.unit, o.span)
		if i, ok := byOrigin[at]; ok {
			found[i].Related = append(found[i].Related, Related{f.Place, "the same seed arrives here"})
			continue
		}
		byOrigin[at] = len(found)
		f.Message = "the seed comes from " + o.name + ", which differs in every run"
		f.Related = []Related{{at, "the seed comes from here"}}
		found = append(found, f)
	}
	for _, f := range found {
		p.Report(f)
	}
	drawnSeeds(p)
	p.knownCalls(func(c *project.Call, s *rules.Symbol) {
		if s.Entropy == nil || len(s.Seeders) > 0 || !p.inProgram(c.Fn) || !strings.HasSuffix(s.Name, ".seed") {
			return
		}
		p.Report(Finding{
			Place: callPlace(c), Severity: p.severityAt(c.Fn, Error), Symbol: s.Name, Key: "entropy-seed " + s.Name,
			Message: short(s.Name) + "() seeds with a number that differs in every run",
			Help:    "Call torch.manual_seed(seed) with a constant instead.",
		})
	})
}

// drawnSeeds: a seed that is itself drawn, from a generator that nothing has
// seeded by then.
func drawnSeeds(p *Pass) {
	for _, v := range p.seedVerdicts() {
		if v.late == nil || v.fault || !becomesSeed(v.draw) {
			continue
		}
		p.Report(Finding{
			Place: eventPlace(v.draw), Severity: severityIn(v.run, Error), Symbol: v.draw.Call.Name(), Key: "drawn-seed " + v.run.Entry.Name,
			Message: "the seed is drawn from " + seedNames[v.rng] + ", which nothing in " + v.run.Entry.Name + " seeds before: every run gets another seed",
			Help:    "Use a constant, or an option with a constant default, and record it with the results.",
			Related: []Related{{eventPlace(v.late), "the seed is set here"}},
		})
	}
}

// becomesSeed tells whether what is drawn is kept under the name of a seed.
func becomesSeed(e *project.Event) bool {
	if e.Call == nil {
		return false
	}
	u := e.Call.Unit
	for _, use := range u.Uses(e.Call.ID) {
		if s := use.Step; s != nil && (s.Kind == facts.StepBind || s.Kind == facts.StepSetAttr) && s.V == e.Call.ID && isSeed(s.Str) {
			return true
		}
	}
	return false
}
