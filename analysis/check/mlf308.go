package check

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/rules"
)

var unstableOrderOp = register(&Rule{
	Meta: Meta{
		Code: "MLF308", Name: "unstable-order-op", Severity: Info,
		Summary: "indices of equal elements come in an order that is not specified",
	},
	Run: runUnstableOrder,
})

// runUnstableOrder reports what surely meets ties: whole numbers that are
// sorted unstably and whose indices are used, and unique values that are asked
// for in any order.
func runUnstableOrder(p *Pass) {
	p.codedOps("MLF308", func(o opCall) {
		if o.truth != rules.Yes || o.call.Handler || !strings.HasPrefix(o.name, "torch.") {
			return // NumPy sorts alike on one machine
		}
		name := short(o.name)
		message := name + " gives the unique values in an order that is not specified"
		if o.op.ID == "torch-unique-unsorted" && counted(o.call) {
			return
		}
		if o.op.ID != "torch-unique-unsorted" {
			if !p.onSomeGPU(o.call) || !indicesUsed(o) || !tied(o.call) {
				return
			}
			message = name + " gives the indices of equal elements in an order that is not specified, and whole numbers have many equal ones"
		}
		f := o.finding(Info, message)
		f.Severity = p.severityAt(o.call.Fn, Info)
		f.Key = o.op.ID + " " + o.name
		p.Report(f)
	})
}

// counted tells whether only the number of the values that a call gives is
// used.
func counted(c *project.Call) bool {
	uses := c.Unit.Uses(c.ID)
	for _, use := range uses {
		if use.Step != nil {
			return false
		}
		switch v := &c.Unit.Values[use.User]; {
		case v.Op == facts.OpAttr && slices.Contains([]string{"shape", "numel", "size", "nelement"}, v.Str):
		case v.Op == facts.OpCall && c.Unit.Call(use.User) != nil && c.Unit.Call(use.User).Name() == "builtins.len":
		default:
			return false
		}
	}
	return len(uses) > 0
}

// onSomeGPU tells whether a run that gets to a call may have a GPU, or none
// gets there.
func (p *Pass) onSomeGPU(c *project.Call) bool {
	runs := p.opReached(c)
	if len(runs) == 0 {
		return p.libraryOnGPU()
	}
	return slices.ContainsFunc(runs, func(r *project.Run) bool { return p.deviceOf(r) != noGPU })
}

// indicesUsed tells whether the indices, not only the values, of what a call
// sorts are used.
func indicesUsed(o opCall) bool {
	if strings.HasSuffix(o.name, "argsort") {
		return true
	}
	u := o.call.Unit
	for _, use := range u.Uses(o.call.ID) {
		if use.Step != nil {
			continue
		}
		switch v := &u.Values[use.User]; {
		case v.Op == facts.OpUnpack && v.Index == 1 && len(u.Uses(use.User)) > 0 && !discarded(u, use.User),
			v.Op == facts.OpAttr && v.Str == "indices",
			v.Op == facts.OpIndex && u.Val(v.Y).Text == "1":
			return true
		}
	}
	return false
}

// discarded tells whether a value is only bound to the name that nobody reads.
func discarded(u *project.Unit, id facts.ID) bool {
	for _, use := range u.Uses(id) {
		if use.Step == nil || use.Step.Kind != facts.StepBind || !strings.HasPrefix(use.Step.Str, "_") {
			return false
		}
	}
	return true
}

// tied tells whether what is sorted holds whole numbers, as far as its making
// shows.
func tied(c *project.Call) bool {
	if x := &c.Unit.Values[c.Value().X]; x.Op == facts.OpAttr && c.Callee().Recv != nil {
		return wholeTensor(c.Unit, x.X, 0)
	}
	for _, a := range c.Value().List {
		if a.Name == "" || a.Name == "input" {
			return wholeTensor(c.Unit, a.V, 0)
		}
	}
	return false
}

// wholeTensor tells whether a tensor holds whole numbers that can be equal.
func wholeTensor(u *project.Unit, id facts.ID, depth int) bool {
	if depth > 6 {
		return false
	}
	for _, n := range u.Named(id) {
		return wholeTensor(n.Unit, n.ID, depth+1)
	}
	c := u.Call(id)
	if c == nil {
		return false
	}
	x := &u.Values[c.Value().X]
	switch last := c.Name()[strings.LastIndexByte(c.Name(), '.')+1:]; {
	case last == "randint" || last == "bincount":
		return true
	case x.Op == facts.OpAttr && slices.Contains([]string{"long", "int", "short"}, x.Str) && len(c.Value().List) == 0:
		return true
	case x.Op == facts.OpAttr && slices.Contains([]string{"to", "cuda", "cpu", "view", "reshape", "flatten", "squeeze", "clone", "detach"}, x.Str):
		return wholeTensor(u, x.X, depth+1)
	case x.Op == facts.OpAttr && slices.Contains([]string{"argmax", "argmin"}, x.Str):
		return true
	case c.Name() == "torch.argmax" || c.Name() == "torch.argmin":
		return true
	}
	return false
}
