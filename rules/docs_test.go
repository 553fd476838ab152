package rules_test

import (
	"os"
	"strings"
	"testing"

	"github.com/mlf-core/mlf-lsp/rules"
)

// TestDocumentedPack loads the worked example of the documentation and asks
// it what the text around it promises.
func TestDocumentedPack(t *testing.T) {
	text, err := os.ReadFile("../docs/knowledge.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "```yaml\n")
	example, _, found := strings.Cut(rest, "```")
	if !found {
		t.Fatal("no example")
	}
	pack, problems := rules.Load("mlf-rules.yaml", []byte(example))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if err := compile(t).Validate(value(t, example)); err != nil {
		t.Error(err)
	}
	embedded, err := rules.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	base := embedded.With(pack)
	if problems := base.Check(); len(problems) > 0 {
		t.Error(problems)
	}
	splat := base.Symbol("acme_vision.api.ops.splat")
	old := splat.Library.Admit([]string{"<2"}, "requirements.txt:1")
	if got := splat.Ops[0].Judge(old); got != (rules.Verdict{Default: "varies", Mode: "raises"}) {
		t.Errorf("got %+v", got)
	}
	maximum := splat.Bind(old, nil, []rules.Keyword{{Name: "reduce", Value: rules.StringValue("max")}}, false, false)
	if got := splat.Ops[0].When.Eval(maximum); got != rules.No {
		t.Errorf("a maximum: got %v", got)
	}
	if !base.Derives("acme_vision.SplatLayer", "torch.nn.Module") {
		t.Error("the layer is no module")
	}
}
