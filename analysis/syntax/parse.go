package syntax

import "math"

// Parse parses text from scratch. It never fails: what cannot be understood
// becomes BadStmt or BadExpr, and is listed in Tree.Errors. It may be called
// from many goroutines at once. The tree holds no part of text.
func Parse(text string) *Tree {
	p := parsers.Get().(*parser)
	defer parsers.Put(p)
	t := p.parse(nil, text)
	if t == nil {
		return unparsed(text)
	}
	defer t.free()
	b := builder{text: text, recs: p.flatten(t, nil)}
	defer p.release()
	return b.build()
}

// unparsed is the tree of a text the parser gave up on.
func unparsed(text string) *Tree {
	end := int32(min(len(text), math.MaxInt32))
	whole := Span{0, end}
	return &Tree{
		Units:  []Placed{{0, &Unit{Stmt: &BadStmt{Span: whole}, Len: end}}},
		Errors: []Error{{Span: whole, Message: "too large or too involved to parse"}},
	}
}
