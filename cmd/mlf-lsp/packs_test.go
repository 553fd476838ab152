package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// TestDocumentedPacks runs the worked example of docs/packs.md: it finds what
// the page says, and nothing once the program is put right.
func TestDocumentedPacks(t *testing.T) {
	page, err := os.ReadFile("../../docs/packs.md")
	if err != nil {
		t.Fatal(err)
	}
	project := txtar.Parse([]byte(fenced(t, string(page), "txtar")))
	dir := t.TempDir()
	write := func(edit func(name, text string) string) {
		for _, f := range project.Files {
			path := filepath.Join(dir, filepath.FromSlash(f.Name))
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(edit(f.Name, string(f.Data))), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	write(func(_, text string) string { return text })
	if got, want := listed(t, dir), fenced(t, string(page), "text"); got != want {
		t.Errorf("the page says\n%s\nand there is\n%s", want, got)
	}

	write(func(_, text string) string {
		return strings.NewReplacer("av.fix_seed(0)", "av.setup(seed=0, deterministic=True)", "Augmenter()", "Augmenter(random_state=0)",
			"acme-vision==1.1", "acme-vision==2.0").Replace(text)
	})
	if got := listed(t, dir); got != "" {
		t.Errorf("put right, there is still\n%s", got)
	}

	mistakes := strings.Split(strings.TrimSpace(fenced(t, string(page[strings.Index(string(page), "## Mistakes"):]), "text")), "\n")
	write(func(_, text string) string {
		return strings.NewReplacer("    fallback: entropy", "    fallbak: entropy", `versions: "<2.0"`, `versions: "<<2"`).Replace(text)
	})
	_, stderr := startIn(t, dir, "check", "--no-cache", ".")
	for _, m := range mistakes {
		if !strings.Contains(stderr, m) {
			t.Errorf("%q is not told in\n%s", m, stderr)
		}
	}

	write(func(_, text string) string {
		return strings.NewReplacer("rng: numpy", "rng: nunpy", "switch: torch.deterministic", "switch: torch.determinstic", "random_state=None", "random_stat=None").Replace(text)
	})
	_, stderr = startIn(t, dir, "check", "--no-cache", ".")
	for _, m := range []string{"nunpy", "torch.determinstic", "random_state"} {
		if !strings.Contains(stderr, m) {
			t.Errorf("%q is not told in\n%s", m, stderr)
		}
	}
}

// fenced is the first block of a language in a page.
func fenced(t *testing.T, page, language string) string {
	t.Helper()
	_, rest, _ := strings.Cut(page, "```"+language+"\n")
	text, _, ok := strings.Cut(rest, "```\n")
	if !ok {
		t.Fatalf("the page has no block of %s", language)
	}
	return text
}

// listed lists the findings of a project as "file:line code name".
func listed(t *testing.T, dir string) string {
	t.Helper()
	stdout, stderr := startIn(t, dir, "check", "--no-cache", "--fail-on", "never", "--format", "jsonl", ".")
	if stderr != "" {
		t.Error(stderr)
	}
	var out strings.Builder
	for line := range strings.Lines(stdout) {
		var d struct {
			File, Code, Name string
			Range            struct{ Start struct{ Line int } }
		}
		if err := json.Unmarshal([]byte(line), &d); err != nil {
			t.Fatal(err)
		}
		if d.Code != "" {
			fmt.Fprintf(&out, "%s:%d %s %s\n", d.File, d.Range.Start.Line, d.Code, d.Name)
		}
	}
	return out.String()
}

// startIn runs mlf-lsp, which TestMain puts on the path, in a folder.
func startIn(t *testing.T, dir string, args ...string) (stdout, stderr string) {
	t.Helper()
	cmd := exec.Command("mlf-lsp", args...)
	var out, errs strings.Builder
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &out, &errs
	if err := cmd.Run(); err != nil {
		if _, ok := err.(*exec.ExitError); !ok {
			t.Fatal(err)
		}
	}
	return out.String(), errs.String()
}
