package check

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/rules"
)

var uninitialisedMemory = register(&Rule{
	Meta: Meta{
		Code: "MLF306", Name: "uninitialised-memory", Severity: Hint,
		Summary: "an array or tensor that is made without values is read, and nothing ever writes it",
	},
	Run: runUninitialised,
})

func runUninitialised(p *Pass) {
	p.codedOps("MLF306", func(o opCall) {
		c := o.call
		if o.truth != rules.Yes || !plainFunction(c) || c.Handler || emptyShape(c) || p.fills(o) {
			return
		}
		m := memory{seen: map[flowKey]bool{}}
		m.uses(c.Unit, c.ID, 0)
		if m.lost || !m.read {
			return
		}
		f := o.finding(Hint, short(o.name)+" gives memory with whatever it held before, and it is read without anything having been written to it")
		f.Related = []Related{{m.at, "it is read here"}}
		f.Key = o.op.ID + " " + o.name
		p.Report(f)
	})
}

// fills tells whether the deterministic mode of some run that gets there fills
// the memory.
func (p *Pass) fills(o opCall) bool {
	return o.verdict.Mode == "deterministic" && slices.ContainsFunc(p.opReached(o.call), func(r *project.Run) bool { return p.modeOn(r, o.op) })
}

// emptyShape tells whether a dimension is surely 0: there is nothing to read.
func emptyShape(c *project.Call) bool {
	zero := func(id facts.ID) bool { v := c.Unit.Val(id); return v.Kind == project.Num && v.Text == "0" }
	for _, a := range c.Value().List {
		if zero(a.V) {
			return true
		}
		if d := c.Unit.Val(a.V); d.Kind == project.Seq && d.Unit == c.Unit {
			if slices.ContainsFunc(c.Unit.Values[d.ID].List, func(e facts.Arg) bool { return zero(e.V) }) {
				return true
			}
		}
	}
	return false
}

// memory follows an array through its unit: what reads it, and whether
// anything else may write it, or take it where it cannot be followed.
type memory struct {
	seen map[flowKey]bool
	read bool
	at   Place
	lost bool
}

func (m *memory) uses(u *project.Unit, id facts.ID, depth int) {
	if m.lost || m.seen[flowKey{u, id}] {
		return
	}
	m.seen[flowKey{u, id}] = true
	if depth > 8 {
		m.lost = true
		return
	}
	for _, use := range u.Uses(id) {
		if use.Step != nil {
			m.step(u, id, use, depth)
		} else {
			m.value(u, id, use, depth)
		}
	}
}

func (m *memory) step(u *project.Unit, id facts.ID, use project.Use, depth int) {
	switch s := use.Step; s.Kind {
	case facts.StepExpr, facts.StepIf, facts.StepReturn: // what comes after cannot have written before
	case facts.StepBind:
		switch {
		case s.Global || u.Class != nil:
			m.lost = true
		case use.Fn.Index == 0:
			eachReader(u, s.Str, func(other *project.Unit, x facts.ID) { m.uses(other, x, depth+1) })
		case captured(u, use.Fn, s.Str):
			m.lost = true
		}
	default:
		m.lost = true // written, returned, stored, gone through
	}
}

// captured tells whether a function inside of another one can see its local
// name.
func captured(u *project.Unit, fn *project.Func, _ string) bool {
	return slices.ContainsFunc(u.Defs, func(f *project.Func) bool { return f.Parent == fn.Index && f.Index != 0 })
}

// harmless are attributes that say nothing of the values.
var harmless = []string{"shape", "size", "dtype", "device", "ndim", "numel", "nbytes", "itemsize", "is_cuda", "dim"}

// readers are methods that compute from the values, and neither change nor
// pass on the memory.
var readers = []string{"sum", "mean", "std", "var", "max", "min", "prod", "norm", "argmax", "argmin", "tolist", "item", "dot", "matmul", "mm", "any", "all", "cumsum"}

func (m *memory) value(u *project.Unit, id facts.ID, use project.Use, depth int) {
	v := &u.Values[use.User]
	switch v.Op {
	case facts.OpPhi, facts.OpCond:
		m.uses(u, use.User, depth+1)
	case facts.OpBinary:
		if !notANumber(u, v, id) {
			m.reads(u, v.Span)
		}
	case facts.OpAttr:
		switch {
		case slices.Contains(harmless, v.Str):
		case slices.Contains(readers, v.Str):
			m.reads(u, v.Span)
		default:
			m.lost = true
		}
	case facts.OpCall:
		switch c := u.Call(use.User); {
		case c == nil || v.X == id:
			m.lost = true
		case c.Name() == "builtins.print":
			m.reads(u, v.Span)
		case c.Name() == "builtins.len", strings.HasSuffix(c.Name(), "empty_like"), strings.HasSuffix(c.Name(), "zeros_like"), strings.HasSuffix(c.Name(), "ones_like"):
		default:
			m.lost = true
		}
	default:
		m.lost = true
	}
}

func (m *memory) reads(u *project.Unit, at facts.Span) {
	if !m.read {
		m.read, m.at = true, PlaceOf(u, at)
	}
}

// notANumber tells whether the other operand makes every value not a number:
// numpy.empty(n) * numpy.nan.
func notANumber(u *project.Unit, v *facts.Value, id facts.ID) bool {
	other := v.X
	if other == id {
		other = v.Y
	}
	return strings.Contains(strings.ToLower(text(u, other)), "nan")
}
