package codeactions

import "github.com/mlf-core/mlf-lsp/analysis/syntax"

func init() { register(flatLoss, "flat-loss") }

// flatLoss gives a loss of classes its input as rows, one for each pixel: the
// kernel for images sums with atomics, that for rows does not. The mean and the
// sum stay what they are.
func flatLoss(c *context) []Fix {
	pg, n, call, ok := c.operation()
	if !ok || spread(call) || len(call.Args) < 2 || c.f.Symbol != "torch.nn.functional.nll_loss" && c.f.Symbol != "torch.nn.functional.cross_entropy" {
		return nil
	}
	for i, name := range []string{"input", "target"} {
		if a := call.Args[i]; a.Name != "" && a.Name != name {
			return nil
		}
	}
	return []Fix{{
		Title:  "Compute the loss of rows of classes: the same mean, deterministic",
		Safety: Unsafe, // targets of probabilities have another shape
		Edits: []Edit{
			pg.withMethod(n, call.Args[0].X, ".movedim(1, -1).flatten(0, -2)"),
			pg.withMethod(n, call.Args[1].X, ".flatten()"),
		},
	}}
}

// withMethod calls a method on an expression, in parentheses where that binds
// less.
func (pg *page) withMethod(n node, x syntax.Expr, method string) Edit {
	start, end := pg.abs(n, x)
	switch x.(type) {
	case *syntax.Name, *syntax.Attribute, *syntax.Call, *syntax.Subscript:
		return pg.edit(end, end, method)
	}
	return pg.edit(start, end, "("+pg.text[start:end]+")"+method)
}
