package codeactions

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/syntax"
)

func init() {
	register(zeros, "MLF306")
	register(numpyZeros, "MLF306")
	register(stableOrder, "MLF308")
}

// numpyZeros starts NumPy's arrays from zeros.
func numpyZeros(c *context) []Fix {
	pg, n, call, ok := c.operation()
	if !ok || !slices.Contains([]string{"numpy.empty", "numpy.empty_like"}, c.f.Symbol) {
		return nil
	}
	a, ok := call.Func.(*syntax.Attribute)
	if !ok || a.Attr != "empty" && a.Attr != "empty_like" {
		return nil
	}
	start := n.base + int(a.AttrSpan.Start)
	return []Fix{{
		Title: "Start from zeros instead of whatever the memory holds",
		Edits: []Edit{pg.edit(start, start+len("empty"), "zeros")},
	}}
}

// stableOrder keeps equal elements in their order, by the argument that the
// library has for it.
func stableOrder(c *context) []Fix {
	last := c.f.Symbol[strings.LastIndexByte(c.f.Symbol, '.')+1:]
	if strings.HasPrefix(c.f.Symbol, "torch.") {
		if last != "sort" && last != "argsort" {
			return nil
		}
		return stableSort(c)
	}
	if !slices.Contains([]string{"argsort", "sort_values"}, last) {
		return nil
	}
	pg, n, call, ok := c.operation()
	if !ok || spread(call) {
		return nil
	}
	fix := Fix{Title: "Keep equal elements in their order: kind='stable'"}
	if s, ok := literal(call, "kind"); ok {
		return pg.respell(n, s, "stable", fix)
	}
	if _, given := keyword(call, "kind"); given {
		return nil
	}
	e, ok := pg.withKeyword(n, call, "kind", pg.quoted("stable"))
	if !ok {
		return nil
	}
	fix.Edits = []Edit{e}
	return []Fix{fix}
}

// quoted is a string with the quotes that the page uses most.
func (pg *page) quoted(text string) string {
	if strings.Count(pg.text, "'") > strings.Count(pg.text, `"`) {
		return "'" + text + "'"
	}
	return `"` + text + `"`
}
