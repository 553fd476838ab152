package rules_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/mlf-core/mlf-lsp/rules"
)

// TestEmbedded reads every knowledge file strictly.
func TestEmbedded(t *testing.T) {
	names, err := filepath.Glob("*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatalf("no knowledge files: %v", err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, problems := rules.Load(name, text); len(problems) > 0 {
			t.Error(problems)
		}
	}
	if t.Failed() {
		return
	}
	base, err := rules.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	if problems := base.Check(); len(problems) > 0 {
		t.Error(problems)
	}
}
