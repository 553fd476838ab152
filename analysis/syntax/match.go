package syntax

import "slices"

func (b *builder) match(i int) Stmt {
	s := &Match{Subject: b.subject(i)}
	if body := b.findKind(i, kBlock); body >= 0 {
		for c, end := body+1, b.next(body); c < end; c = b.next(c) {
			if b.recs[c].kind == kCase {
				s.Cases = append(s.Cases, b.matchCase(c))
			}
		}
	}
	s.Span = b.until(i)
	return s
}

func (b *builder) subject(i int) Expr {
	var all []int
	colon := b.recs[i].end
	for c, end := i+1, b.next(i); c < end; c = b.next(c) {
		if b.recs[c].field == fSubject && isExpr[b.recs[c].kind] {
			all = append(all, c)
		}
		if b.recs[c].kind == kColon {
			colon = b.recs[c].start
			break
		}
	}
	if len(all) == 0 {
		return b.nothing(i)
	}
	first, last := &b.recs[all[0]], &b.recs[all[len(all)-1]]
	comma := b.hasComma(last.end, colon)
	if len(all) == 1 && !comma {
		return b.expr(all[0])
	}
	end := last.end
	for comma && b.text[end-1] != ',' {
		end++
	}
	out := &Sequence{Span: b.at(first.start, end), Kind: Tuple}
	for _, c := range all {
		out.Elems = append(out.Elems, b.expr(c))
	}
	return out
}

func (b *builder) matchCase(i int) Case {
	var out Case
	for c, end := i+1, b.next(i); c < end; c = b.next(c) {
		switch b.recs[c].kind {
		case kCasePattern:
			b.pattern(c, &out)
		case kIfClause:
			out.Guard = b.operand(b.firstExpr(c), c)
		}
	}
	out.Body = b.clause(i, b.find(i, fConsequence))
	out.Span = b.until(i)
	return out
}

// pattern adds what the pattern below i binds and evaluates.
func (b *builder) pattern(i int, out *Case) {
	if !b.enter(i) {
		return
	}
	defer b.leave()
	minus := -1
	for c, end := i+1, b.next(i); c < end; c = b.next(c) {
		switch k := b.recs[c].kind; k {
		case kOperator:
			if symbolName(&b.recs[c]) == "-" {
				minus = c
			}
			continue
		case kIdentifier:
			if c == i+1 && b.recs[i].kind == kKeywordPattern {
				continue // the attribute's name
			}
			out.capture(b.name(c))
		case kDottedName:
			isValue := b.recs[c].size > 2 || b.recs[c].field == fKey || b.recs[i].kind == kClassPattern
			if isValue {
				out.Values = append(out.Values, b.expr(c))
			} else {
				out.capture(b.dotted(c))
			}
		case kInteger, kFloat:
			x := b.expr(c)
			if minus >= 0 {
				x = &Unary{b.at(b.recs[minus].start, b.recs[c].end), "-", x}
			}
			out.Values = append(out.Values, x)
		case kComplexPattern:
			out.Values = append(out.Values, b.complex(c, minus))
		case kString, kConcatenated, kTrue, kFalse, kNoneLiteral:
			out.Values = append(out.Values, b.expr(c))
		default:
			b.pattern(c, out)
		}
		minus = -1
	}
}

// capture notes a name once: every side of "a | a" binds the same names.
func (c *Case) capture(name string) {
	if name != "_" && !slices.Contains(c.Captures, name) {
		c.Captures = append(c.Captures, name)
	}
}

// complex builds "-1 + 2j". The sign may stand outside of the node.
func (b *builder) complex(i, minus int) Expr {
	var x Expr
	op := ""
	for c, end := i+1, b.next(i); c < end; c = b.next(c) {
		switch k := b.recs[c].kind; {
		case k == kOperator && x == nil:
			minus = c
		case k == kOperator:
			op = symbolName(&b.recs[c])
		case k != kInteger && k != kFloat:
		case x == nil:
			if x = b.expr(c); minus >= 0 {
				x = &Unary{b.at(b.recs[minus].start, b.recs[c].end), "-", x}
			}
		default:
			return &Binary{Span{x.Range().Start, b.span(c).End}, op, x, b.expr(c)}
		}
	}
	if x == nil {
		return b.nothing(i)
	}
	return x
}
