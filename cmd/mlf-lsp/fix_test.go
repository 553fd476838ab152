package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mlf-core/mlf-lsp/codeactions"
)

// TestWriteTogether holds writing to all or nothing: a file that changed
// meanwhile keeps every file as it is, and leaves nothing behind.
func TestWriteTogether(t *testing.T) {
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	put := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(path(name), []byte(text), 0o640); err != nil {
			t.Fatal(err)
		}
	}
	have := func(name string) string {
		t.Helper()
		text, err := os.ReadFile(path(name))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	change := func(name, before, after string) absoluteChange {
		return absoluteChange{codeactions.Change{Path: name, Before: []byte(before), After: []byte(after)}, path(name)}
	}
	put("a.py", "a\n")
	put("b.py", "b\n")
	put("c.py", "other\n")

	err := writeTogether([]absoluteChange{change("a.py", "a\n", "A\n"), change("c.py", "c\n", "C\n")})
	if err == nil || !strings.Contains(err.Error(), "c.py changed in the meantime") {
		t.Errorf("error %v, want one about c.py", err)
	}
	if have("a.py") != "a\n" || have("c.py") != "other\n" {
		t.Error("a file was written although another one had changed")
	}
	if err := writeTogether([]absoluteChange{change("a.py", "a\n", "A\n"), change("b.py", "b\n", "B\n")}); err != nil {
		t.Fatal(err)
	}
	if have("a.py") != "A\n" || have("b.py") != "B\n" {
		t.Error("not all files were written")
	}
	if info, err := os.Stat(path("a.py")); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("mode %v, %v, want 0640", info.Mode(), err)
	}
	if list, err := os.ReadDir(dir); err != nil || len(list) != 3 {
		t.Errorf("%d files are left, want 3 (%v)", len(list), err)
	}
}
