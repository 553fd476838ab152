package server_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mlf-core/mlf-lsp/hardware"
)

const training = `-- train.py --
import mlflow
import torch

torch.manual_seed(0)
torch.use_deterministic_algorithms(True)
model = torch.nn.Linear(2, 2).cuda()
opt = torch.optim.SGD(model.parameters(), lr=0.1)
for _ in range(3):
    loss = model(torch.ones(2, 2).cuda()).sum()
    loss.backward()
    opt.step()
    mlflow.log_metric("loss", loss.item())
-- requirements.txt --
torch==2.4.1
mlflow==2.16.0
-- README.md --
# Training
-- hardware.json --
{"schema": 1, "gpu": {"devices": [{"index": 0, "vendor": "NVIDIA", "name": "Tesla V100", "compute_capability": "7.0"}], "nvidia": {"driver": "535.1", "cuda": "12.2"}}}
`

// gpus is a machine with one GPU, as the child that asks the driver would say.
func gpus(t *testing.T) *hardware.Options {
	t.Helper()
	answer := filepath.Join(t.TempDir(), "answer.json")
	text := `{"nvidia": {"driver": "580.159", "cuda": "13.0"}, "devices": [{"index": 0, "vendor": "NVIDIA", "name": "NVIDIA H200", "architecture": "Hopper", "compute_capability": "9.0"}]}`
	if err := os.WriteFile(answer, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return &hardware.Options{Version: "test", Probe: []string{"cat", answer}}
}

type lens struct {
	Range   struct{ Start position }
	Command struct {
		Title, Command string
		Arguments      []object
	}
}

func (c *client) lenses(path string) []lens {
	var out []lens
	decode(c.t, c.must("textDocument/codeLens", object{"textDocument": object{"uri": c.uri(path)}}), &out)
	return out
}

func TestLenses(t *testing.T) {
	if _, err := os.Stat("/bin/cat"); err != nil {
		t.Skip("there is no cat to stand for the driver")
	}
	c := connect(t, training)
	c.hardware = gpus(t)
	c.initialize(with(with(modern(), object{"refreshSupport": true}, "workspace", "codeLens"), true, "window", "showDocument", "support"))
	c.open("train.py")
	c.codes("train.py", "MLF601", "MLF204", "MLF505")
	c.codes("hardware.json", "MLF506")
	var list []lens
	c.eventually("a lens with the GPU", func() bool { list = c.lenses("train.py"); return len(list) == 2 })
	if !strings.HasSuffix(list[0].Command.Title, "of 5 requirements of deterministic training met") || list[0].Command.Command != "mlf.showRequirements" {
		t.Errorf("the lens is %+v", list[0])
	}
	if got := list[1].Command.Title; got != "This machine: NVIDIA H200, driver 580.159, CUDA 13.0, sm_90: results will not match runs on Tesla V100 (sm_70) recorded in hardware.json" {
		t.Errorf("the lens is %q", got)
	}
	if got := c.hover("train.py", "use_deterministic", 3); strings.Contains(got, "H200") {
		t.Errorf("a hover that has nothing to do with GPUs shows\n%s", got)
	}
	c.replace("train.py", "loss.backward()", "loss.backward(); torch.nn.MaxPool3d(2)")
	if got := c.hover("train.py", "MaxPool3d", 3); !strings.Contains(got, "This machine: NVIDIA H200") {
		t.Errorf("the hover lacks the GPU:\n%s", got)
	}
	c.must("workspace/executeCommand", object{"command": list[0].Command.Command, "arguments": list[0].Command.Arguments})
	c.until("the page", func() bool { return len(c.sent["window/showDocument"]) == 1 })
	var shown struct {
		URI      string
		External bool
	}
	decode(t, c.first("window/showDocument"), &shown)
	if page, err := os.ReadFile(strings.TrimPrefix(shown.URI, "file://")); err != nil || !shown.External || !strings.Contains(string(page), "<html") {
		t.Errorf("shown is %+v: %v", shown, err)
	}
	c.notify("workspace/didChangeConfiguration", object{"settings": object{"mlf": object{"codeLens": false}}})
	if list := c.lenses("train.py"); len(list) != 0 {
		t.Errorf("switched off, there are %+v", list)
	}
}

func TestOverviewAndStatus(t *testing.T) {
	c := start(t, training+"-- other.py --\nimport random\nx = random.random()  # mlf: ignore[MLF101]\nprint(x)\n", with(modern(), true, "experimental", "mlfStatus"))
	c.codes("train.py", "MLF601", "MLF204", "MLF505")
	type numbers struct{ Error, Warning, Info, Hint, Suppressed int }
	var status struct {
		State        string
		Findings     numbers
		EntryPoints  int
		Requirements struct{ Met, Of int }
		Hardware     *string
		Projects     []struct{ Root, Name string }
	}
	c.until("a status", func() bool { return len(c.sent["mlf/status"]) > 0 })
	decode(t, c.first("mlf/status"), &status)
	if status.State != "idle" || status.Findings.Suppressed != 1 || status.EntryPoints != 2 || status.Requirements.Of != 5 || len(status.Projects) != 1 || status.Projects[0].Root != c.uri("") || status.Hardware != nil {
		t.Errorf("the status is %+v", status)
	}
	type location struct{ URI string }
	var view struct {
		Projects []struct {
			Root, Name, Device string
			Configuration      *string
			Versions           []struct{ Package, Version, From string }
			EntryPoints        []struct {
				Name, Kind string
				Location   location
			}
			Requirements []struct {
				ID, Verdict string
				Evidence    []struct {
					Text     string
					For      bool
					Location *location
				}
			}
			Met, Of int
			Causes  []struct {
				Code, Severity, Summary, URL string
				Count                        int
				Findings                     []struct{ Message string }
			}
		}
	}
	decode(t, c.must("mlf/overview", object{}), &view)
	p := view.Projects[0]
	if p.Of != 5 || len(p.Requirements) != 5 || p.Met != status.Requirements.Met || p.Device != "auto" || p.Configuration != nil {
		t.Errorf("the overview is %+v", p)
	}
	if len(p.EntryPoints) != 2 || p.EntryPoints[1].Name != "train.py" || p.EntryPoints[1].Location.URI != c.uri("train.py") {
		t.Errorf("entry points are %+v", p.EntryPoints)
	}
	i := slices.IndexFunc(p.Causes, func(x struct {
		Code, Severity, Summary, URL string
		Count                        int
		Findings                     []struct{ Message string }
	}) bool {
		return x.Code == "MLF204"
	})
	if i < 0 || p.Causes[i].Count != 1 || p.Causes[i].Summary == "" || len(p.Causes[i].Findings) != 1 {
		t.Errorf("causes are %+v", p.Causes)
	}
	if len(p.Versions) < 2 || p.Versions[1].From != "requirements.txt:1" {
		t.Errorf("versions are %+v", p.Versions)
	}
	if a := c.request("mlf/nothing", object{}); a.Error == nil || a.Error.Code != -32601 {
		t.Errorf("an unknown method: %+v", a.Error)
	}
}

// labels are what is offered at the end of the first occurrence of a text.
func (c *client) labels(path, at string) []string {
	c.t.Helper()
	place := c.at(path, at)
	place["character"] = place["character"].(int) + len(at)
	var out struct {
		Items []struct{ Label, SortText string }
	}
	decode(c.t, c.must("textDocument/completion", object{"textDocument": object{"uri": c.uri(path)}, "position": place}), &out)
	slices.SortStableFunc(out.Items, func(a, b struct{ Label, SortText string }) int { return strings.Compare(a.SortText, b.SortText) })
	labels := []string{}
	for _, x := range out.Items {
		labels = append(labels, x.Label)
	}
	return labels
}

func TestCompletion(t *testing.T) {
	c := start(t, `-- train.py --
import os
import numpy as np
SEED = 7
a = os.listdir("a")  # mlf: ignore[
# mlf: ig
os.environ["CUBLAS_WORKSPACE_CONFIG"] = "
os.environ["PYTHONH"]
np.random.seed(
x = foo(random_state=
plain = some_name
-- Dockerfile --
FROM python:3.11
ENV CUBLAS_WORKSPACE_CONFIG=
ENV PYTHONH
-- .github/workflows/ci.yml --
env:
  PYTHONHASHSEED: 
-- mlf-lsp.yaml --
sele
ignore: [MLF1, ]
target-device: 
severity:
  MLF301: 
  MLF40
pins:
  torch: 
-- sub/pyproject.toml --
[project]
na
[tool.mlf-lsp]
targ
fail-on = 
`, modern())
	for _, path := range []string{"train.py", "Dockerfile", ".github/workflows/ci.yml", "mlf-lsp.yaml", "sub/pyproject.toml"} {
		c.open(path)
	}
	for _, x := range []struct {
		path, at string
		first    string // offered first, "" for nothing at all
		also     string
	}{
		{"train.py", "# mlf: ignore[", "MLF101", "MLF401"},
		{"train.py", "# mlf: ig", "ignore", "ignore-file"},
		{"train.py", `CONFIG"] = "`, ":4096:8", ":16:8"},
		{"train.py", `environ["PYTHONH`, "CUBLAS_WORKSPACE_CONFIG", "PYTHONHASHSEED"},
		{"train.py", "np.random.seed(", "SEED", "42"},
		{"train.py", "random_state=", "SEED", "42"},
		{"train.py", "plain = some_name", "", ""},
		{"Dockerfile", "CONFIG=", ":4096:8", ":16:8"},
		{"Dockerfile", "ENV PYTHONH", "CUBLAS_WORKSPACE_CONFIG", "PYTHONHASHSEED"},
		{"Dockerfile", "FROM python:", "", ""},
		{".github/workflows/ci.yml", "PYTHONHASHSEED: ", "0", ""},
		{"mlf-lsp.yaml", "sele", "select", "fail-on"},
		{"mlf-lsp.yaml", "ignore: [MLF1, ", "MLF101", "MLF402"},
		{"mlf-lsp.yaml", "target-device: ", "auto", "cuda"},
		{"mlf-lsp.yaml", "MLF301: ", "error", "off"},
		{"mlf-lsp.yaml", "  MLF40", "MLF101", "MLF301"},
		{"sub/pyproject.toml", "na", "", ""},
		{"sub/pyproject.toml", "targ", "select", "target-device"},
		{"sub/pyproject.toml", "fail-on = ", "error", "never"},
	} {
		got := c.labels(x.path, x.at)
		if x.first == "" && len(got) > 0 || x.first != "" && (len(got) == 0 || got[0] != x.first) || x.also != "" && !slices.Contains(got, x.also) {
			t.Errorf("%s at %q offers %q", x.path, x.at, got[:min(len(got), 12)])
		}
	}
	if got := c.labels("mlf-lsp.yaml", "torch: "); len(got) < 20 || got[0] < "2.1" {
		t.Errorf("versions are %q", got)
	}
	// A code of a finding on the line comes first.
	c.rewrite("train.py", "import os\nprint(os.listdir()[0])  # mlf: ignore[\n")
	if got := c.labels("train.py", "# mlf: ignore["); got[0] != "MLF401" {
		t.Errorf("first is %q", got[0])
	}
}

func TestLinksAndHints(t *testing.T) {
	c := start(t, network+"-- ops.yaml --\nlibrary: x\n", modern())
	c.open("net.py")
	type link struct {
		Range  struct{ Start, End position }
		Target string
	}
	var links []link
	decode(t, c.must("textDocument/documentLink", object{"textDocument": object{"uri": c.uri("net.py")}}), &links)
	if len(links) != 1 || !strings.HasSuffix(links[0].Target, "/MLF301.md") || links[0].Range.End.Character-links[0].Range.Start.Character != 6 {
		t.Errorf("links are %+v", links)
	}
	c.open("mlf-lsp.yaml")
	decode(t, c.must("textDocument/documentLink", object{"textDocument": object{"uri": c.uri("mlf-lsp.yaml")}}), &links)
	if len(links) != 1 || !strings.HasSuffix(links[0].Target, "/MLF401.md") {
		t.Errorf("links are %+v", links)
	}
	hints := func() (out []struct{ Label string }) {
		decode(t, c.must("textDocument/inlayHint", object{
			"textDocument": object{"uri": c.uri("net.py")}, "range": object{"start": object{"line": 0, "character": 0}, "end": object{"line": 9, "character": 0}},
		}), &out)
		return out
	}
	if got := hints(); len(got) != 0 {
		t.Errorf("hints that nobody asked for: %+v", got)
	}
	c.notify("workspace/didChangeConfiguration", object{"settings": object{"mlf": object{"inlayHints": true}}})
	if got := hints(); len(got) != 1 || got[0].Label != "torch 2.4.1" {
		t.Errorf("hints are %+v", got)
	}
}

// run executes a command.
func (c *client) run(command string, argument any, into any) {
	c.t.Helper()
	decode(c.t, c.must("workspace/executeCommand", object{"command": command, "arguments": []any{argument}}), into)
}

func TestCommands(t *testing.T) {
	t.Setenv("MLF_LSP_CONFIG_HOME", t.TempDir())
	c := connect(t, unsorted)
	c.answer["workspace/applyEdit"] = func(raw json.RawMessage) any {
		var p struct{ Edit workspaceEdit }
		if json.Unmarshal(raw, &p) != nil {
			return object{"applied": false}
		}
		for _, d := range p.Edit.DocumentChanges {
			path := filepath.Join(c.dir, c.name(d.TextDocument.URI))
			before, err := os.ReadFile(path)
			if err == nil {
				err = os.WriteFile(path, []byte(changed(string(before), d.Edits)), 0o644)
			}
			if err != nil {
				return object{"applied": false, "failureReason": err.Error()}
			}
		}
		return object{"applied": true}
	}
	c.initialize(with(modern(), true, "window", "workDoneProgress"))
	c.codes("train.py", "MLF401", "MLF401", "MLF102")

	var checked struct {
		Findings           struct{ Warning int }
		Files, EntryPoints int
		Skipped            []any
	}
	c.run("mlf.checkWorkspace", object{}, &checked)
	if checked.Findings.Warning != 3 || checked.Files != 1 || checked.EntryPoints != 1 || checked.Skipped == nil {
		t.Errorf("checked %+v", checked)
	}
	c.until("progress", func() bool { return len(c.sent["$/progress"]) >= 2 })

	var fixed struct {
		Fixed   int
		Files   []string
		Applied bool
		Edit    *workspaceEdit
	}
	c.run("mlf.fixWorkspace", object{"dryRun": true, "codes": []string{"MLF401"}}, &fixed)
	if fixed.Fixed != 2 || fixed.Applied || fixed.Edit == nil || !slices.Equal(fixed.Files, []string{c.uri("train.py")}) {
		t.Errorf("planned %+v", fixed)
	}
	fixed.Edit = nil
	c.run("mlf.fixWorkspace", object{}, &fixed)
	if fixed.Fixed != 3 || !fixed.Applied || fixed.Edit != nil {
		t.Errorf("fixed %+v", fixed)
	}
	c.run("mlf.restart", object{}, &struct{}{})
	c.codes("train.py")

	var rule struct{ Code, Name, Page, URL string }
	c.run("mlf.explainRule", object{"code": "mlf301"}, &rule)
	if rule.Name != "nondeterministic-op" || !strings.Contains(rule.Page, "## Why") {
		t.Errorf("the rule is %+v", rule)
	}
	var report struct{ Format, Content string }
	c.run("mlf.hardwareReport", object{"format": "json", "scopes": []string{"cpu"}}, &report)
	if !json.Valid([]byte(report.Content)) {
		t.Errorf("the report is %+v", report)
	}
	var needs struct {
		Projects []struct{ Met, Of int }
		Content  string
	}
	c.run("mlf.showRequirements", object{"format": "markdown"}, &needs)
	if len(needs.Projects) != 1 || needs.Projects[0].Of != 5 || needs.Content == "" {
		t.Errorf("requirements are %+v", needs)
	}
	for _, x := range []struct {
		command  string
		argument any
		want     string
	}{
		{"mlf.chekWorkspace", object{}, "did you mean mlf.checkWorkspace?"},
		{"mlf.checkWorkspace", object{"folder": "/nowhere"}, "no folder of the workspace"},
		{"mlf.checkWorkspace", object{"fodler": "x"}, "fodler"},
		{"mlf.explainRule", object{"code": "MLF999"}, "MLF999"},
		{"mlf.hardwareReport", object{"format": "xml"}, "xml"},
	} {
		a := c.request("workspace/executeCommand", object{"command": x.command, "arguments": []any{x.argument}})
		if a.Error == nil || a.Error.Code != -32602 || !strings.Contains(a.Error.Message, x.want) {
			t.Errorf("%s: %+v", x.command, a.Error)
		}
	}
}

func TestCreateProject(t *testing.T) {
	t.Setenv("MLF_LSP_CONFIG_HOME", t.TempDir())
	c := start(t, "-- other.txt --\n", modern())
	var list struct {
		Templates []struct{ Handle, Summary string }
	}
	c.run("mlf.templates", nil, &list)
	if len(list.Templates) == 0 || list.Templates[0].Summary == "" {
		t.Fatalf("templates are %+v", list)
	}
	type question struct {
		Name, Prompt, Default, Answer, Problem string
		Required                               bool
	}
	var asked struct{ Questions []question }
	c.run("mlf.templateQuestions", object{"template": "mlflow-pytorch", "answers": object{"project_name": "Liver CT", "version": "one"}}, &asked)
	find := func(name string) question {
		i := slices.IndexFunc(asked.Questions, func(q question) bool { return q.Name == name })
		return asked.Questions[max(i, 0)]
	}
	if q := find("project_short_description"); !strings.HasPrefix(q.Default, "Liver CT: ") {
		t.Errorf("the question is %+v", q)
	}
	if q := find("project_name"); !q.Required || q.Answer != "Liver CT" || q.Problem != "" {
		t.Errorf("the question is %+v", q)
	}
	if q := find("version"); q.Problem == "" {
		t.Errorf("the question is %+v", q)
	}
	answers := object{"project_name": "Liver CT", "full_name": "A B", "email": "a@b.org", "github_username": "ab"}
	argument := object{"template": "mlflow-pytorch", "parent": c.uri(""), "answers": answers, "git": false}
	var made struct {
		Folder, Template string
		Files            []string
	}
	argument["dryRun"] = true
	c.run("mlf.createProject", argument, &made)
	if _, err := os.Stat(filepath.Join(c.dir, "liver-ct")); err == nil || len(made.Files) < 10 {
		t.Errorf("a dry run made %+v", made)
	}
	argument["dryRun"] = false
	c.run("mlf.createProject", argument, &made)
	if made.Folder != c.uri("liver-ct") {
		t.Errorf("made %+v", made)
	}
	for _, file := range made.Files {
		if _, err := os.Stat(filepath.Join(c.dir, "liver-ct", file)); err != nil {
			t.Error(err)
		}
	}
	a := c.request("workspace/executeCommand", object{"command": "mlf.createProject", "arguments": []any{argument}})
	if a.Error == nil || a.Error.Code != -32803 || !strings.Contains(a.Error.Message, "liver-ct") || strings.Contains(a.Error.Message, "--") {
		t.Errorf("made twice: %+v", a.Error)
	}
	argument["template"] = "https://example.org/template"
	a = c.request("workspace/executeCommand", object{"command": "mlf.createProject", "arguments": []any{argument}})
	if a.Error == nil || !strings.Contains(a.Error.Message, "in a terminal") {
		t.Errorf("a template of the network: %+v", a.Error)
	}
}

// TestRequirementsOfPrograms sees each program judged by what it runs itself.
func TestRequirementsOfPrograms(t *testing.T) {
	const train = "import torch\n\n%smodel = torch.nn.Linear(2, 1)\nmodel(torch.ones(1, 2)).sum().backward()\n"
	c := start(t, "-- seeded.py --\n"+fmt.Sprintf(train, "torch.manual_seed(0)\n")+"-- unseeded.py --\n"+fmt.Sprintf(train, "")+"-- plot.py --\nprint(1)\n", modern())
	c.open("seeded.py")
	var view struct {
		Projects []struct {
			EntryPoints []struct {
				Name         string
				Requirements []struct{ ID, Verdict string }
			}
		}
	}
	decode(t, c.must("mlf/overview", object{}), &view)
	got := map[string]string{}
	for _, e := range view.Projects[0].EntryPoints {
		for _, r := range e.Requirements {
			if r.ID == "seeds" {
				got[e.Name] = r.Verdict
			}
		}
	}
	if want := map[string]string{"seeded.py": "met", "unseeded.py": "not met"}; !maps.Equal(got, want) {
		t.Errorf("seeds are %v, want %v", got, want)
	}
}
