package check

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
)

// exactSum tells whether a scattering sum only counts: ones add up to the same
// number in any order, as long as it is below 2**24 in single precision.
func exactSum(c *project.Call, symbol string) bool {
	last := symbol[strings.LastIndexByte(symbol, '.')+1:]
	at, ok := map[string]int{"scatter_add": 2, "scatter_add_": 2, "index_add": 2, "index_add_": 2}[last]
	if !ok {
		return false
	}
	if !strings.HasPrefix(symbol, "torch.Tensor.") {
		at++ // the tensor comes first
	}
	for i, a := range c.Value().List {
		if a.Name == "src" || a.Name == "source" || a.Name == "" && a.Star == 0 && i == at {
			return ones(c.Unit, a.V, 0)
		}
	}
	return false
}

// ones tells whether a tensor surely holds nothing but ones.
func ones(u *project.Unit, id facts.ID, depth int) bool {
	c := u.Call(id)
	if c == nil || depth > 4 {
		return false
	}
	switch last := c.Name()[strings.LastIndexByte(c.Name(), '.')+1:]; {
	case slices.Contains([]string{"ones", "ones_like", "new_ones"}, last):
		return true
	case slices.Contains([]string{"to", "expand", "expand_as", "view", "reshape", "long", "int", "float", "double"}, last):
		if x := &u.Values[c.Value().X]; x.Op == facts.OpAttr {
			return ones(u, x.X, depth+1)
		}
	}
	return false
}

// flatLoss tells whether a loss of classes gets rows of classes, not images:
// its target is flattened where it is passed.
func flatLoss(c *project.Call, symbol string) bool {
	if symbol != "torch.nn.functional.nll_loss" && symbol != "torch.nn.functional.cross_entropy" {
		return false
	}
	for i, a := range c.Value().List {
		if a.Name != "target" && (a.Name != "" || a.Star != 0 || i != 1) {
			continue
		}
		target := c.Unit.Call(a.V)
		if target == nil || c.Unit.Values[target.Value().X].Op != facts.OpAttr {
			return false
		}
		args := target.Value().List
		switch written(c.Unit, target.Value().X) {
		case "flatten", "ravel":
			return len(args) == 0
		case "view", "reshape":
			return len(args) == 1 && text(c.Unit, args[0].V) == "-1"
		}
	}
	return false
}
