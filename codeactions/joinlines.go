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

// joinLines puts a statement on one line. It is false for one that has to stay
// on several: for a comment, a string, or a comma behind a last element, which
// asks for lines of its own.
func joinLines(text string) (string, bool) {
	var out []byte
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '#', '\\':
			return "", false
		case '\'', '"':
			end, ok := stringEnd(text, i)
			if !ok || strings.ContainsAny(text[i:end], "\r\n") {
				return "", false
			}
			out = append(out, text[i:end]...)
			i = end - 1
		case '\r', '\n':
			for i+1 < len(text) && strings.IndexByte(" \t\r\n", text[i+1]) >= 0 {
				i++
			}
			if i+1 >= len(text) || len(out) == 0 {
				return "", false
			}
			last, next := out[len(out)-1], text[i+1]
			closes := strings.IndexByte(")]}", next) >= 0
			switch {
			case closes && last == ',':
				return "", false
			case !closes && strings.IndexByte("([{", last) < 0 && next != '.':
				out = append(out, ' ')
			}
		default:
			out = append(out, text[i])
		}
	}
	return string(out), true
}
