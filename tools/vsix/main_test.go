package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The extension's settings and schemas are those of the table of options and
// of the knowledge base.
func TestExtensionIsUpToDate(t *testing.T) {
	root := filepath.Join("..", "..")
	files, err := generated(root)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join(root, extension, name))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s is out of date; run `go run ./tools/vsix`\n%s", name, diff)
		}
	}
}
