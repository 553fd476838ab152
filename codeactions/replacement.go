package codeactions

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/syntax"
)

func init() {
	register(zeroPadding, "zero-padding")
	register(stableSort, "stable-sort")
	register(zeros, "zeros")
}

// operation is the page and call that a finding on an operation is about.
func (c *context) operation() (*page, node, *syntax.Call, bool) {
	pg := c.page(c.f.File)
	if pg == nil {
		return nil, node{}, nil, false
	}
	n, call, ok := pg.callAt(c.f.Place)
	return pg, n, call, ok
}

// literal is the value of a keyword argument that is a plain string.
func literal(call *syntax.Call, name string) (*syntax.Str, bool) {
	a, ok := keyword(call, name)
	if !ok {
		return nil, false
	}
	s, ok := a.X.(*syntax.Str)
	return s, ok && !s.Formatted && !s.Bytes
}

// spread tells whether a call has arguments that cannot be seen.
func spread(call *syntax.Call) bool {
	return slices.ContainsFunc(call.Args, func(a syntax.Arg) bool { return a.Star != 0 })
}

// zeroPadding pads with zeros instead of what reflects or repeats the border.
func zeroPadding(c *context) []Fix {
	pg, n, call, ok := c.operation()
	if !ok || spread(call) {
		return nil
	}
	fix := Fix{Title: "Pad with zeros: other values at the border, same shape", Safety: Unsafe}
	if s, ok := literal(call, "padding_mode"); ok {
		return pg.respell(n, s, "zeros", fix)
	}
	if s, ok := literal(call, "mode"); ok && strings.HasSuffix(c.f.Symbol, ".functional.pad") {
		return pg.respell(n, s, "constant", fix)
	}
	a, ok := call.Func.(*syntax.Attribute)
	if !ok || len(call.Args) != 1 || call.Args[0].Name != "" && call.Args[0].Name != "padding" {
		return nil
	}
	dimension := strings.TrimPrefix(a.Attr, "ReflectionPad")
	if dimension == a.Attr {
		return nil
	}
	start := n.base + int(a.AttrSpan.Start)
	fix.Edits = []Edit{pg.edit(start, start+len(a.Attr), "ConstantPad"+dimension)}
	value, ok := pg.appended(n, call, "0.0")
	if call.Args[0].Name != "" {
		value, ok = pg.appended(n, call, "value=0.0")
	}
	if !ok {
		return nil
	}
	fix.Edits = append(fix.Edits, value)
	return []Fix{fix}
}

// respell replaces the text of a string and keeps its quotes.
func (pg *page) respell(n node, s *syntax.Str, text string, fix Fix) []Fix {
	start, end := pg.abs(n, s)
	quote := pg.text[start : start+1]
	if quote != "'" && quote != `"` {
		return nil
	}
	fix.Edits = []Edit{pg.edit(start, end, quote+text+quote)}
	return []Fix{fix}
}

// stableSort keeps equal elements in their order.
func stableSort(c *context) []Fix {
	pg, n, call, ok := c.operation()
	if !ok {
		return nil
	}
	if a, given := keyword(call, "stable"); given {
		x, is := a.X.(*syntax.Const)
		start, end := pg.abs(n, a.X)
		if !is || x.Text != "False" {
			return nil
		}
		return []Fix{{Title: "Keep equal elements in their order", Edits: []Edit{pg.edit(start, end, "True")}}}
	}
	// Before dim and descending stand by their places only where stable does not.
	if c.f.Symbol != "torch.sort" && c.f.Symbol != "torch.argsort" && len(call.Args) > 0 && call.Args[0].Name == "" ||
		len(call.Args) > 1 && call.Args[1].Name == "" || !c.in("torch", ">=1.9") && c.f.Symbol != "torch.argsort" {
		return nil
	}
	e, ok := pg.withKeyword(n, call, "stable", "True")
	if !ok {
		return nil
	}
	return []Fix{{Title: "Keep equal elements in their order with stable=True", Edits: []Edit{e}}}
}

// zeros fills memory that is used before it is written.
func zeros(c *context) []Fix {
	pg, n, call, ok := c.operation()
	if !ok {
		return nil
	}
	a, ok := call.Func.(*syntax.Attribute)
	names := map[string]string{"empty": "zeros", "empty_like": "zeros_like", "new_empty": "new_zeros"}
	if !ok || names[a.Attr] == "" || !strings.HasPrefix(c.f.Symbol, "torch.") {
		return nil
	}
	start := n.base + int(a.AttrSpan.Start)
	return []Fix{{
		Title: "Start from zeros instead of whatever the memory holds",
		Edits: []Edit{pg.edit(start, start+len(a.Attr), names[a.Attr])},
	}}
}
