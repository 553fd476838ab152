package syntax

import "strings"

// expr builds an expression. Parentheses are looked through, and chains that
// grow to the left are built in a loop, so that neither costs depth.
func (b *builder) expr(i int) Expr {
	if !b.enter(i) {
		return &BadExpr{Span: b.span(i)}
	}
	defer b.leave()
	if i = b.peel(i); !b.growsLeft(i) {
		return b.single(i)
	}
	var chain []int
	for b.growsLeft(i) {
		left := b.leftmost(i)
		if left < 0 {
			break
		}
		if len(chain) >= maxChain {
			b.refuse(i)
			return &BadExpr{Span: b.span(chain[0])}
		}
		chain = append(chain, i)
		i = b.peel(left)
	}
	var x Expr
	star := Span{}
	if k := b.recs[i].kind; (k == kListSplat || k == kListSplatPattern) && len(chain) > 0 && b.firstExpr(i) >= 0 {
		star, x = b.span(i), b.expr(b.firstExpr(i))
	} else {
		x = b.single(i)
	}
	start := x.Range().Start
	for n := len(chain) - 1; n >= 0; n-- {
		if x = b.grown(chain[n], x); star.End > 0 {
			x = movedTo(x, start)
		}
	}
	if star.End > 0 { // the grammar may take "*a.b()" for "(*a).b()"
		return &Starred{Span{star.Start, x.Range().End}, x}
	}
	return x
}

// movedTo lets a link of a chain begin at another place.
func movedTo(x Expr, start int32) Expr {
	switch x := x.(type) {
	case *Attribute:
		x.Start = start
	case *Call:
		x.Start = start
	case *Subscript:
		x.Start = start
	case *Binary:
		x.Start = start
	}
	return x
}

// peel looks through parentheses and other wrappers without a meaning.
func (b *builder) peel(i int) int {
	for {
		switch b.recs[i].kind {
		case kParen, kType, kAsTarget, kParenSplat:
			inner := b.firstExpr(i)
			if inner < 0 {
				return i
			}
			i = inner
		case kTuplePattern:
			inner := b.exprs(i)
			if len(inner) != 1 || b.hasComma(b.recs[inner[0]].end, b.recs[i].end) {
				return i
			}
			i = inner[0]
		default:
			return i
		}
	}
}

func (b *builder) growsLeft(i int) bool {
	switch b.recs[i].kind {
	case kBinary:
		return !b.mixedBits(i)
	case kBoolean, kAttribute, kCall, kSubscript, kUnionType, kMemberType:
		return true
	}
	return false
}

// leftmost is the operand a chain goes on with, or -1.
func (b *builder) leftmost(i int) int {
	c := i + 1
	switch b.recs[i].kind {
	case kBinary, kBoolean:
		c = b.find(i, fLeft)
	case kAttribute:
		c = b.find(i, fObject)
	case kCall:
		c = b.find(i, fFunction)
	case kSubscript:
		c = b.find(i, fValue)
	default:
		return b.firstExpr(i)
	}
	return c
}

// grown builds one link of a chain on top of its left operand.
func (b *builder) grown(i int, x Expr) Expr {
	switch b.recs[i].kind {
	case kBinary, kBoolean:
		return &Binary{b.span(i), b.operator(i), x, b.field(i, fRight)}
	case kUnionType:
		right := b.exprs(i)
		if len(right) < 2 {
			return &Binary{b.span(i), "|", x, b.nothing(i)}
		}
		return &Binary{b.span(i), "|", x, b.expr(right[1])}
	case kCall:
		args := b.find(i, fArguments)
		if args >= 0 && b.recs[args].kind == kGenerator {
			return &Call{b.span(i), x, []Arg{{Span: b.span(args), X: b.expr(args)}}}
		}
		return &Call{b.span(i), x, b.arguments(args)}
	case kSubscript:
		return &Subscript{b.span(i), x, b.index(i)}
	}
	a := &Attribute{Span: b.span(i), X: x}
	a.AttrSpan = Span{a.End, a.End}
	c := b.find(i, fAttribute)
	if b.recs[i].kind == kMemberType {
		c = b.findKind(i, kIdentifier)
	}
	if c >= 0 {
		a.Attr, a.AttrSpan = b.name(c), b.span(c)
	}
	return a
}

func (b *builder) operator(i int) string {
	if c := b.find(i, fOperator); c >= 0 {
		return symbolName(&b.recs[c])
	}
	return ""
}

// single builds an expression that is no chain.
func (b *builder) single(i int) Expr {
	s := b.span(i)
	switch k := b.recs[i].kind; k {
	case kIdentifier:
		if b.recs[i].missing() {
			return &BadExpr{Span: s}
		}
		return &Name{s, b.name(i)}
	case kDottedName:
		return b.dottedExpr(i)
	case kInteger, kFloat:
		if b.recs[i].missing() {
			return &BadExpr{Span: s}
		}
		return &Num{s, b.intern(strings.ReplaceAll(b.source(i), "_", ""))}
	case kTrue, kFalse, kNoneLiteral, kEllipsis:
		return &Const{s, b.name(i)}
	case kString, kConcatenated:
		return b.str(i)
	case kUnary:
		return &Unary{s, b.operator(i), b.field(i, fArgument)}
	case kNot:
		return &Unary{s, "not", b.field(i, fArgument)}
	case kComparison:
		return b.compare(i)
	case kConditional:
		return b.conditional(i)
	case kLambda:
		return &Lambda{s, b.params(b.find(i, fParameters)), b.field(i, fBody)}
	case kAwait:
		return b.await(i)
	case kYield:
		return &Yield{s, b.optional(b.firstExpr(i)), b.findKind(i, kFrom) >= 0}
	case kWalrus:
		return b.walrus(i)
	case kListSplat, kListSplatPattern, kSplatType:
		return &Starred{s, b.operand(b.firstExpr(i), i)}
	case kSlice:
		return b.slice(i)
	case kGenericType:
		return b.genericType(i)
	}
	return b.display(i)
}

// display builds the bracketed kinds, and gives up on what is left.
func (b *builder) display(i int) Expr {
	s := b.span(i)
	switch b.recs[i].kind {
	case kList, kListPattern:
		return b.sequence(i, List)
	case kSet:
		return b.sequence(i, Set)
	case kTuple, kTuplePattern, kExpressionList, kPatternList:
		return b.sequence(i, Tuple)
	case kDict:
		return b.dict(i)
	case kListComp:
		return b.comp(i, ListComp)
	case kSetComp:
		return b.comp(i, SetComp)
	case kDictComp:
		return b.comp(i, DictComp)
	case kGenerator:
		return b.comp(i, Generator)
	case kBinary, kBoolean, kAttribute, kCall, kSubscript, kUnionType, kMemberType:
		if b.recs[i].kind == kBinary && b.mixedBits(i) {
			return b.regroup(i)
		}
		return b.grown(i, b.nothing(i))
	}
	bad := &BadExpr{Span: s}
	for _, c := range b.exprs(i) {
		bad.Parts = append(bad.Parts, b.expr(c))
	}
	return bad
}

// nothing stands for an operand that is not there.
func (b *builder) nothing(i int) Expr {
	end := b.recs[i].end
	return &BadExpr{Span: b.at(end, end)}
}

// operand builds c, or nothing when c is -1; of is the node it belongs to.
func (b *builder) operand(c, of int) Expr {
	if c < 0 {
		return b.nothing(of)
	}
	return b.expr(c)
}

func (b *builder) field(i int, f field) Expr { return b.operand(b.find(i, f), i) }

// optional builds i, or gives nil when i is -1.
func (b *builder) optional(i int) Expr {
	if i < 0 {
		return nil
	}
	return b.expr(i)
}

func (b *builder) firstExpr(i int) int {
	for c, end := i+1, b.next(i); c < end; c = b.next(c) {
		if isExpr[b.recs[c].kind] {
			return c
		}
	}
	return -1
}

// exprs lists the children that are expressions.
func (b *builder) exprs(i int) []int {
	var out []int
	for c, end := i+1, b.next(i); c < end; c = b.next(c) {
		if isExpr[b.recs[c].kind] {
			out = append(out, c)
		}
	}
	return out
}

// elements builds the expressions below i, errors that hold something among
// them.
func (b *builder) elements(i int) []Expr {
	n := 0
	for c, end := i+1, b.next(i); c < end; c = b.next(c) {
		if isExpr[b.recs[c].kind] {
			n++
		}
	}
	out := make([]Expr, 0, n)
	for c, end := i+1, b.next(i); c < end; c = b.next(c) {
		switch k := b.recs[c].kind; {
		case isExpr[k]:
			out = append(out, b.expr(c))
		case k == kError:
			if x := b.badElement(c); x != nil {
				out = append(out, x)
			}
		}
	}
	return out
}

func (b *builder) sequence(i int, k SequenceKind) Expr {
	return &Sequence{b.span(i), k, b.elements(i)}
}

// listed gives the parts of "a, b" one by one; c may be -1.
func (b *builder) listed(c, of int) []Expr {
	switch {
	case c < 0:
		return []Expr{b.nothing(of)}
	case b.recs[c].kind == kExpressionList:
		return b.elements(c)
	}
	return []Expr{b.expr(c)}
}

func (b *builder) dottedExpr(i int) Expr {
	var x Expr
	start := b.recs[i].start
	for c, end := i+1, b.next(i); c < end; c = b.next(c) {
		if b.recs[c].kind != kIdentifier {
			continue
		}
		if x == nil {
			x = &Name{b.span(c), b.name(c)}
		} else {
			x = &Attribute{b.at(start, b.recs[c].end), x, b.name(c), b.span(c)}
		}
	}
	if x == nil {
		return &BadExpr{Span: b.span(i)}
	}
	return x
}

func (b *builder) compare(i int) Expr {
	out := &Compare{Span: b.span(i)}
	for c, end := i+1, b.next(i); c < end; c = b.next(c) {
		switch k := b.recs[c].kind; {
		case k == kOperator && b.recs[c].field == fOperators:
			out.Ops = append(out.Ops, symbolName(&b.recs[c]))
		case !isExpr[k]:
		case out.X == nil:
			out.X = b.expr(c)
		default:
			out.Rest = append(out.Rest, b.expr(c))
		}
	}
	if out.X == nil {
		out.X = b.nothing(i)
	}
	for len(out.Rest) < len(out.Ops) {
		out.Rest = append(out.Rest, b.nothing(i))
	}
	return out
}

func (b *builder) conditional(i int) Expr {
	out := &Cond{Span: b.span(i)}
	for n, at := range []*Expr{&out.Then, &out.If, &out.Else} {
		if all := b.exprs(i); n < len(all) {
			*at = b.expr(all[n])
		} else {
			*at = b.nothing(i)
		}
	}
	return out
}

// await binds closer than "**", which the grammar has the other way round.
func (b *builder) await(i int) Expr {
	c := b.firstExpr(i)
	if c < 0 || b.recs[c].kind != kBinary || b.operator(c) != "**" {
		return &Await{b.span(i), b.operand(c, i)}
	}
	left := b.find(c, fLeft)
	if left < 0 {
		return &Await{b.span(i), b.expr(c)}
	}
	first := &Await{b.at(b.recs[i].start, b.recs[left].end), b.expr(left)}
	return &Binary{b.span(i), "**", first, b.field(c, fRight)}
}

func (b *builder) walrus(i int) Expr {
	out := &Walrus{Span: b.span(i)}
	if name, ok := b.field(i, fName).(*Name); ok {
		out.Target = name
	} else {
		out.Target = &Name{Span: Span{out.Start, out.Start}}
	}
	out.X = b.field(i, fValue)
	return out
}
