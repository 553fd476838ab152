package codeactions

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/mlf-core/mlf-lsp/analysis"
	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/analysis/source"
)

// Request says what FixAll may do.
type Request struct {
	// Wanted tells whether a finding is to be fixed.
	Wanted func(check.Finding) bool
	// May tells whether a fix may be applied.
	May func(Fix) bool
	// Raw gives the bytes of a file of the snapshot as they are on disk.
	Raw func(path string) ([]byte, error)
	// Installed is that of the Fixer.
	Installed func() map[string]string
}

// Change is a file before and after.
type Change struct {
	Path          string
	Before, After []byte
}

// Outcome is what FixAll did.
type Outcome struct {
	Workspace *analysis.Workspace // with all changes made
	Changes   []Change            // by path
	Fixed     int                 // findings that went away by a fix of their own
	Refused   []string            // why some files were left alone, one sentence each
}

// maxRounds bounds the rounds of FixAll, those left aside that it takes to find
// a fix that fails: far more than fixes can wait for each other.
const maxRounds = 12

// failing is how many rounds it takes to find one fix that fails among others.
const failing = 10

// FixAll applies the preferred fix of each wanted finding, in rounds: fixes
// that overlap others wait for the next round, which reads the text anew. A fix
// after which its finding is still there, or a file no longer parses, is taken
// back.
func FixAll(ws *analysis.Workspace, req Request) Outcome {
	a := applier{req: req, ws: ws, raw: map[string][]byte{}, first: map[string][]byte{}, given: map[string]bool{}}
	for round := 0; round < maxRounds+failing*len(a.given); round++ {
		batch := a.choose()
		if len(batch) == 0 {
			break
		}
		a.round(batch)
	}
	return a.outcome()
}

type applier struct {
	req     Request
	ws      *analysis.Workspace
	raw     map[string][]byte // of changed files, now
	first   map[string][]byte // of changed files, at first
	given   map[string]bool   // findings that are given up
	fixed   int
	refused []string
}

// chosen is a fix and the finding it is for.
type chosen struct {
	key string
	fix Fix
}

// identity tells findings apart over changes of the text.
func identity(f check.Finding) string {
	return f.File + "\x00" + f.Code + "\x00" + f.Key + "\x00" + f.Symbol
}

// choose picks fixes that do not touch each other.
func (a *applier) choose() []chosen {
	x := New(a.ws)
	x.Installed = a.req.Installed
	var out []chosen
	var taken []Edit
	list := slices.Clone(a.ws.Check().Findings)
	// By code: seeds come before the switches that follow them in the text.
	slices.SortStableFunc(list, func(f, g check.Finding) int { return cmp.Compare(f.Code, g.Code) })
	for _, f := range list {
		key := identity(f)
		if f.Suppressed || a.given[key] || !a.req.Wanted(f) {
			continue
		}
		for _, fix := range x.For(f) {
			if fix.Safety == NeedsInput || !a.req.May(fix) {
				continue
			}
			if !slices.ContainsFunc(fix.Edits, func(e Edit) bool {
				return slices.ContainsFunc(taken, func(t Edit) bool { return conflict(e, t) })
			}) {
				taken = append(taken, fix.Edits...)
				out = append(out, chosen{key, fix})
			}
			break
		}
	}
	return out
}

// round applies fixes together. When that does not do what it should it
// applies the first half of them, for the others see a text that has changed
// then and are chosen anew; a single fix that fails is given up.
func (a *applier) round(batch []chosen) {
	for !a.try(batch) {
		if len(batch) == 1 {
			a.given[batch[0].key] = true
			return
		}
		batch = batch[:len(batch)/2]
	}
}

// try applies fixes and keeps them if each has done its work.
func (a *applier) try(batch []chosen) bool {
	var edits []Edit
	for _, c := range batch {
		edits = append(edits, c.fix.Edits...)
	}
	slices.SortStableFunc(edits, compareEdits)
	changed := map[string][]byte{}
	var sources []analysis.Source
	for _, path := range Files(edits) {
		own := slices.DeleteFunc(slices.Clone(edits), func(e Edit) bool { return e.File != path })
		raw, err := a.rewrite(path, own)
		if err != nil {
			if len(batch) == 1 {
				a.refuse(path, err)
			}
			return false
		}
		changed[path] = raw
		sources = append(sources, analysis.Source{Path: path, Raw: raw, Kind: a.ws.File(path).Kind})
	}
	next := a.ws.With(sources...)
	was, is := count(a.ws), count(next)
	for _, c := range batch {
		if is[c.key] >= was[c.key] {
			return false
		}
	}
	for path := range changed {
		if broken(next, path) {
			return false
		}
	}
	for path, raw := range changed {
		a.raw[path] = raw
	}
	a.fixed += len(batch)
	a.ws = next
	return true
}

func (a *applier) refuse(path string, err error) {
	var e *source.Error
	reason := err.Error()
	if errors.As(err, &e) {
		reason = e.Reason
	}
	msg := fmt.Sprintf("%s is not changed: %s", path, reason)
	if !slices.Contains(a.refused, msg) {
		a.refused = append(a.refused, msg)
	}
}

// count counts the findings of each identity.
func count(ws *analysis.Workspace) map[string]int {
	out := map[string]int{}
	for _, f := range ws.Check().Findings {
		if !f.Suppressed {
			out[identity(f)]++
		}
	}
	return out
}

// broken tells whether a Python file of the snapshot does not parse.
func broken(ws *analysis.Workspace, path string) bool {
	f := ws.File(path)
	return f == nil || f.Kind != source.Other && New(ws).page(path) == nil
}

// rewrite gives the bytes of a file with edits made.
func (a *applier) rewrite(path string, edits []Edit) ([]byte, error) {
	f := a.ws.File(path)
	if f == nil {
		return nil, errors.New("it is no file of the project")
	}
	raw, ok := a.raw[path]
	if !ok {
		var err error
		if raw, err = a.req.Raw(path); err != nil {
			return nil, err
		}
		a.first[path] = raw
	}
	return Rewrite(f, raw, edits)
}

func (a *applier) outcome() Outcome {
	out := Outcome{Workspace: a.ws, Fixed: a.fixed, Refused: a.refused}
	for path, raw := range a.raw {
		if string(a.first[path]) != string(raw) {
			out.Changes = append(out.Changes, Change{path, a.first[path], raw})
		}
	}
	slices.SortFunc(out.Changes, func(x, y Change) int { return cmp.Compare(x.Path, y.Path) })
	return out
}

// Rewrite gives the bytes for the disk of a file after edits, in order and
// without overlap; raw are those it has now. In notebooks only the cells that
// change are written anew.
func Rewrite(f *source.File, raw []byte, edits []Edit) ([]byte, error) {
	if f.Kind != source.Notebook {
		return f.Encode(Apply(f.Text(), edits))
	}
	sources, before := map[int]string{}, map[int][]string{}
	for _, c := range f.Cells {
		var own []Edit
		for _, e := range edits {
			switch {
			case e.NewCell && e.Start == c.Start:
				before[c.Index] = append(before[c.Index], e.NewText)
			case !e.NewCell && e.Start >= c.Start && e.End <= c.End:
				e.Start, e.End = e.Start-c.Start, e.End-c.Start
				own = append(own, e)
			case !e.NewCell && e.Start < c.End && e.End > c.End:
				return nil, errors.New("an edit goes over the end of a cell")
			}
		}
		if len(own) > 0 {
			sources[c.Index] = Apply(f.Text()[c.Start:c.End], own)
		}
	}
	return source.Rewrite(raw, sources, before)
}
