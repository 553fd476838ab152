package source

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// lineIndex knows where the lines of a text begin.
type lineIndex struct {
	starts []int // ascending, starts[0] is 0
	ascii  bool  // columns are bytes
}

func (f *File) lines() *lineIndex {
	f.indexOnce.Do(func() {
		f.index.ascii = isASCII(f.text)
		starts := append(make([]int, 0, 1+strings.Count(f.text, "\n")), 0)
		if f.Kind != Notebook {
			f.index.starts = appendLineStarts(starts, f.text, 0)
			return
		}
		// Cell by cell: a "\r" that ends a cell is a line ending of its own and
		// must not melt into one with the "\n" laid behind the cell.
		for _, c := range f.Cells {
			starts = append(appendLineStarts(starts, f.text[c.Start:c.End], c.Start), c.End+1)
		}
		f.index.starts = starts
	})
	return &f.index
}

// appendLineStarts adds the start of every line but the first. A line ends by
// "\n", "\r\n" or a lone "\r", as for Python and the protocol; form feeds and
// Unicode's separators end none.
func appendLineStarts(starts []int, text string, base int) []int {
	if strings.IndexByte(text, '\r') < 0 {
		for i := 0; ; {
			n := strings.IndexByte(text[i:], '\n')
			if n < 0 {
				return starts
			}
			i += n + 1
			starts = append(starts, base+i)
		}
	}
	for i := 0; i < len(text); i++ {
		if text[i] == '\n' || text[i] == '\r' && (i+1 == len(text) || text[i+1] != '\n') {
			starts = append(starts, base+i+1)
		}
	}
	return starts
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// LineCount is the number of lines of Text, at least 1: a text that ends in a
// line ending has an empty last line.
func (f *File) LineCount() int { return len(f.lines().starts) }

// LineOf is the line of Text, counted from 0, that holds the offset. Line
// endings belong to the line they end. Offsets outside the text are clamped.
func (f *File) LineOf(offset int) int {
	starts := f.lines().starts
	return max(0, sort.Search(len(starts), func(i int) bool { return starts[i] > offset })-1)
}

// LineSpan is where a line of Text, counted from 0, starts and ends, its line
// ending left out. Lines outside the text are clamped.
func (f *File) LineSpan(line int) (start, end int) {
	starts := f.lines().starts
	line = min(max(line, 0), len(starts)-1)
	start, end = starts[line], len(f.text)
	if line+1 == len(starts) {
		return start, end
	}
	end = starts[line+1] - 1
	if f.text[end] == '\n' && end > start && f.text[end-1] == '\r' {
		end--
	}
	return start, end
}

// LineText is a line of Text, counted from 0, without its line ending.
func (f *File) LineText(line int) string {
	start, end := f.LineSpan(line)
	return f.text[start:end]
}

// Position is the place of an offset for people. Offsets outside the text are
// clamped, those inside a character or a line ending mean its beginning.
func (f *File) Position(offset int) Position {
	offset = min(max(offset, 0), len(f.text))
	pos, first := Position{Cell: -1}, 0
	if len(f.Cells) > 0 {
		cell := f.Cells[f.cellAt(offset)]
		offset = min(offset, cell.End)
		pos.Cell, first = cell.Index, f.LineOf(cell.Start)
	}
	line := f.LineOf(offset)
	start, end := f.LineSpan(line)
	offset = min(offset, end)
	pos.Line = line - first + 1
	if f.index.ascii {
		pos.Column = offset - start + 1
	} else {
		pos.Column = utf8.RuneCountInString(f.text[start:floorRune(f.text, offset)]) + 1
	}
	return pos
}

// Offset is the offset of a place. The column behind a line's last character is
// its end. For a place that the file does not have it is false, with the
// nearest offset in the same line or cell, or 0 where the cell is none of code.
func (f *File) Offset(pos Position) (int, bool) {
	first, last := 0, f.LineCount()-1
	switch {
	case f.Kind == Notebook:
		i := sort.Search(len(f.Cells), func(i int) bool { return f.Cells[i].Index >= pos.Cell })
		if i == len(f.Cells) || f.Cells[i].Index != pos.Cell {
			return 0, false
		}
		first, last = f.LineOf(f.Cells[i].Start), f.LineOf(f.Cells[i].End)
	case pos.Cell != -1:
		return 0, false
	}
	if pos.Line < 1 {
		start, _ := f.LineSpan(first)
		return start, false
	}
	if pos.Line-1 > last-first {
		_, end := f.LineSpan(last)
		return end, false
	}
	return f.columnOffset(first+pos.Line-1, pos.Column)
}

func (f *File) columnOffset(line, column int) (int, bool) {
	start, end := f.LineSpan(line)
	if column < 1 {
		return start, false
	}
	// Compared this way round, a column near the largest int cannot overflow.
	if column-1 > end-start {
		return end, false
	}
	if f.index.ascii {
		return start + column - 1, true
	}
	offset := start
	for ; column > 1; column-- {
		if offset >= end {
			return end, false
		}
		_, n := utf8.DecodeRuneInString(f.text[offset:end])
		offset += n
	}
	return offset, true
}

// floorRune takes an offset inside a character back to its beginning.
func floorRune(s string, offset int) int {
	if offset >= len(s) || utf8.RuneStart(s[offset]) {
		return offset
	}
	for i := offset - 1; i >= 0 && i > offset-utf8.UTFMax; i-- {
		if utf8.RuneStart(s[i]) {
			if _, n := utf8.DecodeRuneInString(s[i:]); i+n > offset {
				return i
			}
			break
		}
	}
	return offset
}
