package report

import (
	"bufio"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/analysis/source"
)

// schemaVersion changes when a field is removed or changes its meaning.
const schemaVersion = 1

type jsonReport struct {
	Schema      int              `json:"schema"`
	Tool        jsonTool         `json:"tool"`
	Diagnostics []jsonDiagnostic `json:"diagnostics" doc:"findings by file, place and code; jsonl prints one to a line"`
	Covered     jsonCovered      `json:"covered"`
	Summary     jsonSummary      `json:"summary"`
}

type jsonTool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

type jsonDiagnostic struct {
	File       string         `json:"file" doc:"relative to the working directory, with /"`
	Cell       *int           `json:"cell" doc:"the index of a notebook's cell from 0, in which lines count"`
	Range      jsonRange      `json:"range"`
	Code       string         `json:"code"`
	Name       string         `json:"name"`
	Severity   string         `json:"severity" enum:"error|warning|info|hint"`
	Message    string         `json:"message"`
	Symbol     string         `json:"symbol" doc:"the qualified name that it speaks of, empty for none"`
	JudgedBy   *jsonJudgement `json:"judged_by" doc:"the version of a package that it was judged by, and where that was read"`
	Observed   string         `json:"observed,omitempty" doc:"what runs of the program showed that bears it out"`
	Related    []jsonRelated  `json:"related"`
	Fixes      []jsonFix      `json:"fixes"`
	URL        string         `json:"url"`
	Suppressed bool           `json:"suppressed"`
}

type jsonRange struct {
	Start jsonPosition `json:"start"`
	End   jsonPosition `json:"end"`
}

type jsonPosition struct {
	Line   int `json:"line" doc:"from 1"`
	Column int `json:"column" doc:"from 1, in Unicode code points"`
}

type jsonJudgement struct {
	Package string `json:"package"`
	Version string `json:"version"`
	From    string `json:"from"`
}

// Related places and edits name their cell only in notebooks, where a range
// means nothing without it.
type jsonRelated struct {
	File    string    `json:"file"`
	Cell    *int      `json:"cell,omitempty"`
	Range   jsonRange `json:"range"`
	Message string    `json:"message"`
}

type jsonFix struct {
	Title  string     `json:"title"`
	Safety string     `json:"safety" enum:"safe|unsafe" doc:"unsafe changes what a correct program computes"`
	Edits  []jsonEdit `json:"edits"`
}

type jsonEdit struct {
	File    string    `json:"file"`
	Cell    *int      `json:"cell,omitempty"`
	Range   jsonRange `json:"range"`
	NewText string    `json:"new_text"`
}

type jsonCovered struct {
	Files       int              `json:"files"`
	EntryPoints []jsonEntryPoint `json:"entry_points"`
	Undecided   int              `json:"undecided" doc:"places that could not be decided"`
	Skipped     []jsonSkip       `json:"skipped"`
}

type jsonEntryPoint struct {
	File         string            `json:"file"`
	Name         string            `json:"name"`
	Kind         string            `json:"kind"`
	Requirements []jsonRequirement `json:"requirements"`
}

type jsonRequirement struct {
	Name   string `json:"name"`
	Met    bool   `json:"met"`
	Detail string `json:"detail"`
}

type jsonSkip struct {
	File   string `json:"file"`
	Reason string `json:"reason"`
}

type jsonSummary struct {
	Error   int `json:"error"`
	Warning int `json:"warning"`
	Info    int `json:"info"`
	Hint    int `json:"hint"`
}

func writeJSON(w *bufio.Writer, v *view, _ Options) error {
	r := jsonReport{
		Schema:      schemaVersion,
		Tool:        jsonTool{"mlf-lsp", v.Version},
		Diagnostics: []jsonDiagnostic{},
		Covered:     v.jsonCovered(),
		Summary: jsonSummary{
			v.counts[check.Error], v.counts[check.Warning], v.counts[check.Info], v.counts[check.Hint],
		},
	}
	for _, f := range v.shown {
		r.Diagnostics = append(r.Diagnostics, v.jsonDiagnostic(f))
	}
	return encodeJSON(w, r, "  ")
}

func writeJSONL(w *bufio.Writer, v *view, _ Options) error {
	for _, f := range v.shown {
		if err := encodeJSON(w, v.jsonDiagnostic(f), ""); err != nil {
			return err
		}
	}
	return nil
}

func (v *view) jsonDiagnostic(f check.Finding) jsonDiagnostic {
	at := v.span(f.Place)
	d := jsonDiagnostic{
		File: f.File, Cell: jsonCell(at), Range: newJSONRange(at),
		Code: f.Code, Name: f.Name, Severity: f.Severity.String(),
		Message: message(f), Symbol: f.Symbol, Observed: f.Seen,
		Related: []jsonRelated{}, Fixes: []jsonFix{},
		URL: v.rule(f).URL(), Suppressed: f.Suppressed,
	}
	if j := f.Judged; j != nil {
		d.JudgedBy = &jsonJudgement{j.Package, j.Version, j.From}
	}
	for _, rel := range f.Related {
		at := v.span(rel.Place)
		d.Related = append(d.Related, jsonRelated{rel.File, jsonCell(at), newJSONRange(at), rel.Message})
	}
	for _, fix := range v.fixes(f) {
		d.Fixes = append(d.Fixes, v.jsonFix(fix))
	}
	return d
}

func (v *view) jsonFix(fix Fix) jsonFix {
	out := jsonFix{Title: fix.Title, Safety: fix.Safety, Edits: []jsonEdit{}}
	for _, e := range fix.Edits {
		at := v.span(e.place())
		out.Edits = append(out.Edits, jsonEdit{e.File, jsonCell(at), newJSONRange(at), e.NewText})
	}
	return out
}

func (e Edit) place() check.Place { return check.Place{File: e.File, Start: e.Start, End: e.End} }

func (v *view) jsonCovered() jsonCovered {
	c := jsonCovered{
		Files: v.Covered.Files, Undecided: v.Covered.Undecided,
		EntryPoints: []jsonEntryPoint{}, Skipped: []jsonSkip{},
	}
	for _, e := range v.Covered.EntryPoints {
		p := jsonEntryPoint{e.File, e.Name, e.Kind, []jsonRequirement{}}
		for _, q := range e.Requirements {
			p.Requirements = append(p.Requirements, jsonRequirement(q))
		}
		c.EntryPoints = append(c.EntryPoints, p)
	}
	for _, s := range v.Covered.Skipped {
		c.Skipped = append(c.Skipped, jsonSkip(s))
	}
	return c
}

func jsonCell(s span) *int {
	if !s.inNotebook() {
		return nil
	}
	return &s.start.Cell
}

func newJSONRange(s span) jsonRange {
	return jsonRange{newJSONPosition(s.start), newJSONPosition(s.end)}
}

func newJSONPosition(p source.Position) jsonPosition { return jsonPosition{p.Line, p.Column} }
