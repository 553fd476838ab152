package check_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mlf-core/mlf-lsp/analysis"
	"github.com/mlf-core/mlf-lsp/analysis/check"
)

// TestMarkers judges every project below testdata/check: a .py or .ipynb file
// alone, or the files of a .txtar archive. Each finding must be wanted by a
// marker at the end of the line that it starts on, and the other way round:
//
//	x = F.interpolate(y)  # want MLF301
//	x = F.interpolate(y)  # want MLF301:warning "substring of the message", MLF110
//	# want-next MLF602
//	FROM python:latest
//
// Leading comment lines set the scene; see directives:
//
//	# pin: torch==2.4, numpy==1.26
//	# device: cuda
//	# only: MLF3, MLF401
//	# config: {"test-files": ["checks/**"]}
func TestMarkers(t *testing.T) {
	runTree(t, loadCases(t, "testdata/check"), 0, checkMarkers)
}

// runTree runs cases as subtests named by folder and file, so that
// -run TestMarkers/MLF301 picks a folder.
func runTree(t *testing.T, cases []testCase, depth int, do func(*testing.T, testCase)) {
	for len(cases) > 0 {
		part := strings.Split(cases[0].name, "/")[depth]
		n := 1
		for n < len(cases) && strings.Split(cases[n].name, "/")[depth] == part {
			n++
		}
		group := cases[:n]
		cases = cases[n:]
		t.Run(part, func(t *testing.T) {
			if strings.Count(group[0].name, "/") == depth {
				do(t, group[0])
				return
			}
			runTree(t, group, depth+1, do)
		})
	}
}

// want is one marker.
type want struct {
	code, severity, message string
}

var (
	marker     = regexp.MustCompile(`#\s*want(-next)?\s+(MLF.*)$`)
	wantedItem = regexp.MustCompile(`^\s*(MLF\d+)(?::(error|warning|info|hint))?\s*("(?:[^"\\]|\\.)*")?\s*(?:,|$)`)
)

// wanted reads the markers of a project: "file:line" to markers.
func wanted(c testCase, w *analysis.Workspace) (map[string][]want, error) {
	out := map[string][]want{}
	for _, f := range c.files {
		for i, line := range linesOf(f, w) {
			m := marker.FindStringSubmatch(line)
			if m == nil {
				continue
			}
			at := i + 1
			if m[1] != "" {
				at++
			}
			list, err := parseWants(m[2])
			if err != nil {
				return nil, fmt.Errorf("%s:%d: %w", f.Path, i+1, err)
			}
			key := fmt.Sprintf("%s:%d", f.Path, at)
			out[key] = append(out[key], list...)
		}
	}
	return out, nil
}

// linesOf are the lines that findings count in: those of the bytes where the
// file cannot be read.
func linesOf(f analysis.Source, w *analysis.Workspace) []string {
	text := w.File(f.Path)
	if text == nil {
		return strings.Split(string(f.Raw), "\n")
	}
	var out []string
	for i := range text.LineCount() {
		out = append(out, text.LineText(i))
	}
	return out
}

func parseWants(text string) ([]want, error) {
	var out []want
	for strings.TrimSpace(text) != "" {
		m := wantedItem.FindStringSubmatch(text)
		if m == nil {
			return nil, fmt.Errorf("cannot read the marker %q", text)
		}
		message := strings.Trim(m[3], `"`)
		out = append(out, want{m[1], m[2], strings.ReplaceAll(message, `\"`, `"`)})
		text = text[len(m[0]):]
	}
	return out, nil
}

func (w want) matches(f check.Finding) bool {
	return w.code == f.Code && (w.severity == "" || w.severity == f.Severity.String()) && strings.Contains(f.Message, w.message)
}

func checkMarkers(t *testing.T, c testCase) {
	w := c.workspace(t)
	wants, err := wanted(c, w)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range w.Check().Findings {
		if f.Suppressed {
			continue
		}
		key := place(w, f)
		i := slices.IndexFunc(wants[key], func(x want) bool { return x.matches(f) })
		if i < 0 {
			t.Errorf("%s: not wanted: %s %s: %s", key, f.Code, f.Severity, f.Message)
			continue
		}
		wants[key] = slices.Delete(wants[key], i, i+1)
	}
	for _, key := range sortedKeys(wants) {
		for _, x := range wants[key] {
			t.Errorf("%s: not found: %s %s %s", key, x.code, x.severity, x.message)
		}
	}
}

// place is the file and line, from 1, that a finding starts on.
func place(w *analysis.Workspace, f check.Finding) string {
	if text := w.File(f.File); text != nil {
		return fmt.Sprintf("%s:%d", f.File, text.LineOf(f.Start)+1)
	}
	return f.File + ":1"
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
