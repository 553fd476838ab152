package facts

import (
	"slices"

	"github.com/mlf-core/mlf-lsp/analysis/syntax"
)

// scope is a function while it is lowered: the values its names hold at the
// current step.
type scope struct {
	parent  *scope
	fn      int16
	env     map[string]ID
	locals  map[string]bool // names the function binds anywhere; nil at unit level
	globals map[string]bool
	order   []string // names in order of first binding (unit level)
	maybe   map[string]bool
	block   *Block
	// all collects every value a name is bound to, for closures.
	all map[string][]ID
	// dead is true after return, raise, break or continue.
	dead bool
}

type lowerer struct {
	e        *Extractor
	u        *Unit
	s        *scope
	deferred []func()
	depth    int
}

func lower(e *Extractor, su *syntax.Unit, inner bool) *Unit {
	u := &Unit{Inner: inner, Len: su.Len}
	u.Values = append(u.Values, Value{})
	u.Funcs = append(u.Funcs, Func{Kind: Body, Parent: -1, Span: Span{0, su.Len}})
	l := &lowerer{e: e, u: u}
	l.s = &scope{fn: 0, env: map[string]ID{}, maybe: map[string]bool{}}
	var body Block
	l.s.block = &body
	l.stmt(su.Stmt)
	u.Funcs[0].Body = body
	top := l.s
	// Functions run after the unit has bound its names.
	for len(l.deferred) > 0 {
		d := l.deferred[0]
		l.deferred = l.deferred[1:]
		d()
	}
	for _, n := range top.order {
		if v := top.env[n]; v != 0 {
			u.Bindings = append(u.Bindings, Binding{n, v, top.maybe[n]})
		}
	}
	return u
}

func (l *lowerer) value(v Value) ID {
	l.u.Values = append(l.u.Values, v)
	return ID(len(l.u.Values) - 1)
}

func (l *lowerer) step(s Step) {
	*l.s.block = append(*l.s.block, s)
}

// in runs f with steps going to a new block, which it returns.
func (l *lowerer) in(f func()) Block {
	old := l.s.block
	var b Block
	l.s.block = &b
	f()
	l.s.block = old
	return b
}

func (l *lowerer) stmts(list []syntax.Stmt) {
	l.depth++
	defer func() { l.depth-- }()
	if l.depth > 200 {
		return // nested beyond what anybody writes
	}
	for _, s := range list {
		l.stmt(s)
	}
}

func (l *lowerer) stmt(s syntax.Stmt) {
	switch s := s.(type) {
	case *syntax.ExprStmt:
		v := l.expr(s.X)
		l.step(Step{Kind: StepExpr, Span: s.Span, V: v})
	case *syntax.Assign:
		l.assign(s)
	case *syntax.AugAssign:
		l.augAssign(s)
	case *syntax.Import:
		l.importStmt(s)
	case *syntax.ImportFrom:
		l.importFrom(s)
	case *syntax.If:
		l.ifStmt(s)
	case *syntax.For:
		l.forStmt(s)
	case *syntax.While:
		l.while(s)
	case *syntax.With:
		l.with(s, 0)
	case *syntax.Try:
		l.try(s)
	case *syntax.Match:
		l.match(s)
	case *syntax.FuncDef:
		l.funcDef(s)
	case *syntax.ClassDef:
		l.classDef(s)
	case *syntax.Return:
		v := l.optional(s.X)
		l.step(Step{Kind: StepReturn, Span: s.Span, V: v})
		l.s.dead = true
	case *syntax.Raise:
		v := l.optional(s.X)
		l.optional(s.Cause)
		l.step(Step{Kind: StepRaise, Span: s.Span, V: v})
		l.s.dead = true
	case *syntax.Delete:
		for _, t := range s.Targets {
			if n, ok := t.(*syntax.Name); ok {
				delete(l.s.env, n.ID)
				continue
			}
			l.step(Step{Kind: StepDelete, Span: s.Span, V: l.expr(t)})
		}
	case *syntax.Assert:
		l.expr(s.Cond)
		l.optional(s.Msg)
	case *syntax.Jump:
		if s.Keyword != "pass" {
			l.step(Step{Kind: StepJump, Span: s.Span, Str: s.Keyword})
			l.s.dead = true
		}
	case *syntax.BadStmt:
		l.stmts(s.Body)
	case *syntax.TypeAlias:
		l.bind(s.Name, l.value(Value{Op: OpUnknown, Span: s.Span}), s.Span)
	}
}

func (l *lowerer) optional(x syntax.Expr) ID {
	if x == nil {
		return 0
	}
	return l.expr(x)
}

// ---- names ----

func (l *lowerer) bind(name string, v ID, at Span) {
	s := l.s
	if s.globals[name] {
		l.step(Step{Kind: StepBind, Global: true, Str: name, V: v, Span: at})
		return
	}
	if s.locals == nil {
		if _, seen := s.env[name]; !seen && !slices.Contains(s.order, name) {
			s.order = append(s.order, name)
		}
	}
	s.env[name] = v
	delete(s.maybe, name)
	if s.all != nil {
		s.all[name] = append(s.all[name], v)
	}
	l.step(Step{Kind: StepBind, Str: name, V: v, Span: at})
}

func (l *lowerer) name(n *syntax.Name) ID {
	at := n.Span
	s := l.s
	if s.globals[n.ID] {
		return l.value(Value{Op: OpFree, Str: n.ID, Span: at})
	}
	if v, ok := s.env[n.ID]; ok {
		if s.maybe[n.ID] && s.locals == nil {
			// Bound on some paths only: at module level an earlier unit may
			// have bound it on the others.
			free := l.value(Value{Op: OpFree, Str: n.ID, Span: at})
			return l.value(Value{Op: OpPhi, Span: at, List: []Arg{{V: v}, {V: free}}})
		}
		return v
	}
	if s.locals[n.ID] {
		return l.value(Value{Op: OpUnknown, Span: at}) // read before it is bound
	}
	for p := s.parent; p != nil; p = p.parent {
		if p.locals == nil {
			// At unit level names belong to the module, and a function may
			// run after they were bound again: they stay free.
			break
		}
		if p.locals[n.ID] {
			return l.closure(p, n.ID, at)
		}
	}
	return l.value(Value{Op: OpFree, Str: n.ID, Span: at})
}

// closure is what a name of an enclosing function can hold when an inner
// function runs: anything it was bound to.
func (l *lowerer) closure(p *scope, name string, at Span) ID {
	vals := p.all[name]
	if len(vals) == 0 {
		return l.value(Value{Op: OpUnknown, Span: at})
	}
	return l.phi(slices.Compact(slices.Clone(vals)), at)
}

// ---- joining paths ----

type state struct {
	env   map[string]ID
	maybe map[string]bool
	dead  bool
}

func (l *lowerer) save() state {
	return state{cloneMap(l.s.env), cloneMap(l.s.maybe), l.s.dead}
}

func cloneMap[V any](m map[string]V) map[string]V {
	out := make(map[string]V, len(m))
	for k, v := range m {
		out[k] = v
	}
	return out
}

func (l *lowerer) restore(s state) {
	l.s.env, l.s.maybe, l.s.dead = cloneMap(s.env), cloneMap(s.maybe), s.dead
}

// join makes the state after several paths that started from the same place.
func (l *lowerer) join(paths []state, at Span) {
	live := paths[:0:0]
	for _, p := range paths {
		if !p.dead {
			live = append(live, p)
		}
	}
	if len(live) == 0 {
		live, l.s.dead = paths, true
	} else {
		l.s.dead = false
	}
	names := map[string]bool{}
	for _, p := range live {
		for n := range p.env {
			names[n] = true
		}
	}
	sorted := make([]string, 0, len(names))
	for n := range names {
		sorted = append(sorted, n)
	}
	slices.Sort(sorted)
	env, maybe := make(map[string]ID, len(sorted)), map[string]bool{}
	for _, n := range sorted {
		var alts []ID
		for _, p := range live {
			v, ok := p.env[n]
			if !ok || p.maybe[n] {
				maybe[n] = true
			}
			if ok && !slices.Contains(alts, v) {
				alts = append(alts, v)
			}
		}
		env[n] = l.phi(alts, at)
	}
	l.s.env, l.s.maybe = env, maybe
}

func (l *lowerer) phi(alts []ID, at Span) ID {
	if len(alts) == 1 {
		return alts[0]
	}
	v := Value{Op: OpPhi, Span: at}
	for _, a := range alts {
		v.List = append(v.List, Arg{V: a})
	}
	return l.value(v)
}

// ---- compound statements ----

func (l *lowerer) ifStmt(s *syntax.If) {
	cond := l.expr(s.Cond)
	before := l.save()
	then := l.in(func() { l.stmts(s.Body) })
	afterThen := l.save()
	l.restore(before)
	els := l.in(func() { l.stmts(s.Else) })
	afterElse := l.save()
	l.join([]state{afterThen, afterElse}, s.Span)
	l.step(Step{Kind: StepIf, Span: s.Span, V: cond, Blocks: []Block{then, els}})
}

// loop lowers a body that runs any number of times. Names it binds get a phi
// at its head, so that what one round leaves is seen by the next.
func (l *lowerer) loop(bound []string, at Span, body func()) Block {
	phis := map[string]ID{}
	for _, n := range bound {
		if v, ok := l.s.env[n]; ok {
			phis[n] = l.value(Value{Op: OpPhi, Span: at, List: []Arg{{V: v}}})
			l.s.env[n] = phis[n]
		}
	}
	before := l.save()
	b := l.in(body)
	for _, n := range bound {
		phi := phis[n]
		if end, ok := l.s.env[n]; ok && phi != 0 && end != phi {
			l.u.Values[phi].List = append(l.u.Values[phi].List, Arg{V: end})
		}
	}
	after := l.save()
	after.dead = before.dead
	l.join([]state{before, after}, at)
	return b
}

func (l *lowerer) forStmt(s *syntax.For) {
	at := s.Span
	iter := l.expr(s.Iter)
	body := l.loop(boundNames(s.Body, s.Target), at, func() {
		elem := l.value(Value{Op: OpElem, X: iter, Span: s.Target.Range()})
		l.assignTo(s.Target, elem)
		l.stmts(s.Body)
	})
	els := l.in(func() { l.stmts(s.Else) })
	l.step(Step{Kind: StepLoop, For: true, Span: at, V: iter, Blocks: []Block{body, els}})
}

func (l *lowerer) while(s *syntax.While) {
	at := s.Span
	cond := l.expr(s.Cond)
	body := l.loop(boundNames(s.Body, nil), at, func() { l.stmts(s.Body) })
	els := l.in(func() { l.stmts(s.Else) })
	l.step(Step{Kind: StepLoop, Span: at, V: cond, Blocks: []Block{body, els}})
}

// with lowers item i of a with statement and nests the rest.
func (l *lowerer) with(s *syntax.With, i int) {
	if i == len(s.Items) {
		l.stmts(s.Body)
		return
	}
	it := s.Items[i]
	ctx := l.expr(it.Context)
	body := l.in(func() {
		if it.Target != nil {
			l.assignTo(it.Target, l.value(Value{Op: OpEnter, X: ctx, Span: it.Target.Range()}))
		}
		l.with(s, i+1)
	})
	l.step(Step{Kind: StepWith, Span: s.Span, V: ctx, Blocks: []Block{body}})
}

func (l *lowerer) try(s *syntax.Try) {
	at := s.Span
	before := l.save()
	body := l.in(func() { l.stmts(s.Body) })
	els := l.in(func() { l.stmts(s.Else) })
	ends := []state{l.save()}
	blocks := []Block{body, els, nil}
	for _, h := range s.Handlers {
		l.restore(before)
		blocks = append(blocks, l.in(func() {
			if h.Type != nil {
				l.expr(h.Type)
			}
			if h.Name != "" {
				l.bind(h.Name, l.value(Value{Op: OpExc, Span: h.Span}), h.Span)
			}
			l.stmts(h.Body)
		}))
		ends = append(ends, l.save())
	}
	l.join(ends, at)
	blocks[2] = l.in(func() { l.stmts(s.Finally) })
	l.step(Step{Kind: StepTry, Span: at, Blocks: blocks})
}

func (l *lowerer) match(s *syntax.Match) {
	at := s.Span
	subject := l.expr(s.Subject)
	before := l.save()
	ends := []state{before}
	var blocks []Block
	for _, c := range s.Cases {
		l.restore(before)
		blocks = append(blocks, l.in(func() {
			for _, n := range c.Captures {
				l.bind(n, l.value(Value{Op: OpUnpack, X: subject, Index: -1, Span: c.Span}), c.Span)
			}
			if c.Guard != nil {
				l.expr(c.Guard)
			}
			l.stmts(c.Body)
		}))
		ends = append(ends, l.save())
	}
	l.join(ends, at)
	l.step(Step{Kind: StepIf, Span: at, V: subject, Blocks: blocks})
}
