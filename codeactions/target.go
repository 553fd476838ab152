package codeactions

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/analysis/syntax"
)

// body is a suite that statements can be added to.
type body struct {
	owner  node // a FuncDef or If
	stmts  []node
	indent string
}

// entry is the entry point that a finding is about.
func (c *context) entry() *project.Entry {
	for _, e := range c.p.Entries() {
		if e.Name == c.f.Data["entry"] {
			return e
		}
	}
	return nil
}

// bodyOf are the statements of a suite, given by its syntax.
func (pg *page) bodyOf(owner node, list []syntax.Stmt) (body, bool) {
	b := body{owner: owner}
	for _, s := range list {
		start, end := pg.abs(owner, s)
		b.stmts = append(b.stmts, node{Node: s, start: start, end: end, base: owner.base})
	}
	if len(b.stmts) == 0 || !pg.startsLine(b.stmts[0].start) {
		return b, false
	}
	b.indent = pg.indentAt(b.stmts[0].start)
	return b, true
}

// guard is the "if __name__ == '__main__'" of a page.
func (pg *page) guard() (node, *syntax.If, bool) {
	for _, n := range pg.top() {
		s, ok := n.Node.(*syntax.If)
		if !ok {
			continue
		}
		if c, ok := s.Cond.(*syntax.Compare); ok && len(c.Rest) == 1 && c.Ops[0] == "==" {
			for _, x := range []syntax.Expr{c.X, c.Rest[0]} {
				if name, ok := x.(*syntax.Name); ok && name.ID == "__name__" {
					return n, s, true
				}
			}
		}
	}
	return node{}, nil, false
}

// function finds a function of the module level.
func (pg *page) function(name string) (node, *syntax.FuncDef, bool) {
	for _, n := range slices.Backward(pg.top()) {
		if f, ok := n.Node.(*syntax.FuncDef); ok && f.Name == name {
			return n, f, true
		}
	}
	return node{}, nil, false
}

// startOf is the suite in which an entry point starts, and false when it is the
// module itself. at is where in the entry's file its first draw lies.
func (c *context) startOf(pg *page, e *project.Entry, at int) (body, *syntax.FuncDef, bool) {
	if e.Func != nil {
		return pg.functionBody(e.Func.Name)
	}
	g, s, ok := pg.guard()
	if !ok || at < g.start {
		return body{}, nil, false
	}
	b, ok := pg.bodyOf(g, s.Body)
	if !ok {
		return body{}, nil, false
	}
	if name := onlyCall(b); name != "" {
		if inner, f, ok := pg.functionBody(name); ok {
			return inner, f, true
		}
	}
	return b, nil, true
}

func (pg *page) functionBody(name string) (body, *syntax.FuncDef, bool) {
	n, f, ok := pg.function(name)
	if !ok {
		return body{}, nil, false
	}
	b, ok := pg.bodyOf(n, f.Body)
	return b, f, ok
}

// onlyCall is the function that a suite of one statement calls, perhaps in
// sys.exit(…); "" for others.
func onlyCall(b body) string {
	if len(b.stmts) != 1 {
		return ""
	}
	s, ok := b.stmts[0].Node.(*syntax.ExprStmt)
	if !ok {
		return ""
	}
	call, ok := s.X.(*syntax.Call)
	for ok {
		if name, is := call.Func.(*syntax.Name); is && name.ID != "exit" {
			return name.ID
		}
		if len(call.Args) != 1 {
			return ""
		}
		call, ok = call.Args[0].X.(*syntax.Call)
	}
	return ""
}

// first is the edit that puts lines at the start of a suite, behind its
// docstring.
func (pg *page) first(b body, lines []string) Edit {
	if isDocstring(b.stmts[0].Node) {
		return pg.linesBehind(b.stmts[0].end, b.indent, lines)
	}
	return pg.linesBefore(pg.withComments(b.stmts[0].start), b.indent, lines)
}

// withComments goes up from a line over the comments right above it.
func (pg *page) withComments(offset int) int {
	line := pg.file.LineOf(offset)
	indent := pg.indentAt(offset)
	for line > 0 && strings.HasPrefix(pg.file.LineText(line-1), indent+"#") {
		line--
	}
	at, _ := pg.file.LineSpan(line)
	return at
}

// endOfImports is the last import of the module level in front of an offset and
// of the first definition; false when there is none.
func (pg *page) endOfImports(before int) (last node, ok bool) {
	for _, n := range pg.top() {
		if n.end > before {
			break
		}
		switch s := n.Node.(type) {
		case *syntax.Import, *syntax.ImportFrom:
			last, ok = n, true
		case *syntax.FuncDef, *syntax.ClassDef:
			return last, ok
		case *syntax.Try:
			if onlyImports(s.Body) {
				last, ok = n, true
			}
		case *syntax.If:
			if onlyImports(s.Body) {
				last, ok = n, true
			}
		}
	}
	return last, ok
}

func onlyImports(list []syntax.Stmt) bool {
	return !slices.ContainsFunc(list, func(s syntax.Stmt) bool {
		switch s.(type) {
		case *syntax.Import, *syntax.ImportFrom:
			return false
		}
		return true
	})
}

// atTop is the edit that puts lines behind the imports of the module, before an
// offset, with blank lines around.
func (pg *page) atTop(before int, lines []string) (Edit, bool) {
	last, ok := pg.endOfImports(before)
	if !ok {
		top := pg.top()
		switch {
		case len(top) == 0:
			return Edit{}, false
		case isDocstring(top[0].Node):
			last = top[0]
		default:
			return pg.linesBefore(pg.withComments(top[0].start), "", append(slices.Clone(lines), "")), pg.startsLine(top[0].start)
		}
	}
	if next, ok := pg.cellBehind(last.end); ok && next <= before {
		return Edit{Place: pg.edit(next, next, "").Place, NewText: strings.Join(lines, "\n"), NewCell: true}, true
	}
	lines = append([]string{""}, lines...)
	line := pg.file.LineOf(last.end)
	if line+1 < pg.file.LineCount() && strings.TrimSpace(pg.file.LineText(line+1)) != "" {
		lines = append(lines, "")
	}
	return pg.linesBehind(last.end, "", lines), true
}

// functionAtTop does so for the lines of a function, which has two blank lines
// above and below it.
func (pg *page) functionAtTop(before int, lines []string) (Edit, bool) {
	above, below := []string{""}, []string{}
	if last, ok := pg.endOfImports(before); ok {
		line := pg.file.LineOf(last.end) + 1
		blank := 0
		for line < pg.file.LineCount() && strings.TrimSpace(pg.file.LineText(line)) == "" {
			line, blank = line+1, blank+1
		}
		for range 2 - max(1, blank) {
			below = append(below, "")
		}
	}
	return pg.atTop(before, slices.Concat(above, lines, below))
}

// cellBehind is where the cell behind that of an offset begins, in notebooks.
func (pg *page) cellBehind(offset int) (int, bool) {
	for _, c := range pg.file.Cells {
		if c.Start > offset {
			return c.Start, true
		}
	}
	return 0, false
}

// inHandler tells whether an offset lies in an except clause, which does not
// run when all is well.
func (pg *page) inHandler(offset int) bool {
	for _, n := range pg.nodes {
		t, ok := n.Node.(*syntax.Try)
		if !ok {
			continue
		}
		for _, h := range t.Handlers {
			for _, s := range h.Body {
				if start, end := pg.abs(n, s); start <= offset && offset < end {
					return true
				}
			}
		}
	}
	return false
}
