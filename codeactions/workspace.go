package codeactions

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/analysis/environ"
	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/analysis/syntax"
)

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
	if edits := c.workspaceInFile(e); len(edits) > 0 {
		out = append(out, Fix{Title: "Set " + workspaceVariable + " in " + edits[0].File, Edits: edits})
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
	line := pg.linesBefore(pg.withComments(stmt.start), pg.indentAt(stmt.start), []string{im.workspaceLine()})
	if im.clash {
		return out
	}
	return append(out, Fix{Title: "Set " + workspaceVariable + " in the program", Edits: append(im.edits(), line)})
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
	return []Fix{{Title: "Set it to " + workspaceValue, Edits: []Edit{pg.edit(start, end, pg.quote(workspaceValue))}}}
}

// workspaceInFile are the edits of the files that start a program: ENV in its
// Dockerfile, the assignment in front of an MLproject's command. All commands
// of the program have to be reached, or none is.
func (c *context) workspaceInFile(e *project.Entry) []Edit {
	var out []Edit
	for _, f := range c.p.Env.Files {
		for i := range f.Commands {
			cmd := &f.Commands[i]
			if !slices.Contains(e.Commands, cmd) {
				continue
			}
			edit, ok := c.variableFor(f, cmd)
			if !ok {
				return nil
			}
			if len(out) == 0 || out[len(out)-1] != edit {
				out = append(out, edit)
			}
		}
	}
	return out
}

func (c *context) variableFor(f *environ.File, cmd *environ.Command) (Edit, bool) {
	text := c.ws.File(f.Path)
	if text == nil || cmd.Span.Start >= len(text.Text()) {
		return Edit{}, false
	}
	at := cmd.Span.Start
	value := workspaceVariable + "=" + workspaceValue
	switch f.Kind {
	case environ.Dockerfile:
		line := text.LineOf(at)
		word, _, _ := strings.Cut(strings.TrimSpace(text.LineText(line)), " ")
		if w := strings.ToUpper(word); w != "CMD" && w != "ENTRYPOINT" {
			return Edit{}, false
		}
		start, end := text.LineSpan(line)
		eol := "\n"
		if strings.HasPrefix(text.Text()[end:], "\r\n") {
			eol = "\r\n"
		}
		return Edit{Place: check.Place{File: f.Path, Start: start, End: start}, NewText: "ENV " + value + eol}, true
	case environ.MLproject:
		if !strings.HasPrefix(text.Text()[at:], "python") {
			return Edit{}, false
		}
		return Edit{Place: check.Place{File: f.Path, Start: at, End: at}, NewText: value + " "}, true
	}
	return Edit{}, false
}
