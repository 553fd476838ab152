package syntax

import (
	"cmp"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	// maxDepth bounds the recursion of everything that reads a tree.
	maxDepth = 1000
	// maxChain bounds chains that grow to the left ("a + b + c", "a.b().c()",
	// elif), which are built in a loop but make deep trees all the same.
	maxChain = 100_000

	tooDeep = "nested too deeply"
	python2 = "this is Python 2 syntax"
)

// builder turns the flat list of one tree's nodes into the syntax tree.
//
// A node is named by its index in recs. Its children are found from index+1 on,
// each as far from the next as its size.
type builder struct {
	text     string
	recs     []rec
	base     uint32 // start of the unit that is being built; offsets are relative to it
	lastEnd  uint32 // absolute end of the statement built last
	depth    int
	flaws    int // errors found while building: the unit must not be reused
	deepSeen bool
	unmixed  int // up to this node mixedBits has looked at chains of "&"
	names    map[string]string

	errors   []Error
	comments []Comment
	placed   []placedUnit
	memo     *memo // nil outside documents
}

// placedUnit is a unit at its absolute place, for reuse in the next version.
// end is where the parser's node ends: behind the comments that follow the
// last statement of a block.
type placedUnit struct {
	unit       *Unit
	start, end uint32
	member     bool
	clean      bool // may be reused
}

// build makes the tree of a parsed text. recs must come from that text; they
// are changed.
func (b *builder) build() *Tree {
	b.names = make(map[string]string)
	b.collect()
	t := &Tree{}
	if len(b.recs) > 0 {
		t.Units = b.units(0, false)
	}
	slices.SortStableFunc(b.errors, func(x, y Error) int { return cmp.Compare(x.Span.Start, y.Span.Start) })
	t.Errors, t.Comments = b.errors, b.comments
	return t
}

// collect gathers comments and syntax errors, an error inside another only
// once.
func (b *builder) collect() {
	inError := 0
	for i := range b.recs {
		r := &b.recs[i]
		switch {
		case r.kind == kComment:
			b.comments = append(b.comments, Comment{absolute(r), strings.Clone(b.source(i))})
		case r.missing():
			b.errors = append(b.errors, Error{Span: absolute(r), Missing: symbolName(r)})
		case r.kind == kError && i >= inError:
			b.errors = append(b.errors, Error{Span: absolute(r)})
			inError = i + int(r.size)
		case r.symbol&bitKnown != 0:
			b.comments = b.memo.comments(b.comments, r)
		}
	}
}

// units builds the statements below a module or a class block as units.
func (b *builder) units(i int, member bool) []Placed {
	var out []Placed
	for c, end := i+1, b.next(i); c < end; c = b.next(c) {
		if k := b.recs[c].kind; isStmt[k] || k == kError || isExpr[k] {
			start := b.recs[c].start
			if u := b.unit(c, member); u != nil {
				out = append(out, Placed{int32(start - b.base), u})
			}
		}
	}
	return out
}

// unit builds one unit, or finds it among those of the previous version. It
// returns nil for an error that holds nothing.
func (b *builder) unit(i int, member bool) *Unit {
	r := b.recs[i]
	if b.memo != nil && r.symbol&bitError == 0 && r.kind != kError {
		if old := b.memo.find(&r, member, b.text); old >= 0 {
			return b.reuse(old, &r)
		}
	}
	at, flaws, base := len(b.placed), b.flaws, b.base
	if b.memo != nil {
		b.placed = append(b.placed, placedUnit{start: r.start, end: r.end, member: member})
	}
	b.base = r.start
	s := b.stmt(i)
	b.base = base
	u := &Unit{Stmt: s, Len: s.Range().End}
	if b.memo != nil {
		p := &b.placed[at]
		p.unit, p.clean = u, r.symbol&bitError == 0 && r.kind != kError && flaws == b.flaws
	}
	return u
}

// reuse puts a unit of the previous version, and the units in it, at its new
// place.
func (b *builder) reuse(old int, r *rec) *Unit {
	from := b.memo.placed[old:]
	shift := r.start - from[0].start // modulo 2^32
	for n, p := range from {
		if n > 0 && p.start >= from[0].end {
			break
		}
		p.start += shift
		p.end += shift
		b.placed = append(b.placed, p)
	}
	b.lastEnd = r.start + uint32(from[0].unit.Len)
	return from[0].unit
}

// next is the index of the sibling after i (or of whatever follows).
func (b *builder) next(i int) int { return i + int(b.recs[i].size) }

func (b *builder) source(i int) string { return b.text[b.recs[i].start:b.recs[i].end] }

// span is the place of a node in its unit.
func (b *builder) span(i int) Span { return b.at(b.recs[i].start, b.recs[i].end) }

func (b *builder) at(start, end uint32) Span { return Span{int32(start - b.base), int32(end - b.base)} }

func absolute(r *rec) Span { return Span{int32(r.start), int32(r.end)} }

func symbolName(r *rec) string {
	if s := int(r.symbol & (bitKnown - 1)); s < len(symbolNames) {
		return symbolNames[s]
	}
	return ""
}

// find is the first child with a field, or -1.
func (b *builder) find(i int, f field) int {
	for c, end := i+1, b.next(i); c < end; c = b.next(c) {
		if b.recs[c].field == f && b.recs[c].kind != kComment {
			return c
		}
	}
	return -1
}

// findKind is the first child of a kind, or -1.
func (b *builder) findKind(i int, k kind) int {
	for c, end := i+1, b.next(i); c < end; c = b.next(c) {
		if b.recs[c].kind == k {
			return c
		}
	}
	return -1
}

// name is the text of a node, shared with its other uses in the file and
// independent of the file's text.
func (b *builder) name(i int) string { return b.intern(b.source(i)) }

func (b *builder) intern(s string) string {
	if known, ok := b.names[s]; ok {
		return known
	}
	s = strings.Clone(s)
	b.names[s] = s
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf { // Python compares names in this form
			b.names[s] = norm.NFKC.String(s)
			break
		}
	}
	return b.names[s]
}

// dotted is a dotted name without the blanks it may have been written with.
func (b *builder) dotted(i int) string {
	s := b.source(i)
	if !strings.ContainsAny(s, " \t\f\r\n\\#") {
		return b.intern(s)
	}
	var parts []string
	for c, end := i+1, b.next(i); c < end; c = b.next(c) {
		if b.recs[c].kind == kIdentifier {
			parts = append(parts, b.source(c))
		}
	}
	return b.intern(strings.Join(parts, "."))
}

// flaw notes an error that tree-sitter's grammar does not know of.
func (b *builder) flaw(i int, message string) {
	b.flaws++
	b.errors = append(b.errors, Error{Span: absolute(&b.recs[i]), Message: message})
}

// enter goes one level down and reports whether that is allowed; if so, leave
// must follow. The first refusal in a file is noted as an error.
func (b *builder) enter(i int) bool {
	if b.depth < maxDepth {
		b.depth++
		return true
	}
	b.refuse(i)
	return false
}

func (b *builder) refuse(i int) {
	b.flaws++
	if !b.deepSeen {
		b.deepSeen = true
		b.flaw(i, tooDeep)
	}
}

func (b *builder) leave() { b.depth-- }

// hasComma reports whether a comma stands between two offsets that are
// separated by blanks, comments and commas only.
func (b *builder) hasComma(from, to uint32) bool {
	for i := from; i < to; i++ {
		switch b.text[i] {
		case ',':
			return true
		case '#':
			for i < to && b.text[i] != '\n' {
				i++
			}
		}
	}
	return false
}

// memo is what a new version of a document may take from the previous one.
type memo struct {
	placed    []placedUnit // in order of start, a class before its members
	oldText   string
	oldNotes  []Comment
	known     []known // clean units untouched by the edit, at their new places
	knownFrom []int32 // their indexes in placed
	byEdit    bool    // look no further than known
	byText    map[unitKey]int32
	nextSame  []int32 // the next index with the same key, or -1
}

// unitKey is the identity of a unit from one version to the next.
type unitKey struct {
	text   string
	member bool
}

// find is the index in placed of a unit that can stand for r, or -1.
func (m *memo) find(r *rec, member bool, text string) int {
	if at := m.findKnown(r, member); at >= 0 {
		return at
	}
	if m.byEdit {
		return -1
	}
	if m.byText == nil {
		m.index()
	}
	key := unitKey{text[r.start:r.end], member}
	at, ok := m.byText[key]
	if !ok {
		return -1
	}
	if next := m.nextSame[at]; next >= 0 { // equal units keep their order
		m.byText[key] = next
	}
	return int(at)
}

// index lists the clean units of the old version by their text.
func (m *memo) index() {
	m.byText = make(map[unitKey]int32, len(m.placed))
	m.nextSame = make([]int32, len(m.placed))
	for i := len(m.placed) - 1; i >= 0; i-- {
		p := &m.placed[i]
		m.nextSame[i] = -1
		if !p.clean {
			continue
		}
		key := unitKey{m.oldText[p.start:p.end], p.member}
		if later, ok := m.byText[key]; ok {
			m.nextSame[i] = later
		}
		m.byText[key] = int32(i)
	}
}

func (m *memo) findKnown(r *rec, member bool) int {
	want := known{r.start, r.end, 0}
	if member {
		want.member = 1
	}
	at := sort.Search(len(m.known), func(i int) bool {
		k := &m.known[i]
		return k.start > want.start || k.start == want.start && k.end <= want.end
	})
	if at < len(m.known) && m.known[at] == want {
		return int(m.knownFrom[at])
	}
	return -1
}

// comments appends those inside a unit that was left out of the list of nodes.
func (m *memo) comments(to []Comment, r *rec) []Comment {
	old := m.findKnown(r, false)
	if old < 0 {
		old = m.findKnown(r, true)
	}
	p := m.placed[old]
	at := sort.Search(len(m.oldNotes), func(i int) bool { return uint32(m.oldNotes[i].Span.Start) >= p.start })
	shift := int32(r.start) - int32(p.start)
	for ; at < len(m.oldNotes) && uint32(m.oldNotes[at].Span.Start) < p.end; at++ {
		c := m.oldNotes[at]
		c.Span.Start += shift
		c.Span.End += shift
		to = append(to, c)
	}
	return to
}
