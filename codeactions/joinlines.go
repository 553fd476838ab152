package codeactions

import "strings"

// layOutStatement lays out a statement of several lines anew, when it was laid
// out as we do before the edits.
func (pg *page) layOutStatement(edits []Edit, limit int) (Edit, bool) {
	stmt, ok := pg.statementAt(edits[0].Start)
	if !ok || edits[len(edits)-1].End > stmt.end || !pg.startsLine(stmt.start) || pg.file.LineOf(stmt.start) == pg.file.LineOf(stmt.end) {
		return Edit{}, false
	}
	if rest, _ := pg.lineAfter(stmt.end); strings.TrimSpace(pg.text[stmt.end:rest]) != "" {
		return Edit{}, false
	}
	indent, eol := pg.indentAt(stmt.start), pg.eol()
	old := pg.text[stmt.start:stmt.end]
	lay := func(text string) (string, bool) {
		line, ok := joinLines(text)
		if !ok {
			return "", false
		}
		return strings.TrimPrefix(strings.Join(newLayout(indent, limit).statement(indent, line), eol), indent), true
	}
	if same, ok := lay(old); !ok || same != old {
		return Edit{}, false
	}
	var own []Edit
	for _, e := range edits {
		e.Start, e.End = e.Start-stmt.start, e.End-stmt.start
		own = append(own, e)
	}
	now, ok := lay(Apply(old, own))
	return pg.smallest(stmt.start, stmt.end, now), ok
}

// joinLines puts a statement on one line, without the commas that black sets
// behind last elements. It is false where that would change what it means.
func joinLines(text string) (string, bool) {
	var out []byte
	var open []int    // where brackets open in out
	var commas []bool // whether they have a comma
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '#', '\\':
			return "", false
		case '\'', '"':
			end, ok := stringEnd(text, i)
			if !ok || strings.ContainsAny(text[i:end], "\r\n") {
				return "", false
			}
			out = append(out, text[i:end]...)
			i = end - 1
			continue
		case '\r', '\n':
			for i+1 < len(text) && strings.IndexByte(" \t\r\n", text[i+1]) >= 0 {
				i++
			}
			if len(open) == 0 || i+1 >= len(text) {
				return "", false
			}
			var ok bool
			if out, ok = joint(out, text[i+1], open[len(open)-1], commas[len(open)-1]); !ok {
				return "", false
			}
			continue
		case '(', '[', '{':
			open, commas = append(open, len(out)), append(commas, false)
		case ')', ']', '}':
			if len(open) == 0 {
				return "", false
			}
			open, commas = open[:len(open)-1], commas[:len(open)-1]
		case ',':
			if n := len(open); n > 0 && !lastOf(text[i+1:]) {
				commas[n-1] = true
			}
		}
		out = append(out, text[i])
	}
	return string(out), true
}

// lastOf tells whether nothing but white space and a closing bracket follows.
func lastOf(rest string) bool {
	rest = strings.TrimLeft(rest, " \t\r\n")
	return rest != "" && strings.IndexByte(")]}", rest[0]) >= 0
}

// joint ends a line so that the next one, which begins with the given byte, can
// follow: after the bracket that opens at an offset, behind a comma that is
// dropped, or behind a space.
func joint(out []byte, next byte, open int, commas bool) ([]byte, bool) {
	last := out[len(out)-1]
	switch {
	case strings.IndexByte("([{", last) >= 0, next == '.':
		return out, true
	case strings.IndexByte(")]}", next) < 0:
		return append(out, ' '), true
	case last != ',':
		return out, true
	}
	called := open > 0 && strings.IndexByte(word+")]", out[open-1]) >= 0 && out[open-1] != '.'
	switch out[open] {
	case '(':
		return out[:len(out)-1], called || commas
	case '[':
		return out[:len(out)-1], !called
	}
	return out[:len(out)-1], true
}
