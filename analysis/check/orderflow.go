package check

import (
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
)

// An order that is not fixed is harmless until something keeps it. orderFlow
// follows a value whose elements come in such an order (a directory listing, a
// set, results as they complete) to where the order is kept or lost: through
// names, attributes of self, returns to callers, arguments of our own
// functions, and the lists that loops over it build.
type orderFlow struct {
	p     *Pass
	seen  map[flowKey]bool
	found *orderSink
	// set is true when the source is a set, which has no positions until it is
	// made a list.
	set bool
	// vague is set when the order leaves what can be followed.
	vague bool
	steps int
}

// orderSink is where an order reaches data.
type orderSink struct {
	unit *project.Unit
	span facts.Span
	how  string
}

// orderSinkOf finds where the order of the value of a call reaches data. With
// no sink, vague tells that some uses could not be followed to their end.
func (p *Pass) orderSinkOf(u *project.Unit, id facts.ID) (s *orderSink, vague bool) {
	_, set := setElements(u, id)
	f := &orderFlow{p: p, seen: map[flowKey]bool{}, set: set}
	f.value(u, id, 0)
	return f.found, f.vague
}

func (f *orderFlow) sink(u *project.Unit, at facts.Span, how string) {
	if f.found == nil {
		f.found = &orderSink{u, at, how}
	}
}

func (f *orderFlow) value(u *project.Unit, id facts.ID, depth int) {
	f.steps++
	if id == 0 || f.found != nil || f.seen[flowKey{u, id}] || depth > 14 || f.steps > 2000 {
		return
	}
	f.seen[flowKey{u, id}] = true
	if f.sortedInPlace(u, id) {
		return
	}
	for _, use := range u.Uses(id) {
		if f.found != nil {
			return
		}
		if use.Step != nil {
			f.step(u, id, use, depth)
		} else {
			f.operand(u, id, use, depth)
		}
	}
}

// sortedInPlace: "files.sort()" settles the order of the list for good.
func (f *orderFlow) sortedInPlace(u *project.Unit, id facts.ID) bool {
	for _, use := range u.Uses(id) {
		if use.Step != nil {
			continue
		}
		v := &u.Values[use.User]
		if v.Op != facts.OpAttr || v.X != id || v.Str != "sort" {
			continue
		}
		for _, call := range u.Uses(use.User) {
			if call.Step == nil && u.Values[call.User].Op == facts.OpCall {
				return true
			}
		}
	}
	return false
}

func (f *orderFlow) step(u *project.Unit, id facts.ID, use project.Use, depth int) {
	s := use.Step
	switch s.Kind {
	case facts.StepLoop:
		if s.For && s.V == id {
			f.loop(u, use.Fn, s, depth)
		}
	case facts.StepReturn, facts.StepYield:
		f.returned(use.Fn, depth)
	case facts.StepSetAttr:
		if s.V == id {
			f.attribute(u, s, depth)
		}
	case facts.StepSetItem:
		if s.V == id {
			f.vague = true
		}
	case facts.StepBind:
		if s.V == id && use.Fn.Index == 0 {
			f.global(u, s.Str, depth)
		}
	}
}

// global follows a name of the module into the other units that read it.
func (f *orderFlow) global(u *project.Unit, name string, depth int) {
	if u.Class != nil {
		f.vague = true
		return
	}
	f.moduleName(u, name, depth)
}

func (f *orderFlow) operand(u *project.Unit, id facts.ID, use project.Use, depth int) {
	v := &u.Values[use.User]
	switch v.Op {
	case facts.OpCall:
		f.call(u, id, use, v, depth)
	case facts.OpAttr:
		f.method(u, use.User, v, depth)
	case facts.OpIndex:
		if v.X == id {
			f.index(u, v)
		}
	case facts.OpElem, facts.OpCompare, facts.OpSlice:
		// elements alone carry no order; loops over them are steps
	case facts.OpComp:
		f.comprehension(u, id, use.User, v, depth)
	case facts.OpPhi, facts.OpCond, facts.OpLogic, facts.OpStar, facts.OpAwait, facts.OpEnter, facts.OpUnpack:
		f.value(u, use.User, depth+1)
	case facts.OpBinary:
		if v.Str == "+" || v.Str == "|" || v.Str == "&" || v.Str == "-" || v.Str == "^" {
			f.value(u, use.User, depth+1)
		}
	case facts.OpList, facts.OpTuple:
		if use.Arg >= 0 && use.Arg < len(v.List) && v.List[use.Arg].Star == 1 {
			f.value(u, use.User, depth+1)
		} else {
			f.vague = true
		}
	case facts.OpFormat:
	default:
		f.vague = true
	}
}

// index: "listing[0]" takes whatever comes first; a slice keeps the order.
func (f *orderFlow) index(u *project.Unit, v *facts.Value) {
	if f.set && !listed(u, v.X) {
		return
	}
	if u.Values[v.Y].Op == facts.OpSlice {
		f.sink(u, v.Span, "a part of it is taken by position")
		return
	}
	if f.countedOne(u, v.X) {
		return
	}
	f.sink(u, v.Span, "an element is taken by its position")
}

// listed tells whether a value is made as a list.
func listed(u *project.Unit, id facts.ID) bool {
	switch v := &u.Values[id]; v.Op {
	case facts.OpComp, facts.OpList, facts.OpTuple, facts.OpBinary, facts.OpIndex:
		return true
	case facts.OpCall:
		c := u.Call(id)
		return c != nil && handsOrderOn[c.Name()]
	}
	is := false
	u.Val(id).Each(func(v *project.Val) {
		switch v.Text {
		case "builtins.list", "builtins.tuple", "comprehension.list":
			is = is || v.Kind == project.Result || v.Kind == project.Instance
		}
	})
	return is
}

// countedOne: after "assert len(files) == 1" the position says nothing.
func (f *orderFlow) countedOne(u *project.Unit, id facts.ID) bool {
	for _, use := range u.Uses(id) {
		if use.Step != nil || u.Values[use.User].Op != facts.OpCall {
			continue
		}
		c := u.Call(use.User)
		if c == nil || c.Name() != "builtins.len" {
			continue
		}
		for _, cmp := range u.Uses(use.User) {
			if cmp.Step != nil {
				continue
			}
			if v := &u.Values[cmp.User]; v.Op == facts.OpCompare && (u.Values[v.Y].Str == "1" || u.Values[v.X].Str == "1") {
				return true
			}
		}
	}
	return false
}

// method judges a method of the value itself.
func (f *orderFlow) method(u *project.Unit, self facts.ID, v *facts.Value, depth int) {
	switch v.Str {
	case "copy", "union", "intersection", "difference", "symmetric_difference", "tolist", "keys", "values", "items":
		for _, use := range u.Uses(self) {
			if use.Step == nil && u.Values[use.User].Op == facts.OpCall && u.Values[use.User].X == self {
				f.value(u, use.User, depth+1)
			}
		}
	case "pop":
		for _, use := range u.Uses(self) {
			if use.Step == nil && u.Values[use.User].Op == facts.OpCall {
				f.sink(u, v.Span, "whatever comes first is taken")
			}
		}
	}
}

// call judges the value as an argument.
func (f *orderFlow) call(u *project.Unit, id facts.ID, use project.Use, v *facts.Value, depth int) {
	if v.X == id || use.Arg < 0 || use.Arg >= len(v.List) {
		return
	}
	c := u.Call(use.User)
	if c == nil {
		return
	}
	name := c.Name()
	if s := c.Symbol(); s != nil && s.OrderFree {
		return
	}
	switch {
	case logs(name):
		return
	case handsOrderOn[name]:
		f.value(u, use.User, depth+1)
		return
	case name == "builtins.next" && onlyTested(u, use.User):
		return
	case keepsOrder[name] != "":
		f.sink(u, v.Span, keepsOrder[name])
		return
	case strings.HasPrefix(name, "os.path.") || strings.HasPrefix(name, "shutil."):
		return
	}
	if x := &u.Values[v.X]; x.Op == facts.OpAttr {
		switch x.Str {
		case "extend", "append", "extendleft":
			f.container(u, x.X, depth)
			return
		case "join":
			f.value(u, use.User, depth+1)
			return
		case "update", "add", "union", "intersection", "difference", "issubset", "issuperset", "intersection_update", "difference_update",
			"debug", "info", "warning", "error", "discard", "remove":
			return
		}
	}
	if f.arguments(c, use, depth) {
		return
	}
	if name != "" && !strings.HasPrefix(name, "builtins.") {
		f.sink(u, v.Span, short(name)+" takes its elements in that order")
		return
	}
	f.vague = true
}

// onlyTested: "next(folder.iterdir(), None) is None" asks whether there is any.
func onlyTested(u *project.Unit, id facts.ID) bool {
	for _, use := range u.Uses(id) {
		if use.Step == nil && u.Values[use.User].Op == facts.OpCompare || use.Step != nil && use.Step.Kind == facts.StepIf {
			continue
		}
		return false
	}
	return true
}

// arguments follows the value into the parameters of our own functions.
func (f *orderFlow) arguments(c *project.Call, use project.Use, depth int) bool {
	targets := f.p.Targets(c.Callee())
	for _, t := range targets {
		for i := range t.Fn.Params {
			if id, given, _ := c.Argument(t.Fn, i); given && id == c.Value().List[use.Arg].V {
				f.value(t.Fn.Unit, t.Fn.Params[i].V, depth+1)
			}
		}
	}
	if c.Callee().Kind == project.Type && len(targets) == 0 {
		f.vague = true
		return true
	}
	return len(targets) > 0
}

// handsOrderOn gives results in the order of the argument.
var handsOrderOn = map[string]bool{
	"builtins.list": true, "builtins.tuple": true, "builtins.iter": true, "builtins.map": true, "builtins.filter": true,
	"builtins.reversed": true, "tqdm.tqdm": true, "tqdm.auto.tqdm": true, "tqdm.notebook.tqdm": true, "itertools.chain": true,
	"itertools.chain.from_iterable": true, "builtins.zip": true, "rich.progress.track": true, "copy.copy": true, "copy.deepcopy": true,
	"numpy.array": true, "numpy.asarray": true, "os.fspath": true,
	"builtins.enumerate": true, // loops over it are judged by what they do
}

var keepsOrder = map[string]string{
	"random.shuffle": "a shuffle starts from it", "random.sample": "a sample is drawn from it", "random.choice": "an element is drawn from it",
	"random.choices": "elements are drawn from it", "numpy.random.shuffle": "a shuffle starts from it",
	"numpy.random.permutation": "a permutation starts from it", "numpy.random.choice": "elements are drawn from it",
	"builtins.next": "whatever comes first is taken", "itertools.islice": "the first few are taken",
	"numpy.concatenate": "its parts are joined in that order", "numpy.stack": "its parts are stacked in that order",
}

// comprehension: a list keeps the order of what it is made from, a set or a
// dict keyed by the elements does not.
func (f *orderFlow) comprehension(u *project.Unit, id, self facts.ID, v *facts.Value, depth int) {
	iterates := false
	for _, a := range v.List {
		iterates = iterates || a.V == id
	}
	if !iterates {
		return
	}
	switch v.Str {
	case "set", "dict":
		if f.counts(u, v) {
			f.sink(u, v.Span, "its elements are numbered in that order")
		}
	default:
		f.value(u, self, depth+1)
	}
}

// counts tells whether a dict comprehension numbers the elements.
func (f *orderFlow) counts(u *project.Unit, v *facts.Value) bool {
	if v.Str != "dict" {
		return false
	}
	for _, a := range v.List {
		if c := u.Call(a.V); c != nil && c.Name() == "builtins.enumerate" {
			return true
		}
	}
	return false
}

// returned follows a value to the callers of the function.
func (f *orderFlow) returned(fn *project.Func, depth int) {
	callers := f.p.CallersOf(fn)
	if len(callers) == 0 {
		f.vague = true
		return
	}
	for _, c := range callers {
		f.value(c.Unit, c.ID, depth+1)
	}
}

// attribute follows self.name into the other methods of the class.
func (f *orderFlow) attribute(u *project.Unit, s *facts.Step, depth int) {
	x := u.Val(s.Target)
	if x.Kind != project.Object {
		f.vague = true
		return
	}
	f.reads(x.Class, s.Str, depth)
}

func (f *orderFlow) reads(k *project.Class, name string, depth int) {
	var sites []flowKey
	for _, c := range k.MRO() {
		for _, m := range c.Members {
			for i := range m.Values {
				v := &m.Values[i]
				if v.Op != facts.OpAttr || v.Str != name {
					continue
				}
				if x := &m.Values[v.X]; x.Op == facts.OpParam && x.Index == 0 {
					sites = append(sites, flowKey{m, facts.ID(i)})
				}
			}
		}
	}
	for _, s := range sites {
		if f.sortedInPlace(s.u, s.id) {
			return
		}
	}
	for _, s := range sites {
		f.value(s.u, s.id, depth+1)
	}
	if len(sites) == 0 {
		f.vague = true
	}
}

// container follows a list that gets its elements in the order in question.
func (f *orderFlow) container(u *project.Unit, id facts.ID, depth int) {
	v := &u.Values[id]
	if v.Op == facts.OpAttr {
		if x := u.Val(v.X); x.Kind == project.Object {
			f.reads(x.Class, v.Str, depth)
			return
		}
	}
	if v.Op == facts.OpFree && u.Class == nil {
		f.moduleName(u, v.Str, depth)
		return
	}
	if v.Op == facts.OpIndex { // groups[key].append(x): ordered within a group
		f.vague = true
		return
	}
	f.value(u, id, depth+1)
	f.phis(u, id, depth)
}

// moduleName follows every reading of a name of the module.
func (f *orderFlow) moduleName(u *project.Unit, name string, depth int) {
	for _, other := range u.Mod.All {
		for i := range other.Values {
			v := &other.Values[i]
			if v.Op == facts.OpFree && v.Str == name {
				if f.sortedInPlace(other, facts.ID(i)) {
					return
				}
			}
		}
	}
	for _, other := range u.Mod.All {
		for i := range other.Values {
			if v := &other.Values[i]; v.Op == facts.OpFree && v.Str == name {
				f.value(other, facts.ID(i), depth+1)
			}
		}
	}
}

// phis follows the same list under the phi of a loop, and back.
func (f *orderFlow) phis(u *project.Unit, id facts.ID, depth int) {
	if v := &u.Values[id]; v.Op == facts.OpPhi {
		for _, a := range v.List {
			f.value(u, a.V, depth+1)
		}
	}
}
