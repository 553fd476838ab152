package card_test

import (
	"strings"
	"testing"

	"github.com/mlf-core/mlf-lsp/card"
	"github.com/mlf-core/mlf-lsp/rules"
)

// TestHover says each sentence once, and nothing that was said above.
func TestHover(t *testing.T) {
	base, err := rules.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	c, ok := card.Symbol(base, "torch.nn.MaxPool3d", "2.4.1")
	if !ok || len(c.Ops) < 2 {
		t.Fatalf("the card is %+v", c)
	}
	text := c.Hover(c.Ops[0].Help)
	for _, x := range []string{c.Ops[0].Why, c.Ops[0].Sources[0]} {
		if strings.Count(text, x) != 1 {
			t.Errorf("%q is not there once:\n%s", x, text)
		}
	}
	if strings.Contains(text, c.Ops[0].Help) || strings.Contains(text, "# ") || strings.Contains(text, ">=1.7,<2.13") {
		t.Errorf("it repeats what was said, has a heading, or tells of the own version again:\n%s", text)
	}
	if !strings.HasPrefix(text, "**torch.nn.MaxPool3d** in torch 2.4.1\n") || !strings.Contains(text, "- `>=2.13`: ") {
		t.Errorf("the card is\n%s", text)
	}
}
