package project

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
)

// This file follows functions and instances of ours that code which we do not
// see gets to call: what is handed to a library, and what is registered with
// it by a decorator.

// callbacks follows functions and instances of ours that are handed to a
// library's callable of that name: it may call them.
func (w *walker) callbacks(c *Call, name string) {
	if keeps(name) {
		return
	}
	later := runsLater(name)
	for _, a := range c.Value().List {
		v := c.Unit.Val(a.V)
		wait := later && !strings.Contains(a.Name, "init") // initializer=, worker_init_fn=
		w.when(wait, func() { v.Each(func(v *Val) { w.handed(v, name) }) })
	}
}

// deferred follows what our own class is handed where it was not seen to call
// it itself.
func (w *walker) deferred(c *Call) {
	for _, a := range c.Value().List {
		c.Unit.Val(a.V).Each(func(v *Val) {
			if v.Kind == Function || v.Kind == Partial {
				w.when(true, func() {
					if w.entered[v.Fn] == 0 {
						w.handed(v, "")
					}
				})
			}
		})
	}
}

// keeps tells whether a library's function only looks at what it is handed, or
// keeps it under another name: its result stands for it.
func keeps(name string) bool {
	switch name {
	case "builtins.map", "builtins.filter", "builtins.sorted", "builtins.min", "builtins.max", "builtins.next", "builtins.list",
		"builtins.sum", "builtins.tuple", "builtins.enumerate", "builtins.zip", "builtins.list.sort",
		"builtins.iter", "builtins.any", "builtins.all":
		return false
	case "functools.partial", "functools.wraps", "functools.update_wrapper", "functools.lru_cache", "functools.cache",
		"functools.total_ordering", "copy.copy", "copy.deepcopy", "pickle.dump", "pickle.dumps", "json.dump", "json.dumps", "torch.save":
		return true
	case "builtins.list.append", "builtins.list.extend", "builtins.list.insert", "builtins.dict.update", "builtins.dict.setdefault", "builtins.set.add":
		return false
	}
	for _, prefix := range []string{"builtins.", "typing.", "dataclasses.", "abc.", "inspect.", "logging.", "warnings."} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// runsLater tells by the name of a callable that it takes a function to call
// it another time: constructors, and everything that adds or registers.
func runsLater(name string) bool {
	if classLike(name) {
		return true
	}
	verb, _, _ := strings.Cut(strings.TrimLeft(strings.ToLower(last(name)), "_"), "_")
	switch verb {
	case "add", "append", "extend", "insert", "set", "setdefault", "register", "on", "attach", "connect", "subscribe", "update", "put",
		"push", "bind", "signal", "install", "hook", "atexit":
		return true
	}
	return strings.HasPrefix(name, "atexit.")
}

// when runs something now, or when the program has set up everything: what it
// finds seeded then is what any path can have seeded before.
func (w *walker) when(later bool, run func()) {
	if !later {
		run()
		return
	}
	via, fn, self, cond, loops, handler, path := w.via, w.fnNow, w.self, w.cond, w.loops, w.handler, slices.Clone(w.path)
	under := slices.Clone(w.under)
	w.later = append(w.later, func() {
		w.via, w.fnNow, w.self, w.cond, w.loops, w.handler, w.path = via, fn, self, cond, loops, handler, path
		w.under = under
		run()
	})
}

// finish runs what waits for the program to be set up.
func (w *walker) finish() {
	for len(w.later) > 0 {
		next := w.later[0]
		w.later = w.later[1:]
		next()
	}
}

func (w *walker) handed(v *Val, to string) {
	switch v.Kind {
	case Function:
		w.through(nil, v)
	case Partial:
		v.Recv.Each(func(r *Val) { w.handed(r, to) })
	case Object:
		w.hooks(v.Class, to)
	case Instance:
		w.registered(instanceKey(v))
	case Type:
		for _, t := range w.p.Targets(v) {
			w.through(nil, t)
		}
		w.hooks(v.Class, to)
	case Seq, Map:
		for _, e := range v.Unit.Values[v.ID].List {
			if x := v.Unit.Val(e.V); x.Kind == Object || x.Kind == Function || x.Kind == Partial {
				w.handed(x, to)
			}
		}
	}
}

// languageMethods are those that code which knows nothing of a class calls on
// its instances.
var languageMethods = []string{"__call__", "__len__", "__iter__", "__next__", "__getitem__", "__enter__"}

// hooks follows the methods that a framework calls on an instance of ours:
// those the knowledge base lists for its base classes, in their order; all of
// them when it derives from a class without a list; and those of the language
// when it derives from nothing that a library knows. fire.Fire makes commands
// of all methods.
func (w *walker) hooks(k *Class, to string) {
	if len(k.Externals()) == 0 && !strings.HasPrefix(to, "fire.") {
		for _, n := range languageMethods {
			if strings.HasPrefix(to, "builtins.") && n == "__call__" {
				continue
			}
			w.method(k, n)
		}
		return
	}
	if w.hooked[k] {
		return
	}
	w.hooked[k] = true
	listed := false
	for _, e := range k.Externals() {
		for _, name := range w.p.hooksOf(e) {
			listed = true
			w.method(k, name)
		}
	}
	if listed {
		return
	}
	for _, c := range k.MRO() {
		w.p.depend(fact{kind: classText, class: c})
		for _, m := range c.Members {
			for _, f := range m.Defs {
				if f.Class == c {
					w.fn(f, k)
				}
			}
		}
	}
}

func (w *walker) method(k *Class, name string) {
	for _, c := range k.MRO() {
		if f := c.own(name); f != nil {
			w.fn(f, k)
			return
		}
	}
}

// hooksOf gathers the hooks of a library's class and its bases.
func (p *Program) hooksOf(class string) []string {
	var out []string
	seen := map[string]bool{}
	for queue := []string{class}; len(queue) > 0 && len(seen) < 64; queue = queue[1:] {
		if seen[queue[0]] {
			continue
		}
		seen[queue[0]] = true
		if k := p.KB.Class(queue[0]); k != nil {
			out = append(out, k.Hooks...)
			queue = append(queue, k.Bases...)
		}
	}
	return out
}

// starters are names of methods by which a library's object sets off what it
// was given, or an instance of ours that inherits them its own methods.
var starters = []string{"start", "run", "fit", "train", "main", "execute", "learn", "serve", "launch", "invoke", "cli", "run_commandline"}

// started follows what calling an inherited or an application's method of that
// name sets off.
func (w *walker) started(f *Val, name string) {
	if f.Recv == nil || !slices.Contains(starters, name) {
		return
	}
	switch f.Recv.Kind {
	case Object:
		w.hooks(f.Recv.Class, "")
	case Instance:
		w.registered(instanceKey(f.Recv))
	}
}

// ---- registration by decorator ----

// regKey is what functions are registered with: a function (a click group) or
// the object that an expression made (a typer application).
type regKey struct {
	fn   *Func
	unit *Unit
	id   facts.ID
}

func instanceKey(v *Val) regKey { return regKey{unit: v.Unit, id: v.ID} }

// registered follows the functions that decorators made commands of what is
// called.
func (w *walker) registered(k regKey) {
	if k == (regKey{}) {
		return
	}
	commands := w.p.registrations()[k]
	if len(commands) == 0 {
		return
	}
	w.oneOf(commands[0].Func, len(commands), func(i int) bool {
		w.through(nil, &Val{Kind: Function, Fn: commands[i]})
		return true
	})
}

// registrations are the functions decorated with "@x.something(…)", by x.
func (p *Program) registrations() map[regKey][]*Func {
	p.depend(fact{kind: registration})
	if p.registry == nil {
		p.work(&p.registering, func() { p.registry = p.registered() })
		p.knownRegistry = p.registry
	}
	return p.registry
}

func (p *Program) registered() map[regKey][]*Func {
	out := map[regKey][]*Func{}
	for _, m := range p.Modules {
		for _, u := range m.All {
			for _, f := range u.Defs {
				for _, d := range f.Decorators {
					if k, ok := u.registersWith(d); ok {
						out[k] = append(out[k], f)
					}
				}
			}
		}
	}
	return out
}

func (u *Unit) registersWith(id facts.ID) (regKey, bool) {
	v := &u.Values[id]
	if v.Op == facts.OpCall {
		v = &u.Values[v.X]
	}
	if v.Op != facts.OpAttr {
		return regKey{}, false
	}
	switch x := u.Val(v.X); x.Kind {
	case Function:
		return regKey{fn: x.Fn}, true
	case Instance, Object:
		return instanceKey(x), x.Unit != nil
	}
	return regKey{}, false
}
