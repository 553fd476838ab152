package report_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/report"
)

func decode[T any](t *testing.T, out string) T {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(out), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func sarifSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	raw, err := os.ReadFile("testdata/sarif-schema-2.1.0.json")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("sarif.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("sarif.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func TestSARIFSchema(t *testing.T) {
	schema := sarifSchema(t)
	for name, r := range map[string]*report.Result{"rich": rich(), "clean": clean(), "empty": {}} {
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(write(t, "sarif", r, report.Options{})))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(doc); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := schema.Validate(map[string]any{"version": "2.1.0"}); err == nil {
		t.Error("the schema accepts a log without runs: it tests nothing")
	}
}

type sarifDoc struct {
	Runs []struct {
		Tool struct {
			Driver struct{ Rules []struct{ ID string } }
		}
		Results []struct {
			RuleID       string
			RuleIndex    int
			Fingerprints map[string]string `json:"partialFingerprints"`
			Suppressions []any
			Locations    []struct {
				PhysicalLocation struct {
					ArtifactLocation struct{ URI string }
				}
			}
		}
	}
}

func TestSARIFReferences(t *testing.T) {
	run := decode[sarifDoc](t, write(t, "sarif", rich(), report.Options{})).Runs[0]
	suppressed := 0
	for i, r := range run.Results {
		if got := run.Tool.Driver.Rules[r.RuleIndex].ID; got != r.RuleID {
			t.Errorf("result %d: rule index leads to %s, not %s", i, got, r.RuleID)
		}
		if r.Suppressions == nil {
			t.Errorf("result %d says nothing on suppression where another does", i)
		}
		suppressed += len(r.Suppressions)
		uri := r.Locations[0].PhysicalLocation.ArtifactLocation.URI
		if file, err := url.PathUnescape(uri); err != nil || file != findings()[i].File {
			t.Errorf("result %d: %s means %q, want %q", i, uri, file, findings()[i].File)
		}
	}
	if suppressed != 1 {
		t.Errorf("%d suppressed, want 1", suppressed)
	}
}

func TestSARIFAbsolutePaths(t *testing.T) {
	for file, want := range map[string]string{
		"/tmp/a b.py":  `"uri": "file:///tmp/a%20b.py"`,
		"C:/x/y.py":    `"uri": "file:///C:/x/y.py"`,
		"c:odd.py":     `"uri": "c%3Aodd.py"`,
		"../up/x.py":   `"uri": "../up/x.py"`,
		"bad\xff.py":   `"uri": "bad%FF.py"`,
		"q?x=1#2.py":   `"uri": "q%3Fx=1%232.py"`,
		"percent%.py":  `"uri": "percent%25.py"`,
		"src/café.py":  `"uri": "src/caf%C3%A9.py"`,
		"new\nline.py": `"uri": "new%0Aline.py"`,
	} {
		r := &report.Result{Findings: []check.Finding{{Place: check.Place{File: file}, Code: "MLF101", Message: "m"}}}
		if out := write(t, "sarif", r, report.Options{}); !strings.Contains(out, want) {
			t.Errorf("%q: no %s in\n%s", file, want, out)
		}
	}
}

// moved is one finding in a text, as a run of its own.
func moved(source string, needles ...string) *report.Result {
	t := newText(source)
	r := &report.Result{Texts: func(string) report.Text { return t }}
	from := 0
	for _, needle := range needles {
		start := from + strings.Index(source[from:], needle)
		from = start + len(needle)
		r.Findings = append(r.Findings, check.Finding{
			Place: check.Place{File: "a.py", Start: start, End: from}, Code: "MLF301", Symbol: "torch.f", Message: "m",
		})
	}
	return r
}

func prints(t *testing.T, r *report.Result) []string {
	var out []string
	for _, res := range decode[sarifDoc](t, write(t, "sarif", r, report.Options{})).Runs[0].Results {
		out = append(out, res.Fingerprints["mlfFinding/v1"])
	}
	return out
}

func TestFingerprints(t *testing.T) {
	base := prints(t, moved("f(x)\nf(x)\n", "f(x)", "f(x)"))
	if base[0] == base[1] {
		t.Error("two findings share a fingerprint")
	}
	if got := prints(t, moved("# new\n\n    f(x)\n", "f(x)")); got[0] != base[0] {
		t.Error("a moved and indented line changed the fingerprint")
	}
	if got := prints(t, moved("f(x, y)\n", "f(x, y)")); got[0] == base[0] {
		t.Error("another line has the same fingerprint")
	}
}

func TestGitLabFingerprintsAreUnique(t *testing.T) {
	r := rich()
	twin := r.Findings[0]
	twin.File = "Dockerfile.gpu"
	r.Findings = append(r.Findings, twin, twin)
	seen := map[string]bool{}
	for _, issue := range decode[[]struct{ Fingerprint string }](t, write(t, "gitlab", r, report.Options{})) {
		if seen[issue.Fingerprint] {
			t.Errorf("%s twice", issue.Fingerprint)
		}
		seen[issue.Fingerprint] = true
	}
	if len(seen) != 11 {
		t.Errorf("%d issues, want 11", len(seen))
	}
}

func TestGitHubIsOneCommandALine(t *testing.T) {
	out := write(t, "github", rich(), report.Options{})
	lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
	if len(lines) != 9 {
		t.Fatalf("%d lines, want 9", len(lines))
	}
	for _, line := range lines {
		head, text, ok := strings.Cut(strings.TrimPrefix(line, "::"), "::")
		if !ok || text == "" || !strings.HasPrefix(line, "::") {
			t.Errorf("no command: %q", line)
		}
		for _, property := range strings.Split(head, ",") {
			if strings.Count(property, ":") > 0 || !strings.Contains(property, "=") {
				t.Errorf("property %q of %q is not escaped", property, line)
			}
		}
	}
}

func TestJSONLIsJSON(t *testing.T) {
	all := decode[struct{ Diagnostics []any }](t, write(t, "json", rich(), report.Options{})).Diagnostics
	lines := strings.Split(strings.TrimSuffix(write(t, "jsonl", rich(), report.Options{}), "\n"), "\n")
	if len(lines) != len(all) {
		t.Fatalf("%d lines, want %d", len(lines), len(all))
	}
	for i, line := range lines {
		want, _ := json.Marshal(all[i])
		got, _ := json.Marshal(decode[any](t, line))
		if !bytes.Equal(got, want) {
			t.Errorf("line %d is not diagnostic %d", i, i)
		}
	}
}

func TestRDJSONColumnsAreBytes(t *testing.T) {
	type diagnostic struct {
		Location struct {
			Path  string
			Range *struct{ Start, End struct{ Line, Column int } }
		}
	}
	for _, d := range decode[struct{ Diagnostics []diagnostic }](t, write(t, "rdjson", rich(), report.Options{})).Diagnostics {
		switch d.Location.Path {
		case "src/データ.py":
			line := "\tx = {\"名前\": \"e\u0301\"}; "
			if got := d.Location.Range.Start.Column; got != len(line)+1 {
				t.Errorf("column %d, want %d", got, len(line)+1)
			}
		case "nb.ipynb", "missing.py":
			if d.Location.Range != nil {
				t.Errorf("%s has a range of lines that are not on disk", d.Location.Path)
			}
		}
	}
}

func TestJUnitCounts(t *testing.T) {
	type suite struct {
		Name     string `xml:"name,attr"`
		Tests    int    `xml:"tests,attr"`
		Failures int    `xml:"failures,attr"`
		Cases    []struct {
			Failure *struct{} `xml:"failure"`
		} `xml:"testcase"`
	}
	var doc struct {
		Tests    int     `xml:"tests,attr"`
		Failures int     `xml:"failures,attr"`
		Suites   []suite `xml:"testsuite"`
	}
	if err := xml.Unmarshal([]byte(write(t, "junit", rich(), report.Options{})), &doc); err != nil {
		t.Fatal(err)
	}
	tests, failures, passed := 0, 0, false
	for _, s := range doc.Suites {
		failed := 0
		for _, c := range s.Cases {
			if c.Failure != nil {
				failed++
			}
		}
		if len(s.Cases) != s.Tests || failed != s.Failures || s.Tests == 0 {
			t.Errorf("%s: %d tests, %d failures announced; %d, %d there", s.Name, s.Tests, s.Failures, len(s.Cases), failed)
		}
		tests, failures = tests+s.Tests, failures+failed
		passed = passed || s.Name == "clean.py" && failed == 0
	}
	if tests != doc.Tests || failures != doc.Failures || failures != 7 || !passed {
		t.Errorf("%d of %d failed, announced %d of %d; clean.py passed: %v", failures, tests, doc.Failures, doc.Tests, passed)
	}
}

func TestMarkdownTablesStayTables(t *testing.T) {
	rows := 0
	for _, line := range strings.Split(write(t, "markdown", rich(), report.Options{}), "\n") {
		if !strings.Contains(line, "docs/rules/") {
			continue
		}
		rows++
		if got := strings.Count(strings.ReplaceAll(line, `\|`, ""), "|"); got != 5 {
			t.Errorf("%d cell borders, want 5: %s", got, line)
		}
		if strings.Contains(strings.ReplaceAll(line, "<br>", ""), "<") {
			t.Errorf("HTML of the project reaches the page: %s", line)
		}
	}
	if rows != 9 {
		t.Errorf("%d rows, want 9", rows)
	}
}
