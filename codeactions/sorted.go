package codeactions

import (
	"regexp"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/syntax"
)

func init() { register(sortedOrder, "MLF401", "MLF402") }

// sortKeys are the listings whose elements need a key to be compared by.
var sortKeys = map[string]string{"os.scandir": "lambda entry: entry.name"}

// sortable are the listings whose elements compare.
var sortable = map[string]bool{
	"os.listdir": true, "os.scandir": true, "glob.glob": true, "glob.iglob": true,
	"pathlib.Path.iterdir": true, "pathlib.Path.glob": true, "pathlib.Path.rglob": true,
}

// sortedOrder puts elements in the order of their values.
func sortedOrder(c *context) []Fix {
	pg := c.page(c.f.File)
	if pg == nil {
		return nil
	}
	n, ok := pg.expressionAt(c)
	if !ok {
		return nil
	}
	fix := Fix{Title: "Sort what " + c.f.Symbol + " gives"}
	if c.f.Code == "MLF402" {
		fix = Fix{Title: "Sort the elements of the set", Safety: Unsafe} // they may not compare
		if n, ok = pg.iterated(n); !ok {
			return nil
		}
	} else if !sortable[c.f.Symbol] || pg.isIterator(n) {
		return nil
	}
	tail := ")"
	if key := sortKeys[c.f.Symbol]; key != "" {
		tail = ", key=" + key + ")"
	}
	if outer, ok := pg.listAround(n); ok && tail == ")" {
		_, call, _ := find[*syntax.Call](pg, outer.start, outer.end)
		start, end := pg.abs(outer, call.Func)
		fix.Edits = []Edit{pg.edit(start, end, "sorted")}
		return []Fix{fix}
	}
	fix.Edits = []Edit{pg.edit(n.start, n.start, "sorted("), pg.edit(n.end, n.end, tail)}
	return []Fix{fix}
}

// expressionAt is the expression that a finding points at.
func (pg *page) expressionAt(c *context) (node, bool) {
	if n, _, ok := pg.callAt(c.f.Place); ok {
		return n, true
	}
	for _, n := range pg.nodes {
		if _, is := n.Node.(syntax.Expr); is && n.start == c.f.Start && n.end == c.f.End {
			return n, true
		}
	}
	return node{}, false
}

// listAround is the call of list that an expression is all of.
func (pg *page) listAround(n node) (node, bool) {
	for _, p := range pg.nodes {
		call, ok := p.Node.(*syntax.Call)
		if !ok || len(call.Args) != 1 || call.Args[0].Star != 0 || call.Args[0].Name != "" {
			continue
		}
		start, end := pg.abs(p, call.Args[0].X)
		if f, ok := call.Func.(*syntax.Name); ok && f.ID == "list" && start == n.start && end == n.end {
			return p, !pg.binds("list")
		}
	}
	return node{}, false
}

// iterated is the whole set expression that one is part of, where what is done
// with it is to go over its elements: elsewhere it may have to stay a set.
func (pg *page) iterated(n node) (node, bool) {
	for n.parent >= 0 {
		if _, ok := pg.nodes[n.parent].Node.(*syntax.Binary); !ok {
			break
		}
		n = pg.nodes[n.parent]
	}
	if _, ok := pg.listAround(n); ok {
		return n, true
	}
	if n.parent < 0 {
		return n, false
	}
	switch p := pg.nodes[n.parent].Node.(type) {
	case *syntax.For:
		start, _ := pg.abs(pg.nodes[n.parent], p.Iter)
		return n, start == n.start
	case *syntax.Comp:
		return n, strings.HasSuffix(strings.TrimRight(pg.text[:n.start], " \t\r\n"), " in")
	case *syntax.Call:
		name := lastName(p.Func)
		return n, (name == "tuple" || name == "enumerate") && !strings.HasSuffix(pg.text[:n.start], "=")
	}
	return n, false
}

var beforeIterator = regexp.MustCompile(`(\bnext\(|\bwith\s+)$`)

// isIterator tells whether a listing is used as what a list is not: an
// iterator, or something to be closed.
func (pg *page) isIterator(n node) bool {
	if beforeIterator.MatchString(pg.text[:n.start]) {
		return true
	}
	if n.parent < 0 {
		return false
	}
	a, ok := pg.nodes[n.parent].Node.(*syntax.Assign)
	if !ok || len(a.Targets) != 1 {
		return false
	}
	name := lastName(a.Targets[0])
	return name != "" && strings.Contains(pg.text, "next("+name)
}
