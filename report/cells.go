package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// tabStop is how far apart tabs stop in excerpts.
const tabStop = 4

// cell is one code point of a line as a terminal shows it.
type cell struct {
	text  string
	width int // columns
	at    int // byte offset in the line
}

// cells lays a line out for a terminal. Tabs become spaces, and what would move
// the cursor or reorder text is made visible.
func cells(line string) []cell {
	out := make([]cell, 0, len(line))
	column := 0
	for at, r := range line {
		c := cell{at: at}
		if r == '\t' {
			c.width = tabStop - column%tabStop
			c.text = strings.Repeat(" ", c.width)
		} else {
			r = tame(r)
			c.text, c.width = string(r), runeWidth(r)
		}
		column += c.width
		out = append(out, c)
	}
	return out
}

// tame replaces a code point that a terminal would act on by a picture of it.
func tame(r rune) rune {
	switch {
	case r < 0x20:
		return 0x2400 + r
	case r == 0x7f:
		return 0x2421
	case r < 0xa0 && r >= 0x80, unicode.Is(unicode.Bidi_Control, r), r == 0x2028, r == 0x2029, r == 0xfeff:
		return utf8.RuneError
	}
	return r
}

// visible is text that may come from the project, safe to print on a terminal.
// Line feeds stay.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' {
			return r
		}
		if r == '\t' {
			return ' '
		}
		return tame(r)
	}, strings.ReplaceAll(s, "\r\n", "\n"))
}

// oneLine escapes what does not belong on one line of a terminal.
func oneLine(p string) string {
	var b strings.Builder
	for i := 0; i < len(p); {
		r, n := utf8.DecodeRuneInString(p[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02x`, p[i])
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case tame(r) != r && r < 0x100:
			fmt.Fprintf(&b, `\x%02x`, r)
		case tame(r) != r:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
		i += n
	}
	return b.String()
}

// runeWidth is the columns a tame code point takes on a terminal: 0, 1 or 2.
func runeWidth(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf), r >= 0x1160 && r <= 0x11ff:
		// Marks and joiners; Hangul vowels and finals join the initial before.
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// displayWidth is the columns of a tame text.
func displayWidth(s string) int {
	n := 0
	for _, r := range s {
		n += runeWidth(r)
	}
	return n
}

// strip is the part of a line that an excerpt shows. The columns [from, to) of
// text are the range in question; to > from.
type strip struct {
	text     string
	from, to int
}

const ellipsis = "…"

// cut lays out a line in at most limit columns (and at least 8), keeping the
// start of the bytes [from, to) in sight.
func cut(line string, from, to, limit int) strip {
	limit = max(limit, 8)
	cs := cells(line)
	total, colFrom, colTo := 0, 0, 0
	for _, c := range cs {
		if c.at < from {
			colFrom += c.width
		}
		if c.at < to {
			colTo += c.width
		}
		total += c.width
	}
	colTo = max(colTo, colFrom+1)
	total = max(total, colTo)
	if total <= limit {
		return strip{joinCells(cs), colFrom, colTo}
	}
	lo := window(colFrom, colTo, total, limit)
	return cutWindow(cs, lo, total, limit, strip{"", colFrom - lo, colTo - lo})
}

// window chooses the first column to show: 0 where the range fits, else some
// columns before the range.
func window(from, to, total, limit int) int {
	if to < limit {
		return 0
	}
	return max(0, min(from-limit/4, total-limit))
}

func cutWindow(cs []cell, lo, total, limit int, s strip) strip {
	first, last := lo, min(lo+limit, total)
	var b strings.Builder
	if lo > 0 {
		b.WriteString(ellipsis)
		first++
	}
	cutEnd := lo+limit < total
	if cutEnd {
		last--
	}
	column, begun := 0, false
	for _, c := range cs {
		next := column + c.width
		switch {
		case column >= first && next <= last && (c.width > 0 || begun):
			b.WriteString(c.text)
			begun = true
		case column < first && next > first, column < last && next > last:
			// Half of a wide character is left: keep the columns right.
			b.WriteString(strings.Repeat(" ", min(next, last)-max(column, first)))
		}
		column = next
	}
	if cutEnd {
		b.WriteString(ellipsis)
	}
	s.to = min(s.to, limit)
	s.from = max(min(s.from, s.to-1), 0)
	s.text = b.String()
	return s
}

func joinCells(cs []cell) string {
	var b strings.Builder
	for _, c := range cs {
		b.WriteString(c.text)
	}
	return b.String()
}

// wrap breaks text into lines of at most limit columns at spaces. Words that
// are longer stay whole.
func wrap(text string, limit int) []string {
	var lines []string
	for _, paragraph := range strings.Split(text, "\n") {
		line, used := "", 0
		for _, word := range strings.Fields(paragraph) {
			n := displayWidth(word)
			switch {
			case line == "":
				line, used = word, n
			case used+1+n <= limit:
				line, used = line+" "+word, used+1+n
			default:
				lines = append(lines, line)
				line, used = word, n
			}
		}
		if line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}
