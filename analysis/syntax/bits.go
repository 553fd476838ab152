package syntax

// The grammar lets "^" bind closer than "&"; in Python it is the other way
// round. These functions group the operands of such a mixture anew.

// mixedBits reports whether the "&" at i has a "^" for an operand that is not
// in parentheses.
func (b *builder) mixedBits(i int) bool {
	if i < b.unmixed || b.operator(i) != "&" {
		return false
	}
	for b.isBits(i, "&") {
		left, right := b.find(i, fLeft), b.find(i, fRight)
		if b.isBits(left, "^") || b.isBits(right, "^") {
			return true
		}
		b.unmixed = i + 1
		i = left
	}
	return false
}

func (b *builder) isBits(i int, op string) bool {
	return i >= 0 && b.recs[i].kind == kBinary && b.operator(i) == op
}

// regroup builds a chain of "&" and "^".
func (b *builder) regroup(i int) Expr {
	operands, ops := b.bitOperands(nil, nil, i, "&")
	var whole Expr
	var from uint32
	for n := 0; n < len(operands); {
		x := b.operand(operands[n], i)
		start := b.startOf(operands[n], i)
		end := b.endOf(operands[n], i)
		for n++; n < len(operands) && ops[n-1] == "&"; n++ {
			end = b.endOf(operands[n], i)
			x = &Binary{b.at(start, end), "&", x, b.operand(operands[n], i)}
		}
		if whole == nil {
			whole, from = x, start
		} else {
			whole = &Binary{b.at(from, end), "^", whole, x}
		}
	}
	return whole
}

// bitOperands lists the operands of the chain at i from left to right, and the
// operators between them.
func (b *builder) bitOperands(operands []int, ops []string, i int, op string) ([]int, []string) {
	var spine []int
	for b.isBits(i, op) {
		spine = append(spine, i)
		i = b.find(i, fLeft)
	}
	add := func(i int) {
		if op == "&" && b.isBits(i, "^") {
			operands, ops = b.bitOperands(operands, ops, i, "^")
		} else {
			operands = append(operands, i)
		}
	}
	add(i)
	for n := len(spine) - 1; n >= 0; n-- {
		ops = append(ops, op)
		add(b.find(spine[n], fRight))
	}
	return operands, ops
}

func (b *builder) startOf(i, of int) uint32 {
	if i < 0 {
		return b.recs[of].end
	}
	return b.recs[i].start
}

func (b *builder) endOf(i, of int) uint32 {
	if i < 0 {
		return b.recs[of].end
	}
	return b.recs[i].end
}
