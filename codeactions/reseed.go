package codeactions

import (
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/analysis/syntax"
)

func init() {
	register(seedOnce, "MLF114")
	register(seedByRank, "MLF116")
}

// seedOnce moves a seed that is set in each round in front of the loop.
func seedOnce(c *context) []Fix {
	pg, n, _, ok := c.operation()
	if !ok || len(pg.file.Cells) > 0 {
		return nil
	}
	stmt, ok := pg.statementAt(n.start)
	x, alone := stmt.Node.(*syntax.ExprStmt)
	loop, looped := pg.outermostLoop(n)
	if !ok || !alone || !looped || stmt.start != n.start || stmt.end != n.end || !pg.aloneOnLines(stmt) || !pg.startsLine(loop.start) {
		return nil
	}
	if !pg.ready(stmt, x, loop.start) || pg.onlyStatement(stmt) {
		return nil
	}
	from, _ := pg.file.LineSpan(pg.file.LineOf(stmt.start))
	to, _ := pg.lineAfter(stmt.end)
	line := strings.TrimSpace(pg.text[stmt.start:to])
	return []Fix{{
		Title: "Seed once, before the loop", Safety: Unsafe,
		Edits: []Edit{pg.linesBefore(pg.withComments(loop.start), pg.indentAt(loop.start), []string{line}), pg.edit(from, to, "")},
	}}
}

// onlyStatement tells whether a statement is all that its suite has.
func (pg *page) onlyStatement(n node) bool {
	for _, m := range pg.nodes {
		if _, ok := m.Node.(syntax.Stmt); ok && m.parent == n.parent && m.start != n.start && pg.indentAt(m.start) == pg.indentAt(n.start) {
			return false
		}
	}
	return true
}

// seedByRank adds the rank of the process to a seed.
func seedByRank(c *context) []Fix {
	pg, n, call, ok := c.operation()
	if !ok || c.f.Severity < check.Warning || len(call.Args) != 1 || call.Args[0].Star != 0 {
		return nil
	}
	text := pg.src(n, call.Args[0].X)
	if !plain.MatchString(text) {
		return nil
	}
	im := &imports{pg: pg}
	rank := im.module("torch.distributed", "dist") + ".get_rank()"
	if im.clash {
		return nil
	}
	_, end := pg.abs(n, call.Args[0].X)
	return []Fix{{
		Title: "Add the rank to the seed: each process draws its own numbers", Safety: Unsafe,
		Edits: append(im.edits(), pg.edit(end, end, " + "+rank)),
	}}
}
