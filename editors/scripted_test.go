package editors

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mlf-core/mlf-lsp/tools/lsp/editor"
)

// scripted starts an editor without a screen. When the test ends it says
// goodbye, and what was said is held against the protocol.
func scripted(t *testing.T, root string, capabilities editor.Object) *editor.Editor {
	t.Helper()
	recordings := t.TempDir()
	f, err := os.Create(filepath.Join(recordings, "session.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	e, err := editor.Start(t.Context(), editor.Options{
		Command: []string{filepath.Join(programs, "mlf-lsp-real"), "server"}, Root: root, Capabilities: capabilities,
		Env: []string{"MLF_LSP_CACHE=" + t.TempDir()}, Recording: f, Stderr: t.Output(),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		f.Close()
		if !t.Failed() {
			conforms(t, recordings)
		}
	})
	return e
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// finds asks for the diagnostics of a document and wants these codes.
func finds(t *testing.T, e *editor.Editor, path string, want ...string) []editor.Diagnostic {
	t.Helper()
	list, err := e.Diagnostics(path)
	must(t, err)
	var codes []string
	for _, d := range list {
		code, _ := d.Code.(string)
		codes = append(codes, code)
	}
	if !slices.Equal(codes, want) {
		t.Fatalf("%s has %v, want %v", path, codes, want)
	}
	return list
}

// TestScripted edits the demo as editors of several kinds do, takes a fix,
// saves, and compares with the command line.
func TestScripted(t *testing.T) {
	for name, capabilities := range map[string]editor.Object{"Code": editor.Code(), "Plain": editor.Plain()} {
		t.Run(name, func(t *testing.T) {
			const file = "liver_seg/utils/seeding.py"
			edited, fixed := demo(t), demo(t)
			e := scripted(t, edited, capabilities)
			must(t, e.Open(file))
			found := finds(t, e, file, "MLF204", "MLF207", "MLF202")
			card, err := e.Hover(file, found[2].Range.Start)
			must(t, err)
			if !strings.Contains(card, "MLF202") {
				t.Errorf("the card is %q", card)
			}
			actions, err := e.Actions(file, found[2].Range, found[2:], "quickfix")
			must(t, err)
			i := slices.IndexFunc(actions, func(a editor.Action) bool { return strings.Contains(a.Title, "benchmark off") })
			if i < 0 {
				t.Fatalf("there is no fix among %v", actions)
			}
			must(t, e.Take(actions[i]))
			finds(t, e, file, "MLF204", "MLF207")
			must(t, e.Replace(file, "enabled: bool", "yes_😀: bool")) // no Python, but text
			finds(t, e, file, "MLF901", "MLF204")
			must(t, e.Replace(file, "yes_😀", "enabled"))
			finds(t, e, file, "MLF204", "MLF207")
			must(t, e.Save(file))
			must(t, e.Shut(file))
			must(t, e.Close())
			mlf(t, fixed, "check", "--fix", "--select", "MLF202")
			same(t, filepath.Join(edited, file), filepath.Join(fixed, file))
		})
	}
}
