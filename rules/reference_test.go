package rules_test

import (
	"flag"
	"os"
	"testing"

	"github.com/mlf-core/mlf-lsp/docs"
	"github.com/mlf-core/mlf-lsp/rules"
)

var updateReference = flag.Bool("update-reference", false, "write docs/operations.md")

// TestOperationsArePublished holds docs/operations.md to the knowledge base.
func TestOperationsArePublished(t *testing.T) {
	base, err := rules.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	const page = "../docs/operations.md"
	want := docs.OperationsPage(base)
	if *updateReference {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(page); err != nil || string(got) != want {
		t.Errorf("%s is out of date (%v); run `go test ./rules -run TestOperationsArePublished -update-reference`", page, err)
	}
}
