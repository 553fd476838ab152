package syntax_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/mlf-core/mlf-lsp/analysis/syntax"
)

func constructs(t testing.TB) string {
	data, err := os.ReadFile("testdata/constructs.py")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// snippets are what the random edits insert: things that open without closing,
// change indentation, or are no Python at all.
var snippets = []string{
	"x", "(", ")", "[", "]", "{", "}", "\"", "'", "\"\"\"", "'''", "\n", "\n    ", "\n        y = 1\n", "#", "# é\n", ":",
	",", ".", "=", " ", "\t", "\\", "\\\n", "é", "漢", "😀", "\x00", "\xff", "\r\n", "class A:\n    def f(self): pass\n",
	"def g(a, b=1):\n    return a\n", "if x:\n", "else:\n", "f\"{a", "f'{a:{b}}'", "lambda", "*", "**", "@", "import os\n",
	"match x:\n    case 1: pass\n", "print x", "type X = int\n", "async ", "await ", "pass\n", "0", "t\"a{b}\"", "rt'", "t", "for x in y: pass\n", ";",
}

// randomEdit picks a place and a text. Places are between characters, as
// editors give them.
func randomEdit(r *rand.Rand, text string) (start, end int, insert string) {
	boundary := func(at int) int {
		for at > 0 && at < len(text) && !utf8.RuneStart(text[at]) {
			at--
		}
		return at
	}
	start = boundary(r.IntN(len(text) + 1))
	end = start
	switch r.IntN(4) {
	case 0:
		end = boundary(min(len(text), start+1+r.IntN(4)))
	case 1:
		end = boundary(min(len(text), start+r.IntN(200)))
	}
	if end == start || r.IntN(2) == 0 {
		insert = snippets[r.IntN(len(snippets))]
	}
	if r.IntN(20) == 0 && len(text) > 0 { // a piece of the text, moved
		from := boundary(r.IntN(len(text)))
		insert = text[from:boundary(min(len(text), from+r.IntN(300)))]
	}
	return start, end, insert
}

// TestEditsDoNotMatter makes random edits, undoing about half of them so that
// the text is without errors now and then, and wants the tree of a fresh parse
// after each.
func TestEditsDoNotMatter(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 7))
			text := constructs(t)
			if seed > 0 {
				text = text[:1500*seed]
				text = text[:strings.LastIndex(text, "\n")+1]
			}
			d := syntax.NewDocument(text)
			defer d.Close()
			edit := func(start, end int, insert string) {
				t.Helper()
				removed := text[start:end]
				text = text[:start] + insert + text[end:]
				got := d.Edit(start, end, insert)
				if d.Text() != text {
					t.Fatalf("the document's text is not the edited text")
				}
				if diff := firstDifference(syntax.Print(got), syntax.Print(syntax.Parse(text))); diff != "" {
					t.Fatalf("after replacing %q by %q at %d the tree is not that of a fresh parse: %s", removed, insert, start, diff)
				}
			}
			for range 100 {
				start, end, insert := randomEdit(r, text)
				removed := text[start:end]
				edit(start, end, insert)
				if r.IntN(4) > 0 {
					edit(start, start+len(insert), removed)
				}
			}
		})
	}
}

// units lists all units of a tree, those of classes included, with their text.
func units(text string, t *syntax.Tree) map[*syntax.Unit]string {
	all := map[*syntax.Unit]string{}
	var add func(base int32, u syntax.Placed)
	add = func(base int32, u syntax.Placed) {
		base += u.Base
		all[u.Unit] = text[base : base+u.Unit.Len]
		syntax.Walk(u.Unit.Stmt, func(n syntax.Node) bool {
			if c, ok := n.(*syntax.ClassDef); ok {
				for _, m := range c.Members {
					add(base, m)
				}
			}
			return true
		})
	}
	for _, u := range t.Units {
		add(0, u)
	}
	return all
}

func TestUnitsKeepIdentity(t *testing.T) {
	const text = `import os

class A:
    x = 1
    def f(self):
        return 1  # one

    class B:
        def g(self): pass
        y = 2

def h():
    class C:
        z = 3
        w = 4

x = 1
x = 1
last = 2
`
	tests := []struct {
		name             string
		old, replacement string // the first occurrence of old is replaced
		lost             []string
	}{
		{"comment at the top", "import", "# note\nimport", nil},
		{"typing in a member", "return 1", "return 12", []string{"class A", "def f"}},
		{"typing in an inner member", "y = 2", "y = 22", []string{"class A", "class B", "y = 2"}},
		{"typing in a class of a function", "w = 4", "w = 5", []string{"def h", "w = 4"}},
		{"a new member", "    class B", "    v = 0\n    class B", []string{"class A"}},
		{"a broken line at the end", "last = 2", "last = (", []string{"last = 2"}},
		{"a broken line between", "\ndef h", "\nfoo(]\ndef h", nil},
		{"the whole text again", text, "# note\n" + strings.Replace(text, "last", "least", 1), []string{"last"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := syntax.NewDocument(text)
			defer d.Close()
			before := units(text, d.Tree())
			at := strings.Index(text, test.old)
			after := units(strings.Replace(text, test.old, test.replacement, 1), d.Edit(at, at+len(test.old), test.replacement))
			lost := 0
			for u, source := range before {
				_, kept := after[u]
				expected := false
				for _, start := range test.lost {
					expected = expected || strings.HasPrefix(source, start)
				}
				if kept == expected {
					t.Errorf("unit %q: kept %v, want %v", source, kept, !expected)
				}
				if expected {
					lost++
				}
			}
			if lost != len(test.lost) {
				t.Errorf("%d units were to be lost, the text has %d of them", len(test.lost), lost)
			}
			if want := syntax.Print(syntax.Parse(d.Text())); syntax.Print(d.Tree()) != want {
				t.Errorf("the tree is not that of a fresh parse:\n%s", want)
			}
		})
	}
}

func TestEditOutOfRange(t *testing.T) {
	d := syntax.NewDocument("x = 1\n")
	defer d.Close()
	d.Edit(-5, -2, "a = 0\n")
	d.Edit(100, 50, "b = 2\n")
	d.Edit(3, 1, "")
	if want := "a = 0\nx = 1\nb = 2\n"; d.Text() != want {
		t.Errorf("text is %q, want %q", d.Text(), want)
	}
}
