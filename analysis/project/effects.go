package project

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/rules"
)

// call follows a call: into our own functions, or to what the knowledge base
// says of a library's.
func (w *walker) call(u *Unit, s *facts.Step) {
	c := u.Call(s.V)
	if c == nil {
		return
	}
	w.loads(u, s)
	old := w.via
	if w.via == nil && u.Mod == w.run.Entry.Module {
		w.via = c
	}
	if l := w.layerOf(u, c.Value().X, 0); l != nil {
		w.layers(l.fn, l.rest)
	} else {
		f := w.calleeOf(c)
		if f.Kind == Union {
			w.oneOf(s, len(f.Alts), func(i int) bool { w.callee(c, f.Alts[i]); return true })
		} else {
			w.callee(c, f)
		}
	}
	w.via = old
}

func (w *walker) callee(c *Call, f *Val) {
	p := w.p
	targets := p.Targets(f)
	for _, t := range targets {
		w.through(c, t)
	}
	switch f.Kind {
	case Function:
		w.registered(regKey{fn: f.Fn})
	case Type:
		w.baseConstructor(c, f.Class)
		w.deferred(c)
	case Object:
		if len(targets) == 0 {
			w.external(c, p.objectCall(f), f)
		}
	case Instance:
		w.registered(instanceKey(f))
		w.external(c, p.method(f.Text, "__call__"), f)
	case Partial:
		w.callee(c, f.Recv)
	case External:
		w.external(c, f.Text, f)
	case Unknown, Result, Union, OptionVal:
		w.blind(c)
		w.callbacks(c, c.writtenName())
	}
}

// baseConstructor: creating an instance of a class without a constructor of
// ours runs the library's.
func (w *walker) baseConstructor(c *Call, k *Class) {
	for _, m := range k.MRO() {
		if m.own("__init__") != nil {
			return
		}
	}
	for _, e := range k.Externals() {
		w.external(c, e, &Val{Kind: External, Text: e})
		return
	}
}

// blind notes a call that cannot be followed but whose name says that it
// seeds: everything may be seeded after it.
func (w *walker) blind(c *Call) {
	for _, n := range c.Unit.writtenNames(c.Value().X, 0) {
		if seedsByName(n) {
			w.mayHaveSeeded()
			w.run.Blind = true
		}
		if dev := w.namedDevice(c, n); dev != "" {
			w.emit(&Event{Kind: UsesGPU, Call: c, Value: dev, Known: dev != "maybe"})
		}
	}
}

// namedDevice: "x.cuda()" and "x.to('cuda')" say where x goes, whatever it is.
func (w *walker) namedDevice(c *Call, method string) string {
	if c.Unit.Values[c.Value().X].Op != facts.OpAttr || !w.used["torch"] {
		return ""
	}
	args := c.Value().List
	switch {
	case method == "cuda" && len(args) <= 1:
		return "cuda"
	case method == "to" && len(args) >= 1:
		switch v := RuleValue(c.Unit.Val(args[0].V)); {
		case v.Kind == rules.String && (strings.HasPrefix(v.Text, "cuda") || v.Text == "gpu"):
			return "cuda"
		case v.Kind == rules.Object && (v.Type == "torch.device" || v.Type == "str"), c.Unit.namesDevice(args[0].V):
			return "maybe"
		}
	}
	return ""
}

// namesDevice tells by its name that a value of which nothing is known is a
// device: args.device, cfg["gpu"].
func (u *Unit) namesDevice(id facts.ID) bool {
	if k := u.Val(id).Kind; k != Unknown && k != OptionVal {
		return false
	}
	v := &u.Values[id]
	name := v.Str
	switch v.Op {
	case facts.OpFree, facts.OpAttr, facts.OpParam:
	case facts.OpIndex:
		name = u.Val(v.Y).Text
	default:
		return false
	}
	name = strings.ToLower(name)
	return strings.Contains(name, "device") || strings.Contains(name, "gpu") || strings.Contains(name, "cuda")
}

// mayHaveSeeded marks all generators; in an except clause nothing counts.
func (w *walker) mayHaveSeeded() {
	w.trace.inert = false
	if w.handler == 0 {
		w.seeded |= allGenerators
	}
}

func seedsByName(name string) bool {
	n := strings.ToLower(name)
	if strings.Contains(n, "seed") {
		return !strings.Contains(n, "get_seed") && !strings.HasPrefix(n, "initial_seed")
	}
	return strings.Contains(n, "determinis") || strings.Contains(n, "reproducib")
}

// ---- libraries ----

func (w *walker) external(c *Call, name string, f *Val) {
	if name == "" {
		w.callbacks(c, c.writtenName())
		return
	}
	e := w.p.effectOf(c, name)
	if e.blind && f.Recv == nil {
		w.mayHaveSeeded()
		w.run.Blind = true
	}
	if e.library != nil {
		w.uses(c.Unit, c.Value().Span, c, e.library)
	}
	for i := range e.events {
		ev := e.events[i]
		w.when(ev.waits(), func() { w.emit(&ev) })
		if ev.Kind == Seeds && w.handler == 0 {
			w.seeded |= bits(ev.RNGs)
		}
		if ev.Kind == Trains {
			w.trained(f)
		}
	}
	if e.environ {
		w.environCall(c, name)
	}
	if e.callsBack {
		w.callbacks(c, name)
	}
	if e.library == nil {
		w.started(f, last(name))
	}
}

// trained follows the receiver's hooks when it is ours.
func (w *walker) trained(f *Val) {
	if f.Recv != nil && f.Recv.Kind == Object {
		w.hooks(f.Recv.Class, "")
	}
}

// emit records an event at the current place of the walk.
func (w *walker) emit(e *Event) {
	if e.Call != nil {
		e.Unit, e.Span = e.Call.Unit, e.Call.Value().Span
		e.Conditional = w.cond > 0
		e.Loops = w.loops
	}
	if e.Kind != Uses {
		w.trace.inert = false
	}
	e.Fn = w.fnNow
	e.Before = w.seeded
	e.Handler = w.handler > 0
	if e.Kind == Draws || e.Kind == Seeds {
		e.path = slices.Clone(w.path)
	}
	if e.Kind == Switches {
		e.Under = slices.Clone(w.under)
	}
	e.Conditional = e.Conditional || w.cond > 0
	if w.via != nil && w.via != e.Call {
		e.Via = w.via
	}
	w.run.Events = append(w.run.Events, e)
}

func (w *walker) uses(u *Unit, at facts.Span, c *Call, lib *rules.Library) {
	if w.alone {
		w.trace.steps = append(w.trace.steps, traceStep{lib: lib, unit: u, span: at})
	}
	if w.used[lib.Name] {
		return
	}
	w.used[lib.Name] = true
	w.emit(&Event{Kind: Uses, Name: lib.Name, Call: c, Unit: u, Span: at})
}

// ---- assignments ----

// setAttr handles "torch.backends.cudnn.benchmark = True" and its like.
func (w *walker) setAttr(u *Unit, s *facts.Step) {
	x := u.Val(s.Target)
	if x.Kind != External && x.Kind != Instance {
		return
	}
	name := w.p.KB.Canonical(x.Text + "." + s.Str)
	sym := w.p.KB.Symbol(name)
	if sym == nil {
		return
	}
	v := w.p.VersionsFor(sym, u.Mod)
	val := RuleValue(u.Val(s.V))
	for _, st := range sym.Settings {
		if st.Kind != "attribute" || v.In(st.Versions) == rules.No {
			continue
		}
		value, known, given := settingValue(st, val)
		if given {
			w.emit(&Event{Kind: Switches, Unit: u, Span: s.Span, Switch: st.Switch, Value: value, Known: known, Setting: st, V: s.V, Truth: rules.Yes})
		}
	}
	for _, sd := range sym.Seeders {
		w.emit(&Event{Kind: Seeds, Unit: u, Span: s.Span, RNGs: sd.RNGs, Seeder: sd, Truth: rules.Yes, V: s.V})
		if w.handler == 0 {
			w.seeded |= bits(sd.RNGs)
		}
	}
}

// setItem handles os.environ["NAME"] = value.
func (w *walker) setItem(u *Unit, s *facts.Step) {
	if !u.Val(s.Target).Is("os.environ") {
		return
	}
	w.setEnv(u, s.Span, nil, s.Key, s.V)
}

// environCall handles os.environ.setdefault, os.putenv and
// os.environ.update({…}).
func (w *walker) environCall(c *Call, name string) {
	args := c.Value().List
	switch name {
	case "os.environ.setdefault", "os.putenv":
		if len(args) == 2 {
			w.setEnv(c.Unit, c.Value().Span, c, args[0].V, args[1].V)
		}
	case "os.environ.update":
		for _, a := range args {
			if a.Name != "" {
				w.emit(&Event{Kind: SetsEnv, Call: c, Name: a.Name, Value: c.Unit.Val(a.V).Text, Known: c.Unit.Val(a.V).Kind == Str, V: a.V})
				continue
			}
			if m := c.Unit.Val(a.V); m.Kind == Map && m.Unit == c.Unit {
				for _, e := range m.Unit.Values[m.ID].List {
					w.setEnv(c.Unit, c.Value().Span, c, e.Key, e.V)
				}
			}
		}
	}
}

func (w *walker) setEnv(u *Unit, at facts.Span, c *Call, key, value facts.ID) {
	k := u.Val(key)
	if k.Kind != Str {
		return
	}
	v := u.Val(value)
	w.emit(&Event{Kind: SetsEnv, Unit: u, Span: at, Call: c, Name: k.Text, Value: v.Text, Known: v.Kind == Str, V: value, Truth: rules.Yes})
}
