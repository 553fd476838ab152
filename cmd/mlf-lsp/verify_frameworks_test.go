package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mlf-core/mlf-lsp/verify"
)

// framework is the Python of an environment that tools/frameworks/install made.
func framework(t *testing.T, env string) string {
	t.Helper()
	if os.Getenv("MLF_LSP_TRAIN") == "" {
		t.Skip("trains models: set MLF_LSP_TRAIN=1")
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	python := filepath.Join(cache, "mlf-lsp", "frameworks", env, "bin", "python")
	if _, err := os.Stat(python); err != nil {
		t.Skipf("%s is not installed: tools/frameworks/install", env)
	}
	return python
}

// verifyProgram runs `mlf-lsp verify` on a program of testdata/verify and gives the
// report and the exit status.
func verifyProgram(t *testing.T, python, program string, flags []string, args ...string) (*verify.Report, int) {
	t.Helper()
	dir := t.TempDir()
	text, err := os.ReadFile(filepath.Join("testdata", "verify", program))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{program: text, "mlf-lsp.yaml": nil} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	words := slices.Concat([]string{"verify", "--runs", "2", "--format", "json"}, flags, []string{"--", python, program}, args)
	cmd := exec.Command(self, words...)
	cmd.Args[0] = "mlf-lsp" // TestMain runs the program under this name
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	out, err := cmd.Output()
	if _, ran := err.(*exec.ExitError); err != nil && !ran {
		t.Fatal(err)
	}
	var r verify.Report
	if err := json.Unmarshal(out, &r); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 2 {
		t.Errorf("the project holds %v afterwards", entries)
	}
	return &r, cmd.ProcessState.ExitCode()
}

// TestVerifyFrameworks makes the table of the paper on a CPU, where seeds are
// enough: without seeds runs differ in losses and weights, with them and in
// deterministic mode they are equal to the bit.
func TestVerifyFrameworks(t *testing.T) {
	for _, c := range []struct{ env, program, metric, file, weights string }{
		{"template-pytorch", "train_torch.py", "loss", "model.pt", "0.weight"},
		{"tensorflow", "train_tensorflow.py", "loss", "model.weights.h5", "layers/dense/vars/0"},
		{"template-xgboost", "train_xgboost.py", "train-mlogloss", "model.ubj", "learner.gradient_booster.model.trees[].sum_hessian[0]"},
	} {
		t.Run(c.program, func(t *testing.T) {
			python := framework(t, c.env)
			r, status := verifyProgram(t, python, c.program, []string{"--modes", "random,seeds,deterministic"})
			if status != 0 || len(r.Modes) != 3 {
				t.Fatalf("exit status %d, %d modes: %s", status, len(r.Modes), r.Reason)
			}
			for i, want := range []verify.Verdict{verify.Different, verify.Equal, verify.Equal} {
				m := r.Modes[i]
				if m.Verdict != want {
					t.Errorf("%s: %s", m.Mode, m.Verdict)
				}
				for _, name := range [][2]string{{verify.Stdout, c.metric}, {c.file, c.weights}} {
					if got := verdictOf(m, name[0], name[1]); got != want {
						t.Errorf("%s: %s of %s is %q, want %q", m.Mode, name[1], name[0], got, want)
					}
				}
			}
			seeded, _ := verifyProgram(t, python, c.program, []string{"--modes", "random"}, "--seeded")
			if seeded.Verdict != verify.Different {
				t.Errorf("mode random leaves seeds in place: %s", seeded.Verdict)
			}
		})
	}
}

func verdictOf(m verify.ModeReport, path, name string) verify.Verdict {
	for _, s := range m.Sources {
		for _, q := range s.Quantities {
			if s.Path == path && q.Name == name {
				return q.Verdict
			}
		}
	}
	return "missing"
}

// TestVerifyMLflow wants runs of MLflow to be equal although all their names and
// times differ, and a metric that differs to be found, in both stores.
func TestVerifyMLflow(t *testing.T) {
	python := framework(t, "template-pytorch")
	t.Setenv("MLFLOW_ALLOW_FILE_STORE", "true")
	for uri, path := range map[string]string{"sqlite:///mlflow.db": "mlflow.db", "mlruns": "mlruns/0/ID/metrics/loss"} {
		if r, _ := verifyProgram(t, python, "track_mlflow.py", nil, uri); r.Verdict != verify.Equal {
			t.Errorf("%s: %s", uri, r.Reason)
		}
		r, _ := verifyProgram(t, python, "track_mlflow.py", nil, uri, "unseeded")
		name := "loss"
		if path == "mlflow.db" {
			name = "run 1: loss"
		}
		if got := verdictOf(r.Modes[0], path, name); r.Verdict != verify.Different || got != verify.Different {
			t.Errorf("%s without a seed: %s, %s", uri, r.Verdict, got)
		}
	}
}

// TestVerifyRay sends runs to a Ray that is started on this machine, by the
// program that `verify plan ray` writes.
func TestVerifyRay(t *testing.T) {
	python := framework(t, "ray")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, text := range map[string]string{
		"draw.py": "import random; print('draw', random.random())", "mlf-lsp.yaml": "",
		"bin/mlf-lsp": "#!/bin/bash\nexec -a mlf-lsp " + self + ` "$@"` + "\n",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	tool := filepath.Join(dir, "bin", "mlf-lsp")
	run := func(name string, args ...string) (string, int) {
		cmd := exec.Command(name, args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "MLF_LSP="+tool, "RAY_AUTH_MODE=disabled")
		out, _ := cmd.CombinedOutput()
		return string(out), cmd.ProcessState.ExitCode()
	}
	if out, status := run(tool, "verify", "plan", "ray", "--runs", "2", "--modes", "random,seeds", "-o", "verify_ray.py", "--", "python3", "draw.py"); status != 0 {
		t.Fatal(out)
	}
	out, status := run(python, "verify_ray.py")
	if status != 0 || !strings.Contains(out, "Equal: 2 runs in mode seeds gave the same to the bit.") || !strings.Contains(out, "2 of 2") {
		t.Errorf("exit status %d: %s", status, out)
	}
}
