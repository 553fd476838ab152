package check

import (
	"slices"

	"github.com/mlf-core/mlf-lsp/analysis/project"
)

var determinismSwitchedOff = register(&Rule{
	Meta: Meta{
		Code: "MLF207", Name: "determinism-switched-off", Severity: Warning,
		Summary: "deterministic mode is turned off again",
	},
	Run: runSwitchedOff,
})

func runSwitchedOff(p *Pass) {
	reported := map[Place]bool{}
	for _, r := range p.runs() {
		var on *project.Event
		for _, e := range r.Events {
			if e.Kind != project.Switches || !slices.Contains(deterministicMode, e.Switch) || e.Handler {
				continue
			}
			f, ok := switchedOff(p, e, on)
			if ok && !reported[f.Place] {
				reported[f.Place] = true
				f.Judged = judged(p.torchVersions(r))
				p.Report(f)
			}
			if e.Value == "on" || e.Value == "warn" {
				on = e
			}
		}
	}
}

func switchedOff(p *Pass, e, on *project.Event) (Finding, bool) {
	f := Finding{Severity: Warning, Place: eventPlace(e), Key: "switched-off"}
	switch {
	case e.Known && e.Value == "off" && on != nil && !e.Fn.Generator:
		f.Message = "this turns deterministic mode off again for all that follows"
		f.Help = "Leave it on for the whole run."
		f.Related = []Related{{eventPlace(on), "it was turned on here"}}
		return f, true
	case !e.Known && e.Call != nil:
		if o := optionIn(e.Call); o != nil {
			f.Severity = Info
			f.Message = "the option " + o.Flag + " decides whether this run is deterministic"
			f.Help = "Record the option with the results, or make determinism the default."
			f.Related = []Related{{callPlace(o.Call), "the option is declared here"}}
			return f, true
		}
	}
	return f, false
}

// optionIn is the command-line option that an argument of the call is, nil if
// none is.
func optionIn(c *project.Call) *project.Option {
	for _, a := range c.Value().List {
		if v := c.Unit.Val(a.V); v.Kind == project.OptionVal {
			return v.Opt
		}
	}
	return nil
}
