package verify

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// Formats are those of reports.
var Formats = []string{"text", "json", "markdown", "html"}

// WriteOptions say how a report is shown.
type WriteOptions struct {
	Color   bool
	Width   int  // of the terminal in columns, 0 when there is none
	Verbose bool // list everything
}

// Write prints a report.
func Write(w io.Writer, format string, r *Report, o WriteOptions) error {
	var out strings.Builder
	switch format {
	case "text":
		(&textWriter{out: &out, o: o}).report(r)
	case "markdown":
		writeMarkdown(&out, r)
	case "html":
		if err := writeHTML(&out, r); err != nil {
			return err
		}
	case "json":
		e := json.NewEncoder(&out)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		if err := e.Encode(r); err != nil {
			return err
		}
	default:
		return fmt.Errorf("unknown format %q: use %s", format, strings.Join(Formats, ", "))
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// listed is how many quantities of a file are shown without asking for all.
const listed = 6

// shownRow is one line about a source: a quantity that differs, or those that
// are equal together.
type shownRow struct {
	mark   string // differs, close, equal, aside
	name   string
	detail string
	texts  []string // versions of a line, with whose they are
}

// rows are the lines about a source.
func (s *SourceReport) rows(verbose bool) []shownRow {
	var out []shownRow
	var equal []string
	hidden := 0
	for i := range s.Quantities {
		q := &s.Quantities[i]
		r := shownRow{name: q.Name, detail: q.Describe(), texts: q.labelled()}
		if q.Shape != nil {
			r.name += " " + shapeText(q)
		}
		switch {
		case q.Verdict == Equal:
			equal = append(equal, q.Name)
			continue
		case q.Aside != "":
			r.mark, r.detail, r.texts = "aside", q.Describe()+"; "+q.Aside, nil
		case q.Verdict == Tolerated:
			r.mark = "close"
		default:
			r.mark = "differs"
		}
		if len(out) >= listed && !verbose {
			hidden++
			continue
		}
		out = append(out, r)
	}
	if hidden > 0 {
		out = append(out, shownRow{mark: "differs", name: fmt.Sprintf("%d more", hidden), detail: "--verbose lists them"})
	}
	if len(s.Missing) > 0 {
		out = append([]shownRow{{mark: "differs", name: "the file", detail: missingText(s)}}, out...)
	}
	if len(equal) > 0 {
		name := strings.Join(equal, ", ")
		if len(equal) > listed && !verbose {
			name = fmt.Sprintf("%d quantities", len(equal))
		}
		if len(equal) == 1 && (name == "bytes" || name == "text") {
			name = "its " + name
		}
		out = append(out, shownRow{mark: "equal", name: name})
	}
	return out
}

// labelled are the two versions of a line, with whose they are.
func (q *QuantityReport) labelled() []string {
	if len(q.Texts) != 2 {
		return nil
	}
	if q.Lock {
		return []string{"lock:  " + q.Texts[0], "now:   " + q.Texts[1]}
	}
	return []string{"one:   " + q.Texts[0], "other: " + q.Texts[1]}
}

func missingText(s *SourceReport) string {
	if s.Missing[0] == 0 {
		return "it is not in the lock"
	}
	return "it is missing in " + numbersText(s.Missing)
}

func shapeText(q *QuantityReport) string {
	return strings.ReplaceAll(fmt.Sprintf("%s%v", q.Type, q.Shape), " ", ", ")
}

func numbersText(runs []int) string {
	word := "run "
	if len(runs) > 1 {
		word = "runs "
	}
	return word + strings.Trim(strings.ReplaceAll(fmt.Sprint(runs), " ", ", "), "[]")
}
