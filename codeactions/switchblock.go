package codeactions

import (
	"slices"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/analysis/syntax"
	"github.com/mlf-core/mlf-lsp/rules"
)

func init() {
	register(switchBlock, "MLF201", "MLF203", "MLF209")
	register(modeForOperation, "switch-block")
}

// modeForOperation turns the mode on that an operation needs: the fix of the
// finding that says that its program never does.
func modeForOperation(c *context) []Fix {
	for _, f := range c.ws.Check().Findings {
		if (f.Code == "MLF201" || f.Code == "MLF209") && !f.Suppressed && f.Data["entry"] == c.f.Data["entry"] && f.Data["entry"] != "" {
			return switchBlock(&context{Fixer: c.Fixer, p: c.p, f: f})
		}
	}
	return nil
}

// switchBlock turns deterministic mode on, by the name it has in the pinned
// version, where the program sets its seed; with it the variable that cuBLAS
// needs. In frameworks it is an argument of the trainer.
func switchBlock(c *context) []Fix {
	e := c.entry()
	if e == nil {
		return nil
	}
	safety := Safe
	if c.stops("MLF301", check.Warning) {
		safety = Unsafe
	}
	if name := c.f.Data["parameter"]; name != "" {
		return c.trainerArgument(name, safety)
	}
	if c.f.Data["off"] != "" {
		return c.flip("mode", "False", "True", Fix{Title: "Turn PyTorch's deterministic mode on", Safety: safety})
	}
	s := &seeding{context: c, entry: e, run: c.p.Run(e)}
	line, title := ".use_deterministic_algorithms(True)", "Turn PyTorch's deterministic mode on"
	switch {
	case c.f.Code == "MLF203":
		line, title, safety = ".backends.cudnn.deterministic = True", "Restrict cuDNN to repeatable algorithms", Safe
	case c.in("torch", "<1.8"):
		line = ".set_deterministic(True)"
	}
	pg, im, insert, ok := s.site("torch")
	if !ok {
		return nil
	}
	fix := Fix{Title: title, Safety: safety}
	lines := []string{im.module("torch", "") + line}
	if c.f.Code == "MLF201" && c.needsWorkspace(e) {
		if more := c.inFiles(e, workspace); len(more) > 0 {
			with := fix
			edit, ok := insert(lines)
			if ok && !im.clash {
				with.Edits = append(slices.Concat(im.edits(), more), edit)
				return append([]Fix{with}, s.inCode(pg, im, insert, fix, lines)...)
			}
		}
		return s.inCode(pg, im, insert, fix, lines)
	}
	edit, ok := insert(lines)
	if !ok || im.clash {
		return nil
	}
	fix.Edits = append(im.edits(), edit)
	return []Fix{fix}
}

// inCode sets the variable in the program, before the mode.
func (s *seeding) inCode(pg *page, im *imports, insert func([]string) (Edit, bool), fix Fix, lines []string) []Fix {
	own := &imports{pg: pg, missing: slices.Clone(im.missing), clash: im.clash}
	all := append([]string{own.environLine(workspace)}, lines...)
	edit, ok := insert(all)
	if !ok || own.clash {
		return nil
	}
	fix.Edits = append(own.edits(), edit)
	return []Fix{fix}
}

// stops tells whether deterministic mode would stop the project at operations
// that have no deterministic form: those of a rule from a severity on.
func (c *context) stops(code string, from check.Severity) bool {
	return slices.ContainsFunc(c.ws.Check().Findings, func(f check.Finding) bool {
		return f.Code == code && !f.Suppressed && f.Severity >= from
	})
}

// trainerArgument passes name=True to the call that a finding points at.
func (c *context) trainerArgument(name string, safety Safety) []Fix {
	pg := c.page(c.f.File)
	if pg == nil {
		return nil
	}
	n, call, ok := pg.callAt(c.f.Place)
	if !ok {
		return nil
	}
	fix := Fix{Title: "Pass " + name + "=True", Safety: safety}
	if a, given := keyword(call, name); given {
		x, is := a.X.(*syntax.Const)
		start, end := pg.abs(n, a.X)
		fix.Edits = []Edit{pg.edit(start, end, "True")}
		if !is || x.Text == "True" {
			return nil
		}
		return []Fix{fix}
	}
	e, ok := pg.withKeyword(n, call, name, "True")
	if !ok {
		return nil
	}
	fix.Edits = []Edit{e}
	return []Fix{fix}
}

// site is where switches go: behind the statement that seeds a generator, else
// where the program starts.
func (s *seeding) site(rng string) (*page, *imports, func([]string) (Edit, bool), bool) {
	first := -1
	for i, ev := range s.run.Events {
		switch ev.Kind {
		case project.Draws, project.Trains, project.UsesGPU:
			if first < 0 && !ev.Handler {
				first = i
			}
		case project.Seeds:
			if ev.Handler || ev.Conditional || ev.Call == nil || !slices.Contains(ev.RNGs, rng) {
				continue
			}
			if pg, stmt, ok := s.statementOf(ev); ok {
				return pg, &imports{pg: pg}, func(lines []string) (Edit, bool) {
					return pg.linesBehind(stmt.end, pg.indentAt(stmt.start), lines), true
				}, true
			}
		}
	}
	pg := s.page(s.entry.Module.Path)
	if pg == nil || first < 0 {
		return nil, nil, nil, false
	}
	at := s.place(s.run.Events[first])
	start, _, inside := s.startOf(pg, s.entry, at)
	return pg, &imports{pg: pg}, func(lines []string) (Edit, bool) {
		if inside {
			return pg.first(start, lines), true
		}
		return pg.atTop(at, lines)
	}, true
}

// statementOf is the statement that is nothing but the call of an event.
func (s *seeding) statementOf(ev *project.Event) (*page, node, bool) {
	pg := s.page(ev.Unit.Mod.Path)
	if pg == nil {
		return nil, node{}, false
	}
	start, _ := ev.Call.Place()
	stmt, ok := pg.statementAt(start)
	_, alone := stmt.Node.(*syntax.ExprStmt)
	return pg, stmt, ok && alone && stmt.start == start && pg.startsLine(start)
}

var workspace = setting{"CUBLAS_WORKSPACE_CONFIG", ":4096:8"}

// needsWorkspace tells whether deterministic mode needs cuBLAS's variable in a
// version that the pins admit, and nothing sets it yet.
func (c *context) needsWorkspace(e *project.Entry) bool {
	info, lib := c.p.KB.Variable(workspace.name), c.p.KB.Library("torch")
	if info == nil || lib == nil || c.p.Env.Versions(lib, c.f.File).In(info.Versions) == rules.No {
		return false
	}
	if _, _, ok := c.p.Env.VariableSet(workspace.name, e); ok {
		return false
	}
	return !slices.ContainsFunc(c.p.Run(e).Events, func(ev *project.Event) bool {
		return ev.Kind == project.SetsEnv && ev.Name == workspace.name
	})
}
