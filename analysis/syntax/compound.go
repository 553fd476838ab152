package syntax

// compound builds a statement with blocks. It ends with its last statement:
// the parser's node may go on over comments.
func (b *builder) compound(i int) Stmt {
	b.lastEnd = 0
	switch b.recs[i].kind {
	case kIf:
		return b.ifStmt(i)
	case kFor:
		return b.forStmt(i)
	case kWhile:
		return b.while(i)
	case kTry:
		return b.try(i)
	case kWith:
		return b.with(i)
	case kMatch:
		return b.match(i)
	}
	return b.definition(i)
}

// clause builds the block of a clause, which may be the last of its statement.
func (b *builder) clause(i, block int) []Stmt {
	body := b.block(block)
	if len(body) == 0 {
		b.lastEnd = max(b.lastEnd, b.recs[i].end)
	}
	return body
}

// until is the range of a compound statement or clause whose blocks are built.
func (b *builder) until(i int) Span {
	end := b.recs[i].end
	if b.lastEnd > b.recs[i].start && b.lastEnd <= end {
		end = b.lastEnd
	}
	return b.at(b.recs[i].start, end)
}

func (b *builder) ifStmt(i int) Stmt {
	top := &If{Cond: b.field(i, fCondition), Body: b.block(b.find(i, fConsequence))}
	chain, starts := []*If{top}, []int{i}
	for c, end := i+1, b.next(i); c < end; c = b.next(c) {
		last := chain[len(chain)-1]
		switch b.recs[c].kind {
		case kElif:
			if len(chain) > maxChain {
				b.refuse(c)
				continue
			}
			next := &If{Cond: b.field(c, fCondition), Body: b.clause(c, b.find(c, fConsequence))}
			last.Else = []Stmt{next}
			chain, starts = append(chain, next), append(starts, c)
		case kElse:
			last.Else = append(last.Else, b.block(b.find(c, fBody))...)
		}
	}
	whole := b.until(i)
	for n, s := range chain {
		s.Span = Span{b.span(starts[n]).Start, whole.End}
	}
	return top
}

// orElse builds the block of the "else" among the children.
func (b *builder) orElse(i int) []Stmt {
	if c := b.findKind(i, kElse); c >= 0 {
		return b.block(b.find(c, fBody))
	}
	return nil
}

func (b *builder) forStmt(i int) Stmt {
	s := &For{
		Target: b.field(i, fLeft), Iter: b.field(i, fRight), Async: b.findKind(i, kAsync) >= 0,
		Body: b.block(b.find(i, fBody)), Else: b.orElse(i),
	}
	s.Span = b.until(i)
	return s
}

func (b *builder) while(i int) Stmt {
	s := &While{Cond: b.field(i, fCondition), Body: b.block(b.find(i, fBody)), Else: b.orElse(i)}
	s.Span = b.until(i)
	return s
}

func (b *builder) try(i int) Stmt {
	s := &Try{Body: b.block(b.find(i, fBody))}
	for c, end := i+1, b.next(i); c < end; c = b.next(c) {
		switch b.recs[c].kind {
		case kExcept, kExceptGroup:
			s.Handlers = append(s.Handlers, b.handler(c))
		case kElse:
			s.Else = b.block(b.find(c, fBody))
		case kFinally:
			s.Finally = b.block(b.findKind(c, kBlock))
		}
	}
	s.Span = b.until(i)
	return s
}

func (b *builder) handler(i int) Handler {
	var h Handler
	var types []Expr
	block := -1
	for c, end := i+1, b.next(i); c < end; c = b.next(c) {
		switch k := b.recs[c].kind; {
		case k == kAsPattern:
			x, target := b.asPattern(c)
			if n, ok := target.(*Name); ok {
				h.Name = n.ID
			}
			types = append(types, x)
		case isExpr[k]:
			types = append(types, b.expr(c))
		case k == kBlock:
			block = c
		}
	}
	h.Body = b.clause(i, block)
	switch len(types) {
	case 0:
	case 1:
		h.Type = types[0]
		if star, ok := h.Type.(*Starred); ok { // "except *E" with a blank
			h.Type = star.X
		}
	default: // "except A, B:" of Python 3.14
		first, last := types[0].Range(), types[len(types)-1].Range()
		h.Type = &Sequence{Span{first.Start, last.End}, Tuple, types}
	}
	h.Span = b.until(i)
	return h
}

// asPattern builds the two sides of "x as target"; target may be nil.
func (b *builder) asPattern(i int) (x, target Expr) {
	x = b.operand(b.firstExpr(i), i)
	if c := b.find(i, fAlias); c >= 0 {
		target = b.expr(c)
	}
	return x, target
}

func (b *builder) with(i int) Stmt {
	s := &With{Async: b.findKind(i, kAsync) >= 0}
	if c := b.findKind(i, kWithClause); c >= 0 {
		s.Items = b.withItems(c)
	}
	s.Body = b.block(b.find(i, fBody))
	s.Span = b.until(i)
	return s
}

func (b *builder) withItems(clause int) []WithItem {
	var values []int
	for c, end := clause+1, b.next(clause); c < end; c = b.next(c) {
		if b.recs[c].kind == kWithItem {
			if v := b.find(c, fValue); v >= 0 {
				values = append(values, v)
			} else if v := b.firstExpr(c); v >= 0 {
				values = append(values, v)
			}
		}
	}
	// "with (a, b):" has two items, however the parser took it.
	if len(values) == 1 && b.recs[values[0]].kind == kTuple {
		if inner := b.exprs(values[0]); len(inner) > 0 && !b.anyStarred(inner) {
			values = inner
		}
	}
	items := make([]WithItem, 0, len(values))
	for _, v := range values {
		for b.recs[v].kind == kParen && b.firstExpr(v) >= 0 {
			v = b.firstExpr(v)
		}
		if b.recs[v].kind == kAsPattern {
			x, target := b.asPattern(v)
			items = append(items, WithItem{x, target})
		} else {
			items = append(items, WithItem{Context: b.expr(v)})
		}
	}
	return items
}

func (b *builder) anyStarred(of []int) bool {
	for _, i := range of {
		if b.recs[i].kind == kListSplat {
			return true
		}
	}
	return false
}

// definition builds a function or class with its decorators.
func (b *builder) definition(i int) Stmt {
	var decorators []Expr
	def := i
	if b.recs[i].kind == kDecorated {
		def = b.find(i, fDefinition)
		for c, end := i+1, b.next(i); c < end; c = b.next(c) {
			if b.recs[c].kind == kDecorator {
				decorators = append(decorators, b.operand(b.firstExpr(c), c))
			}
		}
	}
	if def < 0 || b.recs[def].kind != kFuncDef && b.recs[def].kind != kClassDef {
		return b.badStmt(i)
	}
	var name string
	nameSpan := b.at(b.recs[def].end, b.recs[def].end)
	if n := b.find(def, fName); n >= 0 {
		name, nameSpan = b.name(n), b.span(n)
	}
	if b.recs[def].kind == kClassDef {
		s := &ClassDef{Name: name, NameSpan: nameSpan, Decorators: decorators}
		s.Args = b.arguments(b.find(def, fSuperclasses))
		if body := b.find(def, fBody); body >= 0 {
			s.Members = b.units(body, true)
		}
		s.Span = b.until(i)
		return s
	}
	s := &FuncDef{Name: name, NameSpan: nameSpan, Decorators: decorators, Async: b.findKind(def, kAsync) >= 0}
	s.Params = b.params(b.find(def, fParameters))
	s.Returns = b.optional(b.find(def, fReturnType))
	s.Body = b.block(b.find(def, fBody))
	s.Span = b.until(i)
	return s
}
