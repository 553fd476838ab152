package report

import (
	"bufio"

	"github.com/mlf-core/mlf-lsp/analysis/check"
)

var rdSeverities = [...]string{check.Hint: "INFO", check.Info: "INFO", check.Warning: "WARNING", check.Error: "ERROR"}

type rdReport struct {
	Source      rdSource       `json:"source"`
	Diagnostics []rdDiagnostic `json:"diagnostics"`
}

type rdSource struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

type rdDiagnostic struct {
	Message     string         `json:"message"`
	Location    rdLocation     `json:"location"`
	Severity    string         `json:"severity"`
	Code        rdCode         `json:"code"`
	Suggestions []rdSuggestion `json:"suggestions,omitempty"`
	Related     []rdRelated    `json:"related_locations,omitempty"`
}

type rdLocation struct {
	Path  string   `json:"path"`
	Range *rdRange `json:"range,omitempty"`
}

type rdRange struct {
	Start rdPosition `json:"start"`
	End   rdPosition `json:"end"`
}

// rdPosition counts columns in bytes of UTF-8, from 1, as reviewdog wants.
type rdPosition struct {
	Line   int `json:"line"`
	Column int `json:"column"`
}

type rdCode struct {
	Value string `json:"value"`
	URL   string `json:"url"`
}

type rdSuggestion struct {
	Range *rdRange `json:"range"`
	Text  string   `json:"text"`
}

type rdRelated struct {
	Message  string     `json:"message"`
	Location rdLocation `json:"location"`
}

// writeRDJSON prints the Reviewdog Diagnostic Format.
func writeRDJSON(w *bufio.Writer, v *view, _ Options) error {
	r := rdReport{Source: rdSource{"mlf-lsp", informationURI}, Diagnostics: []rdDiagnostic{}}
	for _, f := range v.active {
		r.Diagnostics = append(r.Diagnostics, v.rdDiagnostic(f))
	}
	return encodeJSON(w, r, "  ")
}

func (v *view) rdDiagnostic(f check.Finding) rdDiagnostic {
	text := message(f)
	if at := v.span(f.Place); at.inNotebook() {
		text = at.inCell() + text
	}
	d := rdDiagnostic{
		Message:  text,
		Location: v.rdLocation(f.Place),
		Severity: rdSeverities[f.Severity],
		Code:     rdCode{f.Code, v.rule(f).URL()},
	}
	for _, rel := range f.Related {
		d.Related = append(d.Related, rdRelated{rel.Message, v.rdLocation(rel.Place)})
	}
	for _, fix := range v.fixes(f) {
		if s, ok := v.rdSuggestion(f, fix); ok {
			d.Suggestions = append(d.Suggestions, s)
		}
	}
	return d
}

// rdSuggestion is offered for one click in a review, so only for a safe fix
// that is a single edit of the finding's own file.
func (v *view) rdSuggestion(f check.Finding, fix Fix) (rdSuggestion, bool) {
	if fix.Safety != Safe || len(fix.Edits) != 1 || fix.Edits[0].File != f.File {
		return rdSuggestion{}, false
	}
	at := v.rdLocation(fix.Edits[0].place()).Range
	return rdSuggestion{at, fix.Edits[0].NewText}, at != nil
}

// rdLocation has no range where lines of the file on disk are not known: without
// text and in notebooks.
func (v *view) rdLocation(p check.Place) rdLocation {
	at := v.span(p)
	if !at.known || at.inNotebook() {
		return rdLocation{Path: p.File}
	}
	t := v.text(p.File)
	return rdLocation{p.File, &rdRange{
		rdPosition{at.start.Line, byteColumn(t, p.Start)},
		rdPosition{at.end.Line, byteColumn(t, max(p.Start, p.End))},
	}}
}

func byteColumn(t Text, offset int) int {
	start, end := t.LineSpan(t.LineOf(offset))
	return max(min(offset, end)-start, 0) + 1
}
