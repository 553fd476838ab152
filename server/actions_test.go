package server_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

const unsorted = `-- train.py --
import os

import numpy as np

a = os.listdir("a")
b = os.listdir("b")
x = np.random.rand(3)
print(a[0], b[0], x)
`

func TestQuickFixes(t *testing.T) {
	c := start(t, unsorted, modern())
	c.open("train.py")
	c.codes("train.py", "MLF401", "MLF401", "MLF102")
	list := c.actions("train.py", `os.listdir("b")`, nil)
	fix := titled(t, list, "Sort")
	if fix.Kind != "quickfix" || !fix.IsPreferred || fix.Edit != nil || len(fix.Diagnostics) != 1 || fix.Diagnostics[0].Code != "MLF401" {
		t.Errorf("the fix is %+v", fix)
	}
	all := titled(t, list, "Fix all 2 findings of MLF401")
	c.apply(c.resolve(fix).Edit)
	c.codes("train.py", "MLF401", "MLF102")
	if !strings.Contains(c.texts["train.py"], `b = sorted(os.listdir("b"))`) {
		t.Errorf("the text is\n%s", c.texts["train.py"])
	}
	c.apply(c.resolve(all).Edit) // meanwhile one of them is fixed
	c.codes("train.py", "MLF102")
	if got := c.resolve(fix); got.Edit != nil {
		t.Errorf("a finding that is gone is fixed by %+v", got.Edit)
	}
}

func TestEagerActions(t *testing.T) {
	literals := object{"codeActionKind": object{"valueSet": []string{"quickfix"}}}
	c := start(t, unsorted, with(object{}, literals, "textDocument", "codeAction", "codeActionLiteralSupport"))
	c.open("train.py")
	c.codes("train.py", "MLF401", "MLF401", "MLF102")
	fix := titled(t, c.actions("train.py", `os.listdir("b")`, nil), "Sort")
	if fix.IsPreferred || fix.Data != nil || len(fix.Edit.Changes) != 1 {
		t.Errorf("a client that knows nothing new gets %+v", fix)
	}
	c.apply(fix.Edit)
	c.codes("train.py", "MLF401", "MLF102")
}

// TestActionsAsCommands serves clients from before there were actions.
func TestActionsAsCommands(t *testing.T) {
	c := connect(t, unsorted)
	edits := make(chan workspaceEdit, 1)
	c.answer["workspace/applyEdit"] = func(raw json.RawMessage) any {
		var p struct{ Edit workspaceEdit }
		err := json.Unmarshal(raw, &p)
		edits <- p.Edit
		return object{"applied": err == nil}
	}
	c.initialize(with(object{}, true, "workspace", "applyEdit"))
	c.open("train.py")
	c.codes("train.py", "MLF401", "MLF401", "MLF102")
	place := c.at("train.py", `os.listdir("b")`)
	var list []struct {
		Title, Command string
		Arguments      []any
	}
	decode(t, c.must("textDocument/codeAction", object{
		"textDocument": object{"uri": c.uri("train.py")}, "range": object{"start": place, "end": place}, "context": object{"diagnostics": []any{}},
	}), &list)
	if len(list) == 0 || !strings.HasPrefix(list[0].Title, "Sort") {
		t.Fatalf("the commands are %+v", list)
	}
	c.must("workspace/executeCommand", object{"command": list[0].Command, "arguments": list[0].Arguments})
	e := <-edits
	c.apply(&e)
	c.codes("train.py", "MLF401", "MLF102")
}

func TestActionKinds(t *testing.T) {
	c := start(t, unsorted, modern())
	c.open("train.py")
	c.codes("train.py", "MLF401", "MLF401", "MLF102")
	kinds := func(context object) []string {
		var out []string
		for _, a := range c.actions("train.py", `os.listdir("b")`, context) {
			out = append(out, a.Kind)
		}
		slices.Sort(out)
		return slices.Compact(out)
	}
	for _, x := range []struct {
		only []string
		want []string
	}{
		{[]string{"quickfix"}, []string{"quickfix"}},
		{[]string{"source"}, []string{"source.fixAll.mlf"}},
		{[]string{"source.fixAll"}, []string{"source.fixAll.mlf"}},
		{[]string{"source.fixAll.mlf"}, []string{"source.fixAll.mlf"}},
		{[]string{"source.fixAll.ruff"}, nil},
		{[]string{"source.fix"}, nil},
		{[]string{"refactor"}, nil},
	} {
		if got := kinds(object{"only": x.only}); !slices.Equal(got, x.want) {
			t.Errorf("only %q gives %q", x.only, got)
		}
	}
	if got := kinds(object{"triggerKind": 2}); !slices.Equal(got, []string{"quickfix"}) {
		t.Errorf("without being asked, %q", got)
	}
	if got := kinds(object{"triggerKind": 1}); !slices.Equal(got, []string{"quickfix", "source.fixAll.mlf"}) {
		t.Errorf("when asked, %q", got)
	}
}

func TestFixAll(t *testing.T) {
	c := start(t, unsorted, modern())
	c.open("train.py")
	c.codes("train.py", "MLF401", "MLF401", "MLF102")
	list := c.actions("train.py", "print", object{"only": []string{"source.fixAll"}})
	c.apply(c.resolve(titled(t, list, "Fix all")).Edit)
	c.codes("train.py")
	if list := c.actions("train.py", "print", object{"only": []string{"source.fixAll"}}); len(list) != 0 {
		t.Errorf("nothing is left to fix, but there is %+v", list)
	}
}

func TestSilence(t *testing.T) {
	c := start(t, unsorted, modern())
	c.open("train.py")
	c.codes("train.py", "MLF401", "MLF401", "MLF102")
	list := c.actions("train.py", `os.listdir("b")`, nil)
	c.apply(c.resolve(titled(t, list, "Silence MLF401 here, with a reason")).Edit)
	c.codes("train.py", "MLF401", "MLF102")
	if !strings.Contains(c.texts["train.py"], `b = os.listdir("b")  # mlf: ignore[MLF401] -- reason`) {
		t.Errorf("the text is\n%s", c.texts["train.py"])
	}
	c.replace("train.py", `b = os.listdir("b")`, `b = 1`) // nothing is left to silence
	if d := c.codes("train.py", "MLF401", "MLF902", "MLF102"); !slices.Equal(d[1].Tags, []int{1}) {
		t.Errorf("an unused comment has the tags %v", d[1].Tags)
	}

	c = start(t, "-- mlf-lsp.yaml --\nrequire-reasons: true\n"+unsorted, with(modern(), true, "workspace", "workspaceEdit", "snippetEditSupport"))
	c.open("train.py")
	c.codes("train.py", "MLF401", "MLF401", "MLF102")
	for _, a := range c.actions("train.py", `os.listdir("b")`, nil) {
		if a.Title == "Silence MLF401 here" {
			t.Error("silence without a reason is offered though reasons are required")
		}
	}
	e := c.resolve(titled(t, c.actions("train.py", `os.listdir("b")`, nil), "Silence MLF401 here, with a reason")).Edit
	if s := e.DocumentChanges[0].Edits[0].Snippet; s == nil || s.Value != "  # mlf: ignore[MLF401] -- ${1:reason}" {
		t.Errorf("the snippet is %+v", s)
	}
}

// TestPlaceholders sees fixes that leave something to fill in.
func TestPlaceholders(t *testing.T) {
	const pool = `-- net.py --
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.flag = True

    def forward(self, x):
        return F.max_pool3d(x, 2)


torch.manual_seed(0)
torch.use_deterministic_algorithms(True)
Net().cuda()(torch.ones(1, 1, 4, 4, 4).cuda()).sum().backward()
-- requirements.txt --
torch==2.4.1
`
	c := start(t, pool, modern())
	c.open("net.py")
	c.until("a finding", func() bool { return len(c.diagnostics["net.py"].Diagnostics) > 0 })
	fix := titled(t, c.actions("net.py", "F.max_pool3d", nil), "Replace max_pool3d by a strided Conv3d of CHANNELS")
	plain := false
	for _, x := range c.resolve(fix).Edit.DocumentChanges[0].Edits {
		plain = plain || x.Snippet == nil && strings.Contains(x.NewText, "nn.Conv3d(CHANNELS, CHANNELS")
	}
	if !plain {
		t.Errorf("the fix is %+v", fix)
	}
	c = start(t, pool, with(modern(), true, "workspace", "workspaceEdit", "snippetEditSupport"))
	c.open("net.py")
	c.until("a finding", func() bool { return len(c.diagnostics["net.py"].Diagnostics) > 0 })
	e := c.resolve(titled(t, c.actions("net.py", "F.max_pool3d", nil), "Replace max_pool3d by a strided Conv3d of CHANNELS")).Edit
	found := false
	for _, x := range e.DocumentChanges[0].Edits {
		found = found || x.Snippet != nil && strings.Contains(x.Snippet.Value, "nn.Conv3d(${1:CHANNELS}, ${1:CHANNELS}")
	}
	if !found {
		t.Errorf("the edit is %+v", e)
	}
}

// TestNewFile sees a fix that makes a file where the client can make one.
func TestNewFile(t *testing.T) {
	const project = `-- train.py --
import torch

torch.manual_seed(0)
model = torch.nn.Linear(2, 1)
model(torch.ones(1, 2)).sum().backward()
-- requirements.txt --
torch==2.4.1
`
	const title = "Write a Dockerfile"
	c := start(t, project, modern())
	c.open("train.py")
	c.until("a finding", func() bool { return len(c.diagnostics["train.py"].Diagnostics) > 0 })
	for _, a := range c.actions("train.py", "import torch", nil) {
		if strings.HasPrefix(a.Title, title) {
			t.Errorf("offered to a client that makes no files: %+v", a)
		}
	}
	c = start(t, project, with(modern(), []string{"create"}, "workspace", "workspaceEdit", "resourceOperations"))
	c.open("train.py")
	c.until("a finding", func() bool { return len(c.diagnostics["train.py"].Diagnostics) > 0 })
	e := c.resolve(titled(t, c.actions("train.py", "import torch", nil), title)).Edit
	if len(e.DocumentChanges) != 2 || e.DocumentChanges[0].Kind != "create" || !strings.HasSuffix(e.DocumentChanges[0].URI, "/Dockerfile") {
		t.Fatalf("the edit is %+v", e)
	}
	if text := e.DocumentChanges[1].Edits[0].NewText; !strings.Contains(text, "@sha256:DIGEST\nWORKDIR /work\nCOPY requirements.txt .\n") || !strings.Contains(text, `CMD ["python", "train.py"]`) {
		t.Errorf("the file is\n%s", text)
	}
}

// TestInstalledReleases sees a requirement pinned to what the project's
// environment holds.
func TestInstalledReleases(t *testing.T) {
	c := start(t, `-- train.py --
import torch

torch.manual_seed(0)
model = torch.nn.Linear(2, 1)
model(torch.ones(1, 2)).sum().backward()
-- requirements.txt --
torch>=2
-- .venv/pyvenv.cfg --
version = 3.11.7
-- .venv/lib/python3.11/site-packages/torch-2.4.1.dist-info/METADATA --
`, modern())
	c.open("requirements.txt")
	c.until("a finding", func() bool { return len(c.diagnostics["requirements.txt"].Diagnostics) > 0 })
	c.resolve(titled(t, c.actions("requirements.txt", "torch", nil), "Pin torch to 2.4.1"))
}
