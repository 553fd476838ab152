// Package codeactions turns findings into text edits that a careful engineer
// would have written. It is pure: text in, edits out. The command line and the
// editor apply the same fixes.
//
// A fix is one file, named after it, and registered for the code of a rule or
// for the name of a fix in the knowledge base. Fixes read the current text and
// its syntax, so that the style of a file survives; a fix that would not be
// right is not offered.
package codeactions

import (
	"github.com/mlf-core/mlf-lsp/analysis"
	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/analysis/project"
)

// Safety says how far a fix can be trusted without a look at it.
type Safety uint8

const (
	// Safe fixes end non-determinism and keep what the program does otherwise.
	Safe Safety = iota
	// Unsafe fixes change what is computed, or can stop the program.
	Unsafe
	// NeedsInput fixes leave a placeholder that a person has to fill in.
	NeedsInput
)

// String returns the name used in reports.
func (s Safety) String() string { return [...]string{"safe", "unsafe", "needs-input"}[s] }

// Edit replaces the bytes [Start, End) of a file's decoded text by NewText.
type Edit struct {
	check.Place
	NewText string
	// NewCell makes NewText the source of a code cell of its own, before the
	// cell of a notebook that begins at Start (= End).
	NewCell bool
	// NewFile makes NewText a file of its own, which is not there yet.
	NewFile bool
}

// Fix is one way to repair a finding. Edits are in order and do not overlap.
type Fix struct {
	Title     string
	Code      string // of the finding
	Safety    Safety
	Preferred bool // the fix to take when nobody chooses
	Edits     []Edit
}

// maker makes the fixes of a finding; none when there is none that is right.
type maker func(*context) []Fix

// makers are by rule code, or by the name of a fix in a finding's data.
var makers = map[string][]maker{}

// register adds a maker under rule codes and fix names; each fix's file calls
// it at start-up.
func register(m maker, names ...string) {
	for _, n := range names {
		makers[n] = append(makers[n], m)
	}
}

// Fixer makes the fixes of a snapshot's findings. It parses each file once; it
// is for one goroutine.
type Fixer struct {
	// Installed gives the releases that are installed where the project runs,
	// by canonical names of distributions; nil where nobody knows.
	Installed func() map[string]string

	ws    *analysis.Workspace
	pages map[string]*page
}

// New gives the Fixer of a snapshot.
func New(ws *analysis.Workspace) *Fixer { return &Fixer{ws: ws, pages: map[string]*page{}} }

// For gives the fixes of a finding of the snapshot, the preferred one first.
func For(ws *analysis.Workspace, f check.Finding) []Fix { return New(ws).For(f) }

// For gives the fixes of a finding, the preferred one first.
func (x *Fixer) For(f check.Finding) (out []Fix) {
	list := append(append([]maker(nil), makers[f.Code]...), makers[f.Data["fix"]]...)
	if len(list) == 0 {
		return nil
	}
	x.ws.Linked(func(p *project.Program) {
		if p == nil {
			return
		}
		defer func() {
			if recover() != nil {
				out = nil // a defect of one fix must not take the report along
			}
		}()
		for _, m := range list {
			out = append(out, m(&context{Fixer: x, p: p, f: f})...)
		}
	})
	out = settle(out)
	for i := range out {
		out[i].Edits = x.layOut(out[i].Edits)
		out[i].Code = f.Code
		out[i].Preferred = i == 0 && out[i].Safety != NeedsInput
	}
	return out
}

// settle drops fixes that change nothing or contradict themselves.
func settle(list []Fix) []Fix {
	var out []Fix
	for _, f := range list {
		var ok bool
		if f.Edits, ok = ordered(f.Edits); ok && len(f.Edits) > 0 {
			out = append(out, f)
		}
	}
	return out
}

// context is what a maker knows.
type context struct {
	*Fixer
	p *project.Program
	f check.Finding
}
