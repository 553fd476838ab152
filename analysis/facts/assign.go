package facts

import (
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/syntax"
)

func (l *lowerer) assign(s *syntax.Assign) {
	var v ID
	if s.Value != nil {
		v = l.expr(s.Value)
	}
	if s.Annotation != nil && len(s.Targets) == 1 {
		if n, ok := s.Targets[0].(*syntax.Name); ok && l.s.locals == nil {
			l.u.Annots = append(l.u.Annots, Annot{n.ID, l.annotation(s.Annotation), v})
		}
	}
	if s.Value == nil {
		return
	}
	for _, t := range s.Targets {
		l.assignTo(t, v)
	}
}

// annotation lowers a type without steps: nothing runs for it that matters,
// and with postponed evaluation nothing runs at all.
func (l *lowerer) annotation(x syntax.Expr) ID {
	var v ID
	l.in(func() { v = l.expr(x) })
	return v
}

func (l *lowerer) assignTo(t syntax.Expr, v ID) {
	at := t.Range()
	switch t := t.(type) {
	case *syntax.Name:
		l.bind(t.ID, v, at)
	case *syntax.Attribute:
		x := l.expr(t.X)
		l.step(Step{Kind: StepSetAttr, Span: at, Target: x, Str: t.Attr, V: v})
	case *syntax.Subscript:
		x := l.expr(t.X)
		key := l.expr(t.Index)
		l.step(Step{Kind: StepSetItem, Span: at, Target: x, Key: key, V: v})
	case *syntax.Starred:
		l.assignTo(t.X, l.value(Value{Op: OpUnpack, X: v, Index: -1, Span: at}))
	case *syntax.Sequence:
		l.unpack(t.Elems, v)
	case *syntax.BadExpr:
		for _, p := range t.Parts {
			l.expr(p)
		}
	}
}

func (l *lowerer) unpack(targets []syntax.Expr, v ID) {
	src := l.u.Values[v]
	direct := (src.Op == OpTuple || src.Op == OpList) && len(src.List) == len(targets)
	starred := false
	for i, t := range targets {
		if _, ok := t.(*syntax.Starred); ok {
			starred = true
		}
		switch {
		case direct && !starred && src.List[i].Star == 0:
			l.assignTo(t, src.List[i].V)
		case starred:
			l.assignTo(t, l.value(Value{Op: OpUnpack, X: v, Index: -1, Span: t.Range()}))
		default:
			l.assignTo(t, l.value(Value{Op: OpUnpack, X: v, Index: int16(min(i, 1<<14)), Span: t.Range()}))
		}
	}
}

func (l *lowerer) augAssign(s *syntax.AugAssign) {
	at := s.Span
	old := l.expr(s.Target)
	v := l.value(Value{Op: OpBinary, Str: s.Op, X: old, Y: l.expr(s.Value), Span: at})
	l.assignTo(s.Target, v)
}

func (l *lowerer) importStmt(s *syntax.Import) {
	for _, a := range s.Names {
		at := a.Span
		whole := l.value(Value{Op: OpModule, Str: a.Name, Span: at})
		l.step(Step{Kind: StepImport, Span: at, V: whole})
		if a.As != "" {
			l.bind(a.As, whole, at)
			continue
		}
		root, _, _ := strings.Cut(a.Name, ".")
		v := whole
		if root != a.Name {
			v = l.value(Value{Op: OpModule, Str: root, Span: at})
		}
		l.bind(root, v, at)
	}
}

func (l *lowerer) importFrom(s *syntax.ImportFrom) {
	at := s.Span
	level := int16(min(s.Level, 1<<10))
	if s.Star {
		v := l.value(Value{Op: OpImport, Str: s.Module, Index: level, Span: at, List: []Arg{{Name: "*"}}})
		l.step(Step{Kind: StepImport, Span: at, V: v, Str: "*"})
		return
	}
	for _, a := range s.Names {
		sp := a.Span
		v := l.value(Value{Op: OpImport, Str: s.Module, Index: level, Span: sp, List: []Arg{{Name: a.Name}}})
		l.step(Step{Kind: StepImport, Span: sp, V: v})
		name := a.As
		if name == "" {
			name = a.Name
		}
		l.bind(name, v, sp)
	}
}

// boundNames are the names that statements bind in their own scope, in order.
func boundNames(body []syntax.Stmt, target syntax.Expr) []string {
	b := binder{seen: map[string]bool{}}
	if target != nil {
		b.target(target)
	}
	b.stmts(body)
	return b.names
}

type binder struct {
	names []string
	seen  map[string]bool
	depth int
	// scope declarations met on the way
	globals, nonlocals []string
}

func (b *binder) add(n string) {
	if !b.seen[n] {
		b.seen[n] = true
		b.names = append(b.names, n)
	}
}

func (b *binder) target(t syntax.Expr) {
	switch t := t.(type) {
	case *syntax.Name:
		b.add(t.ID)
	case *syntax.Starred:
		b.target(t.X)
	case *syntax.Sequence:
		for _, e := range t.Elems {
			b.target(e)
		}
	}
}

func (b *binder) stmts(list []syntax.Stmt) {
	b.depth++
	defer func() { b.depth-- }()
	if b.depth > 200 {
		return
	}
	for _, s := range list {
		b.stmt(s)
	}
}

func (b *binder) stmt(s syntax.Stmt) {
	switch s := s.(type) {
	case *syntax.Assign:
		for _, t := range s.Targets {
			b.target(t)
		}
		b.walrus(s.Value)
	case *syntax.AugAssign:
		b.target(s.Target)
	case *syntax.ExprStmt:
		b.walrus(s.X)
	case *syntax.Import:
		for _, a := range s.Names {
			n := a.As
			if n == "" {
				n, _, _ = strings.Cut(a.Name, ".")
			}
			b.add(n)
		}
	case *syntax.ImportFrom:
		for _, a := range s.Names {
			if a.As != "" {
				b.add(a.As)
			} else {
				b.add(a.Name)
			}
		}
	case *syntax.If:
		b.walrus(s.Cond)
		b.stmts(s.Body)
		b.stmts(s.Else)
	case *syntax.For:
		b.target(s.Target)
		b.stmts(s.Body)
		b.stmts(s.Else)
	case *syntax.While:
		b.walrus(s.Cond)
		b.stmts(s.Body)
		b.stmts(s.Else)
	case *syntax.With:
		for _, it := range s.Items {
			if it.Target != nil {
				b.target(it.Target)
			}
		}
		b.stmts(s.Body)
	case *syntax.Try:
		b.stmts(s.Body)
		for _, h := range s.Handlers {
			if h.Name != "" {
				b.add(h.Name)
			}
			b.stmts(h.Body)
		}
		b.stmts(s.Else)
		b.stmts(s.Finally)
	case *syntax.Match:
		for _, c := range s.Cases {
			for _, n := range c.Captures {
				b.add(n)
			}
			b.stmts(c.Body)
		}
	case *syntax.FuncDef:
		b.add(s.Name)
	case *syntax.ClassDef:
		b.add(s.Name)
	case *syntax.TypeAlias:
		b.add(s.Name)
	case *syntax.BadStmt:
		b.stmts(s.Body)
	case *syntax.Scope:
		if s.Nonlocal {
			b.nonlocals = append(b.nonlocals, s.Names...)
		} else {
			b.globals = append(b.globals, s.Names...)
		}
	}
}

// walrus finds "(name := …)" where it is usually written: in conditions and
// on the right of assignments.
func (b *binder) walrus(x syntax.Expr) {
	if x == nil {
		return
	}
	syntax.Walk(x, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Walrus:
			b.add(n.Target.ID)
		case *syntax.Lambda:
			return false
		}
		return true
	})
}
