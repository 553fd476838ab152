package check

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/rules"
)

// sample is a call with a seed parameter of its own that is given none, with
// the worst that happens to it in any run.
type sample struct {
	event    *project.Event
	run      *project.Run
	unseeded bool // the generator it falls back to is not seeded in some run
}

// samples are those calls in the order in which the runs reach them.
func (p *Pass) samples() []*sample {
	return once(p.shared, "samples", func() []*sample {
		var out []*sample
		byCall := map[*project.Call]*sample{}
		for _, r := range append(append([]*project.Run(nil), p.runs()...), p.testRuns()...) {
			for _, e := range r.Events {
				if e.Kind != project.Samples || e.Call == nil {
					continue
				}
				unseeded := len(e.RNGs) == 0 || !e.Before.Has(e.RNGs[0])
				s := byCall[e.Call]
				if s == nil {
					s = &sample{event: e, run: r}
					byCall[e.Call] = s
					out = append(out, s)
				}
				if unseeded && !s.unseeded {
					s.unseeded, s.event, s.run = true, e, r
				}
			}
		}
		return out
	})
}

// reportSamples reports the samples of one rule.
func reportSamples(p *Pass) {
	for _, s := range p.samples() {
		sp, c := s.event.Sample, s.event.Call
		if sp.Code != p.rule.Code || p.unusedObject(c, sp) || p.idle(c) || stillPipeline(c, sp) {
			continue
		}
		sym := c.Symbol()
		name := short(c.Name())
		if name == "" { // one of several
			name = text(c.Unit, c.Value().X)
		}
		f := Finding{
			Place: callPlace(c), Severity: Warning, Symbol: c.Name(), Why: sp.Why, Key: "sample " + c.Name(),
			Help: "Pass " + sp.Parameter + "= an integer of your choice.",
			Data: map[string]string{"parameter": sp.Parameter},
		}
		what := sp.What
		if what == "" {
			what = "is random"
		}
		switch {
		case s.event.Truth == rules.Maybe:
			f.Severity = Info
			f.Message = "cannot decide from the arguments whether " + name + " is random here; it has no " + sp.Parameter
			if seed := seedArgument(c, sp.Parameter); seed.given() {
				f.Message = "cannot decide whether " + sp.Parameter + " is None here: if it is, " + name + " " + what + " differently in every run"
				f.Help = "Make sure that " + sp.Parameter + " is an integer here."
			}
		case !s.unseeded:
			f.Severity = Hint
			f.Message = name + " without " + sp.Parameter + " " + what + " from " + seedNames[sp.Fallback] +
				": seeded, but the result changes with every draw added before it"
		default:
			f.Message = name + " without " + sp.Parameter + " " + what + " differently in every run: nothing in " +
				s.run.Entry.Name + " seeds " + fallbackName(sp.Fallback) + " before"
			f.Related = []Related{{entryPlace(s.run.Entry), "the program starts here"}}
		}
		f.Severity = min(f.Severity, severityIn(s.run, Warning))
		if sym != nil {
			f.Judged = judged(p.VersionsFor(sym, c.Unit.Mod))
		}
		p.Report(f)
	}
}

// stillTransforms of Albumentations change every image alike.
var stillTransforms = []string{"Resize", "Normalize", "ToTensorV2", "ToFloat", "FromFloat", "CenterCrop", "Crop", "PadIfNeeded", "Pad",
	"LongestMaxSize", "SmallestMaxSize", "NoOp", "ToGray", "Lambda"}

// stillPipeline tells whether a pipeline of transforms draws nothing, or is not
// seen to draw anything.
func stillPipeline(c *project.Call, sp *rules.SeedParameter) bool {
	if sp.ID != "albumentations-compose" {
		return false
	}
	list := c.Setting(c.Symbol(), "transforms")
	if list.Unit == nil {
		return true
	}
	v := list.Unit.Val(list.ID)
	if v.Kind != project.Seq || v.Unit == nil {
		return true
	}
	for _, e := range v.Unit.Values[v.ID].List {
		t := v.Unit.Call(e.V)
		if t == nil || !strings.HasPrefix(t.Name(), "albumentations.") {
			continue
		}
		if _, name := splitLast(t.Name()); !slices.Contains(stillTransforms, name) {
			return false
		}
	}
	return true
}

func fallbackName(rng string) string {
	if n := seedNames[rng]; n != "" {
		return n
	}
	return "the generator it draws from"
}

// unusedObject tells whether an estimator is neither fitted nor handed on.
func (p *Pass) unusedObject(c *project.Call, sp *rules.SeedParameter) bool {
	if len(sp.Use) == 0 {
		return false
	}
	u := c.Unit
	for _, use := range u.Uses(c.ID) {
		if use.Step == nil {
			return false
		}
		if use.Step.Kind == facts.StepBind && c.Fn.Index != 0 {
			continue // a local name: its uses are uses of the value
		}
		if use.Step.Kind != facts.StepExpr {
			return false
		}
	}
	return true
}
