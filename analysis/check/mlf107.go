package check

import (
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
	p.calls(func(c *project.Call) {
		s := c.Symbol()
		if s == nil || s.Generator == nil || s.Generator.Unseeded != "entropy" || !p.inProgram(c.Fn) {
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
