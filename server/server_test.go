package server_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const seeds = `-- train.py --
import random

from seeding import seed_all


def main():
    seed_all()
    order = list(range(10))
    random.shuffle(order)
    print(order)


if __name__ == "__main__":
    main()
-- seeding.py --
def seed_all():
    pass
`

// TestFindingsFollowTheText edits one file and sees the findings of another.
func TestFindingsFollowTheText(t *testing.T) {
	c := start(t, seeds, modern())
	c.open("train.py")
	d := c.codes("train.py", "MLF101")[0]
	if d.Source != "mlf-lsp" || d.Severity != 2 || !strings.Contains(d.CodeDescription.Href, "MLF101") || len(d.Related) == 0 {
		t.Errorf("the diagnostic is %+v", d)
	}
	c.open("seeding.py")
	c.replace("seeding.py", "def seed_all():\n    pass", "import random\n\n\ndef seed_all():\n    random.seed(1)")
	c.codes("train.py")
	c.replace("seeding.py", "random.seed(1)", "pass")
	c.codes("train.py", "MLF101")
	c.replace("train.py", "    seed_all()", "    random.seed(3)")
	c.codes("train.py")
	c.close("train.py") // the disk counts again
	c.codes("train.py", "MLF101")
}

// TestFilesAroundPrograms changes pins and variables in files that are no
// Python.
func TestFilesAroundPrograms(t *testing.T) {
	c := start(t, `-- train.py --
import torch

torch.manual_seed(0)
torch.use_deterministic_algorithms(True)
model = torch.nn.Linear(2, 2).cuda()
model(torch.ones(2, 2).cuda()).sum().backward()
-- requirements.txt --
torch==2.4.0
-- Dockerfile --
FROM python:3.11
COPY . .
CMD ["python", "train.py"]
`, nil)
	c.open("train.py")
	c.codes("train.py", "MLF204")
	c.open("Dockerfile")
	c.replace("Dockerfile", "COPY", "ENV CUBLAS_WORKSPACE_CONFIG=:4096:8\nCOPY")
	c.codes("train.py")
	c.open("requirements.txt")
	c.replace("requirements.txt", "2.4.0", "1.6.0")
	c.until("a finding by the new pin", func() bool { return len(c.diagnostics["train.py"].Diagnostics) > 0 })
}

// TestDocumentsWithoutFiles judges texts that were never saved.
func TestDocumentsWithoutFiles(t *testing.T) {
	c := start(t, "-- other.py --\n", nil)
	c.open("untitled:Untitled-1", "import random\nx = random.random()\nprint(x)\n")
	c.codes("untitled:Untitled-1", "MLF101")
	c.open("new.py", "import random\nx = random.random()\nprint(x)\n")
	c.codes("new.py", "MLF101")
}

// TestOutside judges files that lie in no folder of the workspace, by their own
// configuration, and two folders that share a configuration above them.
func TestOutside(t *testing.T) {
	const draw = "import random\nx = random.random()\nprint(x)\n"
	c := connect(t, "-- inside/a.py --\n"+draw+"-- outside/mlf-lsp.yaml --\nseverity: {MLF101: error}\n-- outside/b.py --\n"+draw+"-- lone/c.py --\n"+draw)
	c.must("initialize", object{
		"processId": nil, "rootUri": nil, "capabilities": modern(), "workspaceFolders": []object{{"uri": c.uri("inside"), "name": "inside"}},
	})
	c.notify("initialized", object{})
	c.codes("inside/a.py", "MLF101")
	c.open("outside/b.py")
	if d := c.codes("outside/b.py", "MLF101")[0]; d.Severity != 1 {
		t.Errorf("the severity is %d", d.Severity)
	}
	c.open("lone/c.py")
	c.codes("lone/c.py", "MLF101")
	c.close("outside/b.py")
	c.codes("outside/b.py")

	c = connect(t, "-- a.py --\n"+draw) // no folder at all
	c.must("initialize", object{"processId": nil, "rootUri": nil, "capabilities": modern(), "workspaceFolders": nil})
	c.notify("initialized", object{})
	c.open("a.py")
	c.codes("a.py", "MLF101")
}

// TestAroundDocuments sees findings in files that are no Python, as they are
// typed.
func TestAroundDocuments(t *testing.T) {
	c := start(t, `-- train.py --
import torch

torch.manual_seed(0)
model = torch.nn.Linear(2, 2)
loss = model(torch.ones(2, 2)).sum()
loss.backward()
-- Dockerfile --
FROM python:3.11
CMD ["python", "train.py"]
-- requirements.txt --
torch==2.4.1
`, modern())
	for path, codes := range map[string]string{"Dockerfile": "MLF6", "requirements.txt": "MLF6"} {
		c.open(path)
		before, after := "python:3.11", "python:latest"
		if path == "requirements.txt" {
			before, after = "torch==2.4.1", "torch"
		}
		c.replace(path, before, after)
		c.until("a finding of "+path, func() bool {
			for _, d := range c.diagnostics[path].Diagnostics {
				if strings.HasPrefix(d.Code, codes) && c.diagnostics[path].Version == 2 {
					return true
				}
			}
			return false
		})
	}
}

// TestLostDocuments sends a change that does not fit, and then the whole text.
func TestLostDocuments(t *testing.T) {
	c := start(t, seeds, nil)
	c.open("train.py")
	c.codes("train.py", "MLF101")
	far := object{"line": 99, "character": 0}
	c.notify("textDocument/didChange", object{
		"textDocument":   object{"uri": c.uri("train.py"), "version": 2},
		"contentChanges": []object{{"range": object{"start": far, "end": far}, "text": "x"}},
	})
	c.notify("textDocument/didChange", object{
		"textDocument":   object{"uri": c.uri("train.py"), "version": 3},
		"contentChanges": []object{{"text": "import random\nrandom.seed(1)\nx = random.random()\nprint(x)\n"}},
	})
	c.codes("train.py")
}

// TestEncodings places findings behind characters outside ASCII.
func TestEncodings(t *testing.T) {
	const text = "import random\nx = '😀é', random.random()\nprint(x)\n"
	for enc, column := range map[string]int{"utf-8": 14, "utf-16": 11, "utf-32": 10} {
		c := start(t, "-- a.py --\n"+text, object{"general": object{"positionEncodings": []string{enc}}})
		c.open("a.py")
		if d := c.codes("a.py", "MLF101")[0]; d.Range.Start != (position{1, column}) {
			t.Errorf("%s: the finding is at %v", enc, d.Range.Start)
		}
	}
}

// TestLife holds the order of initialize, shutdown and exit.
func TestLife(t *testing.T) {
	c := connect(t, seeds)
	if a := c.request("textDocument/hover", object{}); a.Error == nil || a.Error.Code != -32002 {
		t.Errorf("a request before initialize: %+v", a.Error)
	}
	c.initialize(nil)
	if a := c.request("initialize", object{"capabilities": object{}}); a.Error == nil || a.Error.Code != -32600 {
		t.Errorf("initialize twice: %+v", a.Error)
	}
	c.notify("$/nobody/knows", object{"a": 1})
	c.notify("textDocument/didOpen", object{"textDocument": 7})
	if a := c.request("textDocument/nobody", object{}); a.Error == nil || a.Error.Code != -32601 {
		t.Errorf("an unknown request: %+v", a.Error)
	}
	c.must("shutdown", nil)
	if a := c.request("textDocument/hover", object{}); a.Error == nil || a.Error.Code != -32600 {
		t.Errorf("a request after shutdown: %+v", a.Error)
	}
	c.notify("exit", nil)
	if err := <-c.done; err != nil {
		t.Errorf("after shutdown and exit: %v", err)
	}
	c = connect(t, seeds)
	c.initialize(nil)
	c.conn.Close()
	if err := <-c.done; err == nil {
		t.Error("a client that goes away without a word is no error")
	}
}

// TestDisk reads files again that changed outside the editor.
func TestDisk(t *testing.T) {
	c := start(t, seeds, object{"workspace": object{"didChangeWatchedFiles": object{"dynamicRegistration": true}}})
	c.open("train.py")
	c.codes("train.py", "MLF101")
	c.until("a registration", func() bool { return len(c.asked) > 0 && c.asked[0] == "client/registerCapability" })
	path := filepath.Join(c.dir, "seeding.py")
	if err := os.WriteFile(path, []byte("import random\n\n\ndef seed_all():\n    random.seed(1)\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	c.notify("workspace/didChangeWatchedFiles", object{"changes": []object{{"uri": c.uri("seeding.py"), "type": 2}}})
	c.codes("train.py")
	if err := os.WriteFile(path, []byte("def seed_all():\n    pass\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	c.notify("workspace/didChangeWatchedFiles", object{"changes": []object{{"uri": c.uri("seeding.py"), "type": 2}}})
	c.codes("train.py", "MLF101")
	if err := os.Remove(path); err != nil { // what seeds may do now nobody can tell
		t.Fatal(err)
	}
	c.notify("workspace/didChangeWatchedFiles", object{"changes": []object{{"uri": c.uri("seeding.py"), "type": 3}}})
	c.codes("train.py")
}
