package scaffold_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mlf-core/mlf-lsp/scaffold"
)

// TestTemplatesTrain makes each template's project and runs its own tests with
// the frameworks that tools/frameworks/install templates put into the user's
// cache: training twice gives equal metrics and weights, training without seeds
// does not, and predictions repeat. It takes minutes, so that only make test
// asks for it, by MLF_LSP_TRAIN.
func TestTemplatesTrain(t *testing.T) {
	if os.Getenv("MLF_LSP_TRAIN") == "" {
		t.Skip("set MLF_LSP_TRAIN=1 to train the templates, as make test does")
	}
	for _, tpl := range scaffold.Builtin() {
		for _, given := range frameworks(tpl) {
			framework := tpl.Framework
			if f := given["framework"]; f != "" {
				framework = f
			}
			t.Run(tpl.Handle+"/"+framework, func(t *testing.T) { runOwnTests(t, tpl, given, framework) })
		}
	}
}

func runOwnTests(t *testing.T, tpl *scaffold.Template, given scaffold.Answers, framework string) {
	python := templatePython(t, framework)
	folder := filepath.Join(t.TempDir(), "project")
	if err := scaffold.Write(folder, made(t, tpl, given), false); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(python, "-m", "unittest", "discover", "-s", "tests", "-v")
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "PYTHONPATH="+folder, "PYTHONHASHSEED=0", "CUBLAS_WORKSPACE_CONFIG=:4096:8", "MLFLOW_DISABLE_TELEMETRY=true", "DO_NOT_TRACK=1")
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	if !strings.Contains(out.String(), "\nOK") || strings.Contains(out.String(), "Ran 0 tests") {
		t.Fatalf("the project's tests did not run:\n%s", out.String())
	}
}

// templatePython is the interpreter with the packages that a template locks.
func templatePython(t *testing.T, framework string) string {
	cache := os.Getenv("XDG_CACHE_HOME")
	if cache == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			t.Skipf("there is no cache folder: %v", err)
		}
		cache = filepath.Join(home, ".cache")
	}
	python := filepath.Join(cache, "mlf-lsp", "frameworks", "template-"+framework, "bin", "python")
	if _, err := os.Stat(python); err != nil {
		t.Skipf("%s needs %s: run tools/frameworks/install templates", t.Name(), framework)
	}
	return python
}
