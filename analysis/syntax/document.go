package syntax

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// smallEdit is the size in bytes up to which an edit is taken for typing: the
// units it touches are then not looked for elsewhere in the old text.
const smallEdit = 64

// Document is the tree of a text that changes. It keeps what is needed to
// parse the next version quickly, which is many times the size of the text, so
// it is for open documents only. One goroutine at a time may use it. Close it
// when done.
type Document struct {
	parser *parser
	text   string
	tree   *Tree
	placed []placedUnit // in order of start, a class before its members
	parsed *parsed      // nil when the text has syntax errors
}

// NewDocument parses text.
func NewDocument(text string) *Document {
	d := &Document{parser: newParser(), text: text, tree: &Tree{}}
	d.fresh(&memo{})
	return d
}

// Tree is the tree of the current text. It stays valid after Edit and Close.
func (d *Document) Tree() *Tree { return d.tree }

// Text is the current text.
func (d *Document) Text() string { return d.text }

// Close frees the parser's memory. The document must not be edited afterwards.
func (d *Document) Close() {
	d.parsed.free()
	d.parsed = nil
	d.parser.close()
}

// Edit replaces the bytes from start to oldEnd by newText and parses again.
// Offsets outside of the text are moved into it. The tree is the one that
// Parse gives for the whole new text, whatever edits led there; units whose
// text is as before keep their identity.
func (d *Document) Edit(start, oldEnd int, newText string) *Tree {
	start = min(max(start, 0), len(d.text))
	oldEnd = min(max(oldEnd, start), len(d.text))
	old := d.text
	text := old[:start] + newText + old[oldEnd:]
	start, oldEnd, newEnd := narrow(old, text, start, oldEnd, start+len(newText))
	if start == oldEnd && start == newEnd {
		return d.tree
	}
	m := &memo{placed: d.placed, oldText: old, oldNotes: d.tree.Comments}
	m.know(uint32(start), uint32(oldEnd), uint32(newEnd))
	m.byEdit = oldEnd-start <= smallEdit && newEnd-start <= smallEdit
	d.text = text
	if !d.increment(m, old, start, oldEnd, newEnd) {
		d.fresh(m)
	}
	return d.tree
}

// narrow leaves out what is the same at both ends of an edit, without cutting
// a character in two. Editors that send the whole text gain by it.
func narrow(old, text string, start, oldEnd, newEnd int) (int, int, int) {
	for start < oldEnd && start < newEnd && old[start] == text[start] {
		start++
	}
	for start > 0 && start < len(text) && !utf8.RuneStart(text[start]) || start > 0 && start < len(old) && !utf8.RuneStart(old[start]) {
		start--
	}
	for oldEnd > start && newEnd > start && old[oldEnd-1] == text[newEnd-1] {
		oldEnd--
		newEnd--
	}
	for newEnd < len(text) && !utf8.RuneStart(text[newEnd]) {
		oldEnd++
		newEnd++
	}
	return start, oldEnd, newEnd
}

// know lists the clean units that an edit does not touch.
func (m *memo) know(start, oldEnd, newEnd uint32) {
	for i, p := range m.placed {
		k := known{start: p.start, end: p.end}
		switch {
		case !p.clean:
			continue
		case p.end <= start:
		case p.start >= oldEnd:
			k.start += newEnd - oldEnd // modulo 2^32
			k.end += newEnd - oldEnd
		default:
			continue
		}
		if p.member {
			k.member = 1
		}
		m.known = append(m.known, k)
		m.knownFrom = append(m.knownFrom, int32(i))
	}
}

// increment parses starting from the old tree. It declines when the old or the
// new text has errors: how the parser recovers depends on what it knew before.
func (d *Document) increment(m *memo, old string, start, oldEnd, newEnd int) bool {
	if d.parsed == nil {
		return false
	}
	before := d.parsed
	d.parsed = nil
	defer before.free()
	before.edit(old, d.text, start, oldEnd, newEnd)
	next := d.parser.parse(before, d.text)
	if next == nil || next.hasError() {
		next.free()
		return false
	}
	d.parsed = next
	d.rebuild(m, d.parser.flatten(next, m.known))
	return true
}

// fresh parses without the old tree.
func (d *Document) fresh(m *memo) {
	d.parsed.free()
	d.parsed = d.parser.parse(nil, d.text)
	if d.parsed == nil {
		d.tree, d.placed = unparsed(d.text), nil
		return
	}
	d.rebuild(m, d.parser.flatten(d.parsed, nil))
	if d.parsed.hasError() {
		d.parsed.free() // of no use for the next version
		d.parsed = nil
	}
}

func (d *Document) rebuild(m *memo, recs []rec) {
	b := builder{text: d.text, recs: recs, memo: m, placed: make([]placedUnit, 0, len(d.placed)+8)}
	d.tree = b.build()
	d.parser.release()
	d.placed = b.placed
	if !slices.IsSortedFunc(d.placed, byPlace) { // units below errors come late
		slices.SortStableFunc(d.placed, byPlace)
	}
}

func byPlace(x, y placedUnit) int {
	return cmp.Or(cmp.Compare(x.start, y.start), cmp.Compare(y.end, x.end))
}

// point is the line and column of an offset, counted as tree-sitter does.
func point(text string, offset int) (row, column uint32) {
	before := text[:offset]
	return uint32(strings.Count(before, "\n")), uint32(offset - strings.LastIndexByte(before, '\n') - 1)
}
