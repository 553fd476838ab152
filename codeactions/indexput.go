package codeactions

import (
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/syntax"
)

func init() {
	register(flatIndexPut, "flat-index-put")
	register(indexPut, "MLF301")
	register(weightedBincount, "index-put-bincount")
	register(meanOfBag, "mean-bag")
}

// arguments are those of a call by name, with the names of its signature for
// those that stand by their places; false when one is not known.
func (pg *page) arguments(n node, call *syntax.Call, order ...string) (map[string]string, bool) {
	out := map[string]string{}
	for i, a := range call.Args {
		name := a.Name
		if name == "" && i < len(order) {
			name = order[i]
		}
		if name == "" || a.Star != 0 || out[name] != "" {
			return nil, false
		}
		if _, tuple := a.X.(*syntax.Comp); tuple {
			return nil, false
		}
		out[name] = pg.src(n, a.X)
	}
	return out, true
}

// flatIndexPut writes what put_ does as index_put_ of the flat tensor. It is a
// statement, so that the shape of what is returned does not matter.
func flatIndexPut(c *context) []Fix {
	pg, n, call, ok := c.operation()
	if !ok {
		return nil
	}
	a, ok := call.Func.(*syntax.Attribute)
	stmt, alone := pg.statementAt(n.start)
	if x, is := stmt.Node.(*syntax.ExprStmt); !ok || a.Attr != "put_" || !alone || !is || x.X.(syntax.Node) != n.Node {
		return nil
	}
	args, ok := pg.arguments(n, call, "index", "source", "accumulate")
	if !ok || args["index"] == "" || args["source"] == "" {
		return nil
	}
	text := pg.src(n, a.X) + ".view(-1).index_put_((" + args["index"] + ",), " + args["source"]
	if args["accumulate"] != "" {
		text += ", accumulate=" + args["accumulate"]
	}
	return []Fix{{
		Title:  "Write the flat tensor with index_put_, which has a deterministic form",
		Safety: Unsafe, // it needs a contiguous tensor
		Edits:  []Edit{pg.edit(n.start, n.end, text+")")},
	}}
}

// indexPut adds rows by index_put_ where index_add_ has no deterministic form,
// before PyTorch 1.9.
func indexPut(c *context) []Fix {
	if c.f.Data["op"] != "torch-index-add" {
		return nil
	}
	pg, n, call, ok := c.operation()
	if !ok {
		return nil
	}
	a, ok := call.Func.(*syntax.Attribute)
	if !ok || !strings.HasPrefix(c.f.Symbol, "torch.Tensor.") {
		return nil
	}
	args, ok := pg.arguments(n, call, "dim", "index", "source")
	if !ok || len(args) != 3 || args["dim"] != "0" || args["index"] == "" {
		return nil
	}
	name := strings.Replace(a.Attr, "index_add", "index_put", 1)
	text := pg.src(n, a.X) + "." + name + "((" + args["index"] + ",), " + args["source"] + ", accumulate=True)"
	return []Fix{{
		Title:  "Add with " + name + ", which sorts the indices on the GPU: equal sums",
		Safety: Safe, Edits: []Edit{pg.edit(n.start, n.end, text)},
	}}
}

// weightedBincount sums weights by index_put where the number of bins is given.
func weightedBincount(c *context) []Fix {
	pg, n, call, ok := c.operation()
	if !ok || c.f.Symbol != "torch.bincount" {
		return nil
	}
	a, ok := call.Func.(*syntax.Attribute)
	args, known := pg.arguments(n, call, "input", "weights", "minlength")
	if !ok || !known || len(args) != 3 || args["minlength"] == "" || !plain.MatchString(args["weights"]) || args["minlength"] == "0" {
		return nil
	}
	text := pg.src(n, a.X) + ".zeros(" + args["minlength"] + ", dtype=" + args["weights"] + ".dtype, device=" + args["weights"] + ".device)" +
		".index_put((" + args["input"] + ",), " + args["weights"] + ", accumulate=True)"
	return []Fix{{
		Title:  "Sum the weights with index_put into " + args["minlength"] + " bins: numbers beyond them raise an error",
		Safety: Unsafe, Edits: []Edit{pg.edit(n.start, n.end, text)},
	}}
}

// meanOfBag takes the mean of the embeddings of a bag instead of the largest.
func meanOfBag(c *context) []Fix {
	pg, n, call, ok := c.operation()
	if !ok || spread(call) || c.in("torch", "<1.9") {
		return nil
	}
	mode, ok := literal(call, "mode")
	if !ok || mode.Value != "max" {
		return nil
	}
	return pg.respell(n, mode, "mean", Fix{Title: "Take the mean of each bag instead of the maximum: other values, same shape", Safety: Unsafe})
}
