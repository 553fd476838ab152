package scaffold_test

import (
	"io"
	"path"
	"testing"

	"github.com/mlf-core/mlf-lsp/scaffold"
	"github.com/rhysd/actionlint"
)

// TestWorkflowsAreValid judges the workflows of every template by actionlint.
func TestWorkflowsAreValid(t *testing.T) {
	linter, err := actionlint.NewLinter(io.Discard, &actionlint.LinterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, tpl := range scaffold.Builtin() {
		for _, given := range frameworks(tpl) {
			files := made(t, tpl, given)
			for _, name := range names(files) {
				if path.Dir(name) != ".github/workflows" {
					continue
				}
				seen++
				problems, err := linter.Lint(name, files[name].Data, nil)
				if err != nil {
					t.Fatal(err)
				}
				for _, p := range problems {
					t.Errorf("%s: %s", tpl.Handle, p)
				}
			}
		}
	}
	if seen < 30 {
		t.Errorf("only %d workflows were judged", seen)
	}
}
