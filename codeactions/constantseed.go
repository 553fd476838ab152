package codeactions

import (
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/analysis/syntax"
)

func init() {
	register(constantSeed, "MLF108", "MLF105")
	register(seedDefault, "MLF109")
}

// constantSeed puts a constant in place of a seed that differs in every run:
// where it is kept under the name of a seed, else in the call that it seeds.
func constantSeed(c *context) []Fix {
	if strings.HasSuffix(c.f.Symbol, "torch.seed") || strings.HasSuffix(c.f.Symbol, ".random.seed") && strings.HasPrefix(c.f.Symbol, "torch.") {
		return c.manualSeed()
	}
	if len(c.f.Related) == 0 {
		return c.missingArgument()
	}
	at := c.f.Related[0].Place
	pg := c.page(at.File)
	if pg == nil || strings.HasPrefix(c.f.Key, "drawn-seed") {
		return nil
	}
	if n, a, ok := find[*syntax.Assign](pg, at.Start, at.End); ok && len(a.Targets) == 1 && seedName.MatchString(lastName(a.Targets[0])) && a.Value != nil {
		if start, end := pg.abs(n, a.Value); start <= at.Start && at.End <= end {
			return []Fix{{Title: "Set it to a constant", Safety: Unsafe, Edits: []Edit{pg.edit(start, end, "42")}}}
		}
	}
	return c.constantArgument(at)
}

// constantArgument replaces the argument that the seed is part of.
func (c *context) constantArgument(origin check.Place) []Fix {
	pg, n, call, ok := c.operation()
	if !ok || origin.File != c.f.File {
		return nil
	}
	for _, a := range call.Args {
		start, end := pg.abs(n, a.X)
		if a.Star != 0 || origin.Start < start || end < origin.End {
			continue
		}
		if _, dict := a.X.(*syntax.Dict); dict {
			return nil
		}
		value, edits, ok := c.seedAt(pg, n.start)
		if !ok {
			return nil
		}
		return []Fix{{Title: "Seed with " + value + " in every run", Safety: Unsafe, Edits: append(edits, pg.edit(start, end, value))}}
	}
	return nil
}

// missingArgument seeds by a constant what is told to seed itself.
func (c *context) missingArgument() []Fix {
	pg, n, call, ok := c.operation()
	sym := c.p.KB.Symbol(c.f.Symbol)
	if !ok || len(call.Args) > 0 || sym == nil || len(sym.Seeders) == 0 {
		return nil
	}
	value, edits, ok := c.seedAt(pg, n.start)
	if !ok {
		return nil
	}
	e, ok := pg.appended(n, call, value)
	if !ok {
		return nil
	}
	return []Fix{{Title: "Seed with " + value + " in every run", Safety: Unsafe, Edits: append(edits, e)}}
}

// manualSeed makes "torch.seed()" the call that takes a seed.
func (c *context) manualSeed() []Fix {
	pg, n, call, ok := c.operation()
	if !ok || len(call.Args) > 0 {
		return nil
	}
	a, ok := call.Func.(*syntax.Attribute)
	if !ok || a.Attr != "seed" {
		return nil
	}
	value, edits, ok := c.seedAt(pg, n.start)
	e, empty := pg.appended(n, call, value)
	if !ok || !empty {
		return nil
	}
	start := n.base + int(a.AttrSpan.Start)
	edits = append(edits, pg.edit(start, start+len(a.Attr), "manual_seed"), e)
	return []Fix{{Title: "Call manual_seed(" + value + ")", Safety: Unsafe, Edits: edits}}
}

// seedDefault gives an option or parameter that is a seed a number for its
// default.
func seedDefault(c *context) []Fix {
	pg := c.page(c.f.File)
	if pg == nil {
		return nil
	}
	fix := Fix{Title: "Make 42 its default", Safety: Unsafe}
	if pg.text[c.f.Start:c.f.End] == "None" {
		fix.Edits = []Edit{pg.edit(c.f.Start, c.f.End, "42")}
		return []Fix{fix}
	}
	n, call, ok := pg.callAt(c.f.Place)
	if !ok || lastName(call.Func) != "add_argument" && lastName(call.Func) != "option" {
		return nil
	}
	e, ok := pg.withKeyword(n, call, "default", "42")
	if !ok {
		return nil
	}
	fix.Edits = []Edit{e}
	return []Fix{fix}
}
