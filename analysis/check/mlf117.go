package check

import (
	"fmt"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
)

var jaxKeyReuse = register(&Rule{
	Meta: Meta{
		Code: "MLF117", Name: "jax-key-reuse", Severity: Warning,
		Summary: "a key of jax.random is used twice, and draws the same numbers again",
	},
	Run: runKeyReuse,
})

func runKeyReuse(p *Pass) {
	for _, m := range p.Modules {
		if !usesJAXRandom(p, m) {
			continue
		}
		p.moduleKeys(m)
		for _, u := range m.All {
			for _, f := range u.Defs {
				if f.Index != 0 && p.inProgram(f) {
					k := p.keysOf(f, 0)
					p.reportKeys(f, k.found)
				}
			}
		}
	}
}

// usesJAXRandom tells whether a module calls anything of jax.random.
func usesJAXRandom(p *Pass, m *project.Module) bool {
	return once(p.shared, "jax.random "+m.Path, func() bool {
		for _, u := range m.All {
			for _, c := range u.Calls {
				if strings.HasPrefix(c.Name(), "jax.random.") {
					return true
				}
			}
		}
		return false
	})
}

// moduleKeys follows a module's own code, statement by statement.
func (p *Pass) moduleKeys(m *project.Module) {
	k := &keyFlow{p: p, used: map[jaxKey]consumption{}}
	var body *project.Func
	for _, u := range m.Units {
		k.unit, body = u, u.Defs[0]
		if k.block(u.Funcs[0].Body) {
			break
		}
	}
	if body != nil && p.inProgram(body) {
		p.reportKeys(body, k.found)
	}
}

// keysOf follows the keys of a function.
func (p *Pass) keysOf(f *project.Func, depth int) *keyFlow {
	k := &keyFlow{p: p, unit: f.Unit, used: map[jaxKey]consumption{}, depth: depth}
	k.block(f.Body)
	return k
}

// consumesKey tells whether one of our functions uses up the key that it is
// given for a parameter.
func (p *Pass) consumesKey(f *project.Func, i, depth int) bool {
	if !usesJAXRandom(p, f.Unit.Mod) {
		return false
	}
	return once(p.shared, fmt.Sprintf("key %s %d %d %d %d", f.Unit.Mod.Path, f.Unit.Base, f.Index, i, depth), func() bool {
		for key := range p.keysOf(f, depth).used {
			if v := &key.unit.Values[key.id]; key.unit == f.Unit && v.Op == facts.OpParam && v.Func == f.Index && int(v.Index) == i {
				return true
			}
		}
		return false
	})
}

func (p *Pass) reportKeys(f *project.Func, found []reuse) {
	for _, r := range found {
		c := r.again.call
		name := keyName(r)
		out := Finding{
			Place: callPlace(c), Severity: p.severityAt(f, Warning), Symbol: c.Name(), Key: "key-reuse " + r.again.what,
			Why:  "A key is not a generator: it always gives the same numbers. Whatever is drawn from one key twice is not independent, and equal where shapes are equal.",
			Help: "Split it first: key, subkey = jax.random.split(key), and give each call a subkey of its own.",
		}
		switch {
		case r.inLoop != nil:
			out.Message = r.again.what + " uses " + name + " in every round of the loop: each round draws the same numbers"
			out.Related = []Related{{PlaceOf(c.Unit, c.Unit.Values[r.inLoop.V].Span), "the loop starts here"}}
			if literalLoop(c.Unit, r.inLoop) {
				out.Severity = min(out.Severity, Info)
			}
		default:
			out.Message = r.again.what + " uses " + name + " again, which " + r.first.what + " has used already: both draw from the same numbers"
			out.Related = []Related{{callPlace(r.first.call), "the key is used here first"}}
		}
		for _, again := range r.related {
			out.Related = append(out.Related, Related{callPlace(again.call), "and here again"})
		}
		out.Related = limit(out.Related, 5)
		if !r.again.certain || !r.first.direct || !r.again.direct || strings.HasSuffix(c.Unit.Mod.Path, ".ipynb") {
			out.Severity = min(out.Severity, Info)
		}
		p.Report(out)
	}
}

// keyName is the key as written where it is used again.
func keyName(r reuse) string {
	c := r.again.call
	if id, ok := firstArgument(c, "key"); ok && r.again.direct {
		return text(c.Unit, id)
	}
	if v := &r.key.unit.Values[r.key.id]; v.Op == facts.OpParam {
		return v.Str
	}
	for _, b := range r.key.unit.Bindings {
		if b.V == r.key.id {
			return b.Name
		}
	}
	return "the key"
}

// literalLoop tells whether a loop goes over a few things that are written
// down: variants that may well be meant to start from the same numbers.
func literalLoop(u *project.Unit, loop *facts.Step) bool {
	v := u.Val(loop.V)
	return loop.For && (v.Kind == project.Seq || v.Kind == project.Map)
}
