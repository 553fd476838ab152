package check

import (
	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/rules"
)

var lightgbmNotDeterministic = register(&Rule{
	Meta: Meta{
		Code: "MLF210", Name: "lightgbm-not-deterministic", Severity: Warning,
		Summary: "LightGBM chooses its histogram layout by timing",
	},
	Run: runLightGBM,
})

const lightgbmLayouts = "Without force_row_wise or force_col_wise LightGBM measures both histogram layouts at the start and keeps the faster one; the layouts " +
	"and the number of threads change the order in which gradients are added, and with it splits that are close."

const lightgbmHelp = "Set deterministic=True, force_row_wise=True (or force_col_wise=True) and a fixed num_threads."

func runLightGBM(p *Pass) {
	var found perSettings
	p.knownCalls(func(c *project.Call, s *rules.Symbol) {
		if s.Library.Name != "lightgbm" || s.Parameters == nil || !p.inProgram(c.Fn) || p.unused(c, s) {
			return
		}
		f, ok := p.lightgbmFinding(c, s)
		if !ok {
			return
		}
		f.Place, f.Symbol, f.Key = callPlace(c), s.Name, "lightgbm "+s.Name
		f.Severity = p.severityAt(c.Fn, f.Severity)
		f.Judged = judged(p.VersionsFor(s, c.Unit.Mod))
		found.add(settingsOf(c, s, ""), f)
	})
	found.report(p)
}

// lightgbmFinding judges the settings of one model. What a dict may hold
// unseen is taken to be in order.
func (p *Pass) lightgbmFinding(c *project.Call, s *rules.Symbol) (Finding, bool) {
	v := p.VersionsFor(s, c.Unit.Mod)
	b := c.Bind(s, v)
	on := func(name string) rules.Truth { return b.Arg(name).Truthy() }
	if d := b.Arg("device_type"); d.Kind == rules.String && (d.Text == "gpu" || d.Text == "cuda") {
		return Finding{
			Severity: Warning,
			Message:  "LightGBM on a GPU adds gradients in no fixed order, and deterministic=True covers the CPU only: equal runs can give different trees",
			Why:      "GPU threads add gradients into histograms with atomics, in single precision by default, in an order that timing decides.",
			Help:     "Train with device_type=\"cpu\", deterministic=True and force_row_wise=True where equal models are needed.",
		}, true
	}
	forced := on("force_row_wise").Or(on("force_col_wise"))
	if forced != rules.No || p.oneThread(c, b) {
		return Finding{}, false
	}
	switch on("deterministic") {
	case rules.Yes:
		return Finding{
			Severity: Info,
			Message:  "deterministic=True leaves LightGBM to choose its histogram layout by timing: its manual asks for force_row_wise or force_col_wise beside it",
			Why:      lightgbmLayouts,
			Help:     "Add force_row_wise=True (or force_col_wise=True).",
			Data:     map[string]string{"parameter": "force_row_wise"},
		}, true
	case rules.Maybe:
		return Finding{}, false
	}
	f := Finding{
		Severity: Warning,
		Message:  "LightGBM chooses its histogram layout by timing and adds in an order that depends on its threads: equal runs can give different trees",
		Why:      lightgbmLayouts, Help: lightgbmHelp,
		Data: map[string]string{"parameter": "deterministic"},
	}
	if v.In("<3.1") == rules.Yes {
		f.Help = "Set force_row_wise=True (or force_col_wise=True) and a fixed num_threads; deterministic came with lightgbm 3.1."
	}
	return f, true
}

// oneThread tells whether a model is, or may be, trained with one thread.
func (p *Pass) oneThread(c *project.Call, b rules.Bound) bool {
	switch n := b.Arg("num_threads"); n.Kind {
	case rules.Int, rules.Float:
		if b.Given("num_threads") == rules.Yes {
			return n.Equal(rules.IntValue(1)) == rules.Yes
		}
	case rules.Unknown, rules.Object:
		return true // cannot be decided
	}
	for _, r := range p.reaching(c.Fn) {
		if p.threadsFixed(r) {
			return true
		}
	}
	return false
}

// threadsFixed tells whether a run sets OpenMP to one thread, in its own code
// or in the files that start it.
func (p *Pass) threadsFixed(r *project.Run) bool {
	if v, _, ok := p.Env.VariableSet("OMP_NUM_THREADS", r.Entry); ok && v.Value == "1" {
		return true
	}
	for _, e := range r.Events {
		if e.Kind == project.SetsEnv && e.Name == "OMP_NUM_THREADS" && e.Value == "1" {
			return true
		}
	}
	return false
}

// unused tells whether an estimator is neither fitted nor handed on.
func (p *Pass) unused(c *project.Call, s *rules.Symbol) bool {
	return s.Class != nil && p.unusedObject(c, &rules.SeedParameter{Use: []string{"fit"}})
}
