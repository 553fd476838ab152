package codeactions_test

import (
	"testing"

	"github.com/mlf-core/mlf-lsp/analysis"
	"github.com/mlf-core/mlf-lsp/codeactions"
)

func TestSuppress(t *testing.T) {
	text := "import torch\n\ntorch.manual_seed = 0  # fixed\n"
	ws := analysis.New(read("").options(t), []analysis.Source{{Path: "a.py", Raw: []byte(text)}})
	found := ws.Check().Findings
	if len(found) != 1 {
		t.Fatalf("%d findings, want 1", len(found))
	}
	fix, ok := codeactions.Suppress(ws, found[0])
	if !ok {
		t.Fatal("no fix")
	}
	got := codeactions.Apply(text, fix.Edits)
	if want := "import torch\n\ntorch.manual_seed = 0  # fixed  # mlf: ignore[MLF112]\n"; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	next := ws.With(analysis.Source{Path: "a.py", Raw: []byte(got)}).Check().Findings
	if len(next) != 1 || !next[0].Suppressed {
		t.Errorf("the finding is not silenced: %v", next)
	}
}

// TestPlaceholder holds fixes that need input apart: they are offered, not
// preferred and never applied by FixAll.
func TestPlaceholder(t *testing.T) {
	text := "from torch import nn\n\npool = nn.MaxPool3d(2)\n"
	s := read("pin: torch==2.4\nunsafe: all\ndevice: cuda")
	sources := []analysis.Source{{Path: "a.py", Raw: []byte(text)}}
	ws := analysis.New(s.options(t), sources)
	var fixes []codeactions.Fix
	for _, f := range ws.Check().Findings {
		fixes = append(fixes, codeactions.For(ws, f)...)
	}
	if len(fixes) != 1 || fixes[0].Safety != codeactions.NeedsInput || fixes[0].Preferred {
		t.Fatalf("fixes %+v, want one that needs input", fixes)
	}
	got := codeactions.Apply(text, fixes[0].Edits)
	if want := "from torch import nn\n\npool = nn.Conv3d(CHANNELS, CHANNELS, kernel_size=2, stride=2)\n"; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if out := s.fix(ws, sources); len(out.Changes) != 0 {
		t.Errorf("it was applied: %s", out.Changes[0].After)
	}
}
