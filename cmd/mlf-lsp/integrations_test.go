package main

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mlf-core/mlf-lsp/scaffold"
	"gopkg.in/yaml.v3"
)

// unseeded is a project with one finding of MLF101.
func unseeded(t *testing.T) string {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "train.py"), []byte("import random\n\nrows = list(range(9))\nrandom.shuffle(rows)\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

// shell runs a script as GitHub and GitLab do, and gives what it prints and its status.
func shell(t *testing.T, dir, script string, env ...string) (string, int) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("there is no bash to run scripts of CI with")
	}
	cmd := exec.Command(bash, "--noprofile", "--norc", "-eo", "pipefail", "-c", script)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), append(env, "MLF_LSP_CACHE="+t.TempDir())...)
	out, err := cmd.CombinedOutput()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return string(out), exit.ExitCode()
	} else if err != nil {
		t.Fatal(err)
	}
	return string(out), 0
}

// TestActionRuns runs the steps of action.yml that run mlf-lsp.
func TestActionRuns(t *testing.T) {
	text, err := os.ReadFile("../../action.yml")
	if err != nil {
		t.Fatal(err)
	}
	var action struct {
		Runs struct {
			Steps []struct{ Name, Run string }
		}
	}
	if err := yaml.Unmarshal(text, &action); err != nil {
		t.Fatal(err)
	}
	dir, temp := unseeded(t), t.TempDir()
	summary := filepath.Join(temp, "summary.md")
	var last string
	status, steps := 0, 0
	for _, step := range action.Runs.Steps {
		if step.Run == "" || strings.HasPrefix(step.Name, "Install") {
			continue
		}
		steps++
		last, status = shell(t, dir, step.Run, "MLF_ARGS=check --ignore MLF601 .", "MLF_SUMMARY=true", "MLF_SARIF=true", "GITHUB_STEP_SUMMARY="+summary, "RUNNER_TEMP="+temp)
		if status == 2 {
			t.Fatalf("%s: %s", step.Name, last)
		}
	}
	if steps != 2 || status != 1 || !strings.Contains(last, "::warning file=train.py,line=4") {
		t.Errorf("after %d steps the status is %d: %s", steps, status, last)
	}
	got, err := os.ReadFile(summary)
	if err != nil || !strings.Contains(string(got), "MLF101") || !strings.Contains(string(got), "Random numbers are seeded") {
		t.Errorf("the summary is %v\n%s", err, got)
	}
	var log struct{ Version string }
	if got, err := os.ReadFile(filepath.Join(temp, "mlf-lsp.sarif")); err != nil || json.Unmarshal(got, &log) != nil || log.Version != "2.1.0" {
		t.Errorf("the SARIF file: %v %q", err, log.Version)
	}
}

// TestGitLabRuns runs the lines of the file for GitLab, after the installation.
func TestGitLabRuns(t *testing.T) {
	all := scaffold.Integrations("1.2.3")
	file := all[slices.IndexFunc(all, func(i scaffold.Integration) bool { return i.Name == "gitlab" })]
	var ci map[string]struct{ Script []string }
	if err := yaml.Unmarshal([]byte(file.Text), &ci); err != nil {
		t.Fatal(err)
	}
	script := ci["mlf-lsp"].Script
	if len(script) < 2 || !strings.HasPrefix(script[0], "pip install") {
		t.Fatalf("the script is %q", script)
	}
	dir := unseeded(t)
	if out, status := shell(t, dir, strings.Join(script[1:], "\n")); status != 1 {
		t.Errorf("status %d: %s", status, out)
	}
	var findings []map[string]any
	got, err := os.ReadFile(filepath.Join(dir, "gl-code-quality-report.json"))
	if err != nil || json.Unmarshal(got, &findings) != nil || len(findings) == 0 || findings[0]["fingerprint"] == nil {
		t.Errorf("the report of code quality: %v\n%s", err, got)
	}
}

// TestHooksRun runs the hooks for pre-commit in a repository.
func TestHooksRun(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("there is no git to commit with")
	}
	text, err := os.ReadFile("../../.pre-commit-hooks.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var hooks []struct {
		ID, Entry string
		Names     *bool `yaml:"pass_filenames"`
	}
	if err := yaml.Unmarshal(text, &hooks); err != nil || len(hooks) < 2 {
		t.Fatal(hooks, err)
	}
	dir := unseeded(t)
	if out, status := shell(t, dir, "git init -q . && git add ."); status != 0 {
		t.Fatal(out)
	}
	for _, h := range hooks {
		entry := h.Entry
		if h.Names == nil || *h.Names {
			entry += " train.py"
		}
		if out, status := shell(t, dir, entry); status != 1 || !strings.Contains(out, "MLF101") {
			t.Errorf("%s: status %d, %s", h.ID, status, out)
		}
	}
}

// TestBareMachine checks without any variable of the environment: no PATH, no
// HOME, no cache, no git.
func TestBareMachine(t *testing.T) {
	program, err := exec.LookPath("mlf-lsp")
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"check"}, {"doctor"}, {"hardware", "report", "cpu"}} {
		cmd := exec.Command(program, args...)
		cmd.Dir = unseeded(t)
		cmd.Env = []string{}
		out, err := cmd.CombinedOutput()
		if exit, ok := errors.AsType[*exec.ExitError](err); err != nil && (!ok || exit.ExitCode() != 1) || len(out) == 0 {
			t.Errorf("%v: %v\n%s", args, err, out)
		}
	}
}
