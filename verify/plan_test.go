package verify_test

import (
	"io"
	"testing"

	"github.com/mlf-core/mlf-lsp/verify"
	"github.com/rhysd/actionlint"
	"gopkg.in/yaml.v3"
)

// TestPlansAreValid judges the workflow for GitHub by actionlint, and reads the
// one for GitLab as YAML.
func TestPlansAreValid(t *testing.T) {
	linter, err := actionlint.NewLinter(io.Discard, &actionlint.LinterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, modes := range [][]string{nil, {"random", "seeds", "deterministic"}} {
		o := verify.PlanOptions{Command: []string{"python", "train.py", "--name", "it's 100% $HOME"}, Runs: 3, Modes: modes}
		text, err := verify.Plan("github", o)
		if err != nil {
			t.Fatal(err)
		}
		problems, err := linter.Lint("verify.yml", []byte(text), nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range problems {
			t.Errorf("%v\n%s", p, text)
		}
		if text, err = verify.Plan("gitlab", o); err != nil {
			t.Fatal(err)
		}
		var jobs map[string]any
		if err := yaml.Unmarshal([]byte(text), &jobs); err != nil || len(jobs) < 2 {
			t.Errorf("%v: %d keys\n%s", err, len(jobs), text)
		}
	}
}
