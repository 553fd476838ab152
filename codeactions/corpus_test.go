package codeactions_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mlf-core/mlf-lsp/analysis"
	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/analysis/source"
	"github.com/mlf-core/mlf-lsp/analysis/syntax"
	"github.com/mlf-core/mlf-lsp/codeactions"
	"golang.org/x/tools/txtar"
)

// TestCorpus applies every fix of every finding in the marked projects on its
// own: the files must still parse, the finding must be gone, no error may be
// new, and only lines that the edits touch may differ.
func TestCorpus(t *testing.T) {
	tried := 0
	cases := corpus(t)
	for _, name := range slices.Sorted(maps.Keys(cases)) {
		c := cases[name]
		ws := analysis.New(c.scene.options(t), c.sources)
		fixer := codeactions.New(ws)
		for _, f := range ws.Check().Findings {
			if f.Suppressed {
				continue
			}
			for _, fix := range fixer.For(f) {
				tried++
				tryFix(t, name, ws, c.sources, f, fix)
			}
		}
	}
	if tried < 100 {
		t.Errorf("only %d fixes were tried: the corpus is not what it was", tried)
	}
	t.Logf("%d fixes", tried)
}

type project struct {
	scene   scene
	sources []analysis.Source
}

// corpus reads the projects below testdata/check.
func corpus(t *testing.T) map[string]project {
	t.Helper()
	out := map[string]project{}
	root := filepath.Join("..", "testdata", "check")
	files, err := filepath.Glob(filepath.Join(root, "*", "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no corpus below %s: %v", root, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name, _ := filepath.Rel(root, file)
		p := project{}
		if filepath.Ext(file) == ".txtar" {
			a := txtar.Parse(text)
			p.scene = read(string(a.Comment))
			for _, f := range a.Files {
				p.sources = append(p.sources, analysis.Source{Path: f.Name, Raw: append([]byte{}, f.Data...)})
			}
		} else {
			p.scene = read(strings.ReplaceAll(string(text), "# ", ""))
			p.sources = []analysis.Source{{Path: filepath.Base(file), Raw: text}}
		}
		p.scene.only = nil
		out[filepath.ToSlash(name)] = p
	}
	return out
}

func tryFix(t *testing.T, name string, ws *analysis.Workspace, sources []analysis.Source, f check.Finding, fix codeactions.Fix) {
	t.Helper()
	say := func(format string, args ...any) {
		t.Helper()
		t.Errorf("%s:%s:%d: %s, %q: "+format, append([]any{name, f.File, ws.File(f.File).LineOf(f.Start) + 1, f.Code, fix.Title}, args...)...)
	}
	var changed []analysis.Source
	for _, path := range codeactions.Files(fix.Edits) {
		var own []codeactions.Edit
		for _, e := range fix.Edits {
			if e.File == path {
				own = append(own, e)
			}
		}
		if own[0].NewFile {
			changed = append(changed, analysis.Source{Path: path, Raw: []byte(own[0].NewText)})
			continue
		}
		file := ws.File(path)
		before, _ := raw(sources)(path)
		after, err := codeactions.Rewrite(file, before, own)
		if err != nil {
			say("%v", err)
			return
		}
		changed = append(changed, analysis.Source{Path: path, Raw: after, Kind: file.Kind})
		if next, err := source.LoadAs(file.Kind, path, after); err != nil {
			say("%s cannot be read: %v", path, err)
		} else if file.Kind != source.Other && len(syntax.Parse(next.Code()).Errors) > len(syntax.Parse(file.Code()).Errors) {
			say("%s no longer parses:\n%s", path, next.Text())
		}
		untouched(say, string(before), string(after))
	}
	next := ws.With(changed...)
	if was, is := occurrences(ws, f), occurrences(next, f); is >= was {
		say("the finding is still there")
	}
	for _, g := range next.Check().Findings {
		if g.Severity == check.Error && !g.Suppressed && occurrences(next, g) > occurrences(ws, g) {
			say("a new error appears: %s %s", g.Code, g.Message)
		}
	}
}

func occurrences(ws *analysis.Workspace, f check.Finding) int {
	n := 0
	for _, g := range ws.Check().Findings {
		if g.File == f.File && g.Code == f.Code && g.Key == f.Key && g.Symbol == f.Symbol && !g.Suppressed {
			n++
		}
	}
	return n
}

// untouched holds fixes to a few lines: all others stay as they are, in order.
func untouched(say func(string, ...any), before, after string) {
	old, now := strings.SplitAfter(before, "\n"), strings.SplitAfter(after, "\n")
	row := make([]int, len(now)+1) // the longest common subsequence
	for _, line := range old {
		diagonal := 0
		for j, other := range now {
			above := row[j+1]
			if line == other {
				row[j+1] = diagonal + 1
			} else {
				row[j+1] = max(above, row[j])
			}
			diagonal = above
		}
	}
	if lost := len(old) - row[len(now)]; lost > 3 {
		say("%d of %d lines changed:\n%s", lost, len(old), after)
	}
}
