package check

import (
	"slices"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
)

var determinismSwitchedOff = register(&Rule{
	Meta: Meta{
		Code: "MLF207", Name: "determinism-switched-off", Severity: Warning,
		Summary: "deterministic mode is turned off again, or an option can turn it off",
	},
	Run: runSwitchedOff,
})

func runSwitchedOff(p *Pass) {
	reported := map[Place]bool{}
	for _, r := range p.runs() {
		var on *project.Event
		for i, e := range r.Events {
			if e.Kind != project.Switches || !slices.Contains(deterministicMode, e.Switch) || e.Handler {
				continue
			}
			f, ok := p.switchedOff(r, i, on)
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

func (p *Pass) switchedOff(r *project.Run, i int, on *project.Event) (Finding, bool) {
	e := r.Events[i]
	o := decidingOption(e)
	f := Finding{Severity: Warning, Place: eventPlace(e), Key: "switched-off"}
	switch {
	case e.Known && e.Value == "off":
		if on == nil || e.Fn.Generator || e.Fn.Name == "__exit__" || !counts(r, i) {
			return f, false
		}
		f.Message = "this turns deterministic mode off again for all that follows"
		f.Help = "Leave it on for the whole run."
		f.Related = []Related{{eventPlace(on), "it was turned on here"}}
		if o != nil {
			f.Severity = Info
			f.Message = "the option " + o.Flag + " can turn deterministic mode off again for all that follows"
		}
		return f, true
	case o != nil && (!e.Known || e.Conditional && !alwaysOn(r)):
		f.Severity = Info
		f.Message = "the option " + o.Flag + " decides whether this run is deterministic" + byDefault(e, o)
		f.Help = "Record the option with the results, or make determinism the default."
		f.Related = []Related{{callPlace(o.Call), "the option is declared here"}}
		return f, true
	}
	return f, false
}

// counts tells whether something follows a switch that it has an effect on.
func counts(r *project.Run, i int) bool {
	if r.Events[i].Loops > 0 || !trains(r) {
		return true
	}
	return slices.ContainsFunc(r.Events[i:], func(e *project.Event) bool { return e.Kind == project.Trains })
}

// alwaysOn tells whether a run turns the mode on under no condition.
func alwaysOn(r *project.Run) bool {
	return slices.ContainsFunc(r.Events, func(e *project.Event) bool {
		return e.Kind == project.Switches && slices.Contains(deterministicMode, e.Switch) && e.Known && e.Value == "on" && !e.Conditional && !e.Handler
	})
}

// byDefault says what a flag that carries the value itself is when it is not
// given.
func byDefault(e *project.Event, o *project.Option) string {
	if e.Known || o.Default().Kind != project.Bool {
		return ""
	}
	if o.Default().Text == "True" {
		return " (it is on by default)"
	}
	return " (it is off by default)"
}

// decidingOption is the command-line option that decides an event: by the
// value it passes on, or by a condition on the way, the nearest first. It is
// nil if none is seen.
func decidingOption(e *project.Event) *project.Option {
	if !e.Known && e.Call != nil && e.Setting != nil {
		if o := optionWithin(e.Unit, settingArgument(e), 0); o != nil {
			return o
		}
	}
	for _, c := range slices.Backward(e.Under) {
		if o := optionWithin(c.Unit, c.V, 0); o != nil {
			return o
		}
	}
	return nil
}

// settingArgument is the argument that carries a setting's value, 0 if it
// cannot be told.
func settingArgument(e *project.Event) facts.ID {
	list := e.Call.Value().List
	for _, a := range list {
		if a.Name == e.Setting.Parameter {
			return a.V
		}
	}
	if s := e.Call.Symbol(); s != nil && len(s.Signatures) > 0 && len(list) > 0 {
		for i, prm := range s.Signatures[0].Params {
			if prm.Name == e.Setting.Parameter && i < len(list) && list[i].Name == "" && list[i].Star == 0 {
				return list[i].V
			}
		}
	}
	return 0
}

// optionWithin is the first option that a value is made of.
func optionWithin(u *project.Unit, id facts.ID, depth int) *project.Option {
	if id == 0 || depth > 4 {
		return nil
	}
	var found *project.Option
	u.Val(id).Each(func(v *project.Val) {
		if found == nil && v.Kind == project.OptionVal {
			found = v.Opt
		}
	})
	v := &u.Values[id]
	switch v.Op {
	case facts.OpLogic, facts.OpUnary, facts.OpCompare, facts.OpCond, facts.OpBinary:
		for _, x := range []facts.ID{v.X, v.Y, v.Z} {
			if found == nil {
				found = optionWithin(u, x, depth+1)
			}
		}
	case facts.OpPhi, facts.OpCall:
		for _, a := range v.List {
			if found == nil {
				found = optionWithin(u, a.V, depth+1)
			}
		}
	}
	return found
}
