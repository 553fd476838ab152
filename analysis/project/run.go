package project

import (
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/rules"
)

// EventKind is what a step of a run does that matters for determinism.
type EventKind uint8

const (
	Draws    EventKind = iota // takes random numbers from a global generator
	Samples                   // calls something with a seed parameter of its own that falls back to a global generator
	Seeds                     // seeds global generators
	Switches                  // changes a switch
	SetsEnv                   // sets an environment variable
	Trains                    // trains
	UsesGPU                   // names or can pick a GPU
	Uses                      // first use of a library
	Calls                     // any other call of a library that has an entry in the knowledge base
)

// Event is one thing a run does, in the order in which it is first reached.
type Event struct {
	Kind EventKind
	Unit *Unit
	Span facts.Span
	Call *Call // nil for assignments
	Fn   *Func

	RNGs    []string // Draws, Samples, Seeds
	Before  Seeded   // generators that may have been seeded before
	Truth   rules.Truth
	Draw    *rules.Draw
	Seeder  *rules.Seeder
	Sample  *rules.SeedParameter
	Setting *rules.Setting
	Switch  string // Switches: name
	Value   string // Switches: on, off, warn or ""; SetsEnv: the value; UsesGPU: cuda, maybe, cpu
	Known   bool   // Value is known
	Name    string // SetsEnv: the variable; Uses: the library
	V       facts.ID
	// Handler is true in an except clause; Conditional under any condition of
	// its own function or of a call on the way.
	Handler     bool
	Conditional bool
	Loops       int
	// Under are the conditions on the way, the outermost first; only for
	// switches.
	Under []Condition
	// path is what was chosen on the way where there was a choice; only for
	// draws and seeds.
	path []choice
	// Via is the call in the entry's module through which the event is
	// reached, nil if the event is in that module itself.
	Via *Call
}

// Condition is that of an if, whichever of its branches is meant.
type Condition struct {
	Unit *Unit
	V    facts.ID
}

// Seeded is a set of generators.
type Seeded uint64

// generators are the global generators a run can seed and draw from; the place
// in the list is its bit.
var generators = rules.RNGs

// bits gives the set of some generators. Unknown names have no bit.
func bits(names []string) Seeded {
	var s Seeded
	for _, n := range names {
		for i, g := range generators {
			if g == n {
				s |= 1 << i
			}
		}
	}
	return s
}

// Has tells whether the generator is in the set.
func (s Seeded) Has(rng string) bool { return s&bits([]string{rng}) != 0 }

const allGenerators Seeded = 1<<32 - 1

// Run is what one program does, from its start, as far as it can be followed.
type Run struct {
	Entry   *Entry
	Events  []*Event
	Funcs   map[*Func]bool // functions that are reached; modules' own code is in Modules
	Modules map[*Module]bool
	// Blind is true when something that may seed could not be followed.
	Blind bool
}

// Run follows a program.
func (p *Program) Run(e *Entry) *Run {
	if r := p.runs[e.Name]; r != nil && r.Entry == e {
		return r
	}
	r := &Run{Entry: e}
	following := p.following[e.Name]
	if following == nil {
		following = &answer{forget: func() { delete(p.runs, e.Name) }}
		p.following[e.Name] = following
	}
	p.work(following, func() {
		w := p.walker(r)
		w.module(e.Module)
		if e.Func != nil {
			w.through(nil, &Val{Kind: Function, Fn: e.Func})
		}
		w.finish()
	})
	p.runs[e.Name] = r
	return r
}

func (p *Program) walker(r *Run) *walker {
	properties := p.propertyNames()
	r.Funcs, r.Modules = map[*Func]bool{}, map[*Module]bool{}
	return &walker{
		p: p, run: r, done: map[visitKey]*visit{}, used: map[string]bool{}, hooked: map[*Class]bool{}, entered: map[*Func]int{}, trace: &trace{},
		properties: properties,
	}
}

// Runs are the runs of all entries, in their order.
func (p *Program) Runs() []*Run {
	var out []*Run
	for _, e := range p.Entries() {
		out = append(out, p.Run(e))
	}
	return out
}

// visitKey is a function with the class of the instance that it runs on.
type visitKey struct {
	f    *Func
	self *Class
}

// visit remembers what following a function did to the state.
type visit struct {
	before Seeded // what was seeded at every visit so far
	added  Seeded
	open   bool
}

type walker struct {
	p       *Program
	run     *Run
	seeded  Seeded
	done    map[visitKey]*visit
	used    map[string]bool
	hooked  map[*Class]bool // classes whose instances' hooks were followed
	entered map[*Func]int   // how often a function was followed or met again
	stack   []layer         // decorators around the functions that run now
	later   []func()        // what runs when the program has set everything up
	path    []choice        // the branches that are being followed
	self    *Class          // class of the instance whose method runs now
	via     *Call
	fnNow   *Func
	under   []Condition // the conditions on the way
	cond    int
	loops   int
	handler int
	depth   int
	trace   *trace // of the module whose code is followed
	alone   bool   // only one module is followed, for its trace

	properties map[string]bool // names of properties
}

func (w *walker) module(m *Module) {
	if m == nil || w.run.Modules[m] {
		return
	}
	w.run.Modules[m] = true
	if m != w.run.Entry.Module {
		if t := w.p.traceOf(m); t.inert {
			w.replay(t)
			return
		}
	}
	via, cond, loops, handler := w.via, w.cond, w.loops, w.handler
	w.units(m)
	w.via, w.cond, w.loops, w.handler = via, cond, loops, handler
}

func (w *walker) units(m *Module) {
	w.p.depend(fact{kind: moduleCode, mod: m})
	for _, u := range m.Units {
		w.unitBody(u)
	}
}

// traceOf follows the code of a module alone, as if nothing had run before.
func (p *Program) traceOf(m *Module) *trace {
	p.depend(fact{kind: moduleTrace, mod: m})
	if m.trace == nil {
		t := &trace{inert: true}
		p.work(&m.tracing, func() {
			w := p.walker(&Run{Entry: &Entry{}})
			w.trace, w.alone = t, true
			w.units(m)
			t.inert = t.inert && len(w.later) == 0
		})
		m.trace, m.knownTrace = t, t
	}
	return m.trace
}

// plain tells whether a unit does nothing when it runs but define a function,
// or bind a constant.
func (u *Unit) plain() bool {
	if len(u.Types) > 0 {
		return false
	}
	for i := range u.Funcs[0].Body {
		s := &u.Funcs[0].Body[i]
		v := facts.OpUnknown
		if s.V > 0 {
			v = u.Values[s.V].Op
		}
		switch {
		case s.Kind == facts.StepDef && len(u.Funcs[s.Func].Decorators) == 0:
		case (s.Kind == facts.StepBind || s.Kind == facts.StepExpr) &&
			(v == facts.OpFunc || v == facts.OpStr || v == facts.OpNum || v == facts.OpBool || v == facts.OpNone):
		default:
			return false
		}
	}
	return true
}

// trace is what following the code of a module came by. A module is inert if
// its own code does nothing that matters, as most modules of a library: then
// later runs need only what it imports.
type trace struct {
	inert bool
	steps []traceStep
}

// traceStep is a module loaded, a function run, or a library used.
type traceStep struct {
	module *Module
	fn     *Func
	lib    *rules.Library
	unit   *Unit
	span   facts.Span
}

func (w *walker) replay(t *trace) {
	for _, s := range t.steps {
		switch {
		case s.module != nil:
			w.fromModule(s.module)
		case s.fn != nil:
			w.run.Funcs[s.fn] = true
		default:
			w.uses(s.unit, s.span, nil, s.lib)
		}
	}
}

func (w *walker) unitBody(u *Unit) {
	if u.plain() {
		return
	}
	old, self := w.fnNow, w.self
	w.fnNow, w.self = u.Defs[0], nil
	w.p.read(u.text)
	w.block(u, u.Funcs[0].Body)
	w.fnNow, w.self = old, self
}

const maxWalkDepth = 400

// fn follows a call of one of our functions, for a method on an instance of
// self. A second call is followed again only if some generator is now unseeded
// that was seeded before.
func (w *walker) fn(f *Func, self *Class) {
	w.entered[f]++
	if w.alone && f.traced != w.trace {
		f.traced = w.trace
		w.trace.steps = append(w.trace.steps, traceStep{fn: f})
	}
	key := visitKey{f, self}
	v := w.done[key]
	if v != nil && (v.open || v.before&^w.seeded == 0) {
		w.seeded |= v.added
		return
	}
	if w.depth >= maxWalkDepth {
		return
	}
	if v == nil {
		v = &visit{before: w.seeded}
		w.done[key] = v
	}
	v.before &= w.seeded
	v.open = true
	w.run.Funcs[f] = true
	before, old, oldSelf := w.seeded, w.fnNow, w.self
	w.depth++
	w.fnNow, w.self = f, self
	w.p.read(f.Unit.text)
	w.block(f.Unit, f.Body)
	w.fnNow, w.self = old, oldSelf
	w.depth--
	v.added |= w.seeded &^ before
	v.open = false
}

// block follows steps in order; it tells whether the end cannot be reached.
func (w *walker) block(u *Unit, b facts.Block) (ends bool) {
	for i := range b {
		if w.step(u, &b[i]) {
			return true
		}
	}
	return false
}

func (w *walker) step(u *Unit, s *facts.Step) (ends bool) {
	if s.Kind != facts.StepCall {
		w.loads(u, s)
	}
	switch s.Kind {
	case facts.StepImport:
		w.imports(u, s)
	case facts.StepCall:
		w.call(u, s)
	case facts.StepSetAttr:
		w.setAttr(u, s)
	case facts.StepSetItem:
		w.setItem(u, s)
	case facts.StepIf:
		return w.branch(u, s)
	case facts.StepLoop:
		w.loop(u, s)
	case facts.StepTry:
		return w.try(u, s)
	case facts.StepWith:
		w.object(u.Val(s.V), "__enter__")
		return w.block(u, s.Blocks[0])
	case facts.StepDef:
		w.decorate(u.Defs[s.Func])
	case facts.StepClass:
		w.p.depend(fact{kind: classCode, class: u.Types[s.Func]})
		for _, m := range u.Types[s.Func].Members {
			w.unitBody(m)
		}
	case facts.StepReturn, facts.StepRaise, facts.StepJump:
		return true
	}
	return false
}

// imports runs the modules that an import loads: the packages on the way, the
// module, and a submodule named in "from package import submodule".
func (w *walker) imports(u *Unit, s *facts.Step) {
	in := w.p.importOf(u, s.V)
	for _, m := range in.modules {
		w.fromModule(m)
	}
	if in.lib != nil {
		w.uses(u, s.Span, nil, in.lib)
	}
}

// loaded is what an import statement loads.
type loaded struct {
	modules []*Module
	lib     *rules.Library
}

func (p *Program) importOf(u *Unit, id facts.ID) *loaded {
	l := u.loads[id]
	if l == nil {
		if u.loads == nil {
			u.loads = map[facts.ID]*loaded{}
		}
		l = p.load(u.Mod, &u.Values[id])
		u.loads[id] = l
	}
	return l
}

func (p *Program) load(m *Module, v *facts.Value) *loaded {
	l := &loaded{}
	level := 0
	if v.Op == facts.OpImport {
		level = int(v.Index)
	}
	add := func(name string) {
		if mod := p.find(m, name, level); mod != nil {
			l.modules = append(l.modules, mod)
		}
	}
	parts := strings.Split(v.Str, ".")
	for i := range parts {
		add(strings.Join(parts[:i+1], "."))
	}
	if v.Op == facts.OpImport {
		name := v.List[0].Name
		if v.Str != "" {
			name = v.Str + "." + name
		}
		add(name)
	}
	if level == 0 {
		l.lib = p.KB.Library(v.Str)
	}
	return l
}

// fromModule follows an imported module, whose code runs under no condition of
// ours.
func (w *walker) fromModule(m *Module) {
	if w.alone && m.traced != w.trace {
		m.traced = w.trace
		w.trace.steps = append(w.trace.steps, traceStep{module: m})
	}
	if w.alone || w.run.Modules[m] {
		return
	}
	old, fn := w.via, w.fnNow
	w.module(m)
	w.via, w.fnNow = old, fn
}

// branch follows both ways, or the one that is taken for certain.
func (w *walker) branch(u *Unit, s *facts.Step) (ends bool) {
	if u.isMainGuard(s.V) {
		if u.Mod == w.run.Entry.Module && w.run.Entry.Func == nil {
			return w.block(u, s.Blocks[0])
		}
		return w.block(u, s.Blocks[1])
	}
	if len(s.Blocks) == 2 {
		switch w.p.truth(u, s.V) {
		case rules.Yes:
			return w.block(u, s.Blocks[0])
		case rules.No:
			return w.block(u, s.Blocks[1])
		}
	}
	w.cond++
	w.under = append(w.under, Condition{u, s.V})
	live := w.oneOf(s, len(s.Blocks), func(i int) bool { return !w.block(u, s.Blocks[i]) })
	w.under = w.under[:len(w.under)-1]
	w.cond--
	return !live
}

// truth of a condition that is decided by the text alone.
func (p *Program) truth(u *Unit, id facts.ID) rules.Truth {
	v := u.Val(id)
	switch {
	case v.Kind == Bool && u.Values[id].Op == facts.OpBool && v.Text == "True":
		return rules.Yes
	case v.Kind == Bool && u.Values[id].Op == facts.OpBool:
		return rules.No
	case v.Symbol() == "typing.TYPE_CHECKING":
		return rules.No
	case u.Values[id].Op == facts.OpNum && v.Text == "0":
		return rules.No
	}
	return rules.Maybe
}

func (w *walker) loop(u *Unit, s *facts.Step) {
	if s.For {
		w.object(u.Val(s.V), "__iter__", "__next__", "__getitem__")
	}
	w.loops++
	before := w.seeded
	w.block(u, s.Blocks[0])
	w.loops--
	w.seeded |= before
	if len(s.Blocks) > 1 {
		w.block(u, s.Blocks[1])
	}
}

// try follows the body, then each handler. What a handler seeds does not
// count: it does not run when all is well.
func (w *walker) try(u *Unit, s *facts.Step) (ends bool) {
	bodyEnds := w.block(u, s.Blocks[0])
	if !bodyEnds {
		bodyEnds = w.block(u, s.Blocks[1])
	}
	after := w.seeded
	w.handler++
	for _, h := range s.Blocks[3:] {
		w.seeded = after
		if !w.block(u, h) {
			bodyEnds = false
		}
	}
	w.handler--
	w.seeded = after
	if w.block(u, s.Blocks[2]) {
		return true
	}
	return bodyEnds
}

// object follows methods of an instance of ours that the language calls.
func (w *walker) object(v *Val, methods ...string) {
	v.Each(func(v *Val) {
		if v.Kind != Object {
			return
		}
		for _, n := range methods {
			w.method(v.Class, n)
		}
	})
}
