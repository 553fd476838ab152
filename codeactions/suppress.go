package codeactions

import (
	"github.com/mlf-core/mlf-lsp/analysis"
	"github.com/mlf-core/mlf-lsp/analysis/check"
)

// Suppress silences a finding by a comment on its line; false when no comment
// can stand there. It is offered in editors and never applied by itself.
func Suppress(ws *analysis.Workspace, f check.Finding) (Fix, bool) {
	edits, left := ws.Ignores(f.File, []check.Finding{f})
	if len(left) > 0 || len(edits) == 0 {
		return Fix{}, false
	}
	fix := Fix{Title: "Silence " + f.Code + " here", Code: f.Code, Safety: NeedsInput}
	for _, e := range edits {
		fix.Edits = append(fix.Edits, Edit{Place: check.Place{File: f.File, Start: e.Start, End: e.End}, NewText: e.New})
	}
	return fix, true
}
