package git_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mlf-core/mlf-lsp/analysis/git"
)

func TestParsePatch(t *testing.T) {
	tests := map[string]struct {
		patch string
		want  git.Changes
	}{
		"changed and added lines": {
			"diff --git a/x.py b/x.py\n--- a/x.py\n+++ b/x.py\n@@ -1 +1,2 @@ def f():\n-a\n+b\n+c\n@@ -9,0 +11 @@\n+d\n",
			git.Changes{"x.py": {{First: 0, End: 2}, {First: 10, End: 11}}},
		},
		"lines that look like headers": {
			"diff --git a/x.sql b/x.sql\n--- a/x.sql\n+++ b/x.sql\n@@ -1 +1,2 @@\n--- old\n+++ b/new\n+@@ -1 +1 @@\n",
			git.Changes{"x.sql": {{First: 0, End: 2}}},
		},
		"removed lines only": {"--- a/x.py\n+++ b/x.py\n@@ -1,2 +0,0 @@\n-a\n-b\n", git.Changes{}},
		"a removed file":     {"--- a/x.py\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n", git.Changes{}},
		"a quoted name":      {"--- /dev/null\n+++ \"b/a\\303\\244\\tb.py\"\n@@ -0,0 +1 @@\n+a\n", git.Changes{"aä\tb.py": {{First: 0, End: 1}}}},
		"a name with blanks": {"--- /dev/null\n+++ b/a b.py\t\n@@ -0,0 +1 @@\n+a\n", git.Changes{"a b.py": {{First: 0, End: 1}}}},
		"no line at the end": {"+++ b/x\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n", git.Changes{"x": {{First: 0, End: 1}}}},
		"numbers out of all": {"+++ b/x\n@@ -1 +99999999999999999999,5 @@\n+a\n", git.Changes{}},
		"nothing":            {"", git.Changes{}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, git.ParsePatch([]byte(test.patch))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// FuzzParsePatch holds that lines are within reason whatever is read.
func FuzzParsePatch(f *testing.F) {
	f.Add([]byte("diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +3,4 @@\n+a\n"))
	f.Add([]byte("+++ \"b/\\303\\244\"\n@@ -1 +1 @@ -1\n"))
	f.Add([]byte("@@ -0,0 +0,9 @@\n+++ b/\t\n@@ -1 +1073741824,1073741824 @@"))
	f.Fuzz(func(t *testing.T, patch []byte) {
		for name, lines := range git.ParsePatch(patch) {
			for _, l := range lines {
				if l.First < 0 || l.End <= l.First {
					t.Errorf("%q: lines %v", name, l)
				}
			}
		}
	})
}
