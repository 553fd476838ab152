package editors

import (
	"encoding/json"
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
		conforms(t, recordings)
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

// seeded is a project whose findings other files decide on, with a notebook.
const seeded = project + `
-- notes/explore.ipynb --
{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
`

// TestScriptedProject edits pins, a container, another module and a notebook,
// and sees what that means elsewhere.
func TestScriptedProject(t *testing.T) {
	e := scripted(t, write(t, seeded), editor.Code())
	must(t, e.Open("train.py"))
	finds(t, e, "train.py", "MLF101", "MLF301")
	must(t, e.Open("seeding.py"))
	must(t, e.Replace("seeding.py", "def seed_all():\n    pass", "import random\n\n\ndef seed_all():\n    random.seed(1)"))
	finds(t, e, "train.py", "MLF301")
	must(t, e.Open("requirements.txt"))
	must(t, e.Replace("requirements.txt", "2.4.0", "2.13.0"))
	finds(t, e, "train.py")
	must(t, e.Replace("requirements.txt", "2.13.0", "2.4.0"))
	must(t, e.Open("Dockerfile"))
	must(t, e.Replace("Dockerfile", "ENV CUBLAS_WORKSPACE_CONFIG=:4096:8\n", ""))
	finds(t, e, "train.py", "MLF204", "MLF301")
	must(t, e.Replace("Dockerfile", "COPY", "ENV CUBLAS_WORKSPACE_CONFIG=:4096:8\nCOPY"))
	finds(t, e, "train.py", "MLF301")

	n, err := e.OpenNotebook("notes/explore.ipynb", "import random\nrows = list(range(9))\n", "random.shuffle(rows)\n")
	must(t, err)
	pushed(t, e, n.Cells[1].URI, "MLF101")
	must(t, e.InsertCell(n, 1, "x = '😀'; random.seed(3)\n"))
	pushed(t, e, n.Cells[2].URI)
	must(t, e.Replace(n.Cells[1].URI, "random.seed(3)", "pass"))
	list := pushed(t, e, n.Cells[2].URI, "MLF101")
	actions, err := e.Actions(n.Cells[2].URI, list[0].Range, list)
	must(t, err)
	if len(actions) == 0 {
		t.Error("there is nothing to do in a cell")
	}
	must(t, e.DeleteCell(n, 2))
	must(t, e.ShutNotebook(n))
	must(t, e.Close())
}

// pushed waits for the server to send a document these codes.
func pushed(t *testing.T, e *editor.Editor, path string, want ...string) []editor.Diagnostic {
	t.Helper()
	var have []string
	p, err := e.PushedWhere(path, editor.Patience, func(p editor.Published) bool {
		have = nil
		for _, d := range p.Diagnostics {
			code, _ := d.Code.(string)
			have = append(have, code)
		}
		return slices.Equal(have, want)
	})
	if err != nil {
		t.Fatalf("%s was sent %v, want %v: %v", path, have, want, err)
	}
	return p.Diagnostics
}

// TestScriptedFixAll takes the action that editors run on save, and compares
// with the command line.
func TestScriptedFixAll(t *testing.T) {
	const file = "liver_seg/data/datamodule.py"
	for name, capabilities := range map[string]editor.Object{"Code": editor.Code(), "Plain": editor.Plain()} {
		t.Run(name, func(t *testing.T) {
			edited, fixed := demo(t), demo(t)
			e := scripted(t, edited, capabilities)
			must(t, e.Open(file))
			text := e.Doc(file).Text
			actions, err := e.Actions(file, editor.Range{End: editor.PositionOf(text, len(text))}, nil, "source.fixAll")
			must(t, err)
			if len(actions) != 1 || actions[0].Kind != "source.fixAll.mlf" {
				t.Fatalf("actions for all are %v", actions)
			}
			must(t, e.Take(actions[0]))
			must(t, e.Save(file))
			must(t, e.Close())
			mlf(t, fixed, "check", "--fix", file)
			same(t, filepath.Join(edited, file), filepath.Join(fixed, file))
			if read(t, filepath.Join(fixed, file)) == text {
				t.Error("nothing was fixed")
			}
		})
	}
}

// TestScriptedFeatures asks for everything that the server offers; what it
// answers is held against the protocol.
func TestScriptedFeatures(t *testing.T) {
	const file = "liver_seg/train.py"
	dir := demo(t)
	e := scripted(t, dir, editor.Code())
	must(t, e.Open(file))
	doc := editor.Object{"textDocument": editor.Object{"uri": e.Doc(file).URI}}
	ask := func(method string, params editor.Object) string {
		t.Helper()
		all := editor.Object{}
		for _, p := range []editor.Object{doc, params} {
			for k, v := range p {
				all[k] = v
			}
		}
		raw, err := e.Call(method, all)
		must(t, err)
		return string(raw)
	}
	whole := editor.Range{End: editor.PositionOf(e.Doc(file).Text, len(e.Doc(file).Text))}
	var lenses []json.RawMessage
	must(t, json.Unmarshal([]byte(ask("textDocument/codeLens", nil)), &lenses))
	if len(lenses) == 0 {
		t.Error("there is no lens on the entry point")
	}
	ask("textDocument/documentLink", nil)
	ask("textDocument/inlayHint", editor.Object{"range": whole})
	must(t, e.Replace(file, "import argparse", "import argparse  # mlf: ignore[MLF"))
	end := editor.PositionOf(e.Doc(file).Text, strings.Index(e.Doc(file).Text, "ignore[MLF")+len("ignore[MLF"))
	if got := ask("textDocument/completion", editor.Object{"position": end}); !strings.Contains(got, "MLF301") {
		t.Errorf("completion of a code gives %.300s", got)
	}
	must(t, e.Replace(file, "  # mlf: ignore[MLF", ""))
	for _, d := range must2(e.Diagnostics(file))(t) {
		if _, err := e.Hover(file, d.Range.Start); err != nil {
			t.Error(err)
		}
		actions, err := e.Actions(file, d.Range, []editor.Diagnostic{d})
		must(t, err)
		for _, a := range actions {
			if a.Edit == nil && a.Disabled == nil {
				_, err := e.Call("codeAction/resolve", a.Raw)
				must(t, err)
			}
		}
	}
	_, err := e.Call("workspace/diagnostic", editor.Object{"previousResultIds": []any{}, "workDoneToken": "w", "partialResultToken": "p"})
	must(t, err)
	for command, argument := range map[string]editor.Object{
		"mlf.checkWorkspace": {}, "mlf.showRequirements": {"show": true}, "mlf.explainRule": {"code": "MLF301"}, "mlf.templates": nil,
		"mlf.hardwareReport": {"format": "json", "redact": true}, "mlf.fixWorkspace": {},
	} {
		params := editor.Object{"command": command, "workDoneToken": command}
		if argument != nil {
			params["arguments"] = []any{argument}
		}
		if _, err := e.Call("workspace/executeCommand", params); err != nil {
			t.Error(err)
		}
	}
	if text := e.Doc(file).Text; strings.Contains(text, "type=bool") {
		t.Error("mlf.fixWorkspace changed nothing in the open file")
	}
	if e.Asked("workspace/applyEdit") != 1 {
		t.Errorf("edits were sent %d times", e.Asked("workspace/applyEdit"))
	}
	must(t, e.Close())
}

func must2[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T { t.Helper(); must(t, err); return v }
}
