package syntax_test

import (
	"strings"
	"testing"

	"github.com/mlf-core/mlf-lsp/analysis/syntax"
)

// TestShapes covers what the installed Python may be too old to agree on, and
// what Python does not accept at all.
func TestShapes(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string // lines of syntax.Print, blanks around them left out
		errors     int
	}{
		{"type parameters", "def f[T: int, *Ts, **P](x: T) -> List[T]: pass", []string{"FuncDef 0..46", `Name="f"`, "Returns=Subscript 33..40"}, 0},
		{"generic class", "class A[T](B[T]): x = 1", []string{"ClassDef 0..23", "unit 18+5"}, 0},
		{"type alias", "type X[T] = dict[str, T]", []string{"TypeAlias 0..24", `Name="X"`, "Value=Subscript 12..24"}, 0},
		{"assignment to type(x).y", "type(a).b = c", []string{"Assign 0..13", "Targets=Attribute 0..9", "X=Call 0..7"}, 0},
		{"except without parentheses", "try: pass\nexcept A, B: pass", []string{"Type=Sequence 17..21"}, 0},
		{"nested quotes", `x = f"{d["a"]} {f"{y}"}"`, []string{"Parts=Subscript 7..13", "Parts=Str 16..22", "Parts=Name 19..20"}, 0},
		{"template", `x = t"a{b}" + rT'c'`, []string{"Formatted=true", `Value="a"`, "Parts=Name 8..9", "X=Str 4..11", "Y=Str 14..19"}, 0},
		{"no template", `x = "\t" 't' # t"`, []string{`Value="\tt"`}, 0},
		{"styled", `f"{a!r}"`, []string{"Styled=true"}, 0},
		{"plain pieces", `f"a{b}c"`, []string{"Formatted=true", `Value="a"`, `Value="c"`}, 0},
		{"debug", `f"{a = }"`, []string{`Value="a = "`, "Parts=Name 3..4", "Styled=true"}, 0},
		{"print statement", `print "a", f(x)`, []string{"BadStmt 0..15", "Body=ExprStmt 6..9", "X=Call 11..15"}, 1},
		{"exec statement", `exec "a" in b`, []string{"BadStmt 0..13", "X=Name 12..13"}, 1},
		{"print to a file", "print >>f, x", []string{"X=Sequence 0..12", "Elems=Binary 0..9"}, 0},
		{"tuple parameter", "def f((a, b), c): pass", []string{"FuncDef 0..22", `Name="c"`}, 1},
		{"missing attribute", "x = a.\ny = b", []string{"X=Name 4..5"}, 1},
		{"missing operand", "x = a +\ny = b", []string{"BadStmt 0..13"}, 1},
		{"continued lines", "x = a. \\\n  b + (\n '''\n(''' # )\n)\ny = {\n}", []string{"Attr=\"b\""}, 0},
		{"open call", "x = f(a, b\ny = g(c)\n", []string{`ID="a"`, `ID="c"`}, 1},
		{"garbage before a statement", "x = 1\n$ % &\nimport os\n", []string{"Assign 0..5", "Import 12..21"}, 1},
		{"half a def", "def f(a, b=g(1)\nx = 1\n", []string{"Func=Name 11..12"}, 1},
		{"names are normalised", "ﬁt(1)", []string{`ID="fit"`}, 0},
		{"empty", "", nil, 0},
		{"comments only", "# a\n  # b", []string{`comment 0..3 "# a"`, `comment 6..9 "# b"`}, 0},
		{"trailing comments of a block", "def f():\n    x\n    # c\ny", []string{"FuncDef 0..14", `comment 19..22 "# c"`, "unit 23+1"}, 0},
		{"decorated", "@a\ndef f(): pass", []string{"FuncDef 0..16", "NameSpan=7..8", "Decorators=Name 1..2"}, 0},
		{"class in a function", "def f():\n  class A:\n    x = 1", []string{"unit 0+29", "Body=ClassDef 11..29", "unit 24+5"}, 0},
		{"await and power", "await a ** b", []string{"X=Binary 0..12", "X=Await 0..7"}, 0},
		{"and and xor", "a ^ b & c", []string{`Op="^"`, "Y=Binary 4..9"}, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			tree := syntax.Parse(test.text)
			printed := syntax.Print(tree)
			lines := map[string]bool{}
			for line := range strings.Lines(printed) {
				lines[strings.TrimSpace(line)] = true
			}
			for _, want := range test.want {
				if !lines[want] {
					t.Errorf("no line %q in\n%s", want, printed)
				}
			}
			if (len(tree.Errors) > 0) != (test.errors > 0) {
				t.Errorf("errors %v, want %d", tree.Errors, test.errors)
			}
		})
	}
}

func TestStringValues(t *testing.T) {
	tests := []struct{ source, want string }{
		{`'a\n\t\\\'\"\x41\101\0'`, "a\n\t\\'\"AA\x00"},
		{`"\u00e9\U0001F600"`, "é😀"},
		{`"\N{BULLET}\d\xZZ\u12"`, `\N{BULLET}\d\xZZ\u12`},
		{`"\ud800"`, "\ufffd"},
		{"'a\\\nb'", "ab"},
		{"'''a\r\nb'''", "a\nb"},
		{`r'\n\''`, `\n\'`},
		{`r"\\"`, `\\`},
		{`b'\xff\u0041\377'`, "\xff\\u0041\xff"},
		{`Rb'\x'`, `\x`},
		{`u'é'`, "é"},
		{`"a" 'b' r"\c"`, `ab\c`},
		{`""`, ""},
		{`""""a" b"""`, `"a" b`},
	}
	for _, test := range tests {
		t.Run(test.source, func(t *testing.T) {
			tree := syntax.Parse(test.source)
			s, ok := tree.Units[0].Unit.Stmt.(*syntax.ExprStmt)
			if !ok {
				t.Fatalf("%s is no expression:\n%s", test.source, syntax.Print(tree))
			}
			if x, ok := s.X.(*syntax.Str); !ok || x.Value != test.want {
				t.Errorf("value of %s:\n%swant %q", test.source, syntax.Print(tree), test.want)
			}
		})
	}
}
