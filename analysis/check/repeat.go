package check

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
)

// repetition is code that training runs again and again.
type repetition struct {
	in        any    // the loop or function
	when      string // for messages
	hot       string // name of the function
	everyStep bool   // for each sample or step, not just for each epoch
}

// repeated tells whether a call stands where training repeats it: in a
// function that is run for each sample or batch, or in a training loop. Loops
// over experiments, folds and seeds are none: there a seed gives each the same
// start, as it should.
func (p *Pass) repeated(c *project.Call, seed argument, collate map[*project.Func]bool) (repetition, bool) {
	if p.hot(c.Fn) || collate[c.Fn] {
		if c.Guard != nil && !guardedBy(c, seed) {
			return repetition{}, false
		}
		return repetition{c.Fn, "in every call of " + c.Fn.Name, c.Fn.Name, c.Fn.Name != "__iter__"}, true
	}
	loop := c.Loop
	if loop == nil || c.Guard != nil && c.Guard != loop && within(c.Guard.Span, loop.Span) && !guardedBy(c, seed) {
		return repetition{}, false
	}
	if p.reaches(c, loop, 3, makesOptimizer, map[*project.Func]bool{}) {
		return repetition{}, false
	}
	for _, other := range c.Unit.Calls {
		if other.Fn == c.Fn && other.Loop == loop && takesStep(other) {
			return repetition{loop, "in every round of the training loop", "", true}, true
		}
	}
	if name := loopName(c, loop); name != "" && p.reaches(c, loop, 3, takesStep, map[*project.Func]bool{}) {
		return repetition{loop, "in every round of the loop over " + name, "", name == "batches"}, true
	}
	return repetition{}, false
}

// hot tells whether a framework runs a method for each sample, batch or step.
func (p *Pass) hot(f *project.Func) bool {
	if f.Class == nil {
		return false
	}
	switch f.Name {
	case "__getitem__", "__getitems__", "__iter__":
		return p.Derives(f.Class, "torch.utils.data.Dataset")
	case "forward", "training_step":
		return p.Derives(f.Class, "torch.nn.Module")
	}
	return false
}

func within(inner, outer facts.Span) bool {
	return inner.Start >= outer.Start && inner.End <= outer.End
}

// loopName is what a loop by its words goes over: epochs or batches.
func loopName(c *project.Call, loop *facts.Step) string {
	words := strings.ToLower(text(c.Unit, loop.V))
	for i := range c.Unit.Values {
		if v := &c.Unit.Values[i]; v.Op == facts.OpElem && v.X == loop.V {
			words += " " + strings.ToLower(text(c.Unit, facts.ID(i)))
		}
	}
	switch {
	case strings.Contains(words, "epoch"):
		return "epochs"
	case strings.Contains(words, "loader"), strings.Contains(words, "batch"):
		return "batches"
	}
	return ""
}

// reaches tells whether something in the loop, or a function of ours that it
// calls, is a call of the kind that is looked for.
func (p *Pass) reaches(c *project.Call, loop *facts.Step, depth int, is func(*project.Call) bool, seen map[*project.Func]bool) bool {
	for _, other := range c.Unit.Calls {
		if other.Fn == c.Fn && within(other.Step.Span, loop.Span) && p.leadsTo(other, depth, is, seen) {
			return true
		}
	}
	return false
}

func (p *Pass) leadsTo(c *project.Call, depth int, is func(*project.Call) bool, seen map[*project.Func]bool) bool {
	if is(c) {
		return true
	}
	if depth == 0 {
		return false
	}
	for _, t := range p.Targets(c.Callee()) {
		if seen[t.Fn] {
			continue
		}
		seen[t.Fn] = true
		for _, inner := range t.Fn.Unit.Calls {
			if inner.Fn == t.Fn && p.leadsTo(inner, depth-1, is, seen) {
				return true
			}
		}
	}
	return false
}

// takesStep tells whether a call computes gradients or moves weights, rather
// than running a training of its own.
func takesStep(c *project.Call) bool {
	s := c.Symbol()
	if s == nil || s.Trainer == nil {
		return false
	}
	switch s.Name[strings.LastIndexByte(s.Name, '.')+1:] {
	case "backward", "manual_backward", "step", "grad", "apply_gradients", "train_on_batch":
		return true
	}
	return false
}

// makesOptimizer tells whether a call makes an optimiser: what does so starts an
// experiment.
func makesOptimizer(c *project.Call) bool {
	x := c.Result()
	return x.Kind == project.Instance && strings.HasPrefix(x.Text, "torch.optim.") && !strings.Contains(x.Text, "lr_scheduler") &&
		strings.HasPrefix(c.Name(), "torch.optim.")
}

// evaluates tells by a function's name that it is no part of training: there
// the same seed each time makes results comparable.
func evaluates(name string) bool {
	n := strings.ToLower(name)
	for _, w := range []string{"eval", "valid", "test", "sampl", "generat", "visual", "plot", "infer", "predict", "demo", "benchmark"} {
		if strings.Contains(n, w) {
			return true
		}
	}
	return false
}

// isolated tells whether a call seeds for a moment only: under a context
// manager that puts the generators back, or in a function that does so.
func isolated(c *project.Call) bool {
	for _, other := range c.Unit.Calls {
		if other.Fn != c.Fn {
			continue
		}
		switch written(other.Unit, other.Value().X) {
		case "set_rng_state", "set_rng_state_all", "setstate", "set_state":
			return true
		}
	}
	return underRNGContext(c)
}

func underRNGContext(c *project.Call) bool {
	return underWith(c.Fn.Body, c.Step, func(s *facts.Step) bool {
		words := strings.ToLower(text(c.Unit, s.V))
		return strings.Contains(words, "rng") || strings.Contains(words, "seed") || strings.Contains(words, "random") || noGrad(words)
	})
}

// steady tells whether a seed is the same in every round of the code around a
// call: written down, an option, or a name of a seed that nothing there
// changes.
func (p *Pass) steady(c *project.Call, seed argument) bool {
	k := steadiness{p: p, u: seed.unit, hot: c.Loop == nil, seen: map[facts.ID]bool{}}
	if c.Unit != seed.unit { // passed on by another function: its own constant
		k.hot = false
	}
	return k.of(seed.id, 0)
}

type steadiness struct {
	p    *Pass
	u    *project.Unit
	hot  bool // parameters change from call to call
	seen map[facts.ID]bool
}

func (k *steadiness) of(id facts.ID, depth int) bool {
	if id == 0 || depth > 10 || k.seen[id] {
		return false
	}
	k.seen[id] = true
	defer delete(k.seen, id)
	v := &k.u.Values[id]
	switch v.Op {
	case facts.OpNum:
		return true
	case facts.OpFree:
		x := k.u.Val(id)
		return !changes(v.Str) && (x.Kind == project.Num || x.Kind == project.OptionVal || isSeed(v.Str)) && !rebound(k.u, v.Str)
	case facts.OpParam:
		return !k.hot && !changes(v.Str) && (isSeed(v.Str) || k.u.Val(id).Kind == project.Num)
	case facts.OpAttr:
		return !changes(v.Str) && (isSeed(v.Str) || k.u.Val(id).Kind == project.Num || k.u.Val(id).Kind == project.OptionVal) &&
			k.owner(v.X, 0) && !k.reassigned(v)
	case facts.OpIndex:
		key := k.u.Val(v.Y)
		return key.Kind == project.Str && isSeed(key.Text) && k.owner(v.X, 0)
	case facts.OpBinary:
		return k.of(v.X, depth+1) && k.of(v.Y, depth+1)
	case facts.OpUnary:
		return k.of(v.X, depth+1)
	case facts.OpLogic, facts.OpCond:
		return k.of(v.X, depth+1) && k.of(v.Y, depth+1)
	case facts.OpPhi:
		for _, a := range v.List {
			if !k.of(a.V, depth+1) {
				return false
			}
		}
		return len(v.List) > 0
	case facts.OpCall:
		c := k.u.Call(id)
		return c != nil && c.Name() == "builtins.int" && len(v.List) == 1 && k.of(v.List[0].V, depth+1)
	}
	return false
}

// owner tells whether what holds a seed is a fixed thing: a configuration, the
// arguments of the program, the object itself.
func (k *steadiness) owner(id facts.ID, depth int) bool {
	if depth > 6 {
		return false
	}
	v := &k.u.Values[id]
	switch v.Op {
	case facts.OpFree, facts.OpImport, facts.OpModule:
		return true
	case facts.OpParam:
		return !k.hot || v.Index == 0
	case facts.OpAttr, facts.OpIndex:
		return k.owner(v.X, depth+1)
	case facts.OpCall:
		return k.u.Val(id).Kind == project.Namespace
	case facts.OpUnpack:
		return k.u.Val(id).Kind == project.Namespace
	}
	return false
}

// reassigned tells whether an attribute of the object itself is set anywhere
// but in constructors, as by set_epoch.
func (k *steadiness) reassigned(v *facts.Value) bool {
	if x := k.u.Val(v.X); x.Kind != project.Object {
		return false
	}
	for _, m := range k.p.Modules {
		for _, u := range m.All {
			for _, f := range u.Defs {
				found := false
				eachStep(f.Body, func(s *facts.Step) {
					found = found || s.Kind == facts.StepSetAttr && s.Str == v.Str
				})
				if found && f.Name != "__init__" && f.Name != "__post_init__" {
					return true
				}
			}
		}
	}
	return false
}

// rebound tells whether some function changes a name of the module, or a loop
// gives it one value after the other.
func rebound(u *project.Unit, name string) bool {
	found := false
	for _, other := range u.Mod.All {
		for _, b := range other.Bindings {
			found = found || b.Name == name && iterates(other, b.V)
		}
		for _, f := range other.Defs {
			eachStep(f.Body, func(s *facts.Step) {
				found = found || s.Kind == facts.StepBind && s.Global && s.Str == name
			})
		}
	}
	return found
}

// iterates tells whether a value is an element of something that is looped
// over, on some path.
func iterates(u *project.Unit, id facts.ID) bool {
	v := &u.Values[id]
	switch v.Op {
	case facts.OpElem:
		return true
	case facts.OpUnpack:
		return u.Values[v.X].Op == facts.OpElem
	case facts.OpPhi:
		return slices.ContainsFunc(v.List, func(a facts.Arg) bool { return u.Values[a.V].Op == facts.OpElem })
	}
	return false
}

func isSeed(name string) bool { return strings.Contains(strings.ToLower(name), "seed") }

// changes tells whether a name says that its value is another in each round or
// process.
func changes(name string) bool {
	for _, part := range strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return r == '_' }) {
		if slices.Contains([]string{"epoch", "rank", "worker", "step", "iter", "iteration", "idx", "index", "batch", "fold", "run", "trial", "rep", "episode", "seeds", "next", "current"}, part) {
			return true
		}
	}
	return false
}
