package syntax_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/mlf-core/mlf-lsp/analysis/syntax"
)

// TestAgreesWithCPython compares our trees with those of the installed Python,
// for our own file of constructs and for a part of Python's library.
func TestAgreesWithCPython(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("skipped: python3 is not installed, there is nothing to compare with")
	}
	files := append([]string{filepath.Join("testdata", "constructs.py")}, library(t, python, sampleSize())...)
	cmd := exec.Command(python, filepath.Join("testdata", "cpython.py"))
	cmd.Stdin = strings.NewReader(strings.Join(files, "\n"))
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("testdata/cpython.py: %v", err)
	}
	compared := 0
	for _, section := range strings.Split(string(out), "== ")[1:] {
		path, want, _ := strings.Cut(section, "\n")
		if strings.HasPrefix(want, "-- ") {
			continue
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		text := string(data)
		if !readable(text) {
			continue
		}
		compared++
		tree := syntax.Parse(text)
		for _, e := range tree.Errors {
			t.Errorf("%s: error at %d: %s%s %.60q", path, e.Span.Start, e.Missing, e.Message, text[e.Span.Start:])
		}
		if diff := firstDifference(dump(text, tree), want); diff != "" {
			t.Errorf("%s: %s", path, diff)
		}
	}
	if compared == 0 {
		t.Error("no file was compared")
	}
	t.Logf("%d files agree or are listed above", compared)
}

// beyond are files that tree-sitter's grammar does not read. test_compile
// breaks a line behind a "." in parentheses and goes on left of the block; the
// other files test what Python itself refuses after parsing.
var beyond = regexp.MustCompile(`badsyntax|test_compile\.py$`)

// library picks about n files of Python's library, evenly from all of them.
func library(t testing.TB, python string, n int) []string {
	out, err := exec.Command(python, "-c", "import os; print(os.path.dirname(os.__file__))").Output()
	if err != nil {
		t.Skipf("skipped: python3 does not say where its library is: %v", err)
	}
	var all []string
	filepath.WalkDir(strings.TrimSpace(string(out)), func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && filepath.Ext(path) == ".py" && !strings.Contains(path, "-packages") &&
			!beyond.MatchString(path) {
			all = append(all, path)
		}
		return nil
	})
	stride := max(len(all)/n, 1)
	var some []string
	for i := 0; i < len(all); i += stride {
		some = append(some, all[i])
	}
	return some
}

var coding = regexp.MustCompile(`^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)`)

// readable reports whether a file is plain UTF-8, as texts are that Parse gets.
func readable(text string) bool {
	if !utf8.ValidString(text) || strings.HasPrefix(text, "\ufeff") {
		return false
	}
	lines := bufio.NewScanner(bytes.NewReader([]byte(text)))
	for range 2 {
		lines.Scan()
		if m := coding.FindStringSubmatch(lines.Text()); m != nil && !strings.EqualFold(m[1], "utf-8") {
			return false
		}
	}
	return true
}

func firstDifference(got, want string) string {
	if got == want {
		return ""
	}
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range w {
		if i >= len(g) || g[i] != w[i] {
			from := max(i-4, 0)
			return fmt.Sprintf("line %d of the dumps differs\nwe have:\n%s\nCPython has:\n%s", i+1,
				strings.Join(g[from:min(i+4, len(g))], "\n"), strings.Join(w[from:min(i+4, len(w))], "\n"))
		}
	}
	return "our dump goes on where CPython's ends"
}

// sampleSize is the number of library files to compare: MLF_SYNTAX_FILES, for
// a run over all of them, or a few hundred.
func sampleSize() int {
	if n, err := strconv.Atoi(os.Getenv("MLF_SYNTAX_FILES")); err == nil && n > 0 {
		return n
	}
	return 300
}
