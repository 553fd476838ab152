package report_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/report"
)

// excerptOf is the text report from the excerpt's first bar to its last, for the
// range between « and ».
func excerptOf(t *testing.T, marked, symbol string, width int) string {
	t.Helper()
	start := strings.Index(marked, "«")
	end := strings.Index(marked, "»") - len("«")
	src := newText(strings.NewReplacer("«", "", "»", "").Replace(marked))
	out := write(t, "text", &report.Result{
		Texts:    func(string) report.Text { return src },
		Findings: []check.Finding{{Place: check.Place{File: "a.py", Start: start, End: end}, Code: "C", Name: "n", Symbol: symbol, Message: "m"}},
	}, report.Options{Width: width})
	_, out, _ = strings.Cut(out, "\n")
	out, _, _ = strings.Cut(out, "= m\n")
	return strings.TrimRight(out, " ")
}

func TestExcerpt(t *testing.T) {
	long := strings.Repeat("x", 60)
	for name, c := range map[string]struct {
		marked, symbol string
		width          int
		want           []string
	}{
		"plain":           {"a = «f()»", "m.f", 0, []string{"   |", " 1 | a = f()", "   |     ^^^ m.f", "   |"}},
		"point":           {"a« »= f()", "", 0, []string{"   |", " 1 | a = f()", "   |  ^", "   |"}},
		"empty range":     {"a = «»f()", "", 0, []string{"   |", " 1 | a = f()", "   |     ^", "   |"}},
		"end of line":     {"a = f()«»\nb", "", 0, []string{"   |", " 1 | a = f()", "   |        ^", "   |"}},
		"blank line":      {"a\n«»\nb", "", 0, []string{""}},
		"empty file":      {"«»", "", 0, []string{""}},
		"context":         {"a\n«b»", "", 0, []string{"   |", " 1 | a", " 2 | b", "   | ^", "   |"}},
		"blank context":   {"a\n\n«b»", "", 0, []string{"   |", " 3 | b", "   | ^", "   |"}},
		"tab":             {"\ta\t= «b»", "", 0, []string{"   |", " 1 |     a   = b", "   |           ^", "   |"}},
		"wide":            {"日本 = «データ»", "", 0, []string{"   |", " 1 | 日本 = データ", "   |        ^^^^^^", "   |"}},
		"combining":       {"e\u0301e\u0301 = «o\u0308»", "", 0, []string{"   |", " 1 | e\u0301e\u0301 = o\u0308", "   |      ^", "   |"}},
		"hangul jamo":     {"\u1112\u1161\u11ab = «x»", "", 0, []string{"   |", " 1 | \u1112\u1161\u11ab = x", "   |      ^", "   |"}},
		"emoji":           {"'🔥' + «x»", "", 0, []string{"   |", " 1 | '🔥' + x", "   |        ^", "   |"}},
		"two lines":       {"f(«a,\n  b»)", "s", 0, []string{"   |", " 1 | f(a,", "   |   ^^ s", "   | … 1 more line, up to line 2", "   |"}},
		"newline in it":   {"«a\n»b", "", 0, []string{"   |", " 1 | a", "   | ^", "   |"}},
		"crlf":            {"a\r\n«b  \r\nc»\r\n", "", 0, []string{"   |", " 1 | a", " 2 | b", "   | ^", "   | … 1 more line, up to line 3", "   |"}},
		"cut right":       {"«f()» + " + long, "m.f", 40, []string{"   |", " 1 | f() + " + long[:28] + "…", "   | ^^^ m.f", "   |"}},
		"cut left":        {long + " + «f()»", "", 40, []string{"   |", " 1 | …" + long[:28] + " + f()", "   |                                 ^^^", "   |"}},
		"cut both":        {long + "«f()»" + long, "", 40, []string{"   |", " 1 | …" + long[:7] + "f()" + long[:23] + "…", "   |         ^^^", "   |"}},
		"label below":     {long[:30] + "«f()»", "mod.f", 40, []string{"   |", " 1 | " + long[:30] + "f()", "   |                               ^^^", "   |                               mod.f", "   |"}},
		"range too long":  {"«" + long + "»", "m", 40, []string{"   |", " 1 | " + long[:34] + "…", "   | " + strings.Repeat("^", 35), "   | m", "   |"}},
		"four digits":     {strings.Repeat("\n", 1233) + "«f»", "", 0, []string{"     |", "1234 | f", "     | ^", "     |"}},
		"escape sequence": {"'\x1b[2J' + «f»", "", 0, []string{"   |", " 1 | '␛[2J' + f", "   |          ^", "   |"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := strings.TrimSuffix(excerptOf(t, c.marked, c.symbol, c.width), "\n")
			if diff := cmp.Diff(strings.Join(c.want, "\n"), got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestWideCharactersAreCutWhole(t *testing.T) {
	for n := range 12 {
		out := excerptOf(t, strings.Repeat("a", n)+strings.Repeat("語", 30)+"«f()»"+strings.Repeat("字", 30), "", 40)
		lines := strings.Split(out, "\n")
		source, carets := lines[1], lines[2]
		before := source[:strings.Index(source, "f()")]
		if got, want := strings.Index(carets, "^^^"), columns(before); got != want {
			t.Errorf("%d: carets at %d, want %d:\n%s", n, got, want, out)
		}
		if columns(strings.TrimSpace(source)) > 40 {
			t.Errorf("%d: too wide:\n%s", n, out)
		}
	}
}

// columns is the width of texts of ASCII, "…" and Chinese characters.
func columns(s string) int {
	n := 0
	for _, r := range s {
		n++
		if unicode.Is(unicode.Han, r) {
			n++
		}
	}
	return n
}

func FuzzText(f *testing.F) {
	f.Add("a = f(x)\n", 4, 8, 80, "m.f")
	f.Add("\t日本\r\n\x1b[0me\u0301\n", 1, 9, 10, "\x1b]0;x\a")
	f.Add("\xff\xfe\x00"+strings.Repeat("語\u0301", 99), 50, 400, 41, "長い名前")
	f.Fuzz(func(t *testing.T, src string, start, end, width int, symbol string) {
		if len(src) > 1<<12 {
			return
		}
		start = min(max(start, 0), len(src))
		end = min(max(end, start), len(src))
		txt := newText(src)
		r := &report.Result{
			Texts: func(string) report.Text { return txt },
			Findings: []check.Finding{{
				Place: check.Place{File: src, Start: start, End: end}, Code: "C", Message: src, Symbol: symbol,
				Related: []check.Related{{Place: check.Place{File: symbol, Start: start, End: end}, Message: symbol}},
			}},
		}
		for _, format := range report.Formats() {
			var b bytes.Buffer
			if err := report.Write(&b, format, r, report.Options{Width: width % 500}); err != nil {
				t.Fatal(err)
			}
			if format != "text" {
				continue
			}
			for _, c := range b.String() {
				if unicode.IsControl(c) && c != '\n' {
					t.Fatalf("control character %q reaches the terminal", c)
				}
			}
		}
	})
}
