package main

import (
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mlf-core/mlf-lsp/docs"
)

var update = flag.Bool("update", false, "write generated pages")

// TestCommandsArePublished holds the page of the commands to the commands.
func TestCommandsArePublished(t *testing.T) {
	s := &session{stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard}
	want := commandsPage(s.rootCommand())
	const path = "../../docs/commands.md"
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("%s is not what the commands say (%v): run go test ./cmd/mlf-lsp -run TestCommandsArePublished -update", path, err)
	}
}

// TestRulesArePublished holds docs/rules.md to the rules that there are.
func TestRulesArePublished(t *testing.T) {
	want := docs.RulesPage(metas())
	path := filepath.Join("..", "..", "docs", "rules.md")
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("docs/rules.md is out of date (%v); run `go test ./cmd/mlf-lsp -run TestRulesArePublished -update`", err)
	}
}
