package report

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/check"
)

type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Skipped  int          `xml:"skipped,attr"`
	Time     string       `xml:"time,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Time     string      `xml:"time,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name      string        `xml:"name,attr"`
	ClassName string        `xml:"classname,attr"`
	File      string        `xml:"file,attr,omitempty"`
	Line      int           `xml:"line,attr,omitempty"`
	Time      string        `xml:"time,attr"`
	Failure   *junitFailure `xml:"failure"`
	Skipped   *junitSkipped `xml:"skipped"`
	Out       string        `xml:"system-out,omitempty"`
}

type junitFailure struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

type junitSkipped struct {
	Message string `xml:"message,attr"`
}

// writeJUnit prints one suite a file. Errors and warnings are failed cases,
// lesser findings passed ones with output, files that could not be judged and
// suppressed findings skipped ones; a clean file is one passed case.
func writeJUnit(w *bufio.Writer, v *view, _ Options) error {
	all := junitSuites{Name: "mlf-lsp", Time: "0"}
	byFile := map[string][]junitCase{}
	for _, f := range v.shown {
		byFile[f.File] = append(byFile[f.File], v.junitCase(f))
	}
	for _, s := range v.Covered.Skipped {
		byFile[s.File] = append(byFile[s.File], junitCase{
			Name: "mlf-lsp", ClassName: junitClass(s.File), File: oneLine(s.File), Time: "0",
			Skipped: &junitSkipped{visible(s.Reason)},
		})
	}
	for _, file := range v.junitFiles(byFile) {
		cases := byFile[file]
		if len(cases) == 0 {
			cases = []junitCase{{Name: "mlf-lsp", ClassName: junitClass(file), File: oneLine(file), Time: "0"}}
		}
		all.add(newJUnitSuite(oneLine(file), cases))
	}
	if len(all.Suites) == 0 {
		all.add(newJUnitSuite("mlf-lsp", []junitCase{{Name: v.headline(), ClassName: "mlf-lsp", Time: "0"}}))
	}
	w.WriteString(xml.Header)
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(all); err != nil {
		return err
	}
	return w.WriteByte('\n')
}

func (v *view) junitFiles(found map[string][]junitCase) []string {
	files := slices.Clone(v.Covered.Paths)
	for file := range found {
		files = append(files, file)
	}
	slices.Sort(files)
	return slices.Compact(files)
}

func (v *view) junitCase(f check.Finding) junitCase {
	at := v.span(f.Place)
	c := junitCase{
		Name:      fmt.Sprintf("%s %s (%s)", f.Code, f.Name, at),
		ClassName: junitClass(f.File), File: oneLine(f.File), Time: "0",
	}
	if at.known && !at.inNotebook() {
		c.Line = at.start.Line
	}
	text := fmt.Sprintf("%s:%s: %s", oneLine(f.File), at, visible(message(f)))
	switch {
	case f.Suppressed:
		c.Skipped = &junitSkipped{strings.TrimSpace("suppressed by " + visible(f.By))}
	case f.Severity >= check.Warning:
		c.Failure = &junitFailure{visible(f.Claim()), f.Severity.String(), text + "\n" + v.rule(f).URL()}
	default:
		c.Out = f.Severity.String() + ": " + text
	}
	return c
}

// junitClass is the file's name the way consumers cut class names: packages by
// dots, no extension.
func junitClass(file string) string {
	name := strings.TrimSuffix(file, path.Ext(file))
	if name == "" || strings.HasSuffix(name, "/") {
		name = file
	}
	return oneLine(strings.ReplaceAll(strings.Trim(name, "/"), "/", "."))
}

func newJUnitSuite(name string, cases []junitCase) junitSuite {
	s := junitSuite{Name: name, Tests: len(cases), Time: "0", Cases: cases}
	for _, c := range cases {
		if c.Failure != nil {
			s.Failures++
		}
		if c.Skipped != nil {
			s.Skipped++
		}
	}
	return s
}

func (all *junitSuites) add(s junitSuite) {
	all.Tests += s.Tests
	all.Failures += s.Failures
	all.Skipped += s.Skipped
	all.Suites = append(all.Suites, s)
}
