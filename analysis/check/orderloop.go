package check

import (
	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
)

// loop judges what the body of a loop does with elements in that order.
func (f *orderFlow) loop(u *project.Unit, fn *project.Func, s *facts.Step, depth int) {
	b := loopBody{f: f, u: u, fn: fn, loop: s, depth: depth}
	b.block(s.Blocks[0])
}

type loopBody struct {
	f     *orderFlow
	u     *project.Unit
	fn    *project.Func
	loop  *facts.Step
	depth int
}

func (b *loopBody) block(steps facts.Block) {
	for i := range steps {
		s := &steps[i]
		b.step(s)
		for _, inner := range s.Blocks {
			b.block(inner)
		}
	}
}

func (b *loopBody) step(s *facts.Step) {
	switch s.Kind {
	case facts.StepCall:
		b.call(s)
	case facts.StepYield:
		b.f.returned(b.fn, b.depth)
	case facts.StepReturn:
		if s.V != 0 && !constantResult(b.u, s.V) && b.mentionsElement(s.V, 0) {
			b.f.sink(b.u, s.Span, "the first that fits is returned")
		}
	case facts.StepBind:
		b.accumulated(s)
	}
}

// constantResult: "return True" in a loop asks whether there is any.
func constantResult(u *project.Unit, id facts.ID) bool {
	switch u.Values[id].Op {
	case facts.OpBool, facts.OpNone, facts.OpNum, facts.OpStr:
		return true
	}
	return false
}

func (b *loopBody) call(s *facts.Step) {
	v := &b.u.Values[s.V]
	x := &b.u.Values[v.X]
	if x.Op != facts.OpAttr {
		return
	}
	switch x.Str {
	case "append", "extend", "appendleft", "insert":
		if len(v.List) > 0 && !b.bornInside(x.X) {
			b.f.container(b.u, x.X, b.depth)
		}
	case "writerow", "writelines":
		if !b.bornInside(x.X) {
			b.f.sink(b.u, v.Span, "rows are written in that order")
		}
	}
}

// bornInside tells whether a value is made in the body of the loop, so that
// each round has its own.
func (b *loopBody) bornInside(id facts.ID) bool {
	at := b.u.Values[id].Span
	v := &b.u.Values[id]
	if v.Op == facts.OpPhi || v.Op == facts.OpFree || v.Op == facts.OpParam || v.Op == facts.OpAttr {
		return false
	}
	return len(b.loop.Blocks) > 0 && at.Start > b.loop.Span.Start && at.End <= b.loop.Span.End && b.inBody(at)
}

func (b *loopBody) inBody(at facts.Span) bool {
	iter := b.u.Values[b.loop.V].Span
	return at.Start > iter.End
}

// accumulated: "data = data + [x]", "data += [x]", "text += line".
func (b *loopBody) accumulated(s *facts.Step) {
	v := &b.u.Values[s.V]
	if v.Op != facts.OpBinary || v.Str != "+" {
		return
	}
	switch y := &b.u.Values[v.Y]; y.Op {
	case facts.OpList, facts.OpStr, facts.OpFormat, facts.OpTuple, facts.OpComp:
		b.f.value(b.u, s.V, b.depth+1)
	}
}

// mentionsElement tells whether a value is made from the loop's element.
func (b *loopBody) mentionsElement(id facts.ID, depth int) bool {
	if id == 0 || depth > 8 {
		return false
	}
	v := &b.u.Values[id]
	if v.Op == facts.OpElem && v.X == b.loop.V {
		return true
	}
	for _, x := range []facts.ID{v.X, v.Y, v.Z} {
		if b.mentionsElement(x, depth+1) {
			return true
		}
	}
	for _, a := range v.List {
		if b.mentionsElement(a.V, depth+1) {
			return true
		}
	}
	return false
}
