package check

var trainerNotDeterministic = register(&Rule{
	Meta: Meta{
		Code: "MLF209", Name: "trainer-not-deterministic", Severity: Warning,
		Summary: "a trainer that can run on a GPU is not asked for deterministic algorithms, and nothing else turns them on",
	},
	Run: runTrainerNotDeterministic,
})

// runTrainerNotDeterministic reports at the trainer, or what it is configured
// by, what MLF201 reports of programs that train by themselves.
func runTrainerNotDeterministic(p *Pass) {
	reported := map[Place]bool{}
	for _, r := range p.runs() {
		c, parameter := p.trainerWithMode(r)
		if c == nil || !p.lacksMode(r) {
			continue
		}
		f, ok := modeFinding(p, r, p.switchState(r, deterministicMode))
		if !ok || reported[f.Place] {
			continue
		}
		reported[f.Place] = true
		f.Symbol = c.Name()
		f.Message = short(c.Name()) + " without " + parameter + "=True trains on a GPU, if there is one, without PyTorch's deterministic mode: equal seeds still give different weights"
		f.Key = "trainer-determinism " + r.Entry.Name
		p.Report(f)
	}
}
