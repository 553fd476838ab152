package codeactions

import (
	"cmp"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/analysis/syntax"
)

func init() { register(splitKey, "MLF117") }

// splitKey splits a key of JAX before each use but the last, so that each finds
// a fresh one; in loops before all of them.
func splitKey(c *context) []Fix {
	uses := []check.Place{c.f.Place}
	for _, r := range c.f.Related {
		switch {
		case strings.Contains(r.Message, "first"), strings.Contains(r.Message, "again"):
			uses = append(uses, r.Place)
		}
	}
	slices.SortFunc(uses, func(a, b check.Place) int { return cmp.Compare(a.Start, b.Start) })
	if len(uses) > 1 {
		uses = uses[:len(uses)-1]
	}
	pg := c.page(c.f.File)
	if pg == nil || len(pg.file.Cells) > 0 || len(uses) > 3 {
		return nil
	}
	im := &imports{pg: pg}
	fix := Fix{Safety: Unsafe}
	for _, at := range uses {
		key, edits, ok := c.splitAt(pg, im, at)
		if !ok {
			return nil
		}
		fix.Title = "Split " + key + " before it is used again: other numbers than before"
		fix.Edits = append(fix.Edits, edits...)
	}
	if im.clash {
		return nil
	}
	fix.Edits = append(fix.Edits, im.edits()...)
	return []Fix{fix}
}

// splitAt splits the key of one call before its statement.
func (c *context) splitAt(pg *page, im *imports, at check.Place) (string, []Edit, bool) {
	n, call, ok := pg.callAt(at)
	if !ok || at.File != c.f.File {
		return "", nil, false
	}
	a, ok := firstKey(call)
	key, named := a.X.(*syntax.Name)
	stmt, found := pg.simpleStatement(n)
	if !ok || !named || !found || key.ID == "subkey" || !pg.localName(n, key.ID) || !pg.splitName("subkey") {
		return "", nil, false
	}
	split := ""
	if f, ok := call.Func.(*syntax.Attribute); ok {
		split = pg.src(n, f.X) + ".split"
	} else {
		split = im.member("jax.random", "split")
	}
	start, end := pg.abs(n, a.X)
	line := key.ID + ", subkey = " + split + "(" + key.ID + ")"
	return key.ID, []Edit{pg.linesBefore(pg.withComments(stmt.start), pg.indentAt(stmt.start), []string{line}), pg.edit(start, end, "subkey")}, true
}

func firstKey(call *syntax.Call) (syntax.Arg, bool) {
	if a, ok := keyword(call, "key"); ok {
		return a, true
	}
	if len(call.Args) > 0 && call.Args[0].Name == "" && call.Args[0].Star == 0 {
		return call.Args[0], true
	}
	return syntax.Arg{}, false
}

// simpleStatement is the statement around an expression, when it has no suites
// and runs the expression once; comprehensions and lambdas do not.
func (pg *page) simpleStatement(n node) (node, bool) {
	for m := n; ; {
		switch x := m.Node.(type) {
		case *syntax.Comp, *syntax.Lambda, *syntax.Cond:
			return node{}, false
		case *syntax.Binary:
			if x.Op == "and" || x.Op == "or" {
				return node{}, false
			}
		case *syntax.ExprStmt, *syntax.Assign, *syntax.Return:
			return m, pg.startsLine(m.start)
		}
		if _, stmt := m.Node.(syntax.Stmt); stmt || m.parent < 0 {
			return node{}, false
		}
		m = pg.parentOf(m)
	}
}

// localName tells whether assigning to a name at a node changes the variable
// that is read there.
func (pg *page) localName(n node, name string) bool {
	f := pg.functionAround(n)
	if f.Node == nil {
		return pg.classAround(n.start).Node == nil
	}
	for _, p := range f.Node.(*syntax.FuncDef).Params {
		if p.Name == name {
			return true
		}
	}
	return pg.bindings(f, name, "") > 0
}

// splitName tells whether a name is free, or only ever a split key.
func (pg *page) splitName(name string) bool {
	for _, n := range pg.nodes {
		a, ok := n.Node.(*syntax.Assign)
		if ok && a.Value != nil && strings.Contains(pg.src(n, a.Value), "split(") {
			continue
		}
		if bindsName(n.Node, name) {
			return false
		}
		if ok && strings.Contains(pg.text[n.start:n.end], name+",") {
			return false
		}
	}
	return true
}
