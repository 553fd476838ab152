package facts

import "github.com/mlf-core/mlf-lsp/analysis/syntax"

func (l *lowerer) funcDef(s *syntax.FuncDef) {
	var decorators []ID
	for _, d := range s.Decorators {
		decorators = append(decorators, l.expr(d))
	}
	fn := l.newFunc(Func{
		Kind: Def, Async: s.Async, Name: s.Name, Span: s.Span, NameSpan: s.NameSpan,
		Decorators: decorators,
	})
	params := l.params(s.Params)
	var returns ID
	if s.Returns != nil {
		returns = l.annotation(s.Returns)
	}
	f := &l.u.Funcs[fn]
	f.Params, f.Returns = params, returns
	v := l.value(Value{Op: OpFunc, Func: fn, Span: s.NameSpan})
	l.step(Step{Kind: StepDef, Func: fn, V: v, Span: s.Span})
	l.bind(s.Name, v, s.NameSpan)
	l.later(fn, s.Body, nil)
}

// newFunc reserves a function of the unit. Indexes are 16 bits wide: a unit
// with more functions than that is generated data, and the rest share the last.
func (l *lowerer) newFunc(f Func) int16 {
	f.Parent = l.s.fn
	if len(l.u.Funcs) >= 1<<14 {
		return 1<<14 - 1
	}
	l.u.Funcs = append(l.u.Funcs, f)
	return int16(len(l.u.Funcs) - 1)
}

func (l *lowerer) params(list []syntax.Param) []Param {
	var out []Param
	for _, p := range list {
		q := Param{Name: p.Name, Kind: p.Kind, Span: p.Span}
		if p.Default != nil {
			q.Default = l.expr(p.Default)
		}
		if p.Annotation != nil {
			q.Annotation = l.annotation(p.Annotation)
		}
		out = append(out, q)
	}
	return out
}

// later lowers the body of a function once its surroundings are complete, so
// that closures see every value a name of the surroundings can hold.
func (l *lowerer) later(fn int16, body []syntax.Stmt, lambda syntax.Expr) {
	outer := l.s
	l.deferred = append(l.deferred, func() {
		b := binder{seen: map[string]bool{}}
		b.stmts(body)
		s := &scope{
			parent: outer, fn: fn,
			env: map[string]ID{}, maybe: map[string]bool{},
			locals: b.seen, all: map[string][]ID{},
			globals: map[string]bool{},
		}
		for _, n := range b.globals {
			s.globals[n] = true
			delete(s.locals, n)
		}
		for _, n := range b.nonlocals {
			delete(s.locals, n)
		}
		oldScope := l.s
		l.s = s
		for i := range l.u.Funcs[fn].Params {
			p := l.u.Funcs[fn].Params[i]
			v := l.value(Value{Op: OpParam, Func: fn, Index: int16(i), Str: p.Name, Span: p.Span})
			l.u.Funcs[fn].Params[i].V = v
			s.locals[p.Name] = true
			s.env[p.Name] = v
			s.all[p.Name] = append(s.all[p.Name], v)
		}
		blk := l.in(func() {
			if lambda != nil {
				v := l.expr(lambda)
				l.step(Step{Kind: StepReturn, V: v, Span: lambda.Range()})
				return
			}
			l.stmts(body)
		})
		l.u.Funcs[fn].Body = blk
		l.s = oldScope
	})
}

func (l *lowerer) classDef(s *syntax.ClassDef) {
	c := Class{Name: s.Name, Span: s.Span, NameSpan: s.NameSpan, Parent: l.s.fn}
	for _, d := range s.Decorators {
		c.Decorators = append(c.Decorators, l.expr(d))
	}
	for _, a := range s.Args {
		c.Bases = append(c.Bases, l.arg(a))
	}
	inner := l.u.Inner || l.s.locals != nil
	c.Members = l.e.placed(s.Members, inner)
	l.u.Classes = append(l.u.Classes, c)
	idx := int16(min(len(l.u.Classes)-1, 1<<14))
	v := l.value(Value{Op: OpClass, Func: idx, Span: s.NameSpan})
	l.step(Step{Kind: StepClass, Func: idx, V: v, Span: s.Span})
	l.bind(s.Name, v, s.NameSpan)
}
