package codeactions

import (
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/syntax"
)

func init() { register(inOrder, "MLF408") }

// inOrder takes results in the order of the work instead of that of its
// completion.
func inOrder(c *context) []Fix {
	pg, n, call, ok := c.operation()
	if !ok {
		return nil
	}
	if strings.HasPrefix(c.f.Symbol, "polars.") {
		e, ok := pg.withKeyword(n, call, "maintain_order", "True")
		if !ok {
			return nil
		}
		return []Fix{{Title: "Keep the order with maintain_order=True", Edits: []Edit{e}}}
	}
	if a, is := call.Func.(*syntax.Attribute); is && a.Attr == "imap_unordered" {
		start := n.base + int(a.AttrSpan.Start)
		return []Fix{{Title: "Take results in the order of the work: imap", Edits: []Edit{pg.edit(start, start+len(a.Attr), "imap")}}}
	}
	done := c.projectCall(c.f.File, n.start, n.end)
	if done == nil || !strings.HasPrefix(done.Name(), "concurrent.futures.") || lastName(call.Func) != "as_completed" || len(call.Args) != 1 || call.Args[0].Star != 0 {
		return nil
	}
	futures, ok := call.Args[0].X.(*syntax.Name)
	if !ok || !pg.keepsOrder(n, futures.ID) {
		return nil
	}
	return []Fix{{
		Title: "Take results in the order of " + futures.ID + ", as each is waited for",
		Edits: []Edit{pg.edit(n.start, n.end, futures.ID)},
	}}
}

// keepsOrder tells whether all values that a function assigns to a name are
// lists or dicts, which give their elements in the order of their making.
func (pg *page) keepsOrder(at node, name string) bool {
	within := pg.functionAround(at)
	assigned := 0
	for _, n := range pg.nodes {
		a, ok := n.Node.(*syntax.Assign)
		if !ok || !assigns(a, name) || pg.functionAround(n) != within {
			continue
		}
		assigned++
		switch x := a.Value.(type) {
		case *syntax.Dict:
		case *syntax.Sequence:
			if x.Kind == syntax.Set {
				return false
			}
		case *syntax.Comp:
			if x.Kind != syntax.ListComp && x.Kind != syntax.DictComp {
				return false
			}
		default:
			return false
		}
	}
	return assigned > 0 && (within.Node == nil && pg.bindings(node{end: len(pg.text)}, name, "") == assigned ||
		within.Node != nil && pg.bindings(within, name, "") == assigned)
}

// functionAround is the innermost function around a node; its Node is nil at
// the module level.
func (pg *page) functionAround(at node) (found node) {
	for _, n := range pg.nodes {
		if _, ok := n.Node.(*syntax.FuncDef); ok && n.start < at.start && at.end <= n.end {
			found = n
		}
	}
	return found
}
