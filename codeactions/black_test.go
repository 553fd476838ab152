package codeactions_test

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mlf-core/mlf-lsp/analysis"
	"golang.org/x/tools/txtar"
)

// TestBlackHasNothingToAdd lays the marked projects out with black, applies all
// fixes, and lets black look again: it must find nothing to change.
func TestBlackHasNothingToAdd(t *testing.T) {
	black := blackProgram(t)
	cases := corpus(t)
	archives(t, filepath.Join("..", "testdata", "fix"), func(t *testing.T, file string, a *txtar.Archive) {
		p := project{scene: read(string(a.Comment))}
		for _, f := range a.Files {
			if !strings.HasPrefix(f.Name, "want/") {
				p.sources = append(p.sources, analysis.Source{Path: f.Name, Raw: foreign(f.Data)})
			}
		}
		cases[t.Name()] = p
	})
	names := slices.Sorted(maps.Keys(cases))
	dir := t.TempDir()
	for _, name := range names {
		for i, s := range cases[name].sources {
			cases[name].sources[i].Raw = marks.ReplaceAll(s.Raw, nil)
		}
		writeAll(t, filepath.Join(dir, "before", name), cases[name].sources)
	}
	// What black cannot read stays as it is.
	_ = exec.Command(black, "-q", filepath.Join(dir, "before")).Run()
	fixed := 0
	for _, name := range names {
		c := cases[name]
		for i, s := range c.sources {
			if text, err := os.ReadFile(filepath.Join(dir, "before", name, s.Path)); err == nil && filepath.Ext(s.Path) == ".py" {
				c.sources[i].Raw = text
			}
		}
		c.scene.unsafe = true
		ws := analysis.New(c.scene.options(t), c.sources)
		var changed []analysis.Source
		for _, change := range c.scene.fix(ws, c.sources).Changes {
			if filepath.Ext(change.Path) == ".py" {
				changed = append(changed, analysis.Source{Path: change.Path, Raw: change.After})
			}
		}
		fixed += len(changed)
		writeAll(t, filepath.Join(dir, "after", name), changed)
	}
	if fixed < 50 {
		t.Errorf("only %d files were fixed: the projects are not what they were", fixed)
	}
	diff, _ := exec.Command(black, "-q", "--diff", filepath.Join(dir, "after")).Output()
	if len(diff) > 0 {
		t.Errorf("black lays fixed files out differently:\n%s", diff)
	}
}

// marks are comments of ours that make lines long.
var marks = regexp.MustCompile(`(?m)[ \t]*# want.*$`)

func writeAll(t *testing.T, dir string, sources []analysis.Source) {
	t.Helper()
	for _, s := range sources {
		write(t, filepath.Join(dir, s.Path), s.Raw)
	}
}

func blackProgram(t *testing.T) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	exe := filepath.Join(cache, "mlf-lsp", "frameworks", "black", "bin", "black")
	if _, err := os.Stat(exe); err != nil {
		t.Skipf("%s needs black: run tools/frameworks/install black", t.Name())
	}
	return exe
}
