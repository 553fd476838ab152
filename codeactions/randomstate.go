package codeactions

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/syntax"
)

func init() {
	register(randomState, "MLF106", "MLF409", "MLF404", "MLF406")
	register(generatorSeed, "MLF107")
}

// randomState passes a seed to a call that takes one.
func randomState(c *context) []Fix {
	pg := c.page(c.f.File)
	parameter := c.f.Data["parameter"]
	if pg == nil || parameter == "" {
		return nil
	}
	n, call, ok := pg.callAt(c.f.Place)
	if !ok {
		return nil
	}
	value, edits, ok := c.seedAt(pg, n.start)
	if !ok {
		return nil
	}
	title := "Pass " + parameter + "=" + value
	switch {
	case parameter == "generator" && strings.HasPrefix(c.f.Symbol, "torch."):
		im := &imports{pg: pg}
		value = im.module("torch", "") + ".Generator().manual_seed(" + value + ")"
		if im.clash {
			return nil
		}
		edits = append(im.edits(), edits...)
		title = "Pass a generator of its own, seeded"
	case !slices.Contains([]string{"random_state", "seed", "random_seed", "rng", "random_state_seed"}, parameter):
		return nil
	}
	e, ok := pg.withKeyword(n, call, parameter, value)
	if !ok {
		return nil
	}
	return []Fix{{Title: title, Edits: append(edits, e)}}
}

// generatorSeed gives a generator that is made without a seed one.
func generatorSeed(c *context) []Fix {
	pg := c.page(c.f.File)
	sym := c.p.KB.Symbol(c.f.Symbol)
	if pg == nil || sym == nil || len(sym.Signatures) == 0 || len(sym.Signatures[0].Params) == 0 {
		return nil
	}
	n, call, ok := pg.callAt(c.f.Place)
	if !ok || sym.Signatures[0].Params[0].Name != c.f.Data["parameter"] || len(call.Args) > 1 {
		return nil
	}
	value, edits, ok := c.seedAt(pg, n.start)
	if !ok {
		return nil
	}
	var e Edit
	switch {
	case len(call.Args) == 0:
		e, ok = pg.appended(n, call, value)
	default:
		none, is := call.Args[0].X.(*syntax.Const)
		start, end := pg.abs(n, call.Args[0].X)
		e, ok = pg.edit(start, end, value), is && none.Text == "None" && call.Args[0].Star == 0
	}
	if !ok {
		return nil
	}
	fix := Fix{Title: "Seed this generator with " + value, Edits: append(edits, e)}
	if pg.classAround(n.start).Node != nil {
		fix.Title += ", the same for every instance"
		fix.Safety = Unsafe
	}
	return []Fix{fix}
}
