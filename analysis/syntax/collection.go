package syntax

// arguments builds the arguments of a call or class; i may be -1.
func (b *builder) arguments(i int) []Arg {
	if i < 0 {
		return nil
	}
	n := 0
	for c, end := i+1, b.next(i); c < end; c = b.next(c) {
		if isExpr[b.recs[c].kind] {
			n++
		}
	}
	if n == 0 && b.recs[i].symbol&bitError == 0 {
		return nil
	}
	out := make([]Arg, 0, n)
	for c, end := i+1, b.next(i); c < end; c = b.next(c) {
		a := Arg{Span: b.span(c)}
		switch k := b.recs[c].kind; {
		case k == kKeywordArgument:
			if n := b.find(c, fName); n >= 0 {
				a.Name = b.name(n)
			}
			a.X = b.field(c, fValue)
		case k == kDictSplat:
			a.Star, a.X = 2, b.operand(b.firstExpr(c), c)
		case isExpr[k]:
			a.X = b.expr(c)
			if star, ok := a.X.(*Starred); ok {
				a.Star, a.X = 1, star.X
			}
		case k == kError:
			if a.X = b.badElement(c); a.X == nil {
				continue
			}
		default:
			continue
		}
		out = append(out, a)
	}
	return out
}

func (b *builder) dict(i int) Expr {
	out := &Dict{Span: b.span(i)}
	for c, end := i+1, b.next(i); c < end; c = b.next(c) {
		switch b.recs[c].kind {
		case kPair:
			out.Entries = append(out.Entries, DictEntry{b.field(c, fKey), b.field(c, fValue)})
		case kDictSplat:
			out.Entries = append(out.Entries, DictEntry{Value: b.operand(b.firstExpr(c), c)})
		}
	}
	return out
}

func (b *builder) comp(i int, k CompKind) Expr {
	out := &Comp{Span: b.span(i), Kind: k}
	body := b.find(i, fBody)
	if body >= 0 && b.recs[body].kind == kPair {
		out.Key, out.Elem = b.field(body, fKey), b.field(body, fValue)
	} else {
		out.Elem = b.operand(body, i)
	}
	for c, end := i+1, b.next(i); c < end; c = b.next(c) {
		switch b.recs[c].kind {
		case kForIn:
			out.Clauses = append(out.Clauses, CompClause{
				Target: b.field(c, fLeft), Iter: b.iterable(c), Async: b.findKind(c, kAsync) >= 0,
			})
		case kIfClause:
			if n := len(out.Clauses); n > 0 {
				out.Clauses[n-1].Ifs = append(out.Clauses[n-1].Ifs, b.operand(b.firstExpr(c), c))
			}
		}
	}
	return out
}

// iterable is what a comprehension goes over: Python 2 allowed several values.
func (b *builder) iterable(i int) Expr {
	var all []int
	for c, end := i+1, b.next(i); c < end; c = b.next(c) {
		if b.recs[c].field == fRight && isExpr[b.recs[c].kind] {
			all = append(all, c)
		}
	}
	return b.indexOf(all, i)
}

// params builds the parameters of a function or lambda; i may be -1.
func (b *builder) params(i int) []Param {
	if i < 0 {
		return nil
	}
	var out []Param
	kind := PositionalOrKeyword
	for c, end := i+1, b.next(i); c < end; c = b.next(c) {
		switch k := b.recs[c].kind; k {
		case kPositionalSeparator:
			for n := range out {
				out[n].Kind = PositionalOnly
			}
		case kKeywordSeparator:
			kind = KeywordOnly
		case kIdentifier, kTuplePattern, kDefaultParameter, kTypedParameter, kTypedDefaultParameter,
			kListSplatPattern, kDictSplatPattern:
			p := b.param(c, kind)
			if p.Kind == VarPositional {
				kind = KeywordOnly
			}
			out = append(out, p)
		}
	}
	return out
}

func (b *builder) param(i int, k ParamKind) Param {
	p := Param{Span: b.span(i), Kind: k}
	name := i
	switch b.recs[i].kind {
	case kDefaultParameter, kTypedDefaultParameter:
		name = b.find(i, fName)
		p.Default = b.field(i, fValue)
	case kTypedParameter:
		name = b.firstExpr(i)
	}
	p.Annotation = b.optional(b.find(i, fAnnotation))
	if name < 0 {
		return p
	}
	switch b.recs[name].kind {
	case kListSplatPattern:
		p.Kind, name = VarPositional, b.firstExpr(name)
	case kDictSplatPattern:
		p.Kind, name = VarKeyword, b.firstExpr(name)
	case kTuplePattern: // "def f((a, b)):" has no name for it
		b.flaw(name, python2)
		return p
	}
	if name >= 0 && b.recs[name].kind == kIdentifier {
		p.Name = b.name(name)
	}
	return p
}
