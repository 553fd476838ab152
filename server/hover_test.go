package server_test

import (
	"strings"
	"testing"
	"time"
)

// hover is the Markdown shown for the first occurrence of a text, a few
// characters in.
func (c *client) hover(path, at string, in int) string {
	c.t.Helper()
	place := c.at(path, at)
	place["character"] = place["character"].(int) + in
	var out *struct {
		Contents struct{ Kind, Value string }
		Range    struct{ Start, End position }
	}
	decode(c.t, c.must("textDocument/hover", object{"textDocument": object{"uri": c.uri(path)}, "position": place}), &out)
	if out == nil {
		return ""
	}
	return out.Contents.Value
}

const network = `-- net.py --
import torch
import torch.nn as nn
from torch.nn.functional import interpolate


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.pool = nn.MaxPool3d(2)

    def forward(self, x):
        conv = nn.Conv2d
        layer = conv(1, 1, 1)
        return interpolate(self.pool(x), scale_factor=2, mode="bilinear")  # mlf: ignore[MLF301]


torch.manual_seed(0)
# PYTHONHASHSEED matters
-- requirements.txt --
torch==2.4.1
-- Dockerfile --
FROM python:3.11
ENV CUBLAS_WORKSPACE_CONFIG=:4096:8
-- MLproject --
name: net
docker_env:
  image: net
  environment: [["PYTHONHASHSEED", "0"]]
entry_points:
  main:
    command: "python net.py"
-- mlf-lsp.yaml --
ignore: [unsorted-listing, MLF5]
target-device: auto
`

func TestHover(t *testing.T) {
	c := start(t, network, modern())
	for _, path := range []string{"net.py", "Dockerfile", "MLproject", "mlf-lsp.yaml"} {
		c.open(path)
	}
	for _, x := range []struct {
		path, at string
		in       int
		want     []string
	}{
		{"net.py", "MaxPool3d", 3, []string{"**torch.nn.MaxPool3d**", "torch 2.4.1 (requirements.txt:1)", "raises an error in deterministic mode", "On cuda, backward", "Alternative: ", "https://"}},
		{"net.py", "self.pool(x)", 6, []string{"**torch.nn.MaxPool3d**"}},
		{"net.py", "interpolate(self", 3, []string{"**torch.nn.functional.interpolate**", "When: `mode"}},
		{"net.py", "import interpolate", 9, []string{"**torch.nn.functional.interpolate**"}},
		{"net.py", "manual_seed", 3, []string{"**torch.manual_seed**", "Seeds the global generators"}},
		{"net.py", "torch.manual_seed", 1, nil},
		{"net.py", "PYTHONHASHSEED", 3, []string{"**PYTHONHASHSEED**", "read when the interpreter starts"}},
		{"net.py", "MLF301", 3, []string{"**MLF301 nondeterministic-op** (error)", "/MLF301.md"}},
		{"Dockerfile", "CUBLAS", 3, []string{"**CUBLAS_WORKSPACE_CONFIG**", ":4096:8, :16:8"}},
		{"MLproject", "PYTHONHASHSEED", 3, []string{"**PYTHONHASHSEED**"}},
		{"mlf-lsp.yaml", "unsorted", 3, []string{"**MLF401 unsorted-listing**"}},
		{"mlf-lsp.yaml", "MLF5", 2, []string{"- [MLF501]", "- [MLF502]"}},
		{"mlf-lsp.yaml", "target-device", 3, []string{"**target-device**", "target-device: cuda"}},
		{"net.py", "super", 2, nil},
	} {
		got := c.hover(x.path, x.at, x.in)
		if x.want == nil && got != "" {
			t.Errorf("%s at %q shows\n%s", x.path, x.at, got)
		}
		for _, want := range x.want {
			if !strings.Contains(got, want) {
				t.Errorf("%s at %q lacks %q:\n%s", x.path, x.at, want, got)
			}
		}
	}
}

// TestHoverOfFinding shows the rule and the operation.
func TestHoverOfFinding(t *testing.T) {
	c := start(t, unsorted, with(modern(), []string{"plaintext"}, "textDocument", "hover", "contentFormat"))
	c.open("train.py")
	got := c.hover("train.py", `os.listdir("b")`, 4)
	for _, want := range []string{"MLF401 unsorted-listing (warning)", "Sort the names before they become data.", "os.listdir"} {
		if !strings.Contains(got, want) {
			t.Errorf("the hover lacks %q:\n%s", want, got)
		}
	}
	if strings.Contains(got, "**") {
		t.Errorf("a client of plain text is sent\n%s", got)
	}
}

// TestHoverInAStorm asks in the middle of edits that never end.
func TestHoverInAStorm(t *testing.T) {
	c := start(t, network, modern())
	c.open("net.py")
	c.codes("net.py", "MLF902")
	stop := make(chan bool)
	done := make(chan bool)
	go func() {
		defer close(done)
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			if i%2 == 0 {
				c.replace("net.py", "torch.manual_seed(0)", "torch.manual_seed(0")
			} else {
				c.replace("net.py", "torch.manual_seed(0", "torch.manual_seed(0)")
			}
		}
	}()
	place := c.at("net.py", "MaxPool3d")
	for range 20 {
		began := time.Now()
		raw := c.must("textDocument/hover", object{"textDocument": object{"uri": c.uri("net.py")}, "position": place})
		if took := time.Since(began); took > 2*time.Second || !strings.Contains(string(raw), "MaxPool3d") {
			t.Errorf("after %v the answer is %s", took, raw)
		}
	}
	close(stop)
	<-done
}
