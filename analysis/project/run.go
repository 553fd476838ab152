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
	// Via is the call in the entry's module through which the event is
	// reached, nil if the event is in that module itself.
	Via *Call
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
	Funcs   map[*Func]bool // functions that are reached
	Modules map[*Module]bool
	// Blind is true when something that may seed could not be followed.
	Blind bool
}

// Run follows a program.
func (p *Program) Run(e *Entry) *Run {
	if r := p.runs[e]; r != nil {
		return r
	}
	r := &Run{Entry: e, Funcs: map[*Func]bool{}, Modules: map[*Module]bool{}}
	w := &walker{p: p, run: r, done: map[*Func]*visit{}, used: map[string]bool{}, objects: map[*Class]bool{}}
	w.module(e.Module)
	if e.Func != nil {
		w.fn(e.Func)
	}
	p.runs[e] = r
	return r
}

// Runs are the runs of all entries, in their order.
func (p *Program) Runs() []*Run {
	var out []*Run
	for _, e := range p.Entries() {
		out = append(out, p.Run(e))
	}
	return out
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
	done    map[*Func]*visit
	used    map[string]bool
	objects map[*Class]bool // instances whose hooks were followed
	via     *Call
	fnNow   *Func
	cond    int
	loops   int
	handler int
	depth   int
}

func (w *walker) module(m *Module) {
	if m == nil || w.run.Modules[m] {
		return
	}
	w.run.Modules[m] = true
	via, cond, loops, handler := w.via, w.cond, w.loops, w.handler
	for _, u := range m.Units {
		w.unitBody(u)
	}
	w.via, w.cond, w.loops, w.handler = via, cond, loops, handler
}

func (w *walker) unitBody(u *Unit) {
	old := w.fnNow
	w.fnNow = u.Defs[0]
	w.run.Funcs[u.Defs[0]] = true
	w.block(u, u.Funcs[0].Body)
	w.fnNow = old
}

const maxWalkDepth = 400

// fn follows a call of one of our functions. A second call is followed again
// only if some generator is now unseeded that was seeded before.
func (w *walker) fn(f *Func) {
	v := w.done[f]
	if v != nil && (v.open || v.before&^w.seeded == 0) {
		w.seeded |= v.added
		return
	}
	if w.depth >= maxWalkDepth {
		return
	}
	if v == nil {
		v = &visit{before: w.seeded}
		w.done[f] = v
	}
	v.before &= w.seeded
	v.open = true
	w.run.Funcs[f] = true
	before, old := w.seeded, w.fnNow
	w.depth++
	w.fnNow = f
	w.block(f.Unit, f.Body)
	w.fnNow = old
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
	case facts.StepClass:
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
	v := &u.Values[s.V]
	level := 0
	if v.Op == facts.OpImport {
		level = int(v.Index)
	}
	m := u.Mod
	parts := strings.Split(v.Str, ".")
	for i := range parts {
		w.fromModule(w.p.find(m, strings.Join(parts[:i+1], "."), level))
	}
	if v.Op == facts.OpImport {
		name := v.List[0].Name
		if v.Str != "" {
			name = v.Str + "." + name
		}
		w.fromModule(w.p.find(m, name, level))
	}
	if level == 0 {
		w.uses(u, s.Span, nil, v.Str)
	}
}

// fromModule follows an imported module, whose code runs under no condition of
// ours.
func (w *walker) fromModule(m *Module) {
	if m == nil || w.run.Modules[m] {
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
	before := w.seeded
	after, live := Seeded(0), false
	w.cond++
	for _, b := range s.Blocks {
		w.seeded = before
		if !w.block(u, b) {
			live = true
			after |= w.seeded
		}
	}
	w.cond--
	if !live {
		w.seeded = before
		return true
	}
	w.seeded = after
	return false
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
			for _, k := range v.Class.MRO() {
				if f := k.Methods[n]; f != nil {
					w.fn(f)
					break
				}
			}
		}
	})
}
