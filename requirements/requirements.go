// Package requirements judges a project by what a deterministic training
// program needs: seeds, deterministic algorithms only, a container, a record
// of the hardware, and documentation with tracking (Heumos et al., mlf-core).
// It is pure: the same snapshot and files give the same card.
package requirements

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis"
	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/analysis/environ"
	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
)

// Verdict is how far a requirement is met.
type Verdict string

// Verdicts, from good to bad.
const (
	Met     Verdict = "met"
	Partly  Verdict = "partly met"
	NotMet  Verdict = "not met"
	Nothing Verdict = "nothing to judge" // the project has no program that trains
)

// Requirement is one of the five, judged.
type Requirement struct {
	ID       string     `json:"id"` // seeds, deterministic, container, hardware, tracked
	Title    string     `json:"title"`
	Verdict  Verdict    `json:"verdict"`
	Summary  string     `json:"summary"` // one sentence
	Evidence []Evidence `json:"evidence"`
}

// Evidence is something in the project that speaks for a requirement or
// against it.
type Evidence struct {
	File string `json:"file"`           // slash path relative to the project, "" for the whole
	Line int    `json:"line,omitempty"` // from 1, 0 for the whole file
	Code string `json:"code,omitempty"` // of a finding
	Text string `json:"text"`
	For  bool   `json:"for"` // false: against
}

// Card is a project's five requirements.
type Card struct {
	Requirements []Requirement `json:"requirements"`
	MetCount     int           `json:"met"`
	Programs     []string      `json:"programs"` // that train, by name
}

// maxEvidence bounds what is listed for each requirement on each side.
const maxEvidence = 12

// Assess judges a snapshot. root holds the project's other files, such as
// README and LICENSE; it may be nil.
func Assess(w *analysis.Workspace, root fs.FS) *Card {
	return (&assessor{root: root}).assess(w)
}

// AssessProgram judges one program of a snapshot, by what it runs and by what
// all programs of the project share; nil for one that does not train.
func AssessProgram(w *analysis.Workspace, root fs.FS, e *project.Entry) *Card {
	return (&assessor{root: root, entry: e}).assess(w)
}

func (a *assessor) assess(w *analysis.Workspace) *Card {
	a.result = w.Check()
	a.undecided = a.result.Undecided
	w.Linked(func(p *project.Program) {
		if p != nil {
			a.program(p)
		}
	})
	if a.entry != nil && !a.trains() {
		return nil
	}
	card := &Card{Programs: a.programs, Requirements: []Requirement{
		a.seeds(), a.deterministic(), a.container(), a.hardware(), a.tracked(),
	}}
	for i := range card.Requirements {
		r := &card.Requirements[i]
		r.Evidence = bounded(r.Evidence)
		if r.Verdict == Met {
			card.MetCount++
		}
	}
	if card.Programs == nil {
		card.Programs = []string{}
	}
	return card
}

// assessor gathers what a card is made of.
type assessor struct {
	result   *analysis.Result
	root     fs.FS
	programs []string

	entry     *project.Entry  // the one program that is judged, nil for all
	foreign   map[string]bool // the modules that this program does not run
	undecided int             // programs whose seeding could not be followed

	seeded, switched, hardwares, trackers []Evidence
	images                                []image
}

type image struct {
	Evidence
	ref string
}

// program walks over the linked program once.
func (a *assessor) program(p *project.Program) {
	for _, r := range p.Runs() {
		if r.Entry.Module.Test || !a.judges(r.Entry) || !slices.ContainsFunc(r.Events, func(e *project.Event) bool { return e.Kind == project.Trains }) {
			continue
		}
		a.follow(p, r)
		a.programs = append(a.programs, r.Entry.Name)
		for _, e := range r.Events {
			switch {
			case e.Kind == project.Seeds:
				a.seeded = append(a.seeded, evidence(e, "seeds "+strings.Join(e.RNGs, ", ")))
			case e.Kind == project.Switches && (e.Value == "on" || e.Value == "") && deterministicSwitch(e.Switch):
				a.switched = append(a.switched, evidence(e, "sets "+e.Switch))
			}
		}
	}
	if a.entry != nil && !a.trains() {
		return // whose card nobody asks for
	}
	for _, m := range p.Modules {
		if !m.Test && !a.foreign[m.Path] {
			a.module(m)
		}
	}
	for _, f := range p.Env.Files {
		for _, i := range f.Images {
			if f.Kind == environ.Dockerfile || f.Kind == environ.Compose || f.Kind == environ.MLproject {
				a.images = append(a.images, image{Evidence{File: f.Path, Line: i.Line, Text: "runs in " + i.Ref, For: true}, i.Ref})
			}
		}
	}
}

func (a *assessor) judges(e *project.Entry) bool {
	return a.entry == nil || a.entry.Name == e.Name && a.entry.Module.Path == e.Module.Path
}

// follow notes what one program leaves out, where it is judged alone.
func (a *assessor) follow(p *project.Program, r *project.Run) {
	if a.entry == nil {
		return
	}
	a.foreign, a.undecided = map[string]bool{}, 0
	if r.Blind {
		a.undecided = 1
	}
	for _, m := range p.Modules {
		if !r.Modules[m] {
			a.foreign[m.Path] = true
		}
	}
}

// deterministicSwitch tells switches that only allow repeatable algorithms from
// others.
func deterministicSwitch(name string) bool {
	return strings.Contains(name, "determinis") && !strings.HasPrefix(name, "ineffective")
}

// module looks for what records hardware and runs.
func (a *assessor) module(m *project.Module) {
	for _, u := range m.All {
		for id := range u.Values {
			if v := &u.Values[id]; v.Op == facts.OpStr && slices.Contains(hardwarePrograms, v.Str) {
				start, _ := u.Place(v.Span)
				a.hardwares = append(a.hardwares, Evidence{File: m.Path, Line: m.File.LineOf(start) + 1, Text: "asks " + v.Str, For: true})
			}
		}
		for _, c := range u.Calls {
			c.Callee().Each(func(v *project.Val) {
				if v.Kind != project.External && v.Kind != project.Result && v.Kind != project.Instance {
					return
				}
				if recordsHardware(v.Text) {
					a.hardwares = append(a.hardwares, callEvidence(c, "calls "+v.Text))
				}
				if check.Tracks(v.Text) {
					a.trackers = append(a.trackers, callEvidence(c, "calls "+v.Text))
				}
			})
		}
	}
}

func evidence(e *project.Event, text string) Evidence {
	start, _ := e.Unit.Place(e.Span)
	return Evidence{File: e.Unit.Mod.Path, Line: e.Unit.Mod.File.LineOf(start) + 1, Text: text, For: true}
}

func callEvidence(c *project.Call, text string) Evidence {
	start, _ := c.Place()
	return Evidence{File: c.Unit.Mod.Path, Line: c.Unit.Mod.File.LineOf(start) + 1, Text: text, For: true}
}

// against are the findings of rules that speak against a requirement.
func (a *assessor) against(families ...string) []Evidence {
	var out []Evidence
	for _, f := range a.result.Findings {
		if f.Suppressed || f.Severity < check.Warning || !slices.ContainsFunc(families, func(p string) bool { return strings.HasPrefix(f.Code, p) }) {
			continue
		}
		if a.foreign[f.File] || a.entry != nil && f.Data["entry"] != "" && f.Data["entry"] != a.entry.Name {
			continue
		}
		e := Evidence{File: f.File, Code: f.Code, Text: f.Message}
		if t := a.result.Text(f.File); t != nil {
			e.Line = t.LineOf(f.Start) + 1
		}
		out = append(out, e)
	}
	return out
}

// bounded sorts evidence, takes each once, those against first, and keeps the
// first ones of each side.
func bounded(list []Evidence) []Evidence {
	slices.SortFunc(list, func(x, y Evidence) int {
		side := func(e Evidence) int {
			if e.For {
				return 1
			}
			return 0
		}
		return cmp.Or(cmp.Compare(side(x), side(y)), cmp.Compare(x.File, y.File), cmp.Compare(x.Line, y.Line), cmp.Compare(x.Code, y.Code), cmp.Compare(x.Text, y.Text))
	})
	list = slices.Compact(list)
	out := []Evidence{}
	count := map[bool]int{}
	for _, e := range list {
		if count[e.For]++; count[e.For] <= maxEvidence {
			out = append(out, e)
		}
	}
	for _, side := range []bool{false, true} {
		if more := count[side] - maxEvidence; more > 0 {
			out = append(out, Evidence{Text: fmt.Sprintf("and %d more", more), For: side})
		}
	}
	return out
}
