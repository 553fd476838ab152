package codeactions

import "github.com/mlf-core/mlf-lsp/analysis/syntax"

func init() { register(workspaceConfig, "MLF204") }

// workspaceConfig sets the variable that cuBLAS needs in deterministic mode:
// where the program is started, else in the program before the mode.
func workspaceConfig(c *context) []Fix {
	e := c.entry()
	if e == nil {
		return nil
	}
	if !c.needsWorkspace(e) {
		return c.validWorkspace()
	}
	var out []Fix
	if edits := c.inFiles(e, workspace); len(edits) > 0 {
		out = append(out, Fix{Title: "Set " + workspace.name + " in " + edits[0].File, Edits: edits})
	}
	pg := c.page(c.f.File)
	if pg == nil {
		return out
	}
	stmt, ok := pg.statementAt(c.f.Start)
	if !ok || !pg.startsLine(stmt.start) || pg.inHandler(stmt.start) {
		return out
	}
	im := &imports{pg: pg}
	line := pg.linesBefore(pg.withComments(stmt.start), pg.indentAt(stmt.start), []string{im.environLine(workspace)})
	if im.clash {
		return out
	}
	return append(out, Fix{Title: "Set " + workspace.name + " in the program", Edits: append(im.edits(), line)})
}

// validWorkspace replaces a value that deterministic mode does not accept.
func (c *context) validWorkspace() []Fix {
	pg := c.page(c.f.File)
	if pg == nil {
		return nil
	}
	n, a, ok := find[*syntax.Assign](pg, c.f.Start, c.f.End)
	if !ok || n.start != c.f.Start {
		return nil
	}
	s, ok := a.Value.(*syntax.Str)
	if !ok || s.Formatted {
		return nil
	}
	start, end := pg.abs(n, s)
	return []Fix{{Title: "Set it to " + workspace.value, Edits: []Edit{pg.edit(start, end, pg.quote(workspace.value))}}}
}
