package codeactions

import "github.com/mlf-core/mlf-lsp/analysis/syntax"

func init() { register(tensorflowOperation, "MLF303") }

// tensorflowOperation makes an operation of TensorFlow one whose gradient is
// the same in every run.
func tensorflowOperation(c *context) []Fix {
	pg, n, call, ok := c.operation()
	if !ok || spread(call) {
		return nil
	}
	switch c.f.Symbol {
	case "tensorflow.image.resize", "tensorflow.image.resize_with_pad":
		return pg.bilinearResize(n, call)
	case "tensorflow.math.bincount":
		return pg.segmentSum(n, call)
	}
	return nil
}

// bilinearResize changes the method of a resize from nearest, as a text or as
// a member of ResizeMethod.
func (pg *page) bilinearResize(n node, call *syntax.Call) []Fix {
	fix := Fix{Title: "Resize with method='bilinear': other values, same shape", Safety: Unsafe}
	a, ok := keyword(call, "method")
	if !ok {
		return nil
	}
	switch x := a.X.(type) {
	case *syntax.Str:
		if x.Value == "nearest" && !x.Formatted {
			return pg.respell(n, x, "bilinear", fix)
		}
	case *syntax.Attribute:
		if x.Attr == "NEAREST_NEIGHBOR" {
			start := n.base + int(x.AttrSpan.Start)
			fix.Edits = []Edit{pg.edit(start, start+len(x.Attr), "BILINEAR")}
			return []Fix{fix}
		}
	}
	return nil
}

// segmentSum sums the weights of bins of a fixed number by
// unsorted_segment_sum.
func (pg *page) segmentSum(n node, call *syntax.Call) []Fix {
	function, ok := call.Func.(*syntax.Attribute)
	if !ok || function.Attr != "bincount" || len(call.Args) == 0 || call.Args[0].Name != "" {
		return nil
	}
	given := map[string]string{}
	for _, a := range call.Args[1:] {
		given[a.Name] = pg.src(n, a.X)
	}
	bins := given["minlength"]
	if bins == "" || bins != given["maxlength"] || given["weights"] == "" || len(given) != 3 {
		return nil
	}
	text := pg.src(n, function.X) + ".unsorted_segment_sum(" + given["weights"] + ", " + pg.src(n, call.Args[0].X) + ", " + bins + ")"
	return []Fix{{
		Title: "Sum the weights with unsorted_segment_sum: equal values, deterministic", Safety: Unsafe,
		Edits: []Edit{pg.edit(n.start, n.end, text)},
	}}
}
