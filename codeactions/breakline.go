package codeactions

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// breakLine lays a line of code out over several, as black does: what stands in
// its last brackets on a line of its own or, where that is too long, each
// element on one. A line that cannot be broken stays. inside tells whether it
// is all that stands in brackets of the lines around it.
func breakLine(line string, limit int, inside bool) []string {
	text := strings.TrimLeft(line, " \t")
	indent := line[:len(line)-len(text)]
	l := newLayout(indent, limit)
	code, comment := splitComment(text)
	l.reserved = utf8.RuneCountInString(comment)
	var out []string
	p, ok := scan(code)
	switch {
	case ok && inside && len(p.commas) > 0 && comment == "":
		out = l.elements(indent, code, p)
	case ok && inside && len(p.operators) > 0 && comment == "":
		out = l.operands(indent, code, p)
	default:
		out = l.statement(indent, code)
	}
	out[len(out)-1] += comment
	return out
}

func opens(line string) bool { return line != "" && strings.ContainsAny(line[len(line)-1:], "([{") }

// splitComment parts a line of code from the comment behind it and the white
// space between them.
func splitComment(text string) (code, comment string) {
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '#':
			code = strings.TrimRight(text[:i], " \t")
			return code, text[len(code):]
		case '\'', '"':
			end, ok := stringEnd(text, i)
			if !ok {
				return text, ""
			}
			i = end - 1
		}
	}
	return text, ""
}

type layout struct {
	limit    int
	unit     string // of indentation
	reserved int    // for the comment behind the first line
}

func newLayout(indent string, limit int) *layout {
	if strings.Contains(indent, "\t") {
		return &layout{limit: limit, unit: "\t"}
	}
	return &layout{limit: limit, unit: "    "}
}

func (l *layout) fits(indent, text string) bool {
	return utf8.RuneCountInString(indent)+utf8.RuneCountInString(text)+l.reserved <= l.limit
}

// clauses are the words in front of an expression that may be put in brackets.
var clauses = []string{"return ", "if ", "elif ", "while ", "assert "}

// statement breaks a text at its last brackets, or puts what it assigns,
// returns or tests in some.
func (l *layout) statement(indent, text string) []string {
	if l.fits(indent, text) {
		return []string{indent + text}
	}
	l.reserved = 0
	p, ok := scan(text)
	switch {
	case opens(text):
		return l.head(indent, text)
	case !ok:
		return []string{indent + text}
	}
	from := p.equals + 1
	for _, c := range clauses {
		if strings.HasPrefix(text, c) {
			from = len(c)
		}
	}
	trailers := p.trailers(text)
	if from > 0 && p.inBrackets(text, from, trailers) {
		value := strings.TrimRight(text[from:], ":")
		return l.body(indent, strings.TrimRight(text[:from], " ")+" (", strings.TrimSpace(value), ")"+text[from+len(value):])
	}
	if from > 0 && len(trailers) == 0 && len(p.pairs) > 0 {
		last := p.pairs[len(p.pairs)-1]
		return l.body(indent, text[:last[0]+1], text[last[0]+1:last[1]], text[last[1]:])
	}
	return l.atTrailer(indent, text, trailers)
}

// inBrackets tells whether the expression from an offset on is put in brackets
// of its own: when it has no brackets to break it at, or when more than one
// operator joins what it is made of.
func (p punctuation) inBrackets(text string, from int, trailers [][2]int) bool {
	if strings.TrimSpace(strings.TrimRight(text[from:], ":")) == "" {
		return false
	}
	own := len(trailers) > 0 && trailers[0][0] >= from
	switch {
	case len(p.commas) > 0 || len(p.operators) > 1:
		return true
	case len(p.operators) == 1:
		return !own || strings.TrimSpace(text[trailers[0][0]+1:trailers[0][1]]) == ""
	}
	return !own && (len(p.pairs) == 0 || p.pairs[len(p.pairs)-1][1] > from)
}

// atTrailer breaks a text at the last of its trailers whose head fits a line.
func (l *layout) atTrailer(indent, text string, trailers [][2]int) []string {
	for i, pair := range trailers {
		if strings.TrimSpace(text[pair[0]+1:pair[1]]) != "" && (l.fits(indent, text[:pair[0]+1]) || i == len(trailers)-1) {
			return l.body(indent, text[:pair[0]+1], text[pair[0]+1:pair[1]], text[pair[1]:])
		}
	}
	return []string{indent + text}
}

// head breaks a line that ends with an opening bracket at the brackets before.
func (l *layout) head(indent, text string) []string {
	p, ok := scan(text[:len(text)-1])
	if !ok || len(p.pairs) == 0 || l.fits(indent, text) {
		return []string{indent + text}
	}
	last := p.pairs[len(p.pairs)-1]
	if strings.TrimSpace(text[last[0]+1:last[1]]) == "" {
		return []string{indent + text}
	}
	return l.body(indent, text[:last[0]+1], text[last[0]+1:last[1]], text[last[1]:])
}

// body lays out what stands between a head and a tail.
func (l *layout) body(indent, head, body, tail string) []string {
	inner := indent + l.unit
	p, ok := scan(body)
	if !ok || strings.TrimSpace(body) == "" {
		return []string{indent + head + body + tail}
	}
	out := l.head(indent, head)
	switch {
	case l.fits(inner, body) && !strings.HasSuffix(body, ","):
		out = append(out, inner+body)
	case len(p.commas) > 0:
		out = append(out, l.elements(inner, body, p)...)
	case len(p.operators) > 0:
		out = append(out, l.operands(inner, body, p)...)
	default:
		out = append(out, l.statement(inner, body)...)
	}
	return append(out, indent+tail)
}

// elements puts each element of a list on a line of its own, with a comma.
func (l *layout) elements(indent, text string, p punctuation) []string {
	var out []string
	from := 0
	for _, at := range append(slices.Clone(p.commas), len(text)) {
		if e := strings.TrimSpace(text[from:at]); e != "" {
			out = append(out, l.element(indent, e)...)
		}
		from = at + 1
	}
	return out
}

// element is one element of a list. Operators outside of its own brackets
// part it before these do.
func (l *layout) element(indent, text string) []string {
	if p, ok := scan(text); ok && len(p.operators) > 0 && !l.fits(indent, text+",") {
		out := l.operands(indent, text, p)
		out[len(out)-1] += ","
		return out
	}
	return l.statement(indent, text+",")
}

// operands puts each operand on a line of its own, behind its operator, and
// parts those that are too long by their own operators.
func (l *layout) operands(indent, text string, p punctuation) []string {
	var out []string
	from := 0
	for _, at := range append(slices.Clone(p.operators), len(text)) {
		operand := strings.TrimSpace(text[from:at])
		from = at
		if own, ok := scan(operand); ok && len(own.operators) > 0 && own.weakest > p.weakest && !l.fits(indent, operand) {
			out = append(out, l.operands(indent, operand, own)...)
			continue
		}
		out = append(out, l.statement(indent, operand)...)
	}
	return out
}
