package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/analysis/source"
)

var notebookOrder = register(&Rule{
	Meta: Meta{
		Code: "MLF411", Name: "notebook-order", Severity: Warning,
		Summary: "the cells of a notebook were last run in another order than they stand in",
	},
	Run: runNotebookOrder,
})

func runNotebookOrder(p *Pass) {
	for _, m := range p.Modules {
		if m.File.Kind == source.Notebook {
			outOfOrder(p, m)
		}
	}
}

// ran is a cell that was run, with the place of the first thing it does.
type ran struct {
	Place
	number int
}

// outOfOrder reports the first cell that ran before one that stands above it.
// Cells that were not run say nothing, and cells that only import do nothing
// that another order could change.
func outOfOrder(p *Pass, m *project.Module) {
	var latest ran
	for i := range m.File.Cells {
		c := &m.File.Cells[i]
		at, ok := firstAct(m, c)
		if c.ExecutionCount <= 0 || !ok {
			continue
		}
		if c.ExecutionCount >= latest.number {
			latest = ran{at, c.ExecutionCount}
			continue
		}
		p.Report(Finding{
			Place: at, Severity: severityOf(m, Warning), Key: "notebook-order",
			Message: fmt.Sprintf("this cell ran as number %d, before a cell above it that ran as number %d: a run from top to bottom can give other results than the stored ones",
				c.ExecutionCount, latest.number),
			Why:     "A cell that runs twice or out of turn moves the random generators on and leaves variables as no run from top to bottom would find them.",
			Help:    "Restart the kernel, run all cells from top to bottom, and store the notebook.",
			Related: []Related{{latest.Place, fmt.Sprintf("this cell ran later, as number %d", latest.number)}},
		})
		return
	}
}

// firstAct is the first line in a cell that does more than import; magics and
// shell commands do not count.
func firstAct(m *project.Module, c *source.Cell) (Place, bool) {
	for _, u := range m.Units {
		if u.Base < c.Start || u.Base >= c.End || magic(m.File, u.Base) {
			continue
		}
		for i := range u.Funcs[0].Body {
			if !imports(u, &u.Funcs[0].Body[i]) {
				line, _, _ := strings.Cut(m.File.Text()[u.Base:c.End], "\n")
				return Place{File: m.Path, Start: u.Base, End: u.Base + len(strings.TrimRight(line, " \t\r"))}, true
			}
		}
	}
	return Place{}, false
}

// magic tells whether what starts at the offset is no Python.
func magic(f *source.File, at int) bool {
	return slices.ContainsFunc(f.Escapes(), func(e source.Escape) bool { return e.Start <= at && at < e.End })
}

// imports tells whether a step is part of an import statement.
func imports(u *project.Unit, s *facts.Step) bool {
	switch s.Kind {
	case facts.StepImport:
		return true
	case facts.StepBind:
		op := u.Values[s.V].Op
		return op == facts.OpModule || op == facts.OpImport
	}
	return false
}

// severityOf is the severity of a finding in a module: a hint in tests.
func severityOf(m *project.Module, s Severity) Severity {
	if m.Test {
		return Hint
	}
	return s
}
