package editors

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestEmacs opens the demo with both clients of Emacs and the file that is
// shipped, takes a fix, saves, and compares with the command line.
func TestEmacs(t *testing.T) {
	emacs := program(t, "emacs")
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, client := range []string{"eglot", "lsp-mode"} {
		t.Run(client, func(t *testing.T) {
			needs(t, emacs, client)
			edited, fixed := demo(t), demo(t)
			drive(t, edited, []string{"TESTDATA=" + filepath.Join(here, "testdata")}, emacs, "-Q", "--batch",
				"-l", filepath.Join(here, "emacs/mlf-lsp.el"), "-l", filepath.Join(here, "testdata", client+".el"))
			mlf(t, fixed, "check", "--fix", "--select", "MLF202")
			same(t, filepath.Join(edited, "liver_seg/utils/seeding.py"), filepath.Join(fixed, "liver_seg/utils/seeding.py"))
		})
	}
}

// needs skips the test where Emacs has no such package.
func needs(t *testing.T, emacs, client string) {
	t.Helper()
	if err := exec.Command(emacs, "-Q", "--batch", "-l", "testdata/lib.el", "--eval", "(require '"+client+")").Run(); err != nil {
		t.Skipf("%s needs %s: run tools/editors/install", t.Name(), client)
	}
}

// TestEmacsFileIsClean compiles the file that is shipped without a warning.
func TestEmacsFileIsClean(t *testing.T) {
	emacs := program(t, "emacs")
	copied := filepath.Join(t.TempDir(), "mlf-lsp.el")
	if err := os.WriteFile(copied, []byte(read(t, "emacs/mlf-lsp.el")), 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(emacs, "-Q", "--batch", "--eval", "(setq byte-compile-error-on-warn t)", "-f", "batch-byte-compile", copied).CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
