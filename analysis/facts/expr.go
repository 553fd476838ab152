package facts

import "github.com/mlf-core/mlf-lsp/analysis/syntax"

func (l *lowerer) expr(x syntax.Expr) ID {
	l.depth++
	defer func() { l.depth-- }()
	at := x.Range()
	if l.depth > 400 {
		return l.value(Value{Op: OpUnknown, Span: at})
	}
	switch x := x.(type) {
	case *syntax.Name:
		return l.name(x)
	case *syntax.Const:
		return l.value(constant(x.Text, at))
	case *syntax.Num:
		return l.value(Value{Op: OpNum, Str: x.Text, Span: at})
	case *syntax.Str:
		return l.str(x, at)
	case *syntax.Attribute:
		return l.value(Value{Op: OpAttr, X: l.expr(x.X), Str: x.Attr, Span: at})
	case *syntax.Call:
		return l.call(x, at)
	case *syntax.Subscript:
		v := l.expr(x.X)
		return l.value(Value{Op: OpIndex, X: v, Y: l.expr(x.Index), Span: at})
	case *syntax.Slice:
		return l.value(Value{Op: OpSlice, Span: at, List: []Arg{
			{V: l.optional(x.Lo)}, {V: l.optional(x.Hi)}, {V: l.optional(x.Step)}}})
	case *syntax.Unary:
		return l.value(Value{Op: OpUnary, Str: x.Op, X: l.expr(x.X), Span: at})
	case *syntax.Binary:
		return l.binary(x, at)
	case *syntax.Compare:
		return l.compare(x, at)
	case *syntax.Cond:
		cond := l.expr(x.If)
		then := l.expr(x.Then)
		return l.value(Value{Op: OpCond, X: then, Y: l.expr(x.Else), Z: cond, Span: at})
	case *syntax.Lambda:
		return l.lambda(x, at)
	case *syntax.Sequence:
		return l.sequence(x, at)
	case *syntax.Dict:
		return l.dict(x, at)
	case *syntax.Comp:
		return l.comp(x, at)
	case *syntax.Starred:
		return l.value(Value{Op: OpStar, X: l.expr(x.X), Span: at})
	case *syntax.Await:
		return l.value(Value{Op: OpAwait, X: l.expr(x.X), Span: at})
	case *syntax.Yield:
		v := l.optional(x.X)
		l.u.Funcs[l.s.fn].Generator = true
		l.step(Step{Kind: StepYield, V: v, Span: at})
		return l.value(Value{Op: OpYield, X: v, Span: at})
	case *syntax.Walrus:
		v := l.expr(x.X)
		l.bind(x.Target.ID, v, at)
		return v
	case *syntax.BadExpr:
		for _, p := range x.Parts {
			l.expr(p)
		}
	}
	return l.value(Value{Op: OpUnknown, Span: at})
}

func constant(text string, at Span) Value {
	switch text {
	case "None":
		return Value{Op: OpNone, Span: at}
	case "True", "False":
		return Value{Op: OpBool, Str: text, Span: at}
	}
	return Value{Op: OpEllipsis, Span: at}
}

func (l *lowerer) str(x *syntax.Str, at Span) ID {
	if x.Formatted {
		v := Value{Op: OpFormat, Span: at}
		for _, p := range x.Parts {
			v.List = append(v.List, Arg{V: l.expr(p)})
		}
		return l.value(v)
	}
	if x.Bytes {
		return l.value(Value{Op: OpBytes, Str: x.Value, Span: at})
	}
	return l.value(Value{Op: OpStr, Str: x.Value, Span: at})
}

func (l *lowerer) arg(a syntax.Arg) Arg {
	return Arg{Name: a.Name, Star: a.Star, V: l.expr(a.X), Span: a.Span}
}

func (l *lowerer) call(x *syntax.Call, at Span) ID {
	v := Value{Op: OpCall, X: l.expr(x.Func), Span: at}
	for _, a := range x.Args {
		v.List = append(v.List, l.arg(a))
	}
	id := l.value(v)
	l.step(Step{Kind: StepCall, V: id, Span: at})
	return id
}

// binary goes down the left side in a loop: sums of thousands of terms are
// left-deep.
func (l *lowerer) binary(x *syntax.Binary, at Span) ID {
	var chain []*syntax.Binary
	var left syntax.Expr = x
	for {
		b, ok := left.(*syntax.Binary)
		if !ok {
			break
		}
		chain = append(chain, b)
		left = b.X
	}
	v := l.expr(left)
	for i := len(chain) - 1; i >= 0; i-- {
		b := chain[i]
		op := OpBinary
		if b.Op == "and" || b.Op == "or" {
			op = OpLogic
		}
		v = l.value(Value{Op: op, Str: b.Op, X: v, Y: l.expr(b.Y), Span: b.Span})
	}
	return v
}

func (l *lowerer) compare(x *syntax.Compare, at Span) ID {
	v := l.expr(x.X)
	for i, op := range x.Ops {
		if i < len(x.Rest) {
			v = l.value(Value{Op: OpCompare, Str: op, X: v, Y: l.expr(x.Rest[i]), Span: at})
		}
	}
	return v
}

func (l *lowerer) lambda(x *syntax.Lambda, at Span) ID {
	fn := l.newFunc(Func{Kind: Lambda, Name: "<lambda>", Span: at, NameSpan: at})
	params := l.params(x.Params)
	l.u.Funcs[fn].Params = params
	l.later(fn, nil, x.Body)
	return l.value(Value{Op: OpFunc, Func: fn, Span: at})
}

func (l *lowerer) sequence(x *syntax.Sequence, at Span) ID {
	ops := [...]Op{syntax.List: OpList, syntax.Tuple: OpTuple, syntax.Set: OpSet}
	v := Value{Op: ops[x.Kind], Span: at}
	for _, e := range x.Elems {
		a := Arg{Span: e.Range()}
		if s, ok := e.(*syntax.Starred); ok {
			a.Star, e = 1, s.X
		}
		a.V = l.expr(e)
		v.List = append(v.List, a)
	}
	return l.value(v)
}

func (l *lowerer) dict(x *syntax.Dict, at Span) ID {
	v := Value{Op: OpDict, Span: at}
	for _, e := range x.Entries {
		a := Arg{}
		if e.Key == nil {
			a.Star = 2
		} else {
			a.Key = l.expr(e.Key)
		}
		a.V = l.expr(e.Value)
		v.List = append(v.List, a)
	}
	return l.value(v)
}

var compNames = [...]string{
	syntax.ListComp: "list", syntax.SetComp: "set", syntax.DictComp: "dict", syntax.Generator: "generator",
}

// comp lowers a comprehension as a loop. Its targets are local to it.
func (l *lowerer) comp(x *syntax.Comp, at Span) ID {
	if len(x.Clauses) == 0 {
		return l.value(Value{Op: OpUnknown, Span: at})
	}
	saved := l.save()
	order, all := l.s.order, l.s.all
	l.s.all = nil
	v := Value{Op: OpComp, Str: compNames[x.Kind], Span: at}
	l.clause(x, 0, &v)
	l.s.order, l.s.all = order, all
	env := l.s.env
	l.restore(saved)
	l.keepWalrus(x, env)
	return l.value(v)
}

// keepWalrus lets "(name := …)" inside a comprehension bind outside of it.
func (l *lowerer) keepWalrus(x *syntax.Comp, env map[string]ID) {
	for _, c := range x.Clauses {
		for _, cond := range c.Ifs {
			syntax.Walk(cond, func(n syntax.Node) bool {
				if w, ok := n.(*syntax.Walrus); ok && env[w.Target.ID] != 0 {
					l.s.env[w.Target.ID] = env[w.Target.ID]
				}
				return true
			})
		}
	}
}

func (l *lowerer) clause(x *syntax.Comp, i int, v *Value) {
	if i == len(x.Clauses) {
		if x.Key != nil {
			v.Y = l.expr(x.Key)
		}
		v.X = l.expr(x.Elem)
		return
	}
	c := x.Clauses[i]
	iter := l.expr(c.Iter)
	v.List = append(v.List, Arg{V: iter})
	body := l.in(func() {
		l.compTarget(c.Target, l.value(Value{Op: OpElem, X: iter, Span: c.Target.Range()}))
		for _, cond := range c.Ifs {
			l.expr(cond)
		}
		l.clause(x, i+1, v)
	})
	l.step(Step{Kind: StepLoop, For: true, Span: x.Span, V: iter, Blocks: []Block{body, nil}})
}

// compTarget binds without a step: the name is gone after the comprehension.
func (l *lowerer) compTarget(t syntax.Expr, v ID) {
	switch t := t.(type) {
	case *syntax.Name:
		l.s.env[t.ID] = v
		delete(l.s.maybe, t.ID)
	case *syntax.Starred:
		l.compTarget(t.X, v)
	case *syntax.Sequence:
		for i, e := range t.Elems {
			l.compTarget(e, l.value(Value{Op: OpUnpack, X: v, Index: int16(min(i, 1<<14)), Span: e.Range()}))
		}
	}
}
