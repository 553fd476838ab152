package report

import (
	"fmt"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/check"
)

// minGutter keeps the bars of most findings of a report in one column.
const minGutter = 2

// excerptLine is a line of source and the bytes [from, to) of it in question.
type excerptLine struct {
	text     string
	index    int // 0-based in the laid-out text
	number   int // for people
	from, to int
}

// sourceLine is the first line of a place. It is not ok without text or where
// there is nothing to see.
func (v *view) sourceLine(at check.Place) (excerptLine, bool) {
	t := v.text(at.File)
	if t == nil || t.LineCount() == 0 {
		return excerptLine{}, false
	}
	l := lineAt(t, t.LineOf(at.Start))
	start, _ := t.LineSpan(l.index)
	l.from = min(max(at.Start-start, 0), len(l.text))
	l.to = max(min(at.End-start, len(strings.TrimRight(l.text, " \t\f"))), l.from)
	return l, strings.TrimSpace(l.text) != ""
}

func lineAt(t Text, index int) excerptLine {
	start, _ := t.LineSpan(index)
	return excerptLine{
		text:   strings.TrimRight(t.LineText(index), "\r\n"),
		index:  index,
		number: t.Position(start).Line,
	}
}

// before is the line before l when it helps to recognise the place: in the same
// cell, and not blank.
func (v *view) before(file string, l excerptLine) (excerptLine, bool) {
	if l.index == 0 {
		return excerptLine{}, false
	}
	t := v.text(file)
	b := lineAt(t, l.index-1)
	start, _ := t.LineSpan(l.index)
	above, _ := t.LineSpan(b.index)
	if t.Position(start).Cell != t.Position(above).Cell || strings.TrimSpace(b.text) == "" {
		return excerptLine{}, false
	}
	return b, true
}

// moreLines counts the lines of a place after its first. A place that ends at
// the start of a line does not reach that line.
func (v *view) moreLines(at check.Place, first excerptLine) (n, lastNumber int) {
	t := v.text(at.File)
	last := t.LineOf(max(at.Start, at.End-1))
	return max(last-first.index, 0), lineAt(t, last).number
}

// source prints the lines a finding is about and returns the columns of their
// numbers.
func (p *printer) source(f check.Finding, look style) (gutter int) {
	l, ok := p.sourceLine(f.Place)
	if !ok {
		return minGutter
	}
	n := max(len(fmt.Sprint(l.number)), minGutter)
	limit := p.excerpt - n - len(" | ")
	empty := strings.Repeat(" ", n) + p.paint(gutterStyle, " |")
	p.line(empty)
	if b, ok := p.before(f.File, l); ok {
		p.sourceText(n, b.number, cut(b.text, 0, 0, limit).text)
	}
	s := cut(l.text, l.from, l.to, limit)
	p.sourceText(n, l.number, s.text)
	for _, under := range underline(s, oneLine(f.Symbol), limit) {
		p.line(empty, " ", strings.Repeat(" ", under.column), p.paint(look, under.text))
	}
	if more, last := p.moreLines(f.Place, l); more > 0 {
		p.line(empty, " ", p.paint(dim, fmt.Sprintf("… %s, up to line %d", plural(more, "more line"), last)))
	}
	p.line(empty)
	return n
}

func (p *printer) sourceText(n, number int, text string) {
	p.line(p.paint(gutterStyle, fmt.Sprintf("%*d |", n, number)), strings.TrimRight(" "+text, " "))
}

type placedText struct {
	column int
	text   string
}

// underline marks the range of a strip and names what is there: beside the
// carets where there is room, else below them.
func underline(s strip, label string, limit int) []placedText {
	carets := placedText{s.from, strings.Repeat("^", s.to-s.from)}
	n := displayWidth(label)
	switch {
	case label == "":
		return []placedText{carets}
	case s.to+1+n <= limit:
		carets.text += " " + label
		return []placedText{carets}
	}
	return []placedText{carets, {max(min(s.from, limit-n), 0), label}}
}
