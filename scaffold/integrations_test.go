package scaffold_test

import (
	"strings"
	"testing"

	"github.com/mlf-core/mlf-lsp/scaffold"
	"gopkg.in/yaml.v3"
)

func TestIntegrations(t *testing.T) {
	for version, want := range map[string]string{"1.2.3": "v1.2.3", "v1.2.3": "v1.2.3", "v1.2.3-4-gabc": "main", "(devel)": "main"} {
		if got := scaffold.Tag(version); got != want {
			t.Errorf("Tag(%q) = %q, want %q", version, got, want)
		}
	}
	names := scaffold.IntegrationNames()
	for i, in := range scaffold.Integrations("v1.2.3") {
		if in.Name != names[i] {
			t.Errorf("integration %d is %s, its name is %s", i, in.Name, names[i])
		}
		if strings.Contains(in.Text, "{{tag}}") || strings.Contains(in.Text, "{{pip}}") {
			t.Errorf("%s has placeholders left:\n%s", in.Path, in.Text)
		}
		if !strings.HasSuffix(in.Path, "ml") {
			continue
		}
		for _, text := range []string{in.Text, in.Snippet} {
			var v any
			if err := yaml.Unmarshal([]byte(text), &v); err != nil {
				t.Errorf("%s is no YAML: %v\n%s", in.Path, err, text)
			}
		}
	}
}
