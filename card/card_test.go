package card_test

import (
	"strings"
	"testing"

	"github.com/mlf-core/mlf-lsp/card"
	"github.com/mlf-core/mlf-lsp/rules"
)

func TestSymbolIsJudgedByThePin(t *testing.T) {
	base, err := rules.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for pin, want := range map[string]string{
		"1.6.0":  "varies between runs",
		"1.13.1": "varies between runs; raises an error in deterministic mode",
		"2.13.0": "varies between runs; deterministic in deterministic mode",
	} {
		c, ok := card.Symbol(base, "torch.nn.modules.pooling.MaxPool3d", pin)
		if !ok || c.Name != "torch.nn.MaxPool3d" || c.Version != pin || c.Assumed || c.Ops[0].Verdict != want {
			t.Errorf("%s: got %+v", pin, c)
		}
		if !strings.Contains(c.Markdown(), "Here: "+want+"\n") {
			t.Errorf("%s: got\n%s", pin, c.Markdown())
		}
	}
	if c, ok := card.Symbol(base, "torch.nn.MaxPool3d", ""); !ok || !c.Assumed {
		t.Errorf("without a pin: got %+v", c)
	}
	if c, ok := card.Symbol(base, "torch.manual_seed", ""); !ok || len(c.Facts) == 0 {
		t.Errorf("a seeder: got %+v", c)
	}
	if _, ok := card.Symbol(base, "nothing.at.all", ""); ok {
		t.Error("an unknown name has a card")
	}
}

func TestVariable(t *testing.T) {
	base, err := rules.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	c, ok := card.Variable(base, "CUBLAS_WORKSPACE_CONFIG")
	if !ok || !strings.Contains(c.Markdown(), "Values that help: :4096:8, :16:8.") {
		t.Errorf("got %v\n%s", ok, c.Markdown())
	}
	if _, ok := card.Variable(base, "HOME"); ok {
		t.Error("an unknown variable has a card")
	}
}
