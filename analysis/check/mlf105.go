package check

import (
	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/rules"
)

var missingBoosterSeed = register(&Rule{
	Meta: Meta{
		Code: "MLF105", Name: "missing-booster-seed", Severity: Warning,
		Summary: "a gradient boosting model samples from a seed that varies, or is updated without any order",
	},
	Run: runMissingBoosterSeed,
})

// The default seeds of XGBoost, LightGBM and CatBoost are constants, so that a
// seed which is not given is no finding: only one that varies is.
func runMissingBoosterSeed(p *Pass) {
	var found perSettings
	elsewhere := p.seedOrigins()
	p.knownCalls(func(c *project.Call, s *rules.Symbol) {
		if boosterSeed(s) != nil && p.inProgram(c.Fn) {
			p.varyingBoosterSeed(c, s, elsewhere, &found)
		}
	})
	p.codedOps("MLF105", func(o opCall) {
		if !p.inProgram(o.call.Fn) {
			return
		}
		f := o.finding(Warning, "the linear booster's updater shotgun changes weights from several threads without locks: every run gives another model, whatever the seed")
		f.Severity = p.severityAt(o.call.Fn, f.Severity)
		f.Key = "shotgun " + o.name
		found.add(settingsOf(o.call, o.call.Symbol(), o.op.ID), f)
	})
	found.report(p)
}

// boosterSeed is the seed parameter of a gradient boosting model, nil for
// everything else.
func boosterSeed(s *rules.Symbol) *rules.SeedParameter {
	for _, sp := range s.SeedParameters {
		if sp.Code == "MLF105" {
			return sp
		}
	}
	return nil
}

func (p *Pass) varyingBoosterSeed(c *project.Call, s *rules.Symbol, elsewhere map[Place]bool, found *perSettings) {
	sp := boosterSeed(s)
	seed := c.Setting(s, sp.Parameter)
	if seed.Unit == nil {
		return
	}
	o := p.entropyOrigin(seed.Unit, seed.ID, 0)
	if o == nil {
		return
	}
	at := PlaceOf(o.unit, o.span)
	v := p.VersionsFor(s, c.Unit.Mod)
	matters := sp.Matters.Eval(c.Bind(s, v))
	if elsewhere[at] || matters == rules.No {
		return
	}
	f := Finding{
		Place: callPlace(c), Severity: p.severityAt(c.Fn, Warning), Symbol: s.Name, Key: "booster-seed " + s.Name, Judged: judged(v),
		Message: short(s.Name) + " " + sp.What + " from a seed that comes from " + o.name + ", which differs in every run",
		Why:     sp.Why,
		Help:    "Give the seed a constant value, or leave it out: its default is a constant.",
		Related: []Related{{at, "the seed comes from here"}},
	}
	if matters == rules.Maybe {
		f.Severity = min(f.Severity, Info)
		f.Message = "cannot decide from the arguments whether " + short(s.Name) + " samples; its seed comes from " + o.name + ", which differs in every run"
	}
	found.add(settingsOf(c, s, "seed"), f)
}

// seedOrigins are the places whose entropy also seeds something else: MLF108
// reports those.
func (p *Pass) seedOrigins() map[Place]bool {
	return once(p.shared, "seed origins", func() map[Place]bool {
		out := map[Place]bool{}
		for _, s := range p.seedSinks() {
			if !s.seed.given() || !p.inProgram(s.call.Fn) || boosterSeed(s.call.Symbol()) != nil {
				continue
			}
			if o := p.entropyOrigin(s.seed.unit, s.seed.id, 0); o != nil {
				out[PlaceOf(o.unit, o.span)] = true
			}
		}
		return out
	})
}
