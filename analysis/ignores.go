package analysis

import (
	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/analysis/source"
	"github.com/mlf-core/mlf-lsp/analysis/suppress"
	"github.com/mlf-core/mlf-lsp/analysis/syntax"
)

// Ignores are the edits that add a comment silencing each of some findings in
// one file, and the findings for which no line can take one. Offsets are those
// of the file's text.
func (w *Workspace) Ignores(path string, findings []check.Finding) (edits []suppress.Edit, left []check.Finding) {
	f := find(w.files, path)
	if f == nil || f.text == nil {
		return nil, findings
	}
	if f.python {
		f.parse()
	}
	targets := make([]suppress.Target, len(findings))
	byTarget := map[suppress.Target]check.Finding{}
	for i, x := range findings {
		t := suppress.Target{StartLine: f.text.LineOf(x.Start), EndLine: f.text.LineOf(max(x.Start, x.End-1)), Code: x.Code}
		targets[i], byTarget[t] = t, x
	}
	edits, refused := suppress.Edits(f.suppressInput(), targets, f.linesInStrings())
	for _, t := range refused {
		left = append(left, byTarget[t])
	}
	return edits, left
}

// linesInStrings gives the test of whether a comment may stand at the end of a
// line; nil for files that are no Python.
func (f *file) linesInStrings() func(line int) bool {
	if !f.python {
		return nil
	}
	inside := map[int]bool{}
	mark := func(start, end int) {
		for line := f.text.LineOf(start); line < f.text.LineOf(end); line++ {
			inside[line] = true
		}
	}
	for _, e := range f.text.Escapes() {
		mark(e.Start, e.End)
		inside[f.text.LineOf(e.End)] = true // a shell command would take the comment along
	}
	eachString(syntax.Parse(f.text.Code()).Units, 0, mark)
	return func(line int) bool { return !inside[line] }
}

// eachString visits the range of every string, those of class members
// included.
func eachString(units []syntax.Placed, base int, visit func(start, end int)) {
	for _, p := range units {
		at := base + int(p.Base)
		syntax.Walk(p.Unit.Stmt, func(n syntax.Node) bool {
			switch n := n.(type) {
			case *syntax.Str:
				visit(at+int(n.Span.Start), at+int(n.Span.End))
			case *syntax.ClassDef:
				eachString(n.Members, at, visit)
			}
			return true
		})
	}
}

func (f *file) suppressInput() suppress.Input {
	in := suppress.Input{Path: f.path, Text: f.text.Text(), Comments: f.notes, Lines: f.text}
	if f.text.Kind == source.Notebook && len(f.text.Cells) > 0 {
		in.TopEnd = f.text.Cells[0].End + 1
	}
	return in
}
