package syntax

import "strings"

// What stands inside an error is worth keeping: while somebody types, half of
// a file may be one. These functions pick the statements and expressions out.

// stmt builds a statement. When there are errors inside of it that hold
// something, the statement and what they hold become a BadStmt.
func (b *builder) stmt(i int) Stmt {
	if !b.enter(i) {
		b.lastEnd = b.recs[i].end
		return &BadStmt{Span: b.span(i)}
	}
	defer b.leave()
	s := b.plainStmt(i)
	if k := b.recs[i].kind; isSimple(k) && strings.IndexByte(b.source(i), '\n') >= 0 {
		if at := b.lineBreak(i); at >= 0 {
			b.flaws++
			b.errors = append(b.errors, Error{Span: Span{int32(at), int32(at) + 1}, Message: brokenOff})
			s = &BadStmt{Span: s.Range(), Body: []Stmt{s}}
		}
	}
	if r := &b.recs[i]; r.symbol&bitError != 0 && r.kind != kError {
		if extra := b.leftovers(nil, i); len(extra) > 0 {
			whole := &BadStmt{Span: s.Range(), Body: append([]Stmt{s}, extra...)}
			for _, x := range extra {
				whole.Span.Start = min(whole.Span.Start, x.Range().Start)
				whole.Span.End = max(whole.Span.End, x.Range().End)
			}
			s = whole
		}
	}
	b.lastEnd = uint32(s.Range().End) + b.base
	return s
}

// badStmt is a statement made of an error node.
func (b *builder) badStmt(i int) Stmt { return &BadStmt{Span: b.span(i), Body: b.recovered(nil, i)} }

// leftovers appends what the errors in a statement hold, without those in the
// statements of its blocks, which see to their own.
func (b *builder) leftovers(out []Stmt, i int) []Stmt {
	for c, end := i+1, b.next(i); c < end; c = b.next(c) {
		switch r := &b.recs[c]; {
		case r.kind == kError:
			out = b.recovered(out, c)
		case r.kind == kNone || r.symbol&bitError == 0:
		case r.kind == kBlock && b.recs[i].kind != kMatch:
		case isStmt[r.kind] && b.recs[i].kind != kDecorated:
		default:
			if b.enter(c) {
				out = b.leftovers(out, c)
				b.leave()
			}
		}
	}
	return out
}

// recovered appends the statements and expressions below an error node.
func (b *builder) recovered(out []Stmt, i int) []Stmt {
	if !b.enter(i) {
		return out
	}
	defer b.leave()
	defer func(end uint32) { b.lastEnd = end }(b.lastEnd)
	for c, end := i+1, b.next(i); c < end; c = b.next(c) {
		switch k := b.recs[c].kind; {
		case k == kNone:
		case isStmt[k]:
			out = append(out, b.stmt(c))
		case k == kAssignment || k == kAugmented:
			out = append(out, b.assignment(c))
		case k == kIdentifier && (b.recs[c].missing() || keyword[b.source(c)]):
		case isExpr[k]:
			out = append(out, &ExprStmt{b.span(c), b.expr(c)})
		case b.recs[c].size > 1:
			out = b.recovered(out, c)
		}
	}
	return out
}

// recoveredExprs is recovered for places that can hold expressions only; it
// gives nil when there are statements, and otherwise takes the error away, so
// that it is not recovered again.
func (b *builder) recoveredExprs(i int) []Expr {
	var out []Expr
	for _, s := range b.recovered(nil, i) {
		x, ok := s.(*ExprStmt)
		if !ok {
			return nil
		}
		out = append(out, x.X)
	}
	b.recs[i].kind = kNone
	return out
}

// badElement makes an element of a list out of an error inside it, or nil when
// there is nothing but punctuation.
func (b *builder) badElement(i int) Expr {
	if parts := b.recoveredExprs(i); len(parts) > 0 {
		return &BadExpr{b.span(i), parts}
	}
	return nil
}
