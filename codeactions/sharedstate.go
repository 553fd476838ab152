package codeactions

import "github.com/mlf-core/mlf-lsp/analysis/syntax"

func init() { register(ownSeed, "MLF412") }

// ownSeed hands an estimator the seed of the generator that it shares.
func ownSeed(c *context) []Fix {
	pg, n, call, ok := c.operation()
	if !ok || len(c.f.Related) == 0 || c.f.Related[0].File != c.f.File {
		return nil
	}
	m, made, ok := pg.callAt(c.f.Related[0].Place)
	a, given := keyword(call, "random_state")
	if _, name := a.X.(*syntax.Name); !ok || !given || !name || len(made.Args) != 1 || made.Args[0].Star != 0 {
		return nil
	}
	seed := pg.src(m, made.Args[0].X)
	switch x := made.Args[0].X.(type) {
	case *syntax.Num:
	case *syntax.Name:
		if pg.functionAround(m) != pg.functionAround(n) && !pg.constantName(x.ID) {
			return nil
		}
	default:
		return nil
	}
	start, end := pg.abs(n, a.X)
	return []Fix{{
		Title: "Pass random_state=" + seed + ": other numbers than before, whatever ran before", Safety: Unsafe,
		Edits: []Edit{pg.edit(start, end, seed)},
	}}
}

// constantName tells whether a name is bound once, at the module level.
func (pg *page) constantName(name string) bool {
	n, top := 0, false
	for _, m := range pg.nodes {
		if bindsName(m.Node, name) {
			n++
			top = m.parent < 0
		}
	}
	return n == 1 && top
}
