package server_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

type pulled struct {
	Kind, ResultID, URI string
	Version             *int
	Items               []diagnostic
}

func pulling() object {
	m := with(modern(), object{"dynamicRegistration": false}, "textDocument", "diagnostic")
	return with(m, object{"refreshSupport": true}, "workspace", "diagnostics")
}

func (c *client) pull(path, previous string) pulled {
	c.t.Helper()
	params := object{"textDocument": object{"uri": c.uri(path)}, "identifier": "mlf-lsp"}
	if previous != "" {
		params["previousResultId"] = previous
	}
	var out pulled
	decode(c.t, c.must("textDocument/diagnostic", params), &out)
	return out
}

func codesOf(list []diagnostic) []string {
	var out []string
	for _, d := range list {
		out = append(out, d.Code)
	}
	return out
}

func TestPull(t *testing.T) {
	c := start(t, seeds, pulling())
	c.open("train.py")
	first := c.pull("train.py", "")
	if first.Kind != "full" || !slices.Equal(codesOf(first.Items), []string{"MLF101"}) || first.ResultID == "" {
		t.Fatalf("pulled %+v", first)
	}
	if again := c.pull("train.py", first.ResultID); again.Kind != "unchanged" || again.ResultID != first.ResultID || again.Items != nil {
		t.Errorf("pulled again, %+v", again)
	}
	c.replace("train.py", "    seed_all()", "    random.seed(3)")
	if now := c.pull("train.py", first.ResultID); now.Kind != "full" || now.Items == nil || len(now.Items) != 0 {
		t.Errorf("after the change, %+v", now)
	}
	c.replace("train.py", "    random.seed(3)", "    seed_all()")
	last := c.pull("train.py", "")
	if last.ResultID != first.ResultID {
		t.Error("equal diagnostics have another id")
	}
	// What changes in another file changes this one: the client is asked to pull.
	c.open("seeding.py")
	c.replace("seeding.py", "def seed_all():\n    pass", "import random\n\n\ndef seed_all():\n    random.seed(1)")
	c.until("a refresh", func() bool { return slices.Contains(c.asked, "workspace/diagnostic/refresh") })
	if now := c.pull("train.py", last.ResultID); now.Kind != "full" || len(now.Items) != 0 {
		t.Errorf("after the other file changed, %+v", now)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.diagnostics) > 0 {
		t.Errorf("a client that pulls is sent %v", c.diagnostics)
	}
}

func TestPullWorkspace(t *testing.T) {
	c := start(t, seeds, pulling())
	type report struct{ Items []pulled }
	params := object{"identifier": "mlf-lsp", "previousResultIds": []object{}}
	var first report
	decode(t, c.must("workspace/diagnostic", params), &first)
	if len(first.Items) != 1 || first.Items[0].URI != c.uri("train.py") || first.Items[0].Version != nil || !slices.Equal(codesOf(first.Items[0].Items), []string{"MLF101"}) {
		t.Fatalf("the workspace has %+v", first)
	}
	params["previousResultIds"] = []object{{"uri": first.Items[0].URI, "value": first.Items[0].ResultID}}
	params["partialResultToken"] = "part"
	id := c.call("workspace/diagnostic", params)
	if err := os.WriteFile(filepath.Join(c.dir, "seeding.py"), []byte("import random\n\n\ndef seed_all():\n    random.seed(1)\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	c.notify("workspace/didChangeWatchedFiles", object{"changes": []object{{"uri": c.uri("seeding.py"), "type": 2}}})
	c.wait(id)
	c.mu.Lock()
	defer c.mu.Unlock()
	parts := c.sent["$/progress"]
	if len(parts) != 1 {
		t.Fatalf("partial results are %s", parts)
	}
	var part struct {
		Token string
		Value report
	}
	if err := json.Unmarshal(parts[0], &part); err != nil || part.Token != "part" || len(part.Value.Items) != 1 || len(part.Value.Items[0].Items) != 0 {
		t.Errorf("the part is %s: %v", parts[0], err)
	}
}

// TestPullWaits sees that a pull of a workspace that did not change waits and
// can be cancelled.
func TestPullWaits(t *testing.T) {
	c := start(t, seeds, pulling())
	var first struct{ Items []pulled }
	decode(t, c.must("workspace/diagnostic", object{"previousResultIds": []object{}}), &first)
	id := c.call("workspace/diagnostic", object{"previousResultIds": []object{{"uri": first.Items[0].URI, "value": first.Items[0].ResultID}}})
	c.open("seeding.py")
	c.pull("seeding.py", "")
	c.notify("$/cancelRequest", object{"id": id})
	if a := c.wait(id); a.Error == nil || a.Error.Code != -32800 {
		t.Errorf("the answer is %+v", a)
	}
}
