package server

import (
	"sort"
	"strings"
	"unicode/utf8"

	"go.lsp.dev/protocol"
)

// text is a document's text with the table of its lines. It never changes.
type text struct {
	string
	starts []int // the offset of each line's first byte
}

func newText(s string) *text {
	t := &text{string: s, starts: []int{0}}
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\n', s[i] == '\r' && (i+1 == len(s) || s[i+1] != '\n'):
			t.starts = append(t.starts, i+1)
		}
	}
	return t
}

// line is the range of a line, its line ending left out.
func (t *text) line(n int) (start, end int) {
	start, end = t.starts[n], len(t.string)
	if n+1 < len(t.starts) {
		end = t.starts[n+1]
	}
	return start, start + len(strings.TrimRight(t.string[start:end], "\r\n"))
}

// width is the number of units that a character takes in an encoding.
func width(enc protocol.PositionEncodingKind, r rune, size int) int {
	switch {
	case enc == protocol.PositionEncodingKindUTF8:
		return size
	case enc == protocol.PositionEncodingKindUTF16 && r > 0xFFFF:
		return 2
	}
	return 1
}

// offset is the place of a position; false when it lies outside the text or
// inside a character. Columns behind the end of a line mean its end, as the
// protocol has it.
func (t *text) offset(p protocol.Position, enc protocol.PositionEncodingKind) (int, bool) {
	if int64(p.Line) >= int64(len(t.starts)) {
		return len(t.string), int64(p.Line) == int64(len(t.starts)) && p.Character == 0
	}
	at, end := t.line(int(p.Line))
	for left := int64(p.Character); left > 0 && at < end; {
		r, size := utf8.DecodeRuneInString(t.string[at:end])
		left -= int64(width(enc, r, size))
		if left < 0 {
			return at, false
		}
		at += size
	}
	return at, true
}

// position is the place of an offset; offsets outside the text are clamped.
func (t *text) position(offset int, enc protocol.PositionEncodingKind) protocol.Position {
	offset = min(max(offset, 0), len(t.string))
	n := sort.SearchInts(t.starts, offset+1) - 1
	start, end := t.line(n)
	column := 0
	for at := start; at < min(offset, end); {
		r, size := utf8.DecodeRuneInString(t.string[at:end])
		column += width(enc, r, size)
		at += size
	}
	return protocol.Position{Line: uint32(n), Character: uint32(column)}
}

func (t *text) span(start, end int, enc protocol.PositionEncodingKind) protocol.Range {
	return protocol.Range{Start: t.position(start, enc), End: t.position(max(start, end), enc)}
}

// apply makes one change of a document; false when its range is none of the
// text.
func (t *text) apply(change protocol.TextDocumentContentChangeEvent, enc protocol.PositionEncodingKind) (*text, bool) {
	switch c := change.(type) {
	case *protocol.TextDocumentContentChangeWholeDocument:
		return newText(strings.Clone(c.Text)), true
	case *protocol.TextDocumentContentChangePartial:
		start, ok1 := t.offset(c.Range.Start, enc)
		end, ok2 := t.offset(c.Range.End, enc)
		if !ok1 || !ok2 || start > end {
			return t, false
		}
		return newText(t.string[:start] + c.Text + t.string[end:]), true
	}
	return t, false
}
