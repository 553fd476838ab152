package rules_test

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mlf-core/mlf-lsp/rules"
)

// behaviour is what tools/knowledge/behaviour.py saw.
type behaviour struct {
	Draws   []drawn `json:"draws"`
	Seeders []sown  `json:"seeders"`
}

// called is a call as it was made.
type called struct {
	Symbol     string         `json:"symbol"`
	Version    string         `json:"version"`
	Arguments  string         `json:"arguments"`
	After      string         `json:"after"`
	Positional []any          `json:"positional"`
	Keywords   map[string]any `json:"keywords"`
}

// drawn is a call that may draw.
type drawn struct {
	called
	Varies   bool     `json:"varies"`
	Advances []string `json:"advances"`
	Repeats  []string `json:"repeats with"`
	Seeded   *bool    `json:"seeded"`
}

// sown is a call that seeds.
type sown struct {
	called
	Probed   []string          `json:"probed"`
	Seeds    []string          `json:"seeds"`
	None     string            `json:"none"`
	Switches map[string]string `json:"switches"`
}

// TestEvidenceOfBehaviour compares what draws and what seeds.
func TestEvidenceOfBehaviour(t *testing.T) {
	base, err := rules.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	d := &disagreements{t, excused(t), map[string]bool{}}
	paths, _ := filepath.Glob(evidence + "/behaviour-*.json")
	if len(paths) == 0 {
		t.Fatal("no evidence; run make check-knowledge")
	}
	for _, path := range paths {
		var b behaviour
		readJSON(t, path, &b)
		for _, x := range b.Draws {
			d.draw(base, x)
		}
		for _, x := range b.Seeders {
			d.seeder(base, x)
		}
	}
	d.unused(t, "behaviour")
}

func (d *disagreements) behaves(c called, format string, args ...any) {
	d.report("behaviour", c.Symbol+"("+c.Arguments+")"+c.After, c.Version, format, args...)
}

// claim is what the base says of a call.
type claim struct {
	draws rules.Truth
	rngs  []string // the generators it may draw from
}

func claims(base *rules.Base, c called) (x *rules.Symbol, v rules.Versions, out claim) {
	x = base.Symbol(c.Symbol)
	if x == nil {
		return nil, v, claim{}
	}
	v = x.Library.Admit([]string{"==" + c.Version}, "evidence")
	b := bind(base, x, v, c)
	keras3 := v.In(">=2.16") == rules.Yes || x.Library.Name == "keras" && v.In(">=3") == rules.Yes
	add := func(versions string, when rules.Condition, rng string) {
		if holds := when.Eval(b); holds != rules.No && (versions == "" || v.In(versions) != rules.No) {
			out.draws = out.draws.Or(holds)
			if out.rngs = append(out.rngs, rng); rng == "keras" && !keras3 {
				out.rngs = append(out.rngs, "tensorflow") // of which Keras 2 draws
			}
		}
	}
	for _, s := range x.Draws {
		add(s.Versions, s.When, s.RNG)
	}
	for _, s := range x.SeedParameters {
		if !slices.ContainsFunc(append([]string{s.Parameter}, s.Also...), func(p string) bool { return b.Given(p) == rules.Yes && b.Arg(p).IsNone() != rules.Yes }) {
			add(s.Versions, s.Matters, s.Fallback)
		}
	}
	for _, op := range x.Ops { // races on the CPU
		if slices.Contains(op.Devices, "cpu") && op.Judge(v).Default == "varies" {
			add("", op.When, "entropy")
		}
	}
	if g := x.Generator; g != nil && g.Unseeded == "entropy" && b.Given(g.Parameter) != rules.Yes {
		add("", rules.Condition{}, "entropy")
	}
	return x, v, out
}

// draw holds a call that was run against what the base says of it.
func (d *disagreements) draw(base *rules.Base, c drawn) {
	x, _, claim := claims(base, c.called)
	if x == nil {
		if c.Varies {
			d.behaves(c.called, "varies (it repeats with %s), and is not known", c.Repeats)
		}
		return
	}
	fixed := len(claim.rngs) > 0 && !slices.ContainsFunc(claim.rngs, func(g string) bool { return g != "fixed" })
	switch {
	case fixed && c.Varies:
		d.behaves(c.called, "varies, though its seed is said to be fixed")
	case claim.draws == rules.Yes && !fixed && !c.Varies && len(c.Advances) == 0:
		d.behaves(c.called, "draws nothing, but is said to draw from %s", claim.rngs)
	case claim.draws == rules.No && c.Varies:
		d.behaves(c.called, "varies (it repeats with %s), but is said to draw nothing", c.Repeats)
	case c.Varies && !fixed && !slices.ContainsFunc(claim.rngs, func(g string) bool { return slices.Contains(c.Repeats, g) || g == "entropy" && len(c.Repeats) == 0 }):
		d.behaves(c.called, "repeats with %s, but is said to draw from %s", c.Repeats, claim.rngs)
	}
	if c.Seeded != nil && !*c.Seeded && len(x.SeedParameters) > 0 && claim.draws != rules.No {
		d.behaves(c.called, "varies with a seed of its own as well")
	}
}

// seeder holds a seeder that was run against what the base says of it.
func (d *disagreements) seeder(base *rules.Base, c sown) {
	x := base.Symbol(c.Symbol)
	if x == nil || len(x.Seeders) == 0 {
		d.behaves(c.called, "is not known to seed")
		return
	}
	v := x.Library.Admit([]string{"==" + c.Version}, "evidence")
	b := bind(base, x, v, c.called)
	var rngs []string
	none, switches := "", map[string]string{"torch.deterministic": "off", "cudnn.deterministic": "off", "cudnn.benchmark": "off"}
	for _, s := range x.Seeders {
		if s.Versions != "" && v.In(s.Versions) != rules.Yes || s.When.Eval(b) == rules.No {
			continue
		}
		rngs, none = append(rngs, s.RNGs...), s.None
		for _, set := range s.Settings {
			if set.When.Eval(b) == rules.Yes {
				switches[set.Switch] = set.Value
			}
		}
	}
	for _, g := range c.Seeds {
		if !slices.Contains(rngs, g) {
			d.behaves(c.called, "seeds %s as well", g)
		}
	}
	for _, g := range rngs {
		if slices.Contains(c.Probed, g) && !slices.Contains(c.Seeds, g) {
			d.behaves(c.called, "does not seed %s (it seeds %s)", g, c.Seeds)
		}
	}
	if none != "" && c.None != "" && c.None != none {
		d.behaves(c.called, "without a seed: %s, said to be %s", c.None, none)
	}
	for s, is := range c.Switches {
		if is != switches[s] {
			d.behaves(c.called, "leaves %s %s, said to be %s", s, is, switches[s])
		}
	}
}

func bind(base *rules.Base, x *rules.Symbol, v rules.Versions, c called) rules.Bound {
	var positional []rules.Value
	for _, p := range c.Positional {
		positional = append(positional, literalOf(p))
	}
	if owner := base.Symbol(c.Symbol[:strings.LastIndexByte(c.Symbol, '.')]); owner != nil && owner.Class != nil && len(positional) > 0 {
		positional = positional[1:] // the receiver
	}
	var keywords []rules.Keyword
	for name, k := range c.Keywords {
		keywords = append(keywords, rules.Keyword{Name: name, Value: literalOf(k)})
	}
	return x.Bind(v, positional, keywords, false, false)
}

// literalOf is a Python literal as JSON holds it.
func literalOf(x any) rules.Value {
	switch x := x.(type) {
	case nil:
		return rules.NoneValue()
	case bool:
		return rules.BoolValue(x)
	case json.Number:
		if i, err := x.Int64(); err == nil {
			return rules.IntValue(i)
		}
		f, _ := x.Float64()
		return rules.FloatValue(f)
	case string:
		return rules.StringValue(x)
	case []any:
		var out []rules.Value
		for _, e := range x {
			out = append(out, literalOf(e))
		}
		return rules.ListValue(out...)
	}
	return rules.ObjectValue("")
}
