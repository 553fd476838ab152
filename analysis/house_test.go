package analysis_test

import (
	"os/exec"
	"strings"
	"testing"
)

const module = "github.com/mlf-core/mlf-lsp/"

// imports lists what each package of the module imports, without tests.
func imports(t *testing.T) map[string][]string {
	t.Helper()
	cmd := exec.Command("go", "list", "-e", "-f", `{{.ImportPath}} {{join .Imports " "}}`, module+"...")
	text, err := cmd.Output()
	if err != nil {
		t.Skipf("the go command cannot list the packages: %v", err)
	}
	out := map[string][]string{}
	for line := range strings.Lines(string(text)) {
		words := strings.Fields(line)
		out[strings.TrimPrefix(words[0], module)] = words[1:]
	}
	return out
}

// within tells whether a package is the folder or below it.
func within(pkg string, folders ...string) bool {
	for _, f := range folders {
		if pkg == f || strings.HasPrefix(pkg, f+"/") {
			return true
		}
	}
	return false
}

// TestArrowsPointOneWay holds the packages to the order of the house: nothing
// below knows what is above.
func TestArrowsPointOneWay(t *testing.T) {
	above := []string{"cmd", "server", "codeactions", "scaffold", "verify", "hardware", "report", "card", "requirements"}
	for pkg, list := range imports(t) {
		for _, path := range list {
			imported := strings.TrimPrefix(path, module)
			ours := imported != path
			switch {
			case ours && within(imported, "cmd") && !within(pkg, "cmd"):
				t.Errorf("%s imports %s: nothing imports a command", pkg, imported)
			case ours && within(pkg, "analysis", "rules", "config") && within(imported, above...):
				t.Errorf("%s imports %s, which is above it", pkg, imported)
			case ours && within(pkg, "rules") && within(imported, "analysis", "config"):
				t.Errorf("%s imports %s: knowledge knows no reasoning", pkg, imported)
			case ours && within(imported, "server") && !within(pkg, "server", "cmd"):
				t.Errorf("%s imports %s: only commands start a server", pkg, imported)
			case ours && within(imported, "config") && within(pkg, "analysis") && pkg != "analysis" && pkg != "analysis/suppress" && pkg != "analysis/baseline":
				t.Errorf("%s imports %s: configuration is applied by package analysis", pkg, imported)
			case strings.Contains(path, "tree-sitter") && pkg != "analysis/syntax":
				t.Errorf("%s imports %s: analysis/syntax is the only home of tree-sitter", pkg, path)
			case strings.HasPrefix(path, "go.lsp.dev/") && !within(pkg, "server"):
				t.Errorf("%s imports %s: server is the only home of the protocol", pkg, path)
			case strings.Contains(path, "go-nvml") && !within(pkg, "hardware"):
				t.Errorf("%s imports %s: hardware is the only home of NVML", pkg, path)
			case (path == "net" || path == "net/http") && within(pkg, "analysis", "rules", "config", "report", "codeactions"):
				t.Errorf("%s imports %s: judging a project needs no network", pkg, path)
			}
		}
	}
}
