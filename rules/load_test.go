package rules_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mlf-core/mlf-lsp/rules"
)

func TestLoadProblems(t *testing.T) {
	op := "library: x\nmodules: [x]\nops:\n  - {id: a, symbols: [x.f], why: w, help: h, status: [{default: varies}]"
	for name, c := range map[string]struct{ text, want string }{
		"unknown key":        {"library: x\nmodule: [x]\n", `p.yaml:2:1: unknown key "module"; did you mean "modules"?`},
		"nested unknown key": {"library: x\ndraws:\n  - id: a\n    symbol: [x.f]\n    rng: numpy\n", `p.yaml:4:5: unknown key "symbol"; did you mean "symbols"?`},
		"list":               {"library: x\nmodules: x\n", `p.yaml:2:10: expected a list, found a text`},
		"mapping":            {"library: x\ndraws: [x]\n", `p.yaml:2:9: expected a mapping of keys to values, found a text`},
		"boolean":            {op + ", project: yes}\n", `expected true or false, found "yes"`},
		"nothing":            {"library: x\nmodules:\n", `expected a list, found a text`},
		"empty":              {"", `p.yaml:1:1: the file is empty; it needs at least the key "library"`},
		"not YAML":           {"library: [x\n", `no valid YAML`},
		"missing":            {"library: x\ndraws:\n  - id: a\n    symbols: [x.f]\n", `p.yaml:3:5: the key "rng" is missing or empty`},
		"twice":              {"library: x\nlibrary: y\n", `already defined|stands here twice`},
		"condition":          {op + ", when: 'a = 1'}\n", "p.yaml:4:84: condition \"a = 1\": write == to compare"},
		"condition end":      {op + ", when: 'a == 1 b'}\n", `expected "and", "or" or the end, found "b"`},
		"specifier":          {"library: x\ndraws: [{id: a, symbols: [x.f], rng: numpy, versions: 1.8}]\n", `"1.8" is no version specifier; write for example ">=1.8,<2.10"`},
		"specifier version":  {"library: x\ndraws: [{id: a, symbols: [x.f], rng: numpy, versions: '>=x'}]\n", `"x" is no version in ">=x"`},
		"release":            {"library: x\nreleases: [new]\n", `"new" is no version`},
		"symbol":             {"library: x\nsetters: [x..f]\n", `"x..f" is no qualified name`},
		"wildcard inside":    {"library: x\nsetters: ['x.*.f']\n", `"x.*.f" is no qualified name`},
		"signature":          {"library: x\nsignatures: [{symbols: [x.f], text: '(a, a)'}]\n", `signature "(a, a)", character 5: the parameter "a" stands here twice`},
		"enum":               {"library: x\ngenerators: [{symbols: [x.f], unseeded: entrpy}]\n", `"entrpy" is not possible for "unseeded"; did you mean "entropy"?`},
		"id twice":           {op + "}\n  - {id: a, symbols: [x.g], why: w, help: h, status: [{default: varies}]}\n", `p.yaml:5: the id "a" in "ops" is taken by line 4`},
		"symbol twice":       {"library: x\norders:\n  - {id: a, kind: listing, symbols: [x.f]}\n  - {id: b, kind: listing, symbols: [x.f]}\n", `p.yaml:4: "x.f" stands twice in "orders", also on line 3`},
		"symbol in one list": {"library: x\nsetters: [x.f, x.f]\n", `"x.f" stands twice in this list`},
		"second document":    {"library: x\n---\nlibrary: y\n", `a second document starts here`},
		"anchors":            {bomb(), `unfolds to too many values`},
	} {
		t.Run(name, func(t *testing.T) {
			_, problems := rules.Load("p.yaml", []byte(c.text))
			got := problems.Error()
			for want := range strings.SplitSeq(c.want, "|") {
				if strings.Contains(got, want) {
					return
				}
			}
			t.Errorf("got %q, want %q", got, c.want)
		})
	}
}

// bomb is a file whose anchors unfold to two million values.
func bomb() string {
	names := make([]string, 1000)
	for i := range names {
		names[i] = fmt.Sprintf("x.f%d", i)
	}
	return "library: x\ndraws:\n  - &d {id: a, rng: numpy, symbols: [" + strings.Join(names, ", ") + "]}\n" +
		strings.Repeat("  - *d\n", 2000)
}

func FuzzLoad(f *testing.F) {
	f.Add("library: x\nmodules: [x]\nops:\n  - {id: a, symbols: [x.f], when: a in [1, (2, 3)], status: [{default: varies}]}\n")
	f.Add("library: &a x\ndistributions: [*a]\n")
	f.Add("a: *a")
	f.Add("? [x]\n: y\n")
	f.Fuzz(func(t *testing.T, text string) {
		lib, _ := rules.Load("f.yaml", []byte(text))
		rules.NewBase(lib).Check()
	})
}
