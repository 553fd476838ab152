package codeactions

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/syntax"
)

// flow follows the number of channels through the forward method of a module.
type flow struct {
	*channels
	pg      *page
	class   node
	modules map[string]moduleAt // by attribute
	init    node
	forward node
	input   string // the parameter of forward that is followed, "" for none
	body    []syntax.Stmt
}

type moduleAt struct {
	at   node
	call *syntax.Call
}

// flow reads a class. An attribute that is assigned twice is not known.
func (c *channels) flow(pg *page, class node) *flow {
	f := &flow{channels: c, pg: pg, class: class, modules: map[string]moduleAt{}}
	f.init, _ = pg.methodNode(class, "__init__")
	for _, n := range pg.nodes {
		if n.start < class.start || n.end > class.end || pg.classAround(n.start).start != class.start {
			continue
		}
		switch s := n.Node.(type) {
		case *syntax.FuncDef:
			if s.Name == "forward" {
				f.forward, f.body = n, s.Body
				if len(s.Params) == 2 {
					f.input = s.Params[1].Name
				}
			}
		case *syntax.Assign:
			if len(s.Targets) != 1 || selfAttribute(s.Targets[0]) == "" {
				continue
			}
			name := selfAttribute(s.Targets[0])
			call, _ := s.Value.(*syntax.Call)
			if _, twice := f.modules[name]; twice {
				call = nil
			}
			f.modules[name] = moduleAt{n, call}
		}
	}
	return f
}

// module is the width of an attribute's module, as an expression that means
// the same in all of __init__.
func (f *flow) module(name string, s side) width {
	m := f.modules[name]
	if m.call == nil {
		return width{}
	}
	w := f.channels.of(f.pg, m.at, m.call, s)
	if w.text == "" || digits.MatchString(w.text) {
		return w
	}
	inside := f.init.Node != nil && f.init.start <= m.at.start && m.at.end <= f.init.end
	if !inside || !f.pg.steady(f.init, w.text) {
		return width{}
	}
	return w
}

// inherited are the modules that a subclass of Sequential hands to its
// constructor, in a call at a node.
func (f *flow) inherited() (node, []*syntax.Call, bool) {
	class, ok := f.class.Node.(*syntax.ClassDef)
	if !ok || f.forward.Node != nil || f.init.Node == nil || len(class.Args) != 1 || lastName(class.Args[0].X) != "Sequential" {
		return node{}, nil, false
	}
	var at node
	var modules []*syntax.Call
	calls := 0
	for _, n := range f.pg.nodes {
		call, ok := n.Node.(*syntax.Call)
		if !ok || n.start < f.init.start || n.end > f.init.end || lastName(call.Func) != "__init__" {
			continue
		}
		at, modules = n, sequenced(call)
		calls++
	}
	return at, modules, calls == 1
}

// into is the number of channels that reaches an attribute: the same wherever
// forward calls it, or "". Statements other than a straight line of
// assignments are not followed.
func (f *flow) into(name string) string {
	found := map[string]bool{}
	named := 0
	for i, s := range f.body {
		syntax.Walk(s, func(n syntax.Node) bool {
			if x, ok := n.(syntax.Expr); ok && selfAttribute(x) == name {
				named++
			}
			call, ok := n.(*syntax.Call)
			if ok && selfAttribute(call.Func) == name {
				found[f.at(call, i)] = true
			}
			return true
		})
	}
	if len(found) != 1 || named == 0 || named+1 != f.uses(name) {
		return "" // used elsewhere too
	}
	for channels := range found {
		return channels
	}
	return ""
}

// at is the number of channels that statement i of forward passes to a call:
// what comes to it, or what has to come out of a call that keeps it.
func (f *flow) at(call *syntax.Call, i int) string {
	s := f.body[i]
	if _, plain := s.(*syntax.Assign); len(call.Args) == 0 || !plain && !isReturn(s) {
		return ""
	}
	if w := f.value(call.Args[0].X, f.body[:i]); w.text != "" {
		return w.text
	}
	return f.wanted(call, i, 0)
}

// through is the width at a side of the whole module.
func (f *flow) through(s side) width {
	if len(f.body) == 0 || f.input == "" {
		return width{}
	}
	last := len(f.body) - 1
	r, ok := f.body[last].(*syntax.Return)
	switch {
	case s == takes:
		return width{text: f.used(f.input, 0, 0)}
	case !ok || r.X == nil:
		return width{}
	}
	return f.value(r.X, f.body[:last])
}

// wanted is the number of channels that whoever gets the value of an
// expression of statement i takes, "" when it is not known.
func (f *flow) wanted(x syntax.Node, i, depth int) string {
	if depth > maxModules {
		return ""
	}
	start, end := f.pg.abs(f.forward, x)
	n := f.pg.nodes[max(0, slices.IndexFunc(f.pg.nodes, func(n node) bool { return n.Node == x && n.start == start && n.end == end }))]
	if n.parent < 0 {
		return ""
	}
	switch p := f.pg.nodes[n.parent].Node.(type) {
	case *syntax.Assign:
		if len(p.Targets) == 1 && isName(p.Targets[0]) && p == f.body[i] {
			return f.used(p.Targets[0].(*syntax.Name).ID, i+1, depth+1)
		}
	case *syntax.Call:
		if len(p.Args) == 0 || p.Args[0].X != x {
			return ""
		}
		if name := selfAttribute(p.Func); name != "" && len(p.Args) == 1 {
			if w := f.module(name, takes); !w.passes {
				return w.text
			}
			return f.wanted(p, i, depth+1)
		}
		if isActivation(p.Func) {
			return f.wanted(p, i, depth+1)
		}
	}
	return ""
}

// used is the number of channels that the first reader of a name takes, from
// statement i on.
func (f *flow) used(name string, i, depth int) string {
	for ; i < len(f.body); i++ {
		s := f.body[i]
		var value syntax.Expr
		switch s := s.(type) {
		case *syntax.Assign:
			value = s.Value
		case *syntax.Return:
			value = s.X
		case *syntax.ExprStmt:
			value = s.X
		default:
			return ""
		}
		read, text := false, ""
		if value != nil {
			syntax.Walk(value, func(n syntax.Node) bool {
				if x, ok := n.(*syntax.Name); ok && x.ID == name && text == "" {
					read, text = true, f.wanted(x, i, depth)
				}
				return true
			})
		}
		if read {
			return text
		}
		if a, ok := s.(*syntax.Assign); ok && (assigns(a, name) || len(a.Targets) != 1) {
			return ""
		}
	}
	return ""
}

// uses counts the places that name an attribute of self in the class, its
// assignment included; in all of the page where classes derive from it.
func (f *flow) uses(name string) int {
	within := f.class
	if class, ok := f.class.Node.(*syntax.ClassDef); !ok || f.pg.derives(class.Name) {
		within = node{end: len(f.pg.text)}
	}
	n := 0
	for _, x := range f.pg.nodes {
		if e, ok := x.Node.(syntax.Expr); ok && x.start >= within.start && x.end <= within.end && selfAttribute(e) == name {
			n++
		}
	}
	return n
}

// derives tells whether a class of the page has a base of the given name.
func (pg *page) derives(base string) bool {
	return slices.ContainsFunc(pg.nodes, func(n node) bool {
		c, ok := n.Node.(*syntax.ClassDef)
		return ok && slices.ContainsFunc(c.Args, func(a syntax.Arg) bool { return lastName(a.X) == base })
	})
}

func isReturn(s syntax.Stmt) bool { _, ok := s.(*syntax.Return); return ok }

// activations are the functions that leave the number of channels alone.
var activations = strings.Fields(`relu relu_ relu6 leaky_relu elu selu gelu silu mish sigmoid tanh softplus dropout dropout3d max_pool3d
 avg_pool3d interpolate contiguous`)

func isActivation(f syntax.Expr) bool {
	a, ok := f.(*syntax.Attribute)
	return ok && slices.Contains(activations, a.Attr) && slices.Contains([]string{"F", "torch", "functional"}, lastName(a.X))
}

// value is the width of a value, given the statements before it.
func (f *flow) value(x syntax.Expr, before []syntax.Stmt) width {
	switch x := x.(type) {
	case *syntax.Name:
		return f.name(x.ID, before)
	case *syntax.Binary:
		if x.Op == "+" {
			return sum(f.value(x.X, before), f.value(x.Y, before))
		}
	case *syntax.Call:
		if len(x.Args) == 0 || x.Args[0].Star != 0 {
			return width{}
		}
		name := selfAttribute(x.Func)
		if name != "" && len(x.Args) == 1 {
			w := f.module(name, gives)
			if w.passes {
				return f.value(x.Args[0].X, before)
			}
			return w
		}
		if isActivation(x.Func) {
			return f.value(x.Args[0].X, before)
		}
	}
	return width{}
}

// name is the width of a local name's value, or of the input.
func (f *flow) name(id string, before []syntax.Stmt) width {
	for i, s := range slices.Backward(before) {
		switch s := s.(type) {
		case *syntax.ExprStmt:
		case *syntax.AugAssign:
			if t, ok := s.Target.(*syntax.Name); !ok {
				return width{}
			} else if t.ID == id {
				if s.Op != "+" {
					return width{}
				}
				return sum(f.name(id, before[:i]), f.value(s.Value, before[:i]))
			}
		case *syntax.Assign:
			if assigns(s, id) {
				return f.value(s.Value, before[:i])
			}
			if len(s.Targets) != 1 || !isName(s.Targets[0]) {
				return width{}
			}
		default:
			return width{}
		}
	}
	if id != f.input || id == "" {
		return width{}
	}
	// What reads the input first says how wide it is.
	if text := f.used(id, 0, 0); text != "" {
		return width{text: text}
	}
	return width{passes: true}
}

// sum is the width of a sum. One channel is spread over those of the other
// summand, so that only a number above 1 decides without knowing both.
func sum(x, y width) width {
	if x == y {
		return x
	}
	for _, w := range []width{x, y} {
		if digits.MatchString(w.text) && w.text != "1" && w.text != "0" {
			return w
		}
	}
	return width{}
}

func isName(x syntax.Expr) bool { _, ok := x.(*syntax.Name); return ok }
