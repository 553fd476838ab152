package check

import (
	"maps"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
)

// jaxKey is a key of jax.random: the value that holds it, or an element of a
// value that jax.random.split gave.
type jaxKey struct {
	unit  *project.Unit
	id    facts.ID
	index string     // a literal index
	by    facts.ID   // an index that is no literal
	at    facts.Span // where it is made
}

// consumption is a call that uses a key up. certain is false where it is on
// some paths only, direct where jax.random itself is called.
type consumption struct {
	call    *project.Call
	what    string
	certain bool
	direct  bool
}

// reuse is a key that is consumed again.
type reuse struct {
	key     jaxKey
	first   consumption
	again   consumption
	inLoop  *facts.Step // the loop that repeats it, nil for two calls in a row
	related []consumption
}

// keyFlow follows the keys of one function, or of a module's own code, through
// its steps. Values are single assignments, so a key that is split and bound
// again is another one.
type keyFlow struct {
	p     *Pass
	unit  *project.Unit
	used  map[jaxKey]consumption
	loops []*facts.Step
	found []reuse
	depth int
}

// block follows steps; it tells whether their end is not reached.
func (k *keyFlow) block(b facts.Block) (ends bool) {
	for i := range b {
		s := &b[i]
		switch s.Kind {
		case facts.StepCall:
			k.call(k.unit.Call(s.V))
		case facts.StepIf, facts.StepTry:
			if k.branches(s) {
				return true
			}
		case facts.StepLoop:
			k.loops = append(k.loops, s)
			before := maps.Clone(k.used)
			k.block(s.Blocks[0])
			k.loops = k.loops[:len(k.loops)-1]
			k.join([]map[jaxKey]consumption{before, k.used})
			if len(s.Blocks) > 1 {
				k.block(s.Blocks[1])
			}
		case facts.StepWith:
			if k.block(s.Blocks[0]) {
				return true
			}
		case facts.StepReturn, facts.StepRaise, facts.StepJump:
			return true
		}
	}
	return false
}

// branches follows each way and joins what goes on. The blocks of a try are
// its body and what follows that, then its handlers.
func (k *keyFlow) branches(s *facts.Step) (ends bool) {
	before := k.used
	var live []map[jaxKey]consumption
	follow := func(blocks ...facts.Block) {
		k.used = maps.Clone(before)
		for _, b := range blocks {
			if k.block(b) {
				return
			}
		}
		live = append(live, k.used)
	}
	if s.Kind == facts.StepTry {
		follow(s.Blocks[0], s.Blocks[1])
		for _, h := range s.Blocks[3:] {
			follow(h)
		}
	} else {
		for _, b := range s.Blocks {
			follow(b)
		}
		if len(s.Blocks) == 1 {
			follow()
		}
	}
	if len(live) == 0 {
		k.used = before
		return true
	}
	k.join(live)
	return s.Kind == facts.StepTry && k.block(s.Blocks[2])
}

// join keeps what some path consumed; it is certain only if all did.
func (k *keyFlow) join(paths []map[jaxKey]consumption) {
	out := map[jaxKey]consumption{}
	for i, path := range paths {
		for key, c := range path {
			for j, other := range paths {
				if _, ok := other[key]; !ok && i != j {
					c.certain = false
				}
			}
			if old, ok := out[key]; ok {
				old.certain = old.certain && c.certain
				c = old
			}
			out[key] = c
		}
	}
	k.used = out
}

// call records the keys that a call consumes.
func (k *keyFlow) call(c *project.Call) {
	if c == nil {
		return
	}
	if sampler := keySampler(c); sampler != "" {
		if id, ok := firstArgument(c, "key"); ok {
			k.consume(id, consumption{c, sampler, true, true})
		}
		return
	}
	if k.depth >= 3 {
		return
	}
	targets := k.p.Targets(c.Callee())
	if len(targets) != 1 {
		return
	}
	f := targets[0].Fn
	for i := range f.Params {
		if f.Params[i].Name == "self" || !k.p.consumesKey(f, i, k.depth+1) {
			continue
		}
		if id, given, _ := c.Argument(f, i); given {
			k.consume(id, consumption{c, f.Name, true, false})
		}
	}
}

func (k *keyFlow) consume(id facts.ID, c consumption) {
	key, ok := k.keyOf(id)
	if !ok {
		return
	}
	if first, again := k.used[key]; again {
		if !deliberate(first, c) {
			c.certain = first.certain
			k.add(reuse{key: key, first: first, again: c})
		}
		return
	}
	k.used[key] = c
	if loop := k.outerLoop(key); loop != nil {
		k.add(reuse{key: key, first: c, again: c, inLoop: loop})
	}
}

// add reports each key once; what consumes it further is related.
func (k *keyFlow) add(r reuse) {
	for i := range k.found {
		if k.found[i].key == r.key {
			if r.again.call != k.found[i].again.call {
				k.found[i].related = append(k.found[i].related, r.again)
			}
			return
		}
	}
	k.found = append(k.found, r)
}

// deliberate: two arrays are put in one order with one key, and one of our
// functions is run twice on the same random numbers.
func deliberate(a, b consumption) bool {
	if !a.direct && !b.direct {
		return a.what == b.what
	}
	if a.what != b.what {
		return false
	}
	switch a.what {
	case "permutation", "shuffle", "choice":
		return true
	}
	return false
}

// outerLoop is the outermost loop around the current step that the key comes
// into from outside: it holds the same key in each of its rounds.
func (k *keyFlow) outerLoop(key jaxKey) *facts.Step {
	if key.unit != k.unit { // made by another statement of the module
		if len(k.loops) > 0 {
			return k.loops[0]
		}
		return nil
	}
	for _, l := range k.loops {
		if !within(key.at, l.Span) && (key.by == 0 || !within(k.unit.Values[key.by].Span, l.Span)) {
			return l
		}
	}
	return nil
}

// keyOf identifies the key that a value holds; ok is false where that cannot
// be told, as for attributes, which change between two reads.
func (k *keyFlow) keyOf(id facts.ID) (jaxKey, bool) {
	u := k.unit
	v := &u.Values[id]
	switch v.Op {
	case facts.OpParam, facts.OpUnpack, facts.OpCall, facts.OpPhi, facts.OpElem:
		return jaxKey{unit: u, id: id, at: v.Span}, true
	case facts.OpFree:
		if slices.ContainsFunc(u.Bindings, func(b facts.Binding) bool { return b.Name == v.Str }) && len(k.loops) > 0 {
			return jaxKey{}, false // bound again in this loop
		}
		named := u.Named(id)
		if len(named) != 1 {
			return jaxKey{}, false
		}
		n := named[0]
		switch w := &n.Unit.Values[n.ID]; w.Op {
		case facts.OpUnpack, facts.OpCall:
			return jaxKey{unit: n.Unit, id: n.ID, at: w.Span}, true
		}
	case facts.OpIndex:
		return k.element(v)
	}
	return jaxKey{}, false
}

// element is keys[0] or keys[i] of what jax.random.split gave.
func (k *keyFlow) element(v *facts.Value) (jaxKey, bool) {
	key, ok := k.keyOf(v.X)
	if !ok || key.index != "" || key.by != 0 || !splitResult(key.unit, key.id) {
		return jaxKey{}, false
	}
	if i := k.unit.Val(v.Y); i.Kind == project.Num {
		key.index = i.Text
		return key, true
	}
	switch k.unit.Values[v.Y].Op {
	case facts.OpElem, facts.OpParam, facts.OpUnpack, facts.OpPhi:
		key.by = v.Y
		return key, key.unit == k.unit
	}
	return jaxKey{}, false
}

func splitResult(u *project.Unit, id facts.ID) bool {
	v := &u.Values[id]
	if v.Op == facts.OpUnpack && v.Index < 0 {
		v, id = &u.Values[v.X], v.X
	}
	return v.Op == facts.OpCall && u.Call(id) != nil && u.Call(id).Name() == "jax.random.split"
}

// keySampler is the function of jax.random that a call runs and that uses its
// key up, "" for others: fold_in makes another key for each number.
func keySampler(c *project.Call) string {
	name, ok := strings.CutPrefix(c.Name(), "jax.random.")
	switch name {
	case "key", "PRNGKey", "fold_in", "clone", "key_data", "key_impl", "wrap_key_data", "key_dtype", "default_prng_impl":
		return ""
	}
	if !ok || strings.Contains(name, ".") || c.Symbol() == nil {
		return ""
	}
	return name
}

func firstArgument(c *project.Call, name string) (facts.ID, bool) {
	for i, a := range c.Value().List {
		if a.Name == name || i == 0 && a.Name == "" && a.Star == 0 {
			return a.V, true
		}
	}
	return 0, false
}
