package codeactions

import (
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/syntax"
)

// withKeyword is the edit that passes name=value in a call: in place of a None
// that is passed already, else behind the last argument, laid out as that is.
// It is false where the argument could be passed twice or a comment would move.
func (pg *page) withKeyword(n node, c *syntax.Call, name, value string) (Edit, bool) {
	for _, a := range c.Args {
		if a.Star != 0 {
			return Edit{}, false
		}
		text := pg.src(n, a.X)
		if a.Name == name {
			start, end := pg.abs(n, a.X)
			return pg.edit(start, end, value), text == "None"
		}
		if a.Name == "" && text == "None" {
			return Edit{}, false
		}
	}
	return pg.appended(n, c, name+"="+value)
}

// appended is the edit that adds arguments at the end of a call.
func (pg *page) appended(n node, c *syntax.Call, args ...string) (Edit, bool) {
	if len(c.Args) == 0 {
		_, open := pg.abs(n, c.Func)
		inner := pg.text[open:n.end]
		return pg.edit(n.end-1, n.end-1, strings.Join(args, ", ")), strings.Join(strings.Fields(inner), "") == "()"
	}
	last := c.Args[len(c.Args)-1]
	start, end := pg.abs(n, last)
	if g, ok := last.X.(*syntax.Comp); ok && g.Kind == syntax.Generator && len(c.Args) == 1 {
		return Edit{}, false
	}
	rest := strings.TrimSuffix(pg.text[end:n.end], ")")
	if before, _, comma := strings.Cut(rest, ","); comma && pg.startsLine(start) && onlyComment(rest[len(before)+1:]) {
		rest = before + "," // the comment stays with the argument
	}
	separator := " "
	if first, _ := pg.abs(n, c.Args[0]); pg.startsLine(start) && (first != start || strings.TrimSpace(rest) != "") {
		separator = pg.eol() + pg.indentAt(start)
	}
	arg := strings.Join(args, ","+separator)
	switch strings.TrimSpace(rest) {
	case "":
		return pg.edit(end, end, ","+separator+arg), true
	case ",":
		at := end + strings.IndexByte(rest, ',') + 1
		if separator == " " {
			return pg.edit(at, at, " "+arg), true
		}
		at = pg.behindComment(at)
		return pg.edit(at, at, separator+arg+","), true
	}
	return Edit{}, false
}

// behindComment is the end of the line where all that follows an offset in it
// is a comment, else the offset.
func (pg *page) behindComment(offset int) int {
	line := pg.text[offset:]
	if i := strings.IndexAny(line, "\r\n"); i >= 0 {
		line = line[:i]
	}
	if strings.HasPrefix(strings.TrimSpace(line), "#") {
		return offset + len(line)
	}
	return offset
}

// onlyComment tells whether text is one comment at the end of its line.
func onlyComment(text string) bool {
	line, rest, _ := strings.Cut(text, "\n")
	return strings.HasPrefix(strings.TrimSpace(line), "#") && strings.TrimSpace(rest) == ""
}

// keyword finds an argument by its name.
func keyword(c *syntax.Call, name string) (syntax.Arg, bool) {
	for _, a := range c.Args {
		if a.Name == name && a.Star == 0 {
			return a, true
		}
	}
	return syntax.Arg{}, false
}

// without is the edit that takes argument i out of a call that has others
// before it.
func (pg *page) without(n node, c *syntax.Call, name string) (Edit, bool) {
	for i, a := range c.Args {
		if a.Name != name {
			continue
		}
		start, end := pg.abs(n, a)
		switch {
		case i > 0:
			_, start = pg.abs(n, c.Args[i-1])
		case len(c.Args) > 1:
			end, _ = pg.abs(n, c.Args[1])
		}
		return pg.edit(start, end, ""), !strings.Contains(pg.text[start:end], "#")
	}
	return Edit{}, false
}
