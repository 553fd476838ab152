package server_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestSettings changes what is judged by the editor's settings.
func TestSettings(t *testing.T) {
	c := connect(t, unsorted)
	c.options = object{"mlf": object{"config": object{"ignore": []string{"MLF401"}}}}
	c.initialize(modern())
	c.codes("train.py", "MLF102")
	c.notify("workspace/didChangeConfiguration", object{"settings": object{"mlf": object{"config": object{"severity": object{"MLF102": "hint"}, "select": []string{"MLF1"}}}}})
	c.until("the new severity", func() bool {
		d := c.diagnostics["train.py"].Diagnostics
		return len(d) == 1 && d[0].Severity == 4
	})
	c.notify("workspace/didChangeConfiguration", object{"settings": object{"mlf": object{"diagnostics": "openFiles"}}})
	c.codes("train.py")
	c.open("train.py")
	c.codes("train.py", "MLF401", "MLF401", "MLF102")
	c.notify("workspace/didChangeConfiguration", object{"settings": object{"mlf": object{"diagnostics": "off"}}})
	c.codes("train.py")
	c.notify("workspace/didChangeConfiguration", object{"settings": object{"mlf": object{"diagnostic": "on", "config": object{"ignoer": []string{}}}}})
	c.until("messages", func() bool { return len(c.sent["window/showMessage"]) == 2 })
	for i, want := range []string{`ignoer`, `did you mean mlf.diagnostics?`} {
		c.mu.Lock()
		sent := slices.Clone(c.sent["window/showMessage"])
		c.mu.Unlock()
		if !slices.ContainsFunc(sent, func(m json.RawMessage) bool { return strings.Contains(string(m), want) }) {
			t.Errorf("message %d is missing: %s", i, sent)
		}
	}
}

// TestSettingsByFolder asks the client for the settings of each folder.
func TestSettingsByFolder(t *testing.T) {
	files := strings.ReplaceAll(unsorted, "-- train.py --", "-- a/train.py --") + strings.ReplaceAll(unsorted, "-- train.py --", "-- b/train.py --")
	c := connect(t, files)
	c.answer["workspace/configuration"] = func(raw json.RawMessage) any {
		var p struct {
			Items []struct{ ScopeURI, Section string }
		}
		if err := json.Unmarshal(raw, &p); err != nil {
			return nil
		}
		out := []any{}
		for _, item := range p.Items {
			if item.Section == "mlf" && strings.HasSuffix(item.ScopeURI, "/b") {
				out = append(out, object{"config": object{"ignore": []string{"MLF401"}}})
			} else {
				out = append(out, nil)
			}
		}
		return out
	}
	c.must("initialize", object{
		"processId": nil, "rootUri": nil, "capabilities": with(modern(), true, "workspace", "configuration"),
		"workspaceFolders": []object{{"uri": c.uri("a"), "name": "a"}, {"uri": c.uri("b"), "name": "b"}},
	})
	c.notify("initialized", object{})
	c.codes("a/train.py", "MLF401", "MLF401", "MLF102")
	c.codes("b/train.py", "MLF102")
	c.notify("workspace/didChangeWorkspaceFolders", object{"event": object{"added": []object{}, "removed": []object{{"uri": c.uri("a"), "name": "a"}}}})
	c.codes("a/train.py")
}

// TestConfigurationAsDocument judges by a configuration as it is typed, and
// reports its mistakes in it.
func TestConfigurationAsDocument(t *testing.T) {
	c := start(t, "-- mlf-lsp.yaml --\nselect: [MLF1]\n"+unsorted, modern())
	c.codes("train.py", "MLF102")
	c.open("mlf-lsp.yaml")
	c.replace("mlf-lsp.yaml", "MLF1", "MLF4")
	c.codes("train.py", "MLF401", "MLF401")
	c.replace("mlf-lsp.yaml", "select", "selekt")
	c.codes("mlf-lsp.yaml", "MLF904")
	c.close("mlf-lsp.yaml")
	c.codes("mlf-lsp.yaml")
	c.codes("train.py", "MLF102")
}

// TestFiles makes, renames and deletes files and folders by the editor's hand.
func TestFiles(t *testing.T) {
	c := start(t, seeds, modern())
	c.codes("train.py", "MLF101")
	move := func(from, to string) {
		if err := os.Rename(filepath.Join(c.dir, from), filepath.Join(c.dir, to)); err != nil {
			t.Fatal(err)
		}
		c.notify("workspace/didRenameFiles", object{"files": []object{{"oldUri": c.uri(from), "newUri": c.uri(to)}}})
	}
	move("train.py", "main.py")
	c.codes("main.py", "MLF101")
	c.codes("train.py")
	if err := os.MkdirAll(filepath.Join(c.dir, "sub"), 0o755); err != nil {
		t.Fatal(err)
	}
	move("main.py", "sub/main.py")
	c.codes("sub/main.py", "MLF101")
	c.codes("main.py")
	move("sub", "other")
	c.codes("other/main.py", "MLF101")
	c.codes("sub/main.py")
	if err := os.RemoveAll(filepath.Join(c.dir, "other")); err != nil {
		t.Fatal(err)
	}
	c.notify("workspace/didDeleteFiles", object{"files": []object{{"uri": c.uri("other")}}})
	c.codes("other/main.py")
	if err := os.WriteFile(filepath.Join(c.dir, "new.py"), []byte("import random\nx = random.random()\nprint(x)\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	c.notify("workspace/didCreateFiles", object{"files": []object{{"uri": c.uri("new.py")}}})
	c.codes("new.py", "MLF101")
	c.notify("textDocument/didSave", object{"textDocument": object{"uri": c.uri("new.py")}})
}

// TestSaveRecovers puts a lost document right when it is saved.
func TestSaveRecovers(t *testing.T) {
	c := start(t, seeds, modern())
	c.faulty = true
	c.open("train.py")
	c.codes("train.py", "MLF101")
	far := object{"line": 99, "character": 0}
	c.notify("textDocument/didChange", object{
		"textDocument":   object{"uri": c.uri("train.py"), "version": 2},
		"contentChanges": []object{{"range": object{"start": far, "end": far}, "text": "x"}},
	})
	c.until("a message", func() bool { return len(c.sent["window/showMessage"]) == 1 })
	c.notify("textDocument/didSave", object{
		"textDocument": object{"uri": c.uri("train.py")}, "text": "import random\nrandom.seed(1)\nx = random.random()\nprint(x)\n",
	})
	c.codes("train.py")
}

// TestTrace sees what the server does and logs.
func TestTrace(t *testing.T) {
	c := start(t, seeds, modern())
	c.notify("$/setTrace", object{"value": "verbose"})
	c.open("train.py")
	c.codes("train.py", "MLF101")
	c.until("a trace", func() bool { return len(c.sent["$/logTrace"]) > 0 })
	var m struct{ Message, Verbose string }
	decode(t, c.first("$/logTrace"), &m)
	if !strings.HasPrefix(m.Message, "notification textDocument/didOpen took ") || !strings.Contains(m.Verbose, "random.shuffle") {
		t.Errorf("the trace is %+v", m)
	}
	c.notify("textDocument/didChange", object{"textDocument": object{"uri": c.uri("nobody.py"), "version": 2}, "contentChanges": []object{{"text": ""}}})
	c.until("a line of the log", func() bool { return len(c.sent["window/logMessage"]) > 0 })
}
