package check

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/rules"
)

var unseededSimulator = register(&Rule{
	Meta: Meta{
		Code: "MLF118", Name: "unseeded-simulator", Severity: Warning,
		Summary: "an environment, a sampler or a search for settings is never seeded",
	},
	Run: runUnseededSimulator,
})

func runUnseededSimulator(p *Pass) {
	byPlace := map[Place]int{}
	var found []Finding
	for _, r := range slices.Concat(p.runs(), p.testRuns()) {
		for _, f := range p.unseededEnvironments(r) {
			if i, ok := byPlace[f.Place]; ok { // programs that share the place share the finding
				found[i].Severity = max(found[i].Severity, f.Severity)
				found[i].Related = limit(append(found[i].Related, f.Related[0]), 6)
				continue
			}
			byPlace[f.Place] = len(found)
			found = append(found, f)
		}
	}
	for _, f := range found {
		p.Report(f)
	}
	p.ownEnvironments()
	for _, s := range p.samples() {
		if sp := s.event.Sample; sp.Code == p.rule.Code && s.event.Truth == rules.Yes && !p.unusedObject(s.event.Call, sp) && !p.nonePassedOn(s.event.Call, sp.Parameter) {
			p.unseededSearch(s)
		}
	}
	p.codedOps(p.rule.Code, func(o opCall) {
		if p.inProgram(o.call.Fn) && o.truth == rules.Yes {
			f := o.finding(Warning, short(o.name)+" runs several trials at a time: which results a trial is drawn from is decided by timing")
			f.Key = o.op.ID
			p.Report(f)
		}
	})
}

// unseededSearch reports a search, a sampler or an algorithm without a seed.
func (p *Pass) unseededSearch(s *sample) {
	sp, c := s.event.Sample, s.event.Call
	name := short(c.Name())
	f := Finding{
		Place: callPlace(c), Severity: severityIn(s.run, Warning), Symbol: c.Name(), Why: sp.Why, Key: "simulator " + c.Name(),
		Message: name + " without " + sp.Parameter + " " + sp.What + " differently in every run: its generator starts from the operating system's entropy",
		Help:    "Pass " + sp.Parameter + "= an integer of your choice.",
		Related: []Related{{entryPlace(s.run.Entry), "the program starts here"}},
		Data:    map[string]string{"parameter": sp.Parameter},
	}
	if sp.Help != "" {
		f.Help = sp.Help
	}
	if sp.Fallback != "entropy" {
		f.Message = name + " without " + sp.Parameter + " " + sp.What + " differently in every run: nothing in " + s.run.Entry.Name + " seeds " + seedNames[sp.Fallback] + " before"
	}
	switch c.Symbol().Library.Name {
	case "hyperopt":
		if _, _, ok := p.Env.VariableSet("HYPEROPT_FMIN_SEED", s.run.Entry); ok || setsVariable(s.run, "HYPEROPT_FMIN_SEED") {
			return
		}
	case "stable-baselines3":
		if !s.unseeded && p.seedsEnvironment(s.run) {
			return
		}
		f.Message = name + " without seed explores differently in every run: it seeds neither its networks nor its environment"
	case "ray":
		if sp.Fallback == "numpy" && (!s.unseeded || !drawsSpace(c.Unit.Mod)) {
			return
		}
	default:
		if sp.Fallback != "entropy" && !s.unseeded {
			return
		}
	}
	if sym := c.Symbol(); sym != nil {
		f.Judged = judged(p.VersionsFor(sym, c.Unit.Mod))
	}
	p.Report(f)
}

func setsVariable(r *project.Run, name string) bool {
	return slices.ContainsFunc(r.Events, func(e *project.Event) bool { return e.Kind == project.SetsEnv && e.Name == name })
}

// drawsSpace tells whether a module describes settings that Ray Tune draws: a
// grid alone is not random.
func drawsSpace(m *project.Module) bool {
	for _, u := range m.All {
		for _, c := range u.Calls {
			switch strings.TrimPrefix(c.Name(), "ray.tune.") {
			case "uniform", "loguniform", "quniform", "qloguniform", "randn", "qrandn", "randint", "qrandint", "lograndint", "qlograndint", "choice", "sample_from":
				return true
			}
		}
	}
	return false
}
