package check

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
)

// onHost tells whether what a function or method of PyTorch computes on is
// visibly in the CPU's memory: x.cpu(), x.to("cpu"), a tensor made with
// device="cpu", an array of NumPy. Other operands may lie elsewhere (targets
// of CTCLoss), so the first one decides.
func onHost(c *project.Call, symbol string) bool {
	if !strings.HasPrefix(symbol, "torch.") {
		return false
	}
	if strings.HasPrefix(symbol, "torch.Tensor.") {
		if f := &c.Unit.Values[c.Value().X]; f.Op == facts.OpAttr {
			return hostTensor(c.Unit, f.X, 0)
		}
	}
	for i, a := range c.Value().List {
		if a.Star == 0 && (a.Name == "" && i == 0 || a.Name == "input") {
			return hostTensor(c.Unit, a.V, 0)
		}
	}
	return false
}

// samePlace are methods whose result lies where their receiver does.
var samePlace = []string{"abs", "bool", "clamp", "clone", "contiguous", "detach", "double", "expand", "expand_as", "exp", "flatten", "flip",
	"float", "half", "int", "log", "long", "mean", "permute", "ravel", "relu", "repeat", "requires_grad_", "reshape", "sigmoid", "softmax",
	"sqrt", "squeeze", "sum", "t", "tanh", "transpose", "type_as", "unsqueeze", "view"}

func hostTensor(u *project.Unit, id facts.ID, depth int) bool {
	if depth > 8 {
		return false
	}
	switch v := &u.Values[id]; v.Op {
	case facts.OpIndex:
		return hostTensor(u, v.X, depth+1)
	case facts.OpCond:
		return hostTensor(u, v.X, depth+1) && hostTensor(u, v.Y, depth+1)
	case facts.OpPhi:
		return len(v.List) > 0 && !slices.ContainsFunc(v.List, func(a facts.Arg) bool { return !hostTensor(u, a.V, depth+1) })
	case facts.OpCall:
		return hostCall(u, v, u.Call(id), depth)
	}
	return false
}

// hostCall is hostTensor for the result of a call.
func hostCall(u *project.Unit, v *facts.Value, c *project.Call, depth int) bool {
	for i, a := range v.List {
		if a.Name == "device" || a.Name == "" && a.Star == 0 && i == 0 && written(u, v.X) == "to" {
			return namesHost(u, a.V)
		}
	}
	if c != nil && c.Name() == "torch.from_numpy" {
		return true
	}
	f := &u.Values[v.X]
	if f.Op != facts.OpAttr {
		return false
	}
	return f.Str == "cpu" && len(v.List) == 0 || slices.Contains(samePlace, f.Str) && hostTensor(u, f.X, depth+1)
}

// namesHost tells whether a device is surely the CPU: "cpu", torch.device("cpu").
func namesHost(u *project.Unit, id facts.ID) bool {
	if c := u.Call(id); c != nil && c.Name() == "torch.device" && len(c.Value().List) == 1 {
		id = c.Value().List[0].V
	}
	d := u.Val(id)
	return d.Kind == project.Str && d.Text == "cpu"
}
