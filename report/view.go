package report

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/analysis/source"
)

// view is a Result with what several formats ask of it.
type view struct {
	*Result
	shown      []check.Finding // what formats that can mark suppression print
	active     []check.Finding // the findings that are not suppressed
	counts     [check.Error + 1]int
	suppressed int
	rules      []check.Meta
	ruleIndex  map[string]int
	texts      map[string]Text
}

func newView(r *Result) *view {
	v := &view{Result: r, texts: map[string]Text{}}
	for _, f := range r.Findings {
		if f.Suppressed {
			v.suppressed++
		} else {
			v.counts[f.Severity]++
			v.active = append(v.active, f)
		}
		if !f.Suppressed || r.ShowSuppressed {
			v.shown = append(v.shown, f)
		}
	}
	v.indexRules()
	return v
}

// indexRules adds the rules that only findings name, so that every finding has
// an index into one sorted list.
func (v *view) indexRules() {
	v.rules = slices.Clone(v.Rules)
	v.ruleIndex = map[string]int{}
	for _, m := range v.rules {
		v.ruleIndex[m.Code] = 0
	}
	for _, f := range v.Findings {
		if _, ok := v.ruleIndex[f.Code]; !ok {
			v.ruleIndex[f.Code] = 0
			v.rules = append(v.rules, check.Meta{Code: f.Code, Name: f.Name, Severity: f.Severity})
		}
	}
	slices.SortStableFunc(v.rules, func(a, b check.Meta) int { return cmp.Compare(a.Code, b.Code) })
	for i, m := range v.rules {
		v.ruleIndex[m.Code] = i
	}
}

func (v *view) rule(f check.Finding) check.Meta { return v.rules[v.ruleIndex[f.Code]] }

// text is Texts, asked once for each file.
func (v *view) text(file string) Text {
	if v.Texts == nil {
		return nil
	}
	t, ok := v.texts[file]
	if !ok {
		t = v.Texts(file)
		v.texts[file] = t
	}
	return t
}

// span is a place in positions for people. Without the file's text it is the
// file's first position and known is false.
type span struct {
	start, end source.Position
	known      bool
}

func (v *view) span(p check.Place) span {
	t := v.text(p.File)
	if t == nil {
		first := source.Position{Cell: -1, Line: 1, Column: 1}
		return span{start: first, end: first}
	}
	return span{start: t.Position(p.Start), end: t.Position(max(p.Start, p.End)), known: true}
}

func (s span) inNotebook() bool { return s.start.Cell >= 0 }

// String is the place after the file name: "12:9" or "cell 3:2:1". People count
// cells from one.
func (s span) String() string {
	if s.inNotebook() {
		return fmt.Sprintf("cell %d:%d:%d", s.start.Cell+1, s.start.Line, s.start.Column)
	}
	return fmt.Sprintf("%d:%d", s.start.Line, s.start.Column)
}

// inCell names the place for formats whose line numbers mean lines of the
// notebook's JSON, where a line of a cell would point at something else.
func (s span) inCell() string {
	return fmt.Sprintf("cell %d, line %d: ", s.start.Cell+1, s.start.Line)
}

func (v *view) fixes(f check.Finding) []Fix {
	if v.Fixes == nil || f.Suppressed {
		return nil
	}
	return v.Fixes(f)
}

// message is what formats with one field for text say.
func message(f check.Finding) string {
	if f.Help == "" {
		return f.Claim()
	}
	return strings.TrimSpace(f.Claim() + " " + f.Help)
}

func judgement(j check.Judgement) string {
	s := strings.TrimSpace(j.Package + " " + j.Version)
	if j.From != "" {
		s += " (" + j.From + ")"
	}
	return s
}

// versions lists what the run judged by; findings tell when nobody else does.
func (v *view) versions() []check.Judgement {
	all := slices.Clone(v.Covered.Versions)
	for _, f := range v.Findings {
		if f.Judged != nil {
			all = append(all, *f.Judged)
		}
	}
	slices.SortFunc(all, func(a, b check.Judgement) int {
		return cmp.Or(cmp.Compare(a.Package, b.Package), cmp.Compare(a.Version, b.Version), cmp.Compare(a.From, b.From))
	})
	return slices.Compact(all)
}

// headline is the run in one line: "3 errors, 2 warnings in 2 of 14 files".
func (v *view) headline() string {
	var parts []string
	for s := check.Error; ; s-- {
		if n := v.counts[s]; n > 0 {
			parts = append(parts, countSeverity(n, s))
		}
		if s == check.Hint {
			break
		}
	}
	line := strings.Join(parts, ", ") + " in " + v.inFiles()
	if len(parts) == 0 {
		line = "No findings in " + plural(v.Covered.Files, "file")
		if v.Covered.Files == 0 {
			line = "No files were checked"
		}
	}
	if v.suppressed > 0 {
		line += fmt.Sprintf(" (%d suppressed)", v.suppressed)
	}
	return line
}

func (v *view) inFiles() string {
	files := map[string]bool{}
	for _, f := range v.active {
		files[f.File] = true
	}
	if len(files) > v.Covered.Files {
		return plural(len(files), "file")
	}
	return fmt.Sprintf("%d of %s", len(files), plural(v.Covered.Files, "file"))
}

func countSeverity(n int, s check.Severity) string {
	if s == check.Info {
		return fmt.Sprintf("%d info", n)
	}
	return plural(n, s.String())
}

func plural(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}

// encodeJSON writes value and a newline, on one line when indent is "".
func encodeJSON(w io.Writer, value any, indent string) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", indent)
	return e.Encode(value)
}
