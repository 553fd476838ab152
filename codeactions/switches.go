package codeactions

import "github.com/mlf-core/mlf-lsp/analysis/syntax"

func init() {
	register(benchmarkOff, "MLF202")
	register(cudnnDeterministic, "MLF203")
	register(noWarnOnly, "MLF206")
	register(stayOn, "MLF207")
	register(orderedElements, "MLF407")
	register(renamedMode, "MLF212")
}

// orderedElements lets a tf.data pipeline keep the order of its elements.
func orderedElements(c *context) []Fix {
	return c.flip("deterministic", "False", "True", Fix{Title: "Keep the order of the elements: deterministic=True"})
}

// renamedMode calls PyTorch's deterministic mode by the name that it has since
// 1.8.
func renamedMode(c *context) []Fix {
	pg, n, call, ok := c.operation()
	if !ok || c.f.Symbol != "torch.set_deterministic" || len(call.Args) != 1 || !c.in("torch", ">=1.8") {
		return nil
	}
	a, ok := call.Func.(*syntax.Attribute)
	if !ok || a.Attr != "set_deterministic" {
		return nil
	}
	start := n.base + int(a.AttrSpan.Start)
	edits := []Edit{pg.edit(start, start+len(a.Attr), "use_deterministic_algorithms")}
	if d := call.Args[0]; d.Name == "d" {
		from, _ := pg.abs(n, d)
		edits = append(edits, pg.edit(from, from+1, "mode"))
	}
	return []Fix{{Title: "Call use_deterministic_algorithms, its name since PyTorch 1.8", Edits: edits}}
}

// benchmarkOff turns cuDNN's benchmark off where it is turned on.
func benchmarkOff(c *context) []Fix {
	return c.flip("benchmark", "True", "False", Fix{Title: "Turn cuDNN's benchmark off"})
}

// cudnnDeterministic turns cuDNN's switch on where it is turned off.
func cudnnDeterministic(c *context) []Fix {
	return c.flip("deterministic", "False", "True", Fix{Title: "Restrict cuDNN to repeatable algorithms"})
}

// stayOn keeps deterministic mode on where it is turned off again.
func stayOn(c *context) []Fix {
	return c.flip("", "False", "True", Fix{Title: "Keep deterministic mode on", Safety: Unsafe})
}

// flip changes a literal: the value of the assignment that a finding points at,
// the named argument of the call, or its only argument.
func (c *context) flip(name, from, to string, fix Fix) []Fix {
	pg := c.page(c.f.File)
	if pg == nil {
		return nil
	}
	var at node
	var value syntax.Expr
	if n, call, ok := pg.callAt(c.f.Place); ok {
		at = n
		if a, ok := keyword(call, name); ok && name != "" {
			value = a.X
		} else if len(call.Args) == 1 && call.Args[0].Star == 0 && call.Args[0].Name == "" {
			value = call.Args[0].X
		}
	} else if n, a, ok := find[*syntax.Assign](pg, c.f.Start, c.f.End); ok && n.start == c.f.Start {
		at, value = n, a.Value
	}
	if x, ok := value.(*syntax.Const); !ok || x.Text != from {
		return nil
	}
	start, end := pg.abs(at, value)
	fix.Edits = []Edit{pg.edit(start, end, to)}
	return []Fix{fix}
}

// noWarnOnly lets deterministic mode stop at what is not deterministic.
func noWarnOnly(c *context) []Fix {
	pg := c.page(c.f.File)
	if pg == nil {
		return nil
	}
	n, call, ok := pg.callAt(c.f.Place)
	if !ok {
		return nil
	}
	fix := Fix{Title: "Let deterministic mode stop at operations that are not deterministic", Safety: Unsafe}
	if a, ok := keyword(call, "deterministic"); ok {
		if s, ok := a.X.(*syntax.Str); ok && s.Value == "warn" {
			start, end := pg.abs(n, s)
			fix.Edits = []Edit{pg.edit(start, end, "True")}
			return []Fix{fix}
		}
	}
	a, ok := keyword(call, "warn_only")
	if x, is := a.X.(*syntax.Const); !ok || !is || x.Text != "True" {
		return nil
	}
	e, ok := pg.without(n, call, "warn_only")
	if !ok {
		return nil
	}
	fix.Edits = []Edit{e}
	return []Fix{fix}
}
