package check

import (
	"slices"

	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/rules"
)

var unseededGenerator = register(&Rule{
	Meta: Meta{
		Code: "MLF107", Name: "unseeded-generator", Severity: Warning,
		Summary: "a random generator of its own is made without a seed",
	},
	Run: runUnseededGenerator,
})

func runUnseededGenerator(p *Pass) {
	p.knownCalls(func(c *project.Call, s *rules.Symbol) {
		if s.Generator == nil || s.Generator.Unseeded != "entropy" || !p.inProgram(c.Fn) {
			return
		}
		g := s.Generator
		f := Finding{
			Place: callPlace(c), Severity: p.severityAt(c.Fn, Warning), Symbol: s.Name, Key: "generator " + s.Name,
			Message: short(s.Name) + "() without a seed starts from the operating system's entropy: seeding NumPy or Python does not reach it",
			Help:    "Pass it a seed, best the one of the program.",
			Data:    map[string]string{"parameter": g.Parameter},
		}
		if g.Parameter == "" {
			f.Message = short(s.Name) + " draws from the operating system's entropy and cannot be seeded"
			f.Help = "Use a generator that takes a seed."
		} else {
			seed := c.Bind(s, p.VersionsFor(s, c.Unit.Mod)).Arg(g.Parameter)
			if seed.Kind != rules.Absent && seed.Kind != rules.None || p.nonePassedOn(c, g.Parameter) {
				return
			}
		}
		if p.idle(c) {
			return
		}
		p.Report(f)
	})
	ownTransforms(p)
}

// ownTransforms reports transforms of MONAI, each of which has a generator of
// its own: once for a program, where nothing seeds them.
func ownTransforms(p *Pass) {
	reported := map[Place]bool{}
	for _, r := range p.runs() {
		for _, e := range r.Events {
			if e.Kind != project.Draws || !slices.Contains(e.RNGs, "monai") || e.Handler || e.Call == nil || e.Truth != rules.Yes {
				continue
			}
			if at := eventPlace(e); !e.Before.Has("monai") && trains(r) && !reported[at] {
				reported[at] = true
				name := short(e.Call.Name())
				p.Report(Finding{
					Place: at, Severity: severityIn(r, Warning), Symbol: e.Call.Name(), Key: "transform " + r.Entry.Name,
					Message: name + " draws from a generator of its own, which starts from the operating system's entropy: seeding NumPy or PyTorch does not reach it",
					Why:     "Random transforms of MONAI hold a NumPy generator each; it is seeded by monai.utils.set_determinism, or by set_random_state of the transforms.",
					Help:    "Call monai.utils.set_determinism(seed) at the start of " + r.Entry.Name + ", before transforms are made.",
					Related: []Related{{entryPlace(r.Entry), "the program starts here"}},
					Data:    map[string]string{"entry": r.Entry.Name},
				})
			}
			break
		}
	}
}

// nonePassedOn tells whether the None that the seed can be comes from a
// parameter or an option: MLF109 has that.
func (p *Pass) nonePassedOn(c *project.Call, parameter string) bool {
	seed := seedArgument(c, parameter)
	return seed.given() && p.noneOrigin(seed.unit, seed.id, 0) != nil
}

// inProgram tells whether some program, be it a test, gets to the function.
func (p *Pass) inProgram(f *project.Func) bool {
	return len(p.reaching(f)) > 0 || f.Unit.Mod.Test
}

// severityAt is the severity of a finding in a function: a hint in tests.
func (p *Pass) severityAt(f *project.Func, s Severity) Severity {
	if f.Unit.Mod.Test {
		return Hint
	}
	return s
}
