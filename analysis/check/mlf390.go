package check

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/project"
)

const observedCode = "MLF390"

var _ = register(&Rule{
	Meta: Meta{
		Code: observedCode, Name: "observed-divergence", Severity: Error,
		Summary: "two runs of the program were seen to part at this line, and no other rule says why",
	},
	Last: true,
	Run:  runObservedDivergence,
})

// runObservedDivergence reports where runs were seen to part and no finding of
// another rule stands.
func runObservedDivergence(p *Pass) {
	for _, o := range p.Options.Observed {
		if slices.ContainsFunc(*p.out, func(f Finding) bool { return confirms(o, f) }) {
			continue
		}
		f := Finding{
			Place: linePlace(o.Lines[0]), Severity: Error, Key: o.Command + " " + o.Code, Seen: o.Seen,
			Message: "two runs of `" + o.Command + "` parted here: " + o.Reason,
			Why:     "The first that differed was " + o.Text + ".",
			Help:    "Remove the cause and run mlf-lsp verify --trace again; this finding goes away when the file changes.",
		}
		if o.Code != observedCode {
			f.Help = "See " + o.Code + " for ways out, and run mlf-lsp verify --trace again; this finding goes away when the file changes."
		}
		for _, l := range o.Lines[1:] {
			f.Related = append(f.Related, Related{linePlace(l), "it is made here"})
		}
		p.Report(f)
	}
}

func linePlace(l project.Line) Place { return Place{l.File, l.Start, l.End} }

// confirm marks the findings that runs have borne out.
func confirm(list []Finding, observed []project.Observation) {
	for i := range list {
		for _, o := range observed {
			if list[i].Seen == "" && confirms(o, list[i]) {
				list[i].Seen = o.Seen
			}
		}
	}
}

// confirms tells whether runs parted at a finding, or a place related to it, in
// the way that it says.
func confirms(o project.Observation, f Finding) bool {
	if f.Code == observedCode || !alike(o.Code, f.Code) {
		return false
	}
	return o.Code == f.Code && (onTheWay(o.Lines[0], f) || oneGenerator(o, f)) || slices.ContainsFunc(o.Lines, func(l project.Line) bool {
		return meets(l, f.Place) || slices.ContainsFunc(f.Related, func(r Related) bool { return meets(l, r.Place) })
	})
}

// oneGenerator tells whether both are about the global generator that a program
// never seeds, which is one cause wherever its state was looked at.
func oneGenerator(o project.Observation, f Finding) bool {
	if !slices.Contains([]string{"MLF101", "MLF102", "MLF103", "MLF104"}, f.Code) {
		return false
	}
	file := o.Lines[0].File
	return f.File == file || slices.ContainsFunc(f.Related, func(r Related) bool { return r.File == file })
}

// onTheWay tells whether a line lies between a finding and the place that it
// leads to: an order goes from a set to where it reaches data.
func onTheWay(l project.Line, f Finding) bool {
	return f.File == l.File && slices.ContainsFunc(f.Related, func(r Related) bool {
		return r.File == l.File && f.Start <= l.Start && l.End <= r.End
	})
}

func meets(l project.Line, p Place) bool {
	return l.File == p.File && p.Start <= l.End && l.Start <= max(p.Start, p.End-1)
}

// kinds are rules whose findings one kind of divergence bears out: random
// numbers, order, operations.
var kinds = [][]string{
	{"MLF1", "MLF404", "MLF405", "MLF406", "MLF409", "MLF412"},
	{"MLF115", "MLF401", "MLF402", "MLF403", "MLF407", "MLF408", "MLF411"},
	{"MLF3", "MLF501", "MLF502", "MLF503", "MLF504"},
}

// alike tells whether two codes are of one kind. A divergence whose cause is
// not known may be of any.
func alike(observed, finding string) bool {
	of := func(code string, kind []string) bool {
		return slices.ContainsFunc(kind, func(k string) bool { return strings.HasPrefix(code, k) })
	}
	return slices.ContainsFunc(kinds, func(kind []string) bool {
		return of(finding, kind) && (of(observed, kind) || observed == observedCode)
	})
}
