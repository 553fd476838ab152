package syntax

import "slices"

// Walk calls visit for node and everything below it, parents before children
// and in order of the text as far as the fields of a node are. When visit
// returns false the children of that node are left out. Walk needs no stack
// of the machine, however deep the tree.
//
// The members of a class are not visited: they are units of their own, and
// their offsets count from another start. Go through ClassDef.Members.
func Walk(node Node, visit func(Node) bool) {
	w := walker{stack: []Node{node}}
	for len(w.stack) > 0 {
		n := w.stack[len(w.stack)-1]
		w.stack = w.stack[:len(w.stack)-1]
		if !visit(n) {
			continue
		}
		mark := len(w.stack)
		if s, ok := n.(Stmt); ok {
			w.stmt(s)
		} else if x, ok := n.(Expr); ok {
			w.expr(x)
		}
		slices.Reverse(w.stack[mark:])
	}
}

type walker struct{ stack []Node }

func (w *walker) stmt(s Stmt) {
	switch s := s.(type) {
	case *ExprStmt:
		w.add(s.X)
	case *Assign:
		w.add(s.Targets...)
		w.add(s.Annotation, s.Value)
	case *AugAssign:
		w.add(s.Target, s.Value)
	case *If:
		w.add(s.Cond)
		w.body(s.Body, s.Else)
	case *For:
		w.add(s.Target, s.Iter)
		w.body(s.Body, s.Else)
	case *While:
		w.add(s.Cond)
		w.body(s.Body, s.Else)
	case *With:
		for _, i := range s.Items {
			w.add(i.Context, i.Target)
		}
		w.body(s.Body)
	case *Try:
		w.body(s.Body)
		for _, h := range s.Handlers {
			w.add(h.Type)
			w.body(h.Body)
		}
		w.body(s.Else, s.Finally)
	case *Match:
		w.add(s.Subject)
		for _, c := range s.Cases {
			w.add(c.Values...)
			w.add(c.Guard)
			w.body(c.Body)
		}
	case *FuncDef:
		w.add(s.Decorators...)
		w.params(s.Params)
		w.add(s.Returns)
		w.body(s.Body)
	case *ClassDef:
		w.add(s.Decorators...)
		w.args(s.Args)
	case *Return:
		w.add(s.X)
	case *Raise:
		w.add(s.X, s.Cause)
	case *Delete:
		w.add(s.Targets...)
	case *Assert:
		w.add(s.Cond, s.Msg)
	case *TypeAlias:
		w.add(s.Value)
	case *BadStmt:
		w.body(s.Body)
	}
}

func (w *walker) expr(x Expr) {
	switch x := x.(type) {
	case *Attribute:
		w.add(x.X)
	case *Call:
		w.add(x.Func)
		w.args(x.Args)
	case *Subscript:
		w.add(x.X, x.Index)
	case *Slice:
		w.add(x.Lo, x.Hi, x.Step)
	case *Str:
		w.add(x.Parts...)
	case *Unary:
		w.add(x.X)
	case *Binary:
		w.add(x.X, x.Y)
	case *Compare:
		w.add(x.X)
		w.add(x.Rest...)
	case *Cond:
		w.add(x.Then, x.If, x.Else)
	case *Lambda:
		w.params(x.Params)
		w.add(x.Body)
	case *Sequence:
		w.add(x.Elems...)
	case *Dict:
		for _, e := range x.Entries {
			w.add(e.Key, e.Value)
		}
	case *Comp:
		w.add(x.Key, x.Elem)
		for _, c := range x.Clauses {
			w.add(c.Target, c.Iter)
			w.add(c.Ifs...)
		}
	case *Starred:
		w.add(x.X)
	case *Await:
		w.add(x.X)
	case *Yield:
		w.add(x.X)
	case *Walrus:
		w.add(x.Target, x.X)
	case *BadExpr:
		w.add(x.Parts...)
	}
}

func (w *walker) add(xs ...Expr) {
	for _, x := range xs {
		if x != nil {
			w.stack = append(w.stack, x)
		}
	}
}

func (w *walker) body(bodies ...[]Stmt) {
	for _, body := range bodies {
		for _, s := range body {
			w.stack = append(w.stack, s)
		}
	}
}

func (w *walker) args(args []Arg) {
	for _, a := range args {
		w.add(a.X)
	}
}

func (w *walker) params(params []Param) {
	for _, p := range params {
		w.add(p.Annotation, p.Default)
	}
}
