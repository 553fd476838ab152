package codeactions

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// layOut breaks lines that edits made longer than the file's lines are, as
// black does.
func (x *Fixer) layOut(edits []Edit) []Edit {
	var out []Edit
	for _, path := range Files(edits) {
		own := slices.DeleteFunc(slices.Clone(edits), func(e Edit) bool { return e.File != path })
		if pg := x.page(path); pg != nil {
			own = pg.layOut(own, x.lineLength(pg))
		}
		out = append(out, own...)
	}
	return out
}

var lineLengthSetting = regexp.MustCompile(`(?m)^line-length\s*=\s*(\d+)`)

// lineLength is the length, in characters, that lines of a file may have: that
// of the project's formatter, else the least usual one that the file keeps to.
func (x *Fixer) lineLength(pg *page) int {
	if pg.limit == 0 {
		pg.limit = x.findLineLength(pg)
	}
	return pg.limit
}

func (x *Fixer) findLineLength(pg *page) int {
	for _, name := range []string{"pyproject.toml", "ruff.toml", ".ruff.toml"} {
		if f := x.ws.File(name); f != nil {
			if m := lineLengthSetting.FindStringSubmatch(f.Text()); m != nil {
				if n, err := strconv.Atoi(m[1]); err == nil {
					return n
				}
			}
		}
	}
	longest := 0
	for i := range pg.file.LineCount() {
		code, _ := splitComment(pg.file.LineText(i))
		longest = max(longest, utf8.RuneCountInString(code))
	}
	for _, usual := range []int{88, 100} {
		if longest <= usual {
			return usual
		}
	}
	return 120
}

// layOut does so for the edits of one page, which are in order.
func (pg *page) layOut(edits []Edit, limit int) []Edit {
	var out []Edit
	for len(edits) > 0 {
		n := 1
		for n < len(edits) && pg.file.LineOf(edits[n].Start) <= pg.file.LineOf(edits[n-1].End) {
			n++
		}
		out = append(out, pg.layOutTogether(edits[:n], limit)...)
		edits = edits[n:]
	}
	return out
}

// layOutTogether lays out edits that touch the same lines.
func (pg *page) layOutTogether(edits []Edit, limit int) []Edit {
	first, last := edits[0], edits[len(edits)-1]
	if slices.ContainsFunc(edits, func(e Edit) bool { return e.NewCell }) {
		return edits
	}
	if e, ok := pg.layOutStatement(edits, limit); ok {
		return []Edit{e}
	}
	start, _ := pg.file.LineSpan(pg.file.LineOf(first.Start))
	_, end := pg.file.LineSpan(pg.file.LineOf(last.End))
	eol := pg.eol()
	moved := slices.Clone(edits)
	for i := range moved {
		moved[i].Start, moved[i].End = moved[i].Start-start, moved[i].End-start
	}
	old := pg.text[start:end]
	kept := map[string]bool{}
	for line := range strings.SplitSeq(old, eol) {
		kept[line] = true
	}
	lines := strings.Split(Apply(old, moved), eol)
	var laid []string
	for i, line := range lines {
		if kept[line] || utf8.RuneCountInString(line) <= limit {
			laid = append(laid, line)
			continue
		}
		above, below := pg.around(start, end, lines, i)
		laid = append(laid, breakLine(line, limit, opens(above) && strings.IndexAny(below, ")]}") == 0)...)
	}
	if slices.Equal(lines, laid) {
		return edits
	}
	return []Edit{pg.smallest(start, end, strings.Join(laid, eol))}
}

// around are the lines above and below the i-th of those that take the place
// of [start, end), without white space around them.
func (pg *page) around(start, end int, lines []string, i int) (above, below string) {
	if i > 0 {
		above = lines[i-1]
	} else if n := pg.file.LineOf(start); n > 0 {
		above = pg.file.LineText(n - 1)
	}
	if i+1 < len(lines) {
		below = lines[i+1]
	} else if n := pg.file.LineOf(end); n+1 < pg.file.LineCount() {
		below = pg.file.LineText(n + 1)
	}
	return strings.TrimSpace(above), strings.TrimSpace(below)
}

// smallest is the edit that makes [start, end) the text without touching what
// stays at both ends.
func (pg *page) smallest(start, end int, text string) Edit {
	for start < end && text != "" && pg.text[start] == text[0] {
		start, text = start+1, text[1:]
	}
	for start < end && text != "" && pg.text[end-1] == text[len(text)-1] {
		end, text = end-1, text[:len(text)-1]
	}
	for start > 0 && !utf8.RuneStart(firstByte(pg.text[start:], text)) {
		start, text = start-1, pg.text[start-1:start]+text
	}
	for end < len(pg.text) && !utf8.RuneStart(pg.text[end]) {
		end, text = end+1, text+pg.text[end:end+1]
	}
	return pg.edit(start, end, text)
}

func firstByte(a, b string) byte {
	switch {
	case a != "" && !utf8.RuneStart(a[0]):
		return a[0]
	case b != "":
		return b[0]
	}
	return 'a'
}
