package codeactions

import (
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/syntax"
)

func init() { register(callHelper, "MLF111") }

// callHelper calls the function that seeds, which nothing calls, where the
// program starts.
func callHelper(c *context) []Fix {
	e := c.entry()
	if e == nil || !strings.Contains(c.f.Message, "calls ") {
		return nil
	}
	s := &seeding{context: c, entry: e, run: c.p.Run(e), rng: c.f.Data["rng"]}
	pg, theirs := c.page(e.Module.Path), c.page(c.f.File)
	if pg == nil || theirs == nil || !s.findDraw() {
		return nil
	}
	n, f, ok := find[*syntax.FuncDef](theirs, c.f.Start, c.f.End)
	if !ok || n.parent >= 0 || f.Async {
		return nil
	}
	name := f.Name
	if pg != theirs && !pg.importsName(name) {
		return nil
	}
	required := 0
	for _, p := range f.Params {
		if p.Kind != syntax.PositionalOrKeyword {
			return nil
		}
		if p.Default == nil {
			required++
		}
	}
	at := s.place(s.run.Events[s.draw])
	start, fn, inside := s.startOf(pg, e, at)
	if required > 1 || !inside && pg == theirs {
		return nil
	}
	if required == 0 {
		return s.callAtStart(pg, name+"()", nil, start, inside, at)
	}
	if value, edit, ok := s.optionSeed(pg, start, fn, inside, at); ok {
		call := name + "(" + value + ")"
		return []Fix{{Title: "Call " + call + " at the start of " + e.Name, Edits: []Edit{edit([]string{call})}}}
	}
	value, lines, ok := s.constant(pg, at)
	if !ok {
		return nil
	}
	return s.callAtStart(pg, name+"("+value+")", lines, start, inside, at)
}

func (s *seeding) callAtStart(pg *page, call string, constant []string, start body, inside bool, at int) []Fix {
	fix := Fix{Title: "Call " + call + " at the start of " + s.entry.Name}
	if !inside {
		e, ok := pg.atTop(at, append(constant, call))
		if !ok {
			return nil
		}
		fix.Edits = []Edit{e}
		return []Fix{fix}
	}
	if len(constant) > 0 {
		e, ok := pg.atTop(at, constant)
		if !ok {
			return nil
		}
		fix.Edits = append(fix.Edits, e)
	}
	fix.Edits = append(fix.Edits, pg.first(start, []string{call}))
	return []Fix{fix}
}

// importsName tells whether the module level imports something by its own name.
func (pg *page) importsName(name string) bool {
	for _, n := range pg.top() {
		if s, ok := n.Node.(*syntax.ImportFrom); ok {
			for _, a := range s.Names {
				if a.Name == name && (a.As == "" || a.As == name) {
					return true
				}
			}
		}
	}
	return false
}
