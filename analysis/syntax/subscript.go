package syntax

import "strings"

func (b *builder) slice(i int) Expr {
	out := &Slice{Span: b.span(i)}
	parts := [...]*Expr{&out.Lo, &out.Hi, &out.Step}
	n := 0
	for c, end := i+1, b.next(i); c < end && n < len(parts); c = b.next(c) {
		switch k := b.recs[c].kind; {
		case k == kColon:
			n++
		case isExpr[k] && *parts[n] == nil:
			*parts[n] = b.expr(c)
		}
	}
	return out
}

// index builds what stands in the brackets of a subscript.
func (b *builder) index(i int) Expr {
	var parts []int
	for c, end := i+1, b.next(i); c < end; c = b.next(c) {
		if b.recs[c].field == fSubscript && isExpr[b.recs[c].kind] {
			parts = append(parts, c)
		}
	}
	return b.indexOf(parts, i)
}

// indexOf makes one index of the parts in the brackets that end with node i:
// a tuple when there is a comma or a star.
func (b *builder) indexOf(parts []int, i int) Expr {
	if len(parts) == 0 {
		return b.nothing(i)
	}
	first, last := &b.recs[parts[0]], &b.recs[parts[len(parts)-1]]
	end := last.end
	trailing := b.hasComma(last.end, b.recs[i].end)
	if trailing {
		end += uint32(strings.IndexByte(b.text[end:b.recs[i].end], ',')) + 1
	}
	x := b.expr(parts[0])
	if _, starred := x.(*Starred); len(parts) == 1 && !trailing && !starred {
		return x
	}
	out := &Sequence{b.at(first.start, end), Tuple, []Expr{x}}
	for _, c := range parts[1:] {
		out.Elems = append(out.Elems, b.expr(c))
	}
	return out
}

// genericType builds "List[int]" of an annotation, which is a Subscript like
// any other.
func (b *builder) genericType(i int) Expr {
	out := &Subscript{Span: b.span(i)}
	out.X = b.operand(b.firstExpr(i), i)
	if c := b.findKind(i, kTypeParameter); c >= 0 {
		out.Index = b.indexOf(b.exprs(c), c)
	} else {
		out.Index = b.nothing(i)
	}
	return out
}
