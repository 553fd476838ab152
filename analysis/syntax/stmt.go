package syntax

import "strings"

// plainStmt builds a statement without looking for errors in it.
func (b *builder) plainStmt(i int) Stmt {
	switch b.recs[i].kind {
	case kExprStmt:
		return b.exprStmt(i)
	case kImport, kFutureImport, kImportFrom:
		return b.importStmt(i)
	case kReturn:
		return &Return{b.span(i), b.optional(b.firstExpr(i))}
	case kDelete:
		return &Delete{b.span(i), b.listed(b.firstExpr(i), i)}
	case kRaise:
		return b.raise(i)
	case kAssert:
		return b.assert(i)
	case kPass, kBreak, kContinue:
		return &Jump{b.span(i), b.name(i)}
	case kGlobal, kNonlocal:
		return b.scope(i)
	case kTypeAlias:
		return b.typeAlias(i)
	case kPrint:
		return b.print(i)
	case kExec:
		b.flaw(i, python2)
		return &BadStmt{b.span(i), b.recovered(nil, i)}
	case kError:
		return b.badStmt(i)
	case kIf, kFor, kWhile, kTry, kWith, kMatch, kFuncDef, kClassDef, kDecorated:
		return b.compound(i)
	}
	if isExpr[b.recs[i].kind] { // only below an error
		return &ExprStmt{b.span(i), b.expr(i)}
	}
	return b.badStmt(i)
}

func (b *builder) exprStmt(i int) Stmt {
	first, n := -1, 0
	for c, end := i+1, b.next(i); c < end; c = b.next(c) {
		k := b.recs[c].kind
		if k == kAssignment || k == kAugmented {
			return b.assignment(c)
		}
		if isExpr[k] {
			if n++; n == 1 {
				first = c
			}
		}
	}
	switch {
	case n == 0:
		return b.badStmt(i)
	case n == 1 && !b.hasComma(b.recs[first].end, b.recs[i].end):
		return &ExprStmt{b.span(i), b.expr(first)}
	}
	return &ExprStmt{b.span(i), b.sequence(i, Tuple)}
}

// assignment builds "a = b = value", "a: T = value" or "a += value".
func (b *builder) assignment(i int) Stmt {
	if b.recs[i].kind == kAugmented {
		op := ""
		if c := b.find(i, fOperator); c >= 0 {
			op = strings.TrimSuffix(symbolName(&b.recs[c]), "=")
		}
		return &AugAssign{b.span(i), b.field(i, fLeft), op, b.field(i, fRight)}
	}
	s := &Assign{Span: b.span(i)}
	for {
		s.Targets = append(s.Targets, b.field(i, fLeft))
		if c := b.find(i, fAnnotation); c >= 0 {
			s.Annotation = b.expr(c)
		}
		right := b.find(i, fRight)
		if right < 0 {
			return s
		}
		if b.recs[right].kind != kAssignment {
			s.Value = b.expr(right)
			return s
		}
		i = right
	}
}

func (b *builder) importStmt(i int) Stmt {
	if b.recs[i].kind == kImport {
		return &Import{b.span(i), b.aliases(i)}
	}
	s := &ImportFrom{Span: b.span(i), Names: b.aliases(i), Star: b.findKind(i, kWildcard) >= 0}
	if b.recs[i].kind == kFutureImport {
		s.Module = "__future__"
		return s
	}
	m := b.find(i, fModuleName)
	if m >= 0 && b.recs[m].kind == kRelativeImport {
		if p := b.findKind(m, kImportPrefix); p >= 0 {
			s.Level = strings.Count(b.source(p), ".")
		}
		m = b.findKind(m, kDottedName)
	}
	if m >= 0 {
		s.Module = b.dotted(m)
	}
	return s
}

func (b *builder) aliases(i int) []Alias {
	var out []Alias
	for c, end := i+1, b.next(i); c < end; c = b.next(c) {
		if b.recs[c].field != fName {
			continue
		}
		a := Alias{Span: b.span(c)}
		switch b.recs[c].kind {
		case kDottedName:
			a.Name = b.dotted(c)
		case kAliasedImport:
			if n := b.find(c, fName); n >= 0 {
				a.Name = b.dotted(n)
			}
			if n := b.find(c, fAlias); n >= 0 {
				a.As = b.name(n)
			}
		}
		if a.Name != "" {
			out = append(out, a)
		}
	}
	return out
}

func (b *builder) raise(i int) Stmt {
	s := &Raise{Span: b.span(i)}
	cause := b.find(i, fCause)
	if first := b.firstExpr(i); first != cause {
		s.X = b.optional(first)
	}
	s.Cause = b.optional(cause)
	return s
}

func (b *builder) assert(i int) Stmt {
	s := &Assert{Span: b.span(i)}
	for c, end := i+1, b.next(i); c < end; c = b.next(c) {
		switch {
		case !isExpr[b.recs[c].kind]:
		case s.Cond == nil:
			s.Cond = b.expr(c)
		case s.Msg == nil:
			s.Msg = b.expr(c)
		}
	}
	if s.Cond == nil {
		s.Cond = b.nothing(i)
	}
	return s
}

func (b *builder) scope(i int) Stmt {
	s := &Scope{Span: b.span(i), Nonlocal: b.recs[i].kind == kNonlocal}
	for c, end := i+1, b.next(i); c < end; c = b.next(c) {
		if b.recs[c].kind == kIdentifier && !b.recs[c].missing() {
			s.Names = append(s.Names, b.name(c))
		}
	}
	return s
}

// typeAlias builds "type X[T] = …". The type parameters are left out, as those
// of functions and classes are.
func (b *builder) typeAlias(i int) Stmt {
	sides := b.exprs(i)
	if len(sides) == 0 {
		return b.badStmt(i)
	}
	value := b.nothing(i)
	if len(sides) > 1 {
		value = b.expr(sides[1])
	}
	left := b.peel(sides[0])
	if b.recs[left].kind == kGenericType {
		if c := b.findKind(left, kIdentifier); c >= 0 {
			left = c
		}
	}
	if b.recs[left].kind == kIdentifier {
		return &TypeAlias{b.span(i), b.name(left), value}
	}
	// "type(x).y = z" looks like a type alias to the grammar.
	if target := b.typeTarget(i, sides[0]); target != nil {
		return &Assign{Span: b.span(i), Targets: []Expr{target}, Value: value}
	}
	return b.badStmt(i)
}

// typeTarget builds the target of an assignment that begins with a use of the
// built-in "type", or gives nil. What follows the word is the node left.
func (b *builder) typeTarget(i, left int) Expr {
	for b.recs[left].kind == kType && b.firstExpr(left) >= 0 {
		left = b.firstExpr(left)
	}
	var chain []int
	for b.growsLeft(left) && b.leftmost(left) >= 0 && len(chain) < maxDepth {
		chain = append(chain, left)
		left = b.leftmost(left)
	}
	start := b.recs[i].start
	word := &Name{b.at(start, start+uint32(len("type"))), b.intern("type")}
	whole := b.at(start, b.recs[left].end)
	var x Expr
	switch b.recs[left].kind {
	case kParen, kTuple:
		x = &Call{whole, word, b.arguments(left)}
	case kGenerator:
		x = &Call{whole, word, []Arg{{Span: b.span(left), X: b.expr(left)}}}
	case kList:
		x = &Subscript{whole, word, b.indexOf(b.exprs(left), left)}
	default:
		return nil
	}
	for n := len(chain) - 1; n >= 0; n-- {
		x = movedTo(b.grown(chain[n], x), whole.Start)
	}
	return x
}

// print builds what tree-sitter takes for a print statement. "print >>f, x" is
// an expression in Python 3 as well; anything else is Python 2.
func (b *builder) print(i int) Stmt {
	chevron := b.findKind(i, kChevron)
	if chevron < 0 {
		b.flaw(i, python2)
		return &BadStmt{b.span(i), b.recovered(nil, i)}
	}
	start := b.recs[i].start
	word := &Name{b.at(start, start+uint32(len("print"))), b.intern("print")}
	var x Expr = &Binary{b.at(start, b.recs[chevron].end), ">>", word, b.operand(b.firstExpr(chevron), chevron)}
	elems := []Expr{x}
	for c := b.next(chevron); c < b.next(i); c = b.next(c) {
		if isExpr[b.recs[c].kind] {
			elems = append(elems, b.expr(c))
		}
	}
	if len(elems) > 1 || b.hasComma(b.recs[chevron].end, b.recs[i].end) {
		x = &Sequence{b.span(i), Tuple, elems}
	}
	return &ExprStmt{b.span(i), x}
}

// block builds the statements of a block; i may be -1.
func (b *builder) block(i int) []Stmt {
	if i < 0 {
		return nil
	}
	if b.recs[i].kind != kBlock {
		return nil
	}
	var out []Stmt
	for c, end := i+1, b.next(i); c < end; c = b.next(c) {
		if k := b.recs[c].kind; isStmt[k] || k == kError || isExpr[k] {
			out = append(out, b.stmt(c))
		}
	}
	return out
}
