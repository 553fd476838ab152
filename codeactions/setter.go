package codeactions

import (
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/syntax"
)

func init() {
	register(setterOverwritten, "MLF112")
	register(setterNotCalled, "MLF113")
}

// setterOverwritten calls the function that was assigned to.
func setterOverwritten(c *context) []Fix {
	pg := c.page(c.f.File)
	if pg == nil {
		return nil
	}
	n, a, ok := find[*syntax.Assign](pg, c.f.Start, c.f.End)
	if !ok || len(a.Targets) != 1 || a.Annotation != nil {
		return nil
	}
	switch v := a.Value.(type) {
	case *syntax.Num, *syntax.Name, *syntax.Attribute:
	case *syntax.Const:
		if v.Text == "None" {
			return nil
		}
	default:
		return nil
	}
	name := pg.src(n, a.Targets[0])
	return []Fix{{
		Title: "Call " + name + " instead of replacing it",
		Edits: []Edit{pg.edit(n.start, n.end, name+"("+pg.src(n, a.Value)+")")},
	}}
}

// setterNotCalled calls the function that is only named.
func setterNotCalled(c *context) []Fix {
	pg := c.page(c.f.File)
	sym := c.p.KB.Symbol(c.f.Symbol)
	if pg == nil || sym == nil {
		return nil
	}
	n, s, ok := find[*syntax.ExprStmt](pg, c.f.Start, c.f.End)
	if !ok {
		return nil
	}
	name := pg.src(n, s.X)
	_, last := splitDot(sym.Name)
	var edits []Edit
	argument := ""
	switch {
	case len(sym.Seeders) > 0:
		if argument, edits, ok = c.seedAt(pg, n.start); !ok {
			return nil
		}
	case last == "use_deterministic_algorithms" || last == "set_deterministic":
		argument = "True"
	case strings.HasPrefix(last, "enable_"):
	default:
		return nil
	}
	call := name + "(" + argument + ")"
	return []Fix{{Title: "Call " + call, Edits: append(edits, pg.edit(n.end, n.end, "("+argument+")"))}}
}
