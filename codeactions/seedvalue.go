package codeactions

import "github.com/mlf-core/mlf-lsp/analysis/syntax"

// seedAt is the expression for the seed at a place of a page: a parameter of
// the function around it, the module's constant, or a new constant, which takes
// an edit of its own.
func (c *context) seedAt(pg *page, at int) (string, []Edit, bool) {
	s := &seeding{context: c}
	top := at
	for _, n := range pg.nodes {
		if n.start > at || n.end <= at {
			continue
		}
		if n.parent < 0 {
			top = n.start
		}
		f, ok := n.Node.(*syntax.FuncDef)
		if !ok {
			continue
		}
		for _, p := range f.Params {
			if none, ok := p.Default.(*syntax.Const); seedName.MatchString(p.Name) && (!ok || none.Text != "None") && !s.mayBeNone(p.Name) {
				return p.Name, nil, true
			}
		}
	}
	name, lines, ok := s.constant(pg, top)
	if !ok || len(lines) == 0 {
		return name, nil, ok
	}
	e, ok := pg.atTop(top, lines)
	return name, []Edit{e}, ok
}
