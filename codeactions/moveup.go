package codeactions

import (
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/source"
	"github.com/mlf-core/mlf-lsp/analysis/syntax"
)

func init() { register(moveUp, "MLF110") }

// moveUp moves a seed that comes too late in front of the first draw, where
// both stand in one suite and everything that the seed needs is there before.
func moveUp(c *context) []Fix {
	e := c.entry()
	if e == nil || len(c.f.Related) == 0 {
		return nil
	}
	s := &seeding{context: c, entry: e, run: c.p.Run(e), rng: c.f.Data["rng"]}
	pg := c.page(e.Module.Path)
	late := c.f.Related[0].Place
	if pg == nil || pg.file.Kind == source.Notebook || late.File != e.Module.Path || !s.findDraw() {
		return nil
	}
	seed, ok := pg.statementAt(late.Start)
	x, alone := seed.Node.(*syntax.ExprStmt)
	if !ok || !alone || seed.start != late.Start || !pg.aloneOnLines(seed) {
		return nil
	}
	ev := s.run.Events[s.draw]
	draw, ok := pg.sibling(seed, s.place(ev))
	if own, _ := ev.Unit.Place(ev.Span); !ok && ev.Unit.Mod == e.Module {
		draw, ok = pg.sibling(seed, own)
	}
	if !ok || draw.start >= seed.start || !pg.startsLine(draw.start) || !pg.ready(seed, x, draw.start) {
		return nil
	}
	from, _ := pg.file.LineSpan(pg.file.LineOf(seed.start))
	to, whole := pg.lineAfter(seed.end)
	text := pg.text[from:to]
	if !whole {
		text += pg.eol()
	}
	into, _ := pg.file.LineSpan(pg.file.LineOf(pg.withComments(draw.start)))
	return []Fix{{
		Title: "Seed before the first draw",
		Edits: []Edit{pg.edit(into, into, text), pg.edit(from, to, "")},
	}}
}

// aloneOnLines tells whether a statement has its lines to itself.
func (pg *page) aloneOnLines(n node) bool {
	_, end := pg.file.LineSpan(pg.file.LineOf(n.end))
	rest := strings.TrimSpace(pg.text[n.end:end])
	return pg.startsLine(n.start) && (rest == "" || strings.HasPrefix(rest, "#"))
}

// sibling is the statement of the same suite as n that covers an offset.
func (pg *page) sibling(n node, offset int) (node, bool) {
	for _, m := range pg.nodes {
		if _, ok := m.Node.(syntax.Stmt); ok && m.parent == n.parent && m.start <= offset && offset < m.end && pg.indentAt(m.start) == pg.indentAt(n.start) {
			return m, true
		}
	}
	return node{}, false
}

// ready tells whether all names of an expression are bound before an offset,
// and stay what they are until the statement.
func (pg *page) ready(n node, x *syntax.ExprStmt, before int) bool {
	ok := true
	syntax.Walk(x, func(m syntax.Node) bool {
		if name, is := m.(*syntax.Name); is {
			ok = ok && pg.boundOnlyBefore(name.ID, before, n.start)
		}
		return ok
	})
	return ok
}

func (pg *page) boundOnlyBefore(name string, before, until int) bool {
	bound := false
	for _, n := range pg.nodes {
		binds := bindsName(n.Node, name)
		if binds && n.start >= before && n.start < until {
			return false
		}
		if f, ok := n.Node.(*syntax.FuncDef); ok && n.start < before && until < n.end {
			for _, p := range f.Params {
				bound = bound || p.Name == name
			}
		}
		bound = bound || binds && n.start < before
	}
	return bound
}

// bindsName tells whether a statement itself binds a name.
func bindsName(n syntax.Node, name string) bool {
	one := page{nodes: []node{{Node: n}}}
	if f, ok := n.(*syntax.FuncDef); ok {
		return f.Name == name // its parameters are its own
	}
	return one.binds(name)
}
