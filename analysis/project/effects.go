package project

import (
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
	old := w.via
	if w.via == nil && u.Mod == w.run.Entry.Module {
		w.via = c
	}
	c.Callee().Each(func(f *Val) { w.callee(c, f) })
	w.via = old
}

func (w *walker) callee(c *Call, f *Val) {
	p := w.p
	targets := p.Targets(f)
	for _, t := range targets {
		w.fn(t.Fn)
	}
	switch f.Kind {
	case Function:
		w.wrappers(c, f.Fn)
	case Type:
		w.baseConstructor(c, f.Class)
		if len(targets) > 0 {
			w.callbacks(c)
		}
	case Object:
		if len(targets) == 0 {
			w.external(c, p.objectCall(f), f)
		}
	case Instance:
		w.external(c, p.method(f.Text, "__call__"), f)
	case Partial:
		w.callee(c, f.Recv)
	case External:
		w.external(c, f.Text, f)
	case Unknown, Result, Union, OptionVal:
		w.blind(c)
		w.callbacks(c)
	}
}

// wrappers: a decorated function runs through its decorator, which may seed
// (hydra's does not; a project's own may).
func (w *walker) wrappers(c *Call, f *Func) {
	for _, d := range f.Decorators {
		f.Unit.Val(d).Each(func(v *Val) {
			if v.Kind == Function {
				w.fn(v.Fn)
			}
		})
	}
}

// baseConstructor: creating an instance of a class without a constructor of
// ours runs the library's.
func (w *walker) baseConstructor(c *Call, k *Class) {
	for _, m := range k.MRO() {
		if m.Methods["__init__"] != nil {
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
		case v.Kind == rules.Object && v.Type == "torch.device":
			return "maybe"
		}
	}
	return ""
}

// mayHaveSeeded marks all generators; in an except clause nothing counts.
func (w *walker) mayHaveSeeded() {
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

// callbacks follows functions and instances of ours that are handed to code we
// do not see: it may call them.
func (w *walker) callbacks(c *Call) {
	for _, a := range c.Value().List {
		c.Unit.Val(a.V).Each(func(v *Val) { w.handed(v) })
	}
}

func (w *walker) handed(v *Val) {
	switch v.Kind {
	case Function:
		w.fn(v.Fn)
	case Partial:
		v.Recv.Each(w.handed)
	case Object:
		w.hooks(v.Class)
	case Seq:
		for _, e := range v.Unit.Values[v.ID].List {
			if x := v.Unit.Val(e.V); x.Kind == Object || x.Kind == Function {
				w.handed(x)
			}
		}
	}
}

// callsBack tells whether a library's function may call what it is handed.
// Most builtins only look at it; decorators and partials keep it for later.
func callsBack(name string) bool {
	switch name {
	case "builtins.map", "builtins.filter", "builtins.sorted", "builtins.min", "builtins.max", "builtins.next", "builtins.list", "builtins.sum":
		return true
	case "functools.partial", "functools.wraps", "functools.lru_cache", "functools.cache", "functools.total_ordering":
		return false
	}
	return !strings.HasPrefix(name, "builtins.") && !strings.HasPrefix(name, "typing.") && !strings.HasPrefix(name, "dataclasses.") &&
		!strings.HasPrefix(name, "abc.")
}

// hooks follows the methods that a framework calls on an instance of ours:
// those the knowledge base lists for its base classes, in their order, or all
// when there is no list.
func (w *walker) hooks(k *Class) {
	if w.objects[k] {
		return
	}
	w.objects[k] = true
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
		for _, m := range c.Members {
			for _, f := range m.Defs {
				if f.Class == c {
					w.fn(f)
				}
			}
		}
	}
}

func (w *walker) method(k *Class, name string) {
	for _, c := range k.MRO() {
		if f := c.Methods[name]; f != nil {
			w.fn(f)
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

// ---- libraries ----

func (w *walker) external(c *Call, name string, f *Val) {
	if name == "" {
		return
	}
	s := w.p.KB.Symbol(name)
	if s == nil {
		if !strings.HasPrefix(name, "builtins.") && seedsByName(last(name)) && f.Recv == nil {
			w.mayHaveSeeded()
			w.run.Blind = true
		}
		if callsBack(name) {
			w.callbacks(c)
		}
		return
	}
	w.uses(c.Unit, c.Value().Span, c, name)
	v := w.p.VersionsFor(s, c.Unit.Mod)
	b := c.Bind(s, v)
	w.draws(c, s, v, b)
	w.samples(c, s, v, b)
	w.seeds(c, s, v, b)
	w.settings(c, s, v, b)
	w.devices(c, s, b)
	w.environCall(c, name)
	if s.Trainer != nil {
		w.emit(&Event{Kind: Trains, Call: c, Name: s.Trainer.Kind})
		w.trained(c, f)
	}
	if callsBack(s.Name) {
		w.callbacks(c)
	}
	w.emit(&Event{Kind: Calls, Call: c, Name: name})
}

// trained follows the receiver's hooks when it is ours.
func (w *walker) trained(c *Call, f *Val) {
	if f.Recv != nil && f.Recv.Kind == Object {
		w.hooks(f.Recv.Class)
	}
}

// emit records an event at the current place of the walk.
func (w *walker) emit(e *Event) {
	if e.Call != nil {
		e.Unit, e.Span = e.Call.Unit, e.Call.Value().Span
		e.Conditional = w.cond > 0
		e.Loops = w.loops
	}
	e.Fn = w.fnNow
	e.Before = w.seeded
	e.Handler = w.handler > 0
	e.Conditional = e.Conditional || w.cond > 0
	if w.via != nil && w.via != e.Call {
		e.Via = w.via
	}
	w.run.Events = append(w.run.Events, e)
}

func (w *walker) uses(u *Unit, at facts.Span, c *Call, name string) {
	lib := w.p.KB.Library(name)
	if lib == nil || w.used[lib.Name] {
		return
	}
	w.used[lib.Name] = true
	w.emit(&Event{Kind: Uses, Name: lib.Name, Call: c, Unit: u, Span: at})
}

func (w *walker) draws(c *Call, s *rules.Symbol, v rules.Versions, b rules.Bound) {
	for _, d := range s.Draws {
		t := d.When.Eval(b).And(v.In(d.Versions))
		if t == rules.No {
			continue
		}
		w.emit(&Event{Kind: Draws, Call: c, RNGs: []string{d.RNG}, Draw: d, Truth: t})
	}
}

func (w *walker) samples(c *Call, s *rules.Symbol, v rules.Versions, b rules.Bound) {
	for _, sp := range s.SeedParameters {
		if sp.Fallback == "fixed" || v.In(sp.Versions) == rules.No {
			continue
		}
		t := sp.Matters.Eval(b)
		if t == rules.No {
			continue
		}
		if seed := b.Arg(sp.Parameter); seed.Kind != rules.Absent {
			t = t.And(seed.IsNone())
		}
		if t == rules.No {
			continue
		}
		var rngs []string
		if bits([]string{sp.Fallback}) != 0 {
			rngs = []string{sp.Fallback}
		}
		w.emit(&Event{Kind: Samples, Call: c, RNGs: rngs, Sample: sp, Truth: t})
	}
}

func (w *walker) seeds(c *Call, s *rules.Symbol, v rules.Versions, b rules.Bound) {
	for _, sd := range s.Seeders {
		t := sd.When.Eval(b).And(v.In(sd.Versions))
		if t == rules.No {
			continue
		}
		w.emit(&Event{Kind: Seeds, Call: c, RNGs: sd.RNGs, Seeder: sd, Truth: t})
		if w.handler == 0 {
			w.seeded |= bits(sd.RNGs)
		}
		for _, set := range sd.Settings {
			if st := set.When.Eval(b); st != rules.No {
				w.emit(&Event{Kind: Switches, Call: c, Switch: set.Switch, Value: set.Value, Known: st == rules.Yes, Truth: st})
			}
		}
	}
}

func (w *walker) settings(c *Call, s *rules.Symbol, v rules.Versions, b rules.Bound) {
	for _, st := range s.Settings {
		if st.Kind == "attribute" {
			continue
		}
		t := st.When.Eval(b).And(v.In(st.Versions))
		if t == rules.No {
			continue
		}
		value, known, given := st.Value, true, true
		if st.Parameter != "" {
			value, known, given = settingValue(st, b.Arg(st.Parameter))
		}
		if given {
			w.emit(&Event{Kind: Switches, Call: c, Switch: st.Switch, Value: value, Known: known, Setting: st, Truth: t})
		}
	}
}

// settingValue translates an argument or assigned value to on, off or warn.
func settingValue(st *rules.Setting, v rules.Value) (value string, known, given bool) {
	if s, ok := st.Values[v.String()]; ok {
		return s, true, s != ""
	}
	switch {
	case v.Kind == rules.Absent, v.Kind == rules.None:
		return "", false, false
	case v.Truthy() == rules.Yes:
		return "on", true, true
	case v.Truthy() == rules.No:
		return "off", true, true
	}
	return "", false, true
}

func (w *walker) devices(c *Call, s *rules.Symbol, b rules.Bound) {
	for _, d := range s.Devices {
		if dev := deviceOf(d, b); dev != "" {
			w.emit(&Event{Kind: UsesGPU, Call: c, Value: dev, Known: dev != "maybe"})
		}
	}
}

func deviceOf(d *rules.Device, b rules.Bound) string {
	if d.Parameter == "" {
		return d.Device
	}
	v := b.Arg(d.Parameter)
	if s, ok := d.Values[v.String()]; ok {
		return s
	}
	switch v.Kind {
	case rules.Absent, rules.None:
		return d.Device
	case rules.Int:
		return "cuda" // device indexes are GPUs
	case rules.Object:
		if v.Type == "torch.device" {
			return "maybe"
		}
		return "" // .to(other_tensor), .to(torch.float16)
	case rules.String:
		switch {
		case strings.HasPrefix(v.Text, "cuda"), strings.HasPrefix(v.Text, "gpu"):
			return "cuda"
		case v.Text == "cpu":
			return "cpu"
		}
	}
	return "maybe"
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
