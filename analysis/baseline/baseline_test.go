package baseline_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mlf-core/mlf-lsp/analysis/baseline"
	"github.com/mlf-core/mlf-lsp/analysis/check"
)

// finding makes one on the line; its Data carries the line's text.
func finding(file, code, symbol, line string) check.Finding {
	return check.Finding{Place: check.Place{File: file}, Code: code, Symbol: symbol, Data: map[string]string{"line": line}}
}

func lineText(f check.Finding) string { return f.Data["line"] }

var source = baseline.Source{LineText: lineText}

func read(t *testing.T, text []byte) *baseline.Baseline {
	t.Helper()
	b, err := baseline.Read(text)
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return b
}

func TestWrite(t *testing.T) {
	silenced := finding("a.py", "MLF101", "random", "z")
	silenced.Suppressed, silenced.By = true, "# mlf: ignore"
	known := finding("a.py", "MLF102", "", "k()")
	known.Suppressed, known.By = true, baseline.By
	findings := []check.Finding{
		finding("b.py", "MLF301", "torch.<x>", "x()"),
		finding("a.py", "MLF301", "torch.y", "y()"), finding("a.py", "MLF301", "torch.y", "  y() "), silenced, known,
	}
	want := `{
  "schema": 1,
  "findings": [
    {"file":"a.py","code":"MLF102","line":"3ba66a49d3fe6a20"},
    {"file":"a.py","code":"MLF301","subject":"torch.y","line":"68c3e38c8aa53c53","count":2},
    {"file":"b.py","code":"MLF301","subject":"torch.<x>","line":"7b6ef4a3c7e5dbea"}
  ]
}
`
	got := string(baseline.Write(findings, source))
	// The hashes are an implementation's own; their form is not.
	if diff := cmp.Diff(maskHashes(want), maskHashes(got)); diff != "" {
		t.Error(diff)
	}
	slices.Reverse(findings)
	if again := string(baseline.Write(findings, source)); again != got {
		t.Errorf("another order of findings gives\n%s", again)
	}
	if !json.Valid([]byte(got)) || !json.Valid(baseline.Write(nil, source)) {
		t.Error("not valid JSON")
	}
}

func maskHashes(text string) string {
	parts := strings.Split(text, `"line":"`)
	for i := 1; i < len(parts); i++ {
		parts[i] = strings.Repeat("h", strings.IndexByte(parts[i], '"')) + parts[i][strings.IndexByte(parts[i], '"'):]
	}
	return strings.Join(parts, `"line":"`)
}

func TestMatch(t *testing.T) {
	accepted := finding("a.py", "MLF301", "torch.x", "x(1)")
	keyed := finding("a.py", "MLF603", "torch", "torch>=2")
	keyed.Key = "torch in requirements"
	text := baseline.Write([]check.Finding{accepted, accepted, keyed}, source)
	tests := []struct {
		name string
		f    check.Finding
		want bool
	}{
		{"the same", accepted, true},
		{"spaced anew", finding("a.py", "MLF301", "torch.x", "\t x(1)  "), true},
		{"moved", func() check.Finding { f := accepted; f.Start, f.End = 90, 99; return f }(), true},
		{"other message", func() check.Finding { f := accepted; f.Message = "m"; return f }(), true},
		{"by key", keyed, true},
		{"other key", func() check.Finding { f := keyed; f.Key = "k"; return f }(), false},
		{"other line", finding("a.py", "MLF301", "torch.x", "x(2)"), false},
		{"other code", finding("a.py", "MLF302", "torch.x", "x(1)"), false},
		{"other symbol", finding("a.py", "MLF301", "torch.y", "x(1)"), false},
		{"other file", finding("b.py", "MLF301", "torch.x", "x(1)"), false},
	}
	for _, test := range tests {
		if got := read(t, text).Match(test.f, lineText(test.f)); got != test.want {
			t.Errorf("%s: got %v", test.name, got)
		}
	}
	odd := finding("\xff\xfe.py", "MLF301", "\xff", "\xff")
	if !read(t, baseline.Write([]check.Finding{odd}, source)).Match(odd, "\xff") {
		t.Error("a name that is not UTF-8 does not match itself")
	}
	b := read(t, text)
	for i, want := range []bool{true, true, false} {
		if got := b.Match(accepted, "x(1)"); got != want {
			t.Errorf("finding %d of two accepted: got %v", i+1, got)
		}
	}
	if left := b.Left(); len(left) != 1 || left[0].Subject != "torch in requirements" || left[0].Count != 1 {
		t.Errorf("left: %+v", left)
	}
}

func TestApply(t *testing.T) {
	x := func(file string) check.Finding { return finding(file, "MLF301", "torch.x", "x()") }
	y := func(file string) check.Finding { return finding(file, "MLF301", "torch.y", "y()") }
	silenced := x("a.py")
	silenced.Suppressed, silenced.By = true, "# mlf: ignore"
	tests := []struct {
		name            string
		accepted, found []check.Finding
		gone            string // files that exist no more
		want            []string
	}{
		{"exact and new", []check.Finding{x("a.py")}, []check.Finding{x("a.py"), y("a.py")}, "", []string{"baseline", ""}},
		{"counted", []check.Finding{x("a.py")}, []check.Finding{x("a.py"), x("a.py")}, "", []string{"baseline", ""}},
		{"silenced already", []check.Finding{x("a.py")}, []check.Finding{silenced, x("a.py")}, "", []string{"# mlf: ignore", "baseline"}},
		{"renamed", []check.Finding{x("a.py"), x("a.py")}, []check.Finding{x("b.py"), x("b.py"), x("b.py")}, "a.py", []string{"baseline", "baseline", ""}},
		{"copied", []check.Finding{x("b.py")}, []check.Finding{x("a.py"), x("b.py")}, "", []string{"", "baseline"}},
		{"mended here, new there", []check.Finding{x("a.py")}, []check.Finding{x("b.py")}, "", []string{""}},
		{"renamed from one of two", []check.Finding{x("a.py"), x("b.py")}, []check.Finding{x("c.py")}, "a.py b.py", []string{""}},
		{"renamed to one of two", []check.Finding{x("a.py")}, []check.Finding{x("b.py"), x("c.py")}, "a.py", []string{"", ""}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := read(t, baseline.Write(test.accepted, source))
			src := source
			src.Gone = func(file string) bool { return strings.Contains(test.gone, file) }
			b.Apply(test.found, src)
			var got []string
			for _, f := range test.found {
				if f.Suppressed != (f.By != "") {
					t.Errorf("suppressed %v by %q", f.Suppressed, f.By)
				}
				got = append(got, f.By)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRel(t *testing.T) {
	src := source
	src.Rel = func(file string) string { return strings.TrimPrefix(file, "../") }
	b := read(t, baseline.Write([]check.Finding{finding("../a.py", "MLF301", "x", "x()")}, src))
	findings := []check.Finding{finding("a.py", "MLF301", "x", "x()")}
	if b.Apply(findings, src); !findings[0].Suppressed {
		t.Error("the folder that the check ran in must not matter")
	}
}

// Merges of branches leave equal entries side by side.
func TestReadAddsEqualEntries(t *testing.T) {
	f := finding("a.py", "MLF301", "x", "x()")
	one := string(baseline.Write([]check.Finding{f}, source))
	start, end := strings.Index(one, "{\"file\""), strings.LastIndex(one, "\n  ]")
	b := read(t, []byte("\ufeff"+one[:end]+",\n"+one[start:]))
	if left := b.Left(); len(left) != 1 || left[0].Count != 2 {
		t.Errorf("got %+v", left)
	}
}

func TestReadErrors(t *testing.T) {
	const again = "; write it again with `mlf-lsp check --write-baseline`"
	tests := map[string]string{
		"":                                 "the baseline is not valid JSON (it is empty)" + again,
		" \n":                              "the baseline is not valid JSON (it is empty)" + again,
		"{\n  \"schema\": 1,\n":            "the baseline is not valid JSON (it ends too early)" + again,
		"{\n  \"schema\": 1,\n<<<":         "the baseline is not valid JSON (line 3: invalid character '<' looking for beginning of object key string)" + again,
		"[]":                               "the baseline is not valid JSON (a list stands where an object is wanted)" + again,
		"{}":                               "the baseline has no schema number, so it is no baseline of mlf-lsp" + again,
		`{"schema": 2, "findings": {}}`:    "the baseline has schema 2, and this mlf-lsp reads 1; update mlf-lsp, or " + again[2:],
		`{"schema": 0}`:                    "the baseline has the unknown schema 0" + again,
		`{"schema": 1}`:                    "the findings of the baseline cannot be read (it is empty)" + again,
		`{"schema": 1, "findings": []} {}`: "the baseline is not valid JSON (line 1: more text follows the end)" + again,
		`{"schema": 1, "findings": [{}]}`:  "finding 1 of the baseline lacks its file, code, line or a possible count" + again,
		`{"schema": 1, "findings": [{"file":"a","code":"b","line":"c"},{"file":"a","code":"b","line":"c","count":-1}]}`: "finding 2 of the baseline lacks its file, code, line or a possible count" + again,
		`{"schema": 1, "findings": [{"file": 3}]}`: "the findings of the baseline cannot be read (a number stands where text is wanted)" + again,
	}
	for text, want := range tests {
		b, err := baseline.Read([]byte(text))
		if b != nil || err == nil || err.Error() != want {
			t.Errorf("%s\ngot  %v\nwant %s", text, err, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(string(baseline.Write([]check.Finding{finding("a.py", "MLF301", "x", "x()")}, source)))
	f.Add(`{"schema":1,"findings":[{"file":"a","code":"b","line":"c","count":3}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		b, err := baseline.Read([]byte(text))
		if (b == nil) == (err == nil) {
			t.Fatalf("got %v and %v", b, err)
		}
		if b != nil {
			b.Left()
		}
	})
}
