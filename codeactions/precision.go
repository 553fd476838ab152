package codeactions

import (
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/syntax"
)

func init() { register(fullPrecision, "MLF213") }

// fullPrecision computes in the precision of the numbers, as every GPU can.
func fullPrecision(c *context) []Fix {
	pg := c.page(c.f.File)
	if pg == nil {
		return nil
	}
	fix := Fix{Title: "Compute in full precision: slower on newer GPUs", Safety: Unsafe}
	if n, call, ok := pg.callAt(c.f.Place); ok {
		if !strings.HasSuffix(c.f.Symbol, "set_float32_matmul_precision") || len(call.Args) != 1 {
			return nil
		}
		s, ok := call.Args[0].X.(*syntax.Str)
		if !ok || s.Formatted {
			return nil
		}
		return pg.respell(n, s, "highest", fix)
	}
	n, a, ok := find[*syntax.Assign](pg, c.f.Start, c.f.End)
	if !ok || n.start != c.f.Start || !strings.HasSuffix(c.f.Symbol, "allow_tf32") {
		return nil
	}
	x, ok := a.Value.(*syntax.Const)
	if !ok || x.Text != "True" {
		return nil
	}
	start, end := pg.abs(n, x)
	fix.Edits = []Edit{pg.edit(start, end, "False")}
	return []Fix{fix}
}
