package check

var seedAfterUse = register(&Rule{
	Meta: Meta{
		Code: "MLF110", Name: "seed-after-use", Severity: Warning,
		Summary: "a generator is drawn from before the program seeds it",
	},
	Run: runSeedAfterUse,
})

func runSeedAfterUse(p *Pass) {
	for _, v := range p.seedVerdicts() {
		if v.late == nil || v.fault || becomesSeed(v.draw) {
			continue
		}
		f := Finding{
			Place: eventPlace(v.draw), Severity: severityIn(v.run, Warning),
			Message: "this draws from " + seedNames[v.rng] + " before " + v.run.Entry.Name +
				" seeds it: the seed comes too late for these numbers",
			Why:     drawWhat(v.draw),
			Help:    "Seed at the very start of the program, before models are built and data is split.",
			Key:     "seed-after-use " + v.rng + " " + v.run.Entry.Name,
			Related: []Related{{eventPlace(v.late), "the seed is set here, afterwards"}},
			Data:    map[string]string{"rng": v.rng, "entry": v.run.Entry.Name},
		}
		if v.draw.Call != nil {
			f.Symbol = v.draw.Call.Name()
		}
		f.Related = append(f.Related, related([]seedVerdict{v})...)
		p.Report(f)
	}
}
