package rules_test

import (
	"strings"
	"testing"

	"github.com/mlf-core/mlf-lsp/rules"
)

// symbolOf makes a symbol "x.f" with the given signatures; "text @ versions"
// restricts one.
func symbolOf(t *testing.T, signatures ...string) *rules.Symbol {
	t.Helper()
	text := "library: x\nmodules: [x]\nsignatures:\n"
	for _, s := range signatures {
		sig, versions, _ := strings.Cut(s, " @ ")
		text += "  - symbols: [x.f]\n    text: \"" + sig + "\"\n"
		if versions != "" {
			text += "    versions: \"" + versions + "\"\n"
		}
	}
	return baseOf(t, text).Symbol("x.f")
}

func baseOf(t testing.TB, texts ...string) *rules.Base {
	t.Helper()
	var libraries []*rules.Library
	for _, text := range texts {
		l, problems := rules.Load("x.yaml", []byte(text))
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		libraries = append(libraries, l)
	}
	return rules.NewBase(libraries...)
}

func TestBind(t *testing.T) {
	vals := func(n ...int64) (out []rules.Value) {
		for _, i := range n {
			out = append(out, rules.IntValue(i))
		}
		return out
	}
	kw := func(pairs ...any) (out []rules.Keyword) {
		for i := 0; i < len(pairs); i += 2 {
			out = append(out, rules.Keyword{Name: pairs[i].(string), Value: rules.IntValue(int64(pairs[i+1].(int)))})
		}
		return out
	}
	for name, c := range map[string]struct {
		signature      string
		pos            []rules.Value
		kw             []rules.Keyword
		star, starstar bool
		want           string // "name=value given" …
	}{
		"by place and name":   {"(a, b=2, *, c=3)", vals(1), kw("c", 9), false, false, "a=1 yes, b=2 no, c=9 yes"},
		"no argument":         {"(a, b=None)", nil, nil, false, false, "a= no, b=None no"},
		"default not literal": {"(a=...)", nil, nil, false, false, "a=… no"},
		"star":                {"(a, b=2, *, c=3)", vals(1), nil, true, false, "a=1 yes, b=… maybe, c=3 no"},
		"star and keyword":    {"(a, b=2)", nil, kw("b", 5), true, false, "a=… maybe, b=5 yes"},
		"starstar":            {"(a, /, b=2, *, c=3)", vals(1), nil, false, true, "a=1 yes, b=… maybe, c=… maybe"},
		"starstar, no a":      {"(a=0, /, b=2)", nil, nil, false, true, "a=0 no, b=… maybe"},
		"varargs":             {"(a, *rest, c=3)", vals(1, 2, 3), nil, false, false, "a=1 yes, rest=(2, 3) yes, c=3 no"},
		"varargs unknown":     {"(a, *rest)", vals(1), nil, true, false, "a=1 yes, rest=… maybe"},
		"kwargs":              {"(a, **kw)", vals(1), kw("z", 4), false, false, "a=1 yes, z=4 yes, y= no"},
		"kwargs unseen":       {"(a, **kw)", vals(1), nil, false, true, "a=1 yes, y=… maybe"},
		"foreign keyword":     {"(a)", vals(1), kw("z", 4), false, false, "z=4 yes"},
		"too many":            {"(a)", vals(1, 2), nil, false, false, "a=1 yes"},
		"literals":            {"(a='x', b=[1, 2], c=(1,), d=-1.5, e=True, f=1e-3)", nil, nil, false, false, "a='x' no, b=[1, 2] no, c=(1,) no, d=-1.5 no, e=True no, f=0.001 no"},
		"empty":               {"()", nil, nil, false, false, "a= no"},
	} {
		t.Run(name, func(t *testing.T) {
			b := symbolOf(t, c.signature).Bind(rules.Versions{}, c.pos, c.kw, c.star, c.starstar)
			checkBound(t, b, c.want)
		})
	}
	t.Run("no signature", func(t *testing.T) {
		var none *rules.Symbol
		checkBound(t, none.Bind(rules.Versions{}, nil, kw("a", 1), false, false), "a=1 yes, b= no")
		checkBound(t, none.Bind(rules.Versions{}, vals(1), kw("a", 1), false, false), "a=1 yes, b=… maybe")
		checkBound(t, none.Bind(rules.Versions{}, nil, nil, false, true), "b=… maybe")
	})
	t.Run("by version", func(t *testing.T) {
		s := symbolOf(t, "(a, b) @ <2", "(b, a) @ >=2")
		checkBound(t, s.Bind(rules.Versions{Candidates: []string{"1.5"}}, vals(1, 2), nil, false, false), "a=1 yes, b=2 yes")
		checkBound(t, s.Bind(rules.Versions{Candidates: []string{"1.5", "2.1"}}, vals(1, 2), nil, false, false), "a=2 yes, b=1 yes")
	})
}

func checkBound(t *testing.T, b rules.Bound, want string) {
	t.Helper()
	for part := range strings.SplitSeq(want, ", ") {
		name, rest, found := strings.Cut(part, "=")
		if !found || strings.ContainsAny(name, "( ])") {
			continue // the tail of a sequence
		}
		if got := b.Arg(name).String() + " " + b.Given(name).String(); !strings.HasPrefix(got, rest) {
			t.Errorf("%s: got %q, want %q", name, got, rest)
		}
	}
}

func TestSignatureErrors(t *testing.T) {
	for _, text := range []string{"", "a, b", "(a", "(a=)", "(a=1, b)", "(*, *)", "(**k, a)", "(/, a)", "(a) -> int", "(a: int)", "(a, b, /, c, /)", "(*a, *b)"} {
		_, problems := rules.Load("x.yaml", []byte("library: x\nsignatures:\n  - symbols: [x.f]\n    text: \""+text+"\"\n"))
		if len(problems) != 1 {
			t.Errorf("%q: got %v", text, problems)
		}
	}
}

func FuzzSignature(f *testing.F) {
	f.Add("(a, b=None, /, c=(1, 'x'), *args, d=..., **kw)")
	f.Add("(((")
	f.Fuzz(func(t *testing.T, text string) {
		lib := &rules.Library{Name: "x", Signatures: []rules.Signature{{Symbols: []string{"x.f"}, Text: text}}}
		rules.NewBase(lib)
		rules.ParseSignature(text)
	})
}
