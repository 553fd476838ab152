package server_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/mlf-core/mlf-lsp/analysis/observed"
)

// TestObservedDivergences shows where runs parted as soon as that is known, and
// no longer when the text changes.
func TestObservedDivergences(t *testing.T) {
	const text = "import torch\n\ntorch.manual_seed(0)\nx = torch.ones(4)\nprint(x)\n"
	c := start(t, "-- mlf-lsp.yaml --\nselect: [MLF390]\n-- train.py --\n"+text,
		object{"workspace": object{"didChangeWatchedFiles": object{"dynamicRegistration": true}}})
	c.open("train.py")
	c.codes("train.py")
	kept := observed.Results{Schema: observed.Schema}
	command := []string{"python", "train.py"}
	kept.Set(command, &observed.Result{Command: command, Seen: "2 values of loss in 2 runs", Divergence: observed.Divergence{
		Places: []observed.Place{{File: "train.py", Line: 4, SHA256: observed.Hash([]byte(text))}}, Code: "MLF390", Text: "at train.py:4: x differs", Reason: "x differs",
	}})
	raw, err := kept.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(c.dir, filepath.FromSlash(observed.Path))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, raw, 0o644); err != nil {
		t.Fatal(err)
	}
	c.notify("workspace/didChangeWatchedFiles", object{"changes": []object{{"uri": c.uri(observed.Path), "type": 1}}})
	c.codes("train.py", "MLF390")
	c.replace("train.py", "ones", "zeros")
	c.codes("train.py")
	c.replace("train.py", "zeros", "ones")
	c.codes("train.py", "MLF390")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	c.notify("workspace/didChangeWatchedFiles", object{"changes": []object{{"uri": c.uri(observed.Path), "type": 3}}})
	c.codes("train.py")
}
