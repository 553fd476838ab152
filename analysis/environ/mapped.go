package environ

import (
	"strings"
)

// mapped is text taken out of a file, in which every byte still knows its
// place: a shell script inside a YAML block, a Dockerfile instruction joined
// from several lines, a Makefile recipe.
type mapped struct {
	text string
	base int   // place of text[0] when at is nil and the text is a plain slice
	at   []int // place of each byte of text otherwise
}

func (m mapped) pos(i int) int {
	switch {
	case m.at == nil:
		return m.base + i
	case i < len(m.at):
		return m.at[i]
	case len(m.at) > 0:
		return m.at[len(m.at)-1] + 1
	}
	return m.base
}

// span is the place in the file of text[start:end].
func (m mapped) span(start, end int) Span {
	if end <= start {
		p := m.pos(start)
		return Span{p, p}
	}
	return Span{m.pos(start), m.pos(end-1) + 1}
}

func (m mapped) slice(start, end int) mapped {
	if m.at == nil {
		return mapped{text: m.text[start:end], base: m.base + start}
	}
	return mapped{text: m.text[start:end], base: m.pos(start), at: m.at[start:end]}
}

// trim removes white space at both ends.
func (m mapped) trim() mapped {
	start := len(m.text) - len(strings.TrimLeft(m.text, " \t\r\n\v\f"))
	end := len(strings.TrimRight(m.text, " \t\r\n\v\f"))
	if end < start {
		return m.slice(start, start)
	}
	return m.slice(start, end)
}

// mapping builds a mapped text piece by piece.
type mapping struct {
	text strings.Builder
	at   []int
}

// plain adds a slice of the file that starts at offset.
func (w *mapping) plain(s string, offset int) {
	w.text.WriteString(s)
	for i := range len(s) {
		w.at = append(w.at, offset+i)
	}
}

// part adds another mapped text.
func (w *mapping) part(m mapped) {
	w.text.WriteString(m.text)
	for i := range len(m.text) {
		w.at = append(w.at, m.pos(i))
	}
}

// stand adds text that stands for the single place offset.
func (w *mapping) stand(s string, offset int) {
	w.text.WriteString(s)
	for range len(s) {
		w.at = append(w.at, offset)
	}
}

func (w *mapping) done() mapped {
	m := mapped{text: w.text.String(), at: w.at}
	if m.at == nil {
		m.at = []int{}
	}
	return m
}

// physicalLines cuts text into lines without their ends.
func (b *builder) physicalLines() []mapped {
	var out []mapped
	for i, start := range b.lines {
		end := len(b.text)
		if i+1 < len(b.lines) {
			end = b.lines[i+1]
		}
		start = max(start, b.start)
		if start > end {
			continue
		}
		line := strings.TrimRight(b.text[start:end], "\r\n")
		out = append(out, mapped{text: line, base: start})
	}
	return out
}

// logicalLines joins lines that end in an odd number of backslashes with the
// line after them, as pip, make and the shell do; the backslash is left out.
func (b *builder) logicalLines() []mapped {
	var out []mapped
	var pending []mapped
	flush := func() {
		if len(pending) == 1 {
			out = append(out, pending[0])
		} else if len(pending) > 1 {
			var w mapping
			for _, p := range pending {
				w.part(p)
			}
			out = append(out, w.done())
		}
		pending = nil
	}
	for _, line := range b.physicalLines() {
		backslashes := len(line.text) - len(strings.TrimRight(line.text, `\`))
		if backslashes%2 == 1 {
			pending = append(pending, line.slice(0, len(line.text)-1))
			continue
		}
		pending = append(pending, line)
		flush()
	}
	flush()
	return out
}
