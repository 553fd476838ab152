package suppress_test

import (
	"fmt"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/analysis/suppress"
	"github.com/mlf-core/mlf-lsp/config"
)

var (
	op    = check.Meta{Code: "MLF301", Name: "nondeterministic-op", Aliases: []string{"mlflow-pytorch-3"}}
	needs = check.Meta{Code: "MLF302", Name: "op-needs-deterministic-mode"}
	seed  = check.Meta{Code: "MLF101", Name: "missing-python-seed"}
	rules = []check.Meta{op, needs, seed, suppress.Unused, suppress.UnknownRule, suppress.NoReason}
	all   = config.NewCatalogue(rules)
)

// lines is the line table of a text.
type lines struct{ text string }

func (l lines) starts() []int {
	starts := []int{0}
	for i, c := range []byte(l.text) {
		if c == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}
func (l lines) LineCount() int { return len(l.starts()) }
func (l lines) LineOf(offset int) int {
	return sort.SearchInts(l.starts(), offset+1) - 1
}
func (l lines) LineSpan(line int) (start, end int) {
	starts := append(l.starts(), len(l.text)+1)
	row := strings.TrimSuffix(l.text[starts[line]:starts[line+1]-1], "\r")
	return starts[line], starts[line] + len(row)
}

func input(path, text string) suppress.Input {
	l := lines{text}
	return suppress.Input{Path: path, Text: text, Lines: l, Comments: suppress.LineComments(text, l)}
}

func TestMatch(t *testing.T) {
	tests := []struct {
		name, path, text string
		start, end       int
		meta             check.Meta
		by               string // "" for no match
	}{
		{"code", "a.py", "x()  # mlf: ignore[MLF301]", 0, 0, op, "# mlf: ignore[MLF301]"},
		{"other code", "a.py", "x()  # mlf: ignore[MLF302]", 0, 0, op, ""},
		{"name", "a.py", "x()  #mlf:ignore[nondeterministic-op]", 0, 0, op, "# mlf: ignore[nondeterministic-op]"},
		{"ancestor's id among others", "a.py", "x()  # MLF: Ignore [ MLF101,mlflow-pytorch-3 ] -- why", 0, 0, op, "# mlf: ignore[MLF101, mlflow-pytorch-3]"},
		{"family", "a.py", "x()  # mlf: ignore[MLF3]", 0, 0, op, "# mlf: ignore[MLF3]"},
		{"all", "a.py", "x()  # mlf: ignore", 0, 0, op, "# mlf: ignore"},
		{"all with reason", "a.py", "x()  # mlf: ignore -- inference", 0, 0, op, "# mlf: ignore"},
		{"rule without brackets", "a.py", "x()  # mlf: ignore MLF301", 0, 0, op, ""},
		{"open bracket", "a.py", "x()  # mlf: ignore[MLF301", 0, 0, op, ""},
		{"no rule", "a.py", "x()  # mlf: ignore[]", 0, 0, op, ""},
		{"prose", "a.py", "x()  # mlf: ignored by design", 0, 0, op, ""},
		{"behind another comment", "a.py", "x()  # type: ignore  # mlf: ignore[MLF301]", 0, 0, op, "# mlf: ignore[MLF301]"},
		{"noqa", "a.py", "x()  # noqa: E501,MLF301", 0, 0, op, "# noqa: MLF301"},
		{"noqa with spaces", "a.py", "x()  #NOQA : E501 MLF302 MLF301", 0, 0, op, "# noqa: MLF302, MLF301"},
		{"noqa of others", "a.py", "x()  # noqa: E501", 0, 0, op, ""},
		{"bare noqa", "a.py", "x()  # noqa", 0, 0, op, ""},
		{"first line", "a.py", "x(  # mlf: ignore[MLF301]\n1,\n)", 0, 2, op, "# mlf: ignore[MLF301]"},
		{"last line", "a.py", "x(\n1,\n)  # mlf: ignore[MLF301]", 0, 2, op, "# mlf: ignore[MLF301]"},
		{"middle line", "a.py", "x(\n1,  # mlf: ignore[MLF301]\n)", 0, 2, op, ""},
		{"line before", "a.py", "y = 1  # mlf: ignore[MLF301]\nx()", 1, 1, op, ""},
		{"own line", "a.py", "# mlf: ignore[MLF301]\nx()", 1, 1, op, ""},
		{"own line in a Dockerfile", "sub/Dockerfile.gpu", "# mlf: ignore[MLF301]\n\n# c\nFROM x", 3, 3, op, "# mlf: ignore[MLF301]"},
		{"file", "a.py", "#!/bin/x\n\n# mlf: ignore-file[MLF301, MLF302]\nx()\ny()", 4, 4, op, "# mlf: ignore-file[MLF301, MLF302]"},
		{"file, all", "a.py", "# mlf: ignore-file -- generated\nx()", 1, 1, seed, "# mlf: ignore-file"},
		{"file, too late", "a.py", "x()\n# mlf: ignore-file[MLF301]\ny()", 2, 2, op, ""},
		{"file, on the first statement", "a.py", "x()  # mlf: ignore-file[MLF301]\ny()", 0, 0, op, ""},
		{"YAML", "c.yaml", "\n  a: 'it''s' # mlf: ignore[MLF301]\r\n", 1, 1, op, "# mlf: ignore[MLF301]"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			set := suppress.Parse(input(test.path, test.text))
			by, ok := set.Match(test.start, test.end, test.meta)
			if by != test.by || ok != (test.by != "") {
				t.Errorf("got %q, %v; want %q", by, ok, test.by)
			}
		})
	}
}

func TestMatchRange(t *testing.T) {
	const text = "a = 1\nx(\n  y)  # mlf: ignore[MLF301]\nb = 2\n"
	set := suppress.Parse(input("a.py", text))
	start, end := strings.Index(text, "x("), strings.Index(text, ")")+1
	if _, ok := set.MatchRange(start, end, op); !ok {
		t.Error("a comment on the last line of the range counts")
	}
	if _, ok := set.MatchRange(0, len("a = 1\n"), op); ok {
		t.Error("a range that ends in a line ending does not reach the next line")
	}
}

// The first cell of a notebook may hold code above the comment.
func TestTopEnd(t *testing.T) {
	const text = "x()\n# mlf: ignore-file[MLF301]\ny()\n"
	in := input("a.ipynb", text)
	in.TopEnd = len(text)
	if _, ok := suppress.Parse(in).Match(2, 2, op); !ok {
		t.Error("ignore-file counts everywhere before TopEnd")
	}
}

// problems describes findings by the text they point at.
func problems(in suppress.Input, run suppress.Run, judged ...check.Meta) []string {
	set := suppress.Parse(in)
	for _, meta := range judged {
		set.Match(0, 0, meta)
	}
	var out []string
	for _, f := range set.Problems(run) {
		line := fmt.Sprintf("%s %s [%s] %s", f.Code, f.Severity, in.Text[f.Start:f.End], f.Message)
		if f.Suppressed {
			line += " (by " + f.By + ")"
		}
		out = append(out, line)
	}
	return out
}

func TestProblems(t *testing.T) {
	tests := []struct {
		name, text string
		judged     []check.Meta // findings on the first line
		reasons    bool
		want       []string
	}{
		{"used", "x()  # mlf: ignore[MLF301]", []check.Meta{op}, false, nil},
		{"unused by code", "x()  # mlf: ignore[MLF301, nondeterministic-op, MLF101]", []check.Meta{op}, false,
			[]string{"MLF902 info [MLF101] Unused suppression: there is no MLF101 finding on this line"}},
		{"unused noqa", "x()  # noqa: E501, MLF301", nil, false,
			[]string{"MLF902 info [MLF301] Unused suppression: there is no MLF301 finding on this line"}},
		{"unused bare", "x()  # type: ignore  # mlf: ignore", nil, false,
			[]string{"MLF902 info [# mlf: ignore] Unused suppression: there is no finding on this line"}},
		{"used bare", "x()  # mlf: ignore", []check.Meta{seed}, false, nil},
		{"unused file", "# mlf: ignore-file[MLF301]\n", nil, false,
			[]string{"MLF902 info [MLF301] Unused suppression: there is no MLF301 finding in this file"}},
		{"own line", "# mlf: ignore[MLF301]\nx()", []check.Meta{op}, false,
			[]string{"MLF902 info [MLF301] Unused suppression: on a line of its own it silences nothing; move it to the end of the line of the finding"}},
		{"late file", "x()\n# mlf: ignore-file[MLF301]", []check.Meta{op}, false,
			[]string{"MLF902 info [MLF301] Unused suppression: it counts only above the first statement of the file"}},
		{"unknown", "x()  # mlf: ignore[MLF30l, unsorted]", nil, false, []string{
			`MLF903 warning [MLF30l] There is no rule "MLF30l"; did you mean "MLF301"?`,
			"MLF903 warning [unsorted] There is no rule \"unsorted\"; `mlf-lsp rules list` shows them all"}},
		{"without brackets", "x()  # mlf: ignore MLF301", nil, true,
			[]string{"MLF903 warning [# mlf: ignore] This comment silences nothing: the rules of a suppression stand in brackets: write `mlf: ignore[MLF301]`"}},
		{"misspelt", "x()  # mlf: ingore[MLF301]", nil, false,
			[]string{`MLF903 warning [# mlf: ingore] This comment silences nothing: "mlf: ingore" is no suppression; did you mean "mlf: ignore"?`}},
		{"no reason", "x()  # mlf: ignore[MLF301] -- ", []check.Meta{op}, true,
			[]string{"MLF906 warning [# mlf: ignore[MLF301]] `# mlf: ignore[MLF301]` gives no reason; add one behind `--`"}},
		{"reason", "x()  # noqa: MLF301 -- inference only", []check.Meta{op}, true, nil},
		{"reason of another", "x()  # mlf: ignore[MLF301]  # mlf: ignore[MLF302] -- why", []check.Meta{op, needs}, true,
			[]string{"MLF906 warning [# mlf: ignore[MLF301]] `# mlf: ignore[MLF301]` gives no reason; add one behind `--`"}},
		{"silenced by name", "x()  # mlf: ignore[MLF302, unused-suppression]", nil, false,
			[]string{"MLF902 info [MLF302] Unused suppression: there is no MLF302 finding on this line (by # mlf: ignore[MLF302, unused-suppression])"}},
		{"not silenced by itself", "x()  # mlf: ignore", nil, true, []string{
			"MLF902 info [# mlf: ignore] Unused suppression: there is no finding on this line",
			"MLF906 warning [# mlf: ignore] `# mlf: ignore` gives no reason; add one behind `--`"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			run := suppress.Run{Catalogue: all, RequireReasons: test.reasons}
			if diff := cmp.Diff(test.want, problems(input("a.py", test.text), run, test.judged...)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What was not judged cannot be unused.
func TestProblemsOfRulesNotRun(t *testing.T) {
	run := suppress.Run{Catalogue: all, Enabled: func(s string) bool { return s == "MLF301" }}
	got := problems(input("a.py", "x()  # mlf: ignore[MLF101, MLF301]\ny()  # mlf: ignore\n"), run)
	want := []string{"MLF902 info [MLF301] Unused suppression: there is no MLF301 finding on this line"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Asking twice gives the same answer.
func TestProblemsChangeNothing(t *testing.T) {
	in := input("a.py", "# mlf: ignore-file\nx()  # mlf: ignore[MLF301]\n")
	set := suppress.Parse(in)
	first, second := set.Problems(suppress.Run{}), set.Problems(suppress.Run{})
	if len(first) != 2 || !cmp.Equal(first, second) {
		t.Errorf("got %v, then %v", first, second)
	}
}

func TestAddIgnores(t *testing.T) {
	at := func(line int, code string) suppress.Target {
		return suppress.Target{StartLine: line, EndLine: line, Code: code}
	}
	tests := []struct {
		name, path, text string
		targets          []suppress.Target
		want             string
	}{
		{"plain", "a.py", "a\nx()\n", []suppress.Target{at(1, "MLF301")}, "a\nx()  # mlf: ignore[MLF301]\n"},
		{"several, sorted, once", "a.py", "x()", []suppress.Target{at(0, "MLF302"), at(0, "MLF101"), at(0, "MLF302")}, "x()  # mlf: ignore[MLF101, MLF302]"},
		{"CRLF and blanks", "a.py", "x()  \r\ny()\r\n", []suppress.Target{at(0, "MLF301"), at(1, "MLF302")}, "x()  # mlf: ignore[MLF301]\r\ny()  # mlf: ignore[MLF302]\r\n"},
		{"behind others", "a.py", "x()  # type: ignore\n", []suppress.Target{at(0, "MLF301")}, "x()  # type: ignore  # mlf: ignore[MLF301]\n"},
		{"behind noqa", "a.py", "x()  # noqa: E501\n", []suppress.Target{at(0, "MLF301")}, "x()  # noqa: E501  # mlf: ignore[MLF301]\n"},
		{"joined", "a.py", "x()  # mlf: ignore[MLF101 ] -- why\n", []suppress.Target{at(0, "MLF301"), at(0, "MLF101")}, "x()  # mlf: ignore[MLF101, MLF301 ] -- why\n"},
		{"nothing missing", "a.py", "x()  # mlf: ignore[MLF101]\n", []suppress.Target{at(0, "MLF101")}, "x()  # mlf: ignore[MLF101]\n"},
		{"backslash", "a.py", "x = \\\n  y()\n", []suppress.Target{{StartLine: 0, EndLine: 1, Code: "MLF301"}}, "x = \\\n  y()  # mlf: ignore[MLF301]\n"},
		{"string", "a.py", "x('''s\nt''')\n", []suppress.Target{{StartLine: 0, EndLine: 1, Code: "MLF301"}}, "x('''s\nt''')  # mlf: ignore[MLF301]\n"},
		{"nowhere", "a.py", "x('''s\nt''')\n", []suppress.Target{at(0, "MLF301"), at(9, "MLF301")}, "x('''s\nt''')\n"},
		{"Dockerfile", "Dockerfile", "# syntax=docker/dockerfile:1\r\nFROM a\r\n  RUN b", []suppress.Target{at(1, "MLF602"), at(2, "MLF603")},
			"# syntax=docker/dockerfile:1\r\n# mlf: ignore[MLF602]\r\nFROM a\r\n  # mlf: ignore[MLF603]\r\n  RUN b"},
		{"Dockerfile, joined", "Dockerfile", "# mlf: ignore[MLF602]\nFROM a\n", []suppress.Target{at(1, "MLF605")}, "# mlf: ignore[MLF602, MLF605]\nFROM a\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			in := input(test.path, test.text)
			takes := func(line int) bool {
				start, end := in.Lines.LineSpan(line)
				return strings.Count(in.Text[start:end], "'''") != 1 || line > 0
			}
			got := suppress.AddIgnores(in, test.targets, takes)
			if got != test.want {
				t.Errorf("got\n%q\nwant\n%q", got, test.want)
			}
			if again := suppress.AddIgnores(input(test.path, got), test.targets, takes); !strings.HasPrefix(test.path, "Docker") && again != got {
				t.Errorf("a second application changes the text to\n%q", again)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	f.Add("x()  # mlf: ignore[MLF301, a] -- why\n")
	f.Add("# mlf: ignore-file\r\n# noqa: MLF1,,MLF2 #mlf:ignore[\n")
	f.Fuzz(func(t *testing.T, text string) {
		in := input("a.py", text)
		for _, p := range suppress.Parse(in).Problems(suppress.Run{Catalogue: all, RequireReasons: true}) {
			if p.Start < 0 || p.Start >= p.End || p.End > len(text) {
				t.Errorf("impossible range in %+v", p)
			}
		}
		// Whatever was added is then in force.
		target := suppress.Target{Code: "MLF301"}
		edits, left := suppress.Edits(in, []suppress.Target{target}, nil)
		if len(left) > 0 || len(edits) == 0 {
			return
		}
		added := suppress.AddIgnores(in, []suppress.Target{target}, nil)
		alone := strings.HasPrefix(strings.TrimSpace(added), "#")
		if _, ok := suppress.Parse(input("a.py", added)).Match(0, 0, op); !ok && !alone {
			t.Errorf("%q does not silence the finding", added)
		}
	})
}
