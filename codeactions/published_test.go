package codeactions_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mlf-core/mlf-lsp/analysis"
	"github.com/mlf-core/mlf-lsp/codeactions"
)

// TestPublishedPackages does as TestCorpus does on packages that people
// publish, and then applies all fixes together.
func TestPublishedPackages(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	root := filepath.Join(cache, "mlf-lsp", "frameworks", "corpus")
	if _, err := os.Stat(filepath.Join(root, "unpacked.txt")); err != nil {
		t.Skipf("%s needs published packages: run tools/frameworks/install corpus", t.Name())
	}
	packages, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, p := range packages {
		if !p.IsDir() {
			continue
		}
		t.Run(p.Name(), func(t *testing.T) {
			tried += tryPackage(t, p.Name(), filepath.Join(root, p.Name()))
		})
	}
	if tried < 50 {
		t.Errorf("only %d fixes were tried: the corpus is not what it was", tried)
	}
	t.Logf("%d fixes", tried)
}

// manyFiles is above what is judged anew for each fix within a test.
const manyFiles = 700

func tryPackage(t *testing.T, name, root string) (tried int) {
	sources := sourcesBelow(t, root)
	ws := analysis.New(scene{}.options(t), sources)
	fixer := codeactions.New(ws)
	for _, f := range ws.Check().Findings {
		if f.Suppressed || len(sources) > manyFiles {
			continue
		}
		for _, fix := range fixer.For(f) {
			tried++
			tryFix(t, name, ws, sources, f, fix)
		}
	}
	request := codeactions.Request{Wanted: scene{}.wanted, May: func(codeactions.Fix) bool { return true }, Raw: raw(sources)}
	out := codeactions.FixAll(ws, request)
	for _, refused := range out.Refused {
		t.Error(refused)
	}
	changed := map[string][]byte{}
	for _, c := range out.Changes {
		changed[c.Path] = c.After
	}
	request.Raw = func(path string) ([]byte, error) {
		if after, ok := changed[path]; ok {
			return after, nil
		}
		return raw(sources)(path)
	}
	for _, c := range codeactions.FixAll(out.Workspace, request).Changes {
		t.Errorf("fixing again changes %s", c.Path)
	}
	return tried
}

// sourcesBelow reads the Python files of a package.
func sourcesBelow(t *testing.T, root string) (out []analysis.Source) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".py") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		out = append(out, analysis.Source{Path: filepath.ToSlash(rel), Raw: text})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
