package codeactions

import (
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/analysis/source"
	"github.com/mlf-core/mlf-lsp/analysis/syntax"
)

// page is a Python file or notebook with its syntax.
type page struct {
	file  *source.File
	text  string
	nodes []node // parents before children

	limit  int    // of the length of lines; use lineLength
	quotes string // that strings mostly have; use quote
}

// node is a piece of syntax at its absolute place.
type node struct {
	syntax.Node
	start, end int
	parent     int // index of the enclosing node, -1 at the top
	base       int // of the offsets within Node
}

// page gives a file of the snapshot; nil when it cannot be read, is no Python
// or has syntax errors: what is broken is left to its author.
func (x *Fixer) page(path string) *page {
	if pg, ok := x.pages[path]; ok {
		return pg
	}
	x.pages[path] = nil
	f := x.ws.File(path)
	if f == nil || f.Kind == source.Other {
		return nil
	}
	tree := syntax.Parse(f.Code())
	if len(tree.Errors) > 0 {
		return nil
	}
	pg := &page{file: f, text: f.Text()}
	pg.place(tree.Units, 0, -1)
	x.pages[path] = pg
	return pg
}

func (pg *page) place(units []syntax.Placed, base, parent int) {
	for _, u := range units {
		at := base + int(u.Base)
		var open []int
		syntax.Walk(u.Unit.Stmt, func(n syntax.Node) bool {
			s := n.Range()
			d := node{n, at + int(s.Start), at + int(s.End), parent, at}
			for len(open) > 0 && pg.nodes[open[len(open)-1]].end < d.end {
				open = open[:len(open)-1]
			}
			for len(open) > 0 && pg.nodes[open[len(open)-1]].end <= d.start {
				open = open[:len(open)-1]
			}
			if len(open) > 0 {
				d.parent = open[len(open)-1]
			}
			i := len(pg.nodes)
			pg.nodes = append(pg.nodes, d)
			open = append(open, i)
			if c, ok := n.(*syntax.ClassDef); ok {
				pg.place(c.Members, at, i)
			}
			return true
		})
	}
}

// abs is the absolute range of something within a node's unit.
func (pg *page) abs(n node, x syntax.Node) (start, end int) {
	s := x.Range()
	return n.base + int(s.Start), n.base + int(s.End)
}

// src is the text of something within a node's unit.
func (pg *page) src(n node, x syntax.Node) string {
	start, end := pg.abs(n, x)
	return pg.text[start:end]
}

// find is the innermost node of a type that covers [start, end).
func find[T syntax.Node](pg *page, start, end int) (found node, x T, ok bool) {
	for _, n := range pg.nodes {
		if t, is := n.Node.(T); is && n.start <= start && end <= n.end {
			found, x, ok = n, t, true
		}
	}
	return found, x, ok
}

// callAt is the call that a finding points at, by its whole or its callee.
func (pg *page) callAt(at check.Place) (node, *syntax.Call, bool) {
	for _, n := range pg.nodes {
		c, is := n.Node.(*syntax.Call)
		if !is || n.start != at.Start {
			continue
		}
		if _, end := pg.abs(n, c.Func); n.end == at.End || end == at.End {
			return n, c, true
		}
	}
	return node{}, nil, false
}

// statementAt is the innermost statement that covers an offset.
func (pg *page) statementAt(offset int) (node, bool) {
	var found node
	ok := false
	for _, n := range pg.nodes {
		if _, is := n.Node.(syntax.Stmt); is && n.start <= offset && (offset < n.end || offset == n.start) {
			found, ok = n, true
		}
	}
	return found, ok
}

// top are the statements of the module level, in order.
func (pg *page) top() []node {
	var out []node
	for _, n := range pg.nodes {
		if n.parent < 0 {
			out = append(out, n)
		}
	}
	return out
}

// eol is the line ending of the file.
func (pg *page) eol() string {
	if i := strings.IndexAny(pg.text, "\r\n"); i >= 0 {
		switch {
		case strings.HasPrefix(pg.text[i:], "\r\n"):
			return "\r\n"
		case pg.text[i] == '\r':
			return "\r"
		}
	}
	return "\n"
}

// indentAt is the white space that the line of an offset begins with.
func (pg *page) indentAt(offset int) string {
	line := pg.file.LineText(pg.file.LineOf(offset))
	return line[:len(line)-len(strings.TrimLeft(line, " \t\f"))]
}

// startsLine tells whether nothing but white space stands before an offset.
func (pg *page) startsLine(offset int) bool {
	start, _ := pg.file.LineSpan(pg.file.LineOf(offset))
	return strings.TrimSpace(pg.text[start:offset]) == ""
}

// lineAfter is where the line behind that of an offset starts, or the end of
// the text or cell. whole is false when the line has no ending.
func (pg *page) lineAfter(offset int) (at int, whole bool) {
	line := pg.file.LineOf(offset)
	_, end := pg.file.LineSpan(line)
	if line+1 >= pg.file.LineCount() {
		return end, false
	}
	for _, c := range pg.file.Cells {
		if c.End == end {
			return end, false // the "\n" there is ours
		}
	}
	next, _ := pg.file.LineSpan(line + 1)
	return next, true
}

// quote writes a string as the file does: with the quotes it uses most.
func (pg *page) quote(s string) string {
	if pg.quotes == "" {
		pg.quotes = pg.commonQuotes()
	}
	return pg.quotes + s + pg.quotes
}

func (pg *page) commonQuotes() string {
	balance := 0
	for _, n := range pg.nodes {
		if _, ok := n.Node.(*syntax.Str); ok && strings.HasSuffix(pg.text[:n.end], "'") {
			balance++
		} else if ok {
			balance--
		}
	}
	if balance > 0 {
		return "'"
	}
	return `"`
}

// linesBehind is the edit that puts lines behind the line on which a statement
// ends, indented as given.
func (pg *page) linesBehind(end int, indent string, lines []string) Edit {
	at, whole := pg.lineAfter(end)
	eol := pg.eol()
	text := ""
	for _, l := range lines {
		if l != "" {
			l = indent + l
		}
		if whole {
			text += l + eol
		} else {
			text += eol + l
		}
	}
	return pg.edit(at, at, text)
}

// linesBefore is the edit that puts lines above the line of an offset.
func (pg *page) linesBefore(offset int, indent string, lines []string) Edit {
	at, _ := pg.file.LineSpan(pg.file.LineOf(offset))
	text := ""
	for _, l := range lines {
		if l != "" {
			l = indent + l
		}
		text += l + pg.eol()
	}
	return pg.edit(at, at, text)
}

// edit replaces a range of the page.
func (pg *page) edit(start, end int, text string) Edit {
	return Edit{Place: check.Place{File: pg.file.Path, Start: start, End: end}, NewText: text}
}
