package syntax_test

import (
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mlf-core/mlf-lsp/analysis/syntax"
)

// checkSpans reports nodes that are not inside of their parents or the text.
func checkSpans(t *testing.T, text string, tree *syntax.Tree) {
	t.Helper()
	var unit func(from, to, base int32, u syntax.Placed)
	unit = func(from, to, base int32, u syntax.Placed) {
		base += u.Base
		s := u.Unit.Stmt.Range()
		if s.Start != 0 || s.End != u.Unit.Len || base < from || base+s.End > to {
			t.Fatalf("unit %d+%d at %d with statement %v is not within %d..%d", base, u.Unit.Len, u.Base, s, from, to)
		}
		nested(t, u.Unit.Stmt, func(c *syntax.ClassDef) {
			for _, m := range c.Members {
				unit(base+c.Start, base+c.End, base, m)
			}
		})
	}
	for _, u := range tree.Units {
		unit(0, int32(len(text)), 0, u)
	}
	for _, e := range tree.Errors {
		if e.Span.Start < 0 || e.Span.Start > e.Span.End || int(e.Span.End) > len(text) {
			t.Fatalf("error %v is not within the text", e)
		}
	}
	for i, c := range tree.Comments {
		if text[c.Span.Start:c.Span.End] != c.Text || !strings.HasPrefix(c.Text, "#") {
			t.Fatalf("comment %v is not what the text has there", c)
		}
		if i > 0 && c.Span.Start < tree.Comments[i-1].Span.End {
			t.Fatalf("comment %v comes before the one in front of it", c)
		}
	}
}

// nested checks that the children of each node are within it.
func nested(t *testing.T, top syntax.Node, class func(*syntax.ClassDef)) {
	t.Helper()
	queue := []syntax.Node{top}
	for len(queue) > 0 {
		parent := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		p := parent.Range()
		if p.Start > p.End {
			t.Fatalf("%T %v ends before it starts", parent, p)
		}
		if c, ok := parent.(*syntax.ClassDef); ok {
			class(c)
		}
		syntax.Walk(parent, func(n syntax.Node) bool {
			if n == parent {
				return true
			}
			if s := n.Range(); s.Start < p.Start || s.End > p.End {
				t.Fatalf("%T %v is not within %T %v", n, s, parent, p)
			}
			queue = append(queue, n)
			return false
		})
	}
}

func FuzzParse(f *testing.F) {
	f.Add(constructs(f))
	for _, s := range snippets {
		f.Add(s)
		f.Add("def f():\n    " + s + "\n    x = " + s + "a.b(c, d=" + s + ")\n")
	}
	f.Fuzz(func(t *testing.T, text string) {
		first := syntax.Parse(text)
		checkSpans(t, text, first)
		if syntax.Print(first) != syntax.Print(syntax.Parse(text)) {
			t.Fatal("a second parse gives another tree")
		}
		d := syntax.NewDocument("")
		defer d.Close()
		if syntax.Print(first) != syntax.Print(d.Edit(0, 0, text)) {
			t.Fatal("a document gives another tree")
		}
	})
}

func TestSpansOfLibrary(t *testing.T) {
	for _, path := range library(t, "python3", 100) {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		text := string(data)
		checkSpans(t, text, syntax.Parse(text))
		half := text[:len(text)/2] + text[len(text)*2/3:]
		checkSpans(t, half, syntax.Parse(half))
	}
}

// TestDeep parses what nests or chains a hundred thousand times: the time must
// not grow with the square, nor the stack with the depth.
func TestDeep(t *testing.T) {
	const n = 100_000
	in := func(open, middle, close string) string {
		return strings.Repeat(open, n) + middle + strings.Repeat(close, n)
	}
	var ifs strings.Builder
	for i := range 99 { // Python allows no more
		ifs.WriteString(strings.Repeat(" ", i) + "if x:\n")
	}
	tests := []struct {
		name, text string
		ok         bool // without errors
	}{
		{"parentheses", in("(", "x", ")"), true},
		{"brackets", in("[", "x", "]"), false},
		{"open brackets", in("[", "", ""), false},
		{"open calls", in("f(", "", ""), false},
		{"calls", in("f(", "x", ")"), false},
		{"unary", in("-", "x", ""), false},
		{"not", in("not ", "x", ""), false},
		{"lambda", in("lambda: ", "x", ""), false},
		{"conditional", in("a if b else ", "c", ""), false},
		{"power", in("a ** ", "b", ""), false},
		{"sum", "x = " + in("a + ", "b", ""), true},
		{"or", "x = " + in("a or ", "b", ""), true},
		{"bits", "x = " + in("a & b ^ ", "c", ""), false},
		{"attributes", "x" + in(".a", "", ""), true},
		{"call chain", "x" + in(".a()", "", ""), false},
		{"compare", "x" + in(" < y", "", ""), true},
		{"elif", "if x: pass\n" + in("elif y: z\n", "", ""), true},
		{"targets", in("x = ", "1", ""), true},
		{"blocks", ifs.String() + strings.Repeat(" ", 99) + "pass\n", true},
		{"strings", "x = " + in(`"a" `, "", ""), true},
		{"statements", in("x = 1\n", "", ""), true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			start := time.Now()
			tree := syntax.Parse(test.text)
			if took := time.Since(start); took > 10*time.Second {
				t.Errorf("took %v", took)
			}
			checkSpans(t, test.text, tree)
			for _, u := range tree.Units[:min(1, len(tree.Units))] {
				deepest := 0
				syntax.Walk(u.Unit.Stmt, func(syntax.Node) bool { deepest++; return true })
				if deepest == 0 {
					t.Error("nothing was walked")
				}
			}
			if test.ok && len(tree.Errors) > 0 {
				t.Errorf("error %v", tree.Errors[0])
			}
		})
	}
}

func TestManyGoroutines(t *testing.T) {
	text := constructs(t)
	want := syntax.Print(syntax.Parse(text))
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 5 {
				if syntax.Print(syntax.Parse(text)) != want {
					t.Error("a parse beside others gives another tree")
				}
			}
		})
	}
	group.Wait()
}

// residentKB is the memory the process holds, or 0 where that is not known.
func residentKB() int {
	status, _ := os.ReadFile("/proc/self/status")
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	kb, _ := strconv.Atoi(strings.Fields(rest + " 0")[0])
	return kb
}

func TestMemoryStaysFlat(t *testing.T) {
	if residentKB() == 0 {
		t.Skip("skipped: this system does not say how much memory a process holds")
	}
	text := constructs(t)[:3000]
	work := func(n int) {
		for i := range n {
			syntax.Parse(text)
			d := syntax.NewDocument(text)
			d.Edit(0, 0, "x = 1\n")
			if i%2 == 0 {
				d.Edit(0, 0, "((")
			}
			d.Close()
		}
		runtime.GC()
	}
	work(100)
	before := residentKB()
	work(400)
	if grown := residentKB() - before; grown > 20_000 {
		t.Errorf("400 parses and edits left %d KB behind", grown)
	}
}
