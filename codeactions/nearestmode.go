package codeactions

import (
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/syntax"
)

func init() { register(nearestMode, "nearest-mode") }

// nearestMode interpolates by the nearest neighbour. align_corners and
// antialias go: that mode takes neither.
func nearestMode(c *context) []Fix {
	pg, n, call, ok := c.operation()
	if !ok || spread(call) {
		return nil
	}
	if fix, ok := pg.nearestName(n, call); ok {
		return []Fix{fix}
	}
	mode, ok := modeArgument(call, c.f.Symbol)
	if !ok {
		return nil
	}
	start, end := pg.abs(n, mode)
	quote := pg.text[start : start+1]
	if quote != "'" && quote != `"` {
		return nil
	}
	edits := []Edit{pg.edit(start, end, quote+"nearest"+quote)}
	for _, name := range []string{"align_corners", "antialias"} {
		if _, given := keyword(call, name); given {
			e, ok := pg.without(n, call, name)
			if !ok {
				return nil
			}
			edits = append(edits, e)
		}
	}
	return []Fix{{Title: "Interpolate with mode='nearest' instead of '" + mode.Value + "': other values, same shape", Safety: Unsafe, Edits: edits}}
}

// modeArgument is the literal mode of an interpolation, by its name or as the
// last argument by its place: what follows by place would have to go.
func modeArgument(call *syntax.Call, symbol string) (*syntax.Str, bool) {
	if s, ok := literal(call, "mode"); ok {
		return s, true
	}
	place := 3 // interpolate(input, size, scale_factor, mode)
	if strings.HasSuffix(symbol, ".Upsample") {
		place = 2
	}
	if len(call.Args) <= place || len(call.Args) > place+1 && call.Args[place+1].Name == "" || call.Args[place].Name != "" {
		return nil, false
	}
	s, ok := call.Args[place].X.(*syntax.Str)
	return s, ok && !s.Formatted && !s.Bytes
}

// nearestName replaces what has its mode in its name.
func (pg *page) nearestName(n node, call *syntax.Call) (Fix, bool) {
	a, ok := call.Func.(*syntax.Attribute)
	names := map[string]string{"UpsamplingBilinear2d": "UpsamplingNearest2d", "upsample_bilinear": "upsample_nearest"}
	if !ok || names[a.Attr] == "" {
		return Fix{}, false
	}
	start := n.base + int(a.AttrSpan.Start)
	return Fix{
		Title: "Interpolate with " + names[a.Attr] + ": other values, same shape", Safety: Unsafe,
		Edits: []Edit{pg.edit(start, start+len(a.Attr), names[a.Attr])},
	}, true
}
