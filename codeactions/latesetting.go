package codeactions

import (
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/syntax"
)

func init() { register(effectiveSetting, "MLF208") }

// effectiveSetting makes a setting where it acts: as an argument of what is
// made, or under its right name.
func effectiveSetting(c *context) []Fix {
	pg := c.page(c.f.File)
	if pg == nil {
		return nil
	}
	stmt, ok := pg.statementAt(c.f.Start)
	a, is := stmt.Node.(*syntax.Assign)
	if !ok || !is || len(a.Targets) != 1 || a.Value == nil {
		return nil
	}
	target, ok := a.Targets[0].(*syntax.Attribute)
	switch {
	case !ok:
		return nil
	case strings.HasPrefix(c.f.Key, "late "):
		return c.passedEarly(pg, stmt, a, target)
	case strings.HasPrefix(c.f.Key, "unread "):
		return c.rightName(pg, stmt, target)
	}
	return nil
}

// passedEarly hands the value to the constructor, in the same suite before.
func (c *context) passedEarly(pg *page, stmt node, a *syntax.Assign, target *syntax.Attribute) []Fix {
	object, ok := target.X.(*syntax.Name)
	value := pg.src(stmt, a.Value)
	if !ok || !pg.aloneOnLines(stmt) || pg.onlyStatement(stmt) || len(pg.file.Cells) > 0 || !plain.MatchString(value) {
		return nil
	}
	if _, constant := a.Value.(*syntax.Const); !constant {
		return nil // its names may not be bound there
	}
	var made node
	for _, n := range pg.nodes {
		if x, ok := n.Node.(*syntax.Assign); ok && n.start < stmt.start && n.parent == stmt.parent && assigns(x, object.ID) {
			made = n
		}
	}
	x, ok := made.Node.(*syntax.Assign)
	if !ok {
		return nil
	}
	call, ok := x.Value.(*syntax.Call)
	_, class := splitDot(c.f.Symbol)
	if !ok || lastName(call.Func) != class {
		return nil
	}
	start, end := pg.abs(made, call)
	n, call, ok := find[*syntax.Call](pg, start, end)
	if !ok || n.start != start {
		return nil
	}
	e, ok := pg.withKeyword(n, call, target.Attr, value)
	from, _ := pg.file.LineSpan(pg.file.LineOf(stmt.start))
	to, _ := pg.lineAfter(stmt.end)
	if !ok {
		return nil
	}
	return []Fix{{Title: "Pass " + target.Attr + "=" + value + " to " + class, Edits: []Edit{e, pg.edit(from, to, "")}}}
}

// rightName names the setting that was meant.
func (c *context) rightName(pg *page, stmt node, target *syntax.Attribute) []Fix {
	sym := c.p.KB.Symbol(c.f.Symbol)
	if sym == nil || sym.Removed == nil {
		return nil
	}
	parent, name := splitDot(sym.Removed.Instead)
	fix := Fix{Title: "Set " + sym.Removed.Instead}
	switch wrong, _ := splitDot(c.f.Symbol); {
	case parent == "":
		return nil
	case wrong == parent:
		start := stmt.base + int(target.AttrSpan.Start)
		fix.Edits = []Edit{pg.edit(start, start+len(target.Attr), name)}
	case pg.src(stmt, target) == c.f.Symbol:
		start, end := pg.abs(stmt, target)
		fix.Edits = []Edit{pg.edit(start, end, sym.Removed.Instead)}
	default:
		return nil
	}
	return []Fix{fix}
}
