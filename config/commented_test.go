package config_test

import (
	"strings"
	"testing"

	"github.com/mlf-core/mlf-lsp/config"
)

// TestCommented holds that the file changes nothing as it is, and is valid with
// every key in force.
func TestCommented(t *testing.T) {
	text := string(config.Commented())
	if _, problems := config.Parse("mlf-lsp.yaml", []byte(text), rules); len(problems) > 0 {
		t.Errorf("as written: %v", problems)
	}
	var all strings.Builder
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "##") && !strings.HasPrefix(line, "# yaml-") && !strings.HasPrefix(line, "# What") {
			all.WriteString(strings.TrimPrefix(line, "# "))
		}
	}
	_, problems := config.Parse("mlf-lsp.yaml", []byte(all.String()), rules)
	if len(problems) > 0 {
		t.Fatalf("with every key: %v\n%s", problems, all.String())
	}
	for _, o := range config.Options() {
		if !strings.Contains(all.String(), o.Key+":") {
			t.Errorf("%s is missing", o.Key)
		}
	}

}
