package codeactions

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/syntax"
)

// flow follows the number of channels through the forward method of a module.
type flow struct {
	pg      *page
	modules map[string]moduleAt // by attribute
	forward node
	body    []syntax.Stmt
}

type moduleAt struct {
	at   node
	call *syntax.Call
}

// flow reads a class. An attribute that is assigned twice is not known.
func (pg *page) flow(class node) *flow {
	f := &flow{pg: pg, modules: map[string]moduleAt{}}
	for _, n := range pg.nodes {
		if n.start < class.start || n.end > class.end || pg.classAround(n.start).start != class.start {
			continue
		}
		switch s := n.Node.(type) {
		case *syntax.FuncDef:
			if s.Name == "forward" {
				f.forward, f.body = n, s.Body
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

// into is the number of channels that reaches an attribute: the same wherever
// forward calls it, or "". Statements other than a straight line of assignments
// are not followed.
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
				channels := ""
				if _, plain := s.(*syntax.Assign); len(call.Args) == 1 && (plain || isReturn(s)) {
					channels = f.of(call.Args[0].X, f.body[:i])
				}
				found[channels] = true
			}
			return true
		})
	}
	if len(found) != 1 || named == 0 || named+1 != f.pg.uses(name) {
		return "" // used elsewhere too
	}
	for channels := range found {
		return channels
	}
	return ""
}

// uses counts the places of a page that name an attribute of self, its
// assignment included.
func (pg *page) uses(name string) int {
	n := 0
	for _, x := range pg.nodes {
		if e, ok := x.Node.(syntax.Expr); ok && selfAttribute(e) == name {
			n++
		}
	}
	return n
}

func isReturn(s syntax.Stmt) bool { _, ok := s.(*syntax.Return); return ok }

// activations are the functions that leave the number of channels alone.
var activations = strings.Fields(`relu relu_ relu6 leaky_relu elu selu gelu silu mish sigmoid tanh softplus dropout dropout3d max_pool3d
 avg_pool3d interpolate contiguous`)

// of is the number of channels of a value, given the statements before it.
func (f *flow) of(x syntax.Expr, before []syntax.Stmt) string {
	switch x := x.(type) {
	case *syntax.Name:
		for i, s := range slices.Backward(before) {
			a, ok := s.(*syntax.Assign)
			switch {
			case !ok:
				if _, harmless := s.(*syntax.ExprStmt); !harmless {
					return ""
				}
			case assigns(a, x.ID):
				return f.of(a.Value, before[:i])
			case len(a.Targets) != 1 || !isName(a.Targets[0]):
				return ""
			}
		}
	case *syntax.Call:
		if len(x.Args) == 0 || x.Args[0].Star != 0 {
			return ""
		}
		if name := selfAttribute(x.Func); name != "" {
			m := f.modules[name]
			if m.call == nil || len(x.Args) != 1 {
				return ""
			}
			channels, passes := f.pg.channelsOf(m.at, m.call)
			if passes {
				return f.of(x.Args[0].X, before)
			}
			return channels
		}
		if slices.Contains(activations, lastName(x.Func)) {
			if a, ok := x.Func.(*syntax.Attribute); ok && (lastName(a.X) == "F" || lastName(a.X) == "torch" || lastName(a.X) == "functional") {
				return f.of(x.Args[0].X, before)
			}
		}
	}
	return ""
}

func isName(x syntax.Expr) bool { _, ok := x.(*syntax.Name); return ok }
