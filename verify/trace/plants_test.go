package trace_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/mlf-core/mlf-lsp/rules"
	"github.com/mlf-core/mlf-lsp/verify"
	"github.com/mlf-core/mlf-lsp/verify/trace"
)

// pythons are the interpreters, among those that the test set-up installs, that
// have all the modules; the test is skipped by name when there is none.
func pythons(t *testing.T, modules ...string) []string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	installed, _ := filepath.Glob(filepath.Join(cache, "mlf-lsp", "frameworks", "*", "bin", "python"))
	var out []string
	for _, exe := range append([]string{"/usr/bin/python3", os.Getenv("MLF_LSP_PYTHON")}, installed...) {
		find := "import importlib.util, sys; sys.exit(not all(map(importlib.util.find_spec, sys.argv[1:])))"
		if exe != "" && exec.Command(exe, append([]string{"-c", find}, modules...)...).Run() == nil {
			out = append(out, exe)
		}
	}
	if len(out) == 0 {
		t.Skipf("%s needs %s: run tools/frameworks/install torch tensorflow templates", t.Name(), strings.Join(modules, ", "))
	}
	return out[:min(2, len(out))]
}

func settings(t *testing.T) trace.Settings {
	t.Helper()
	kb, err := rules.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return trace.Settings{Every: 10, Lines: 3, Functions: verify.TracedFunctions(kb)}
}

// traced runs a program twice, each time in a fresh copy of its folder.
func traced(t *testing.T, dir, exe, script string, envs [2]map[string]string) [2]*verify.Record {
	t.Helper()
	hook, err := verify.TraceHook(settings(t))
	if err != nil {
		t.Fatal(err)
	}
	// The test's own folder has a long name, and sockets must not.
	scratch, err := os.MkdirTemp("", "trace")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(scratch) })
	r, err := verify.NewRunner(t.Context(), verify.Options{Command: []string{exe, script}, Root: dir, Dir: dir, Scratch: scratch, Timeout: 3 * time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	var out [2]*verify.Record
	for i, env := range envs {
		rec, err := r.Run(t.Context(), verify.Run{N: i + 1, Env: env, Hooks: []verify.Hook{hook}})
		if err != nil {
			t.Fatal(err)
		}
		if text, _ := os.ReadFile(filepath.Join(rec.Dir, "stderr")); rec.Exit != 0 || strings.Contains(string(text), "mlf_lsp_trace") {
			t.Fatalf("exit status %d: %s", rec.Exit, text)
		}
		out[i] = rec
	}
	return out
}

func noFaults(t *testing.T, rec *verify.Record) *trace.Trace {
	t.Helper()
	tr, err := rec.Trace()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range tr.Processes {
		if len(p.Faults) > 0 {
			t.Errorf("the hook failed: %s", strings.Join(p.Faults, "; "))
		}
	}
	if len(tr.Processes) == 0 {
		t.Fatal("nothing was recorded")
	}
	return tr
}

var header = regexp.MustCompile(`(?m)^# (uses|wants|env|says|python): (.*)$`)

// TestPlantedDivergences runs programs that part for one reason each, and
// expects the line that is marked, and the rule that fits.
func TestPlantedDivergences(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs many programs")
	}
	dir := filepath.Join("testdata", "plants")
	files, _ := filepath.Glob(filepath.Join(dir, "*.py"))
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text := string(raw)
		head := map[string]string{}
		for _, m := range header.FindAllStringSubmatch(text, -1) {
			head[m[1]] = m[2]
		}
		before, _, _ := strings.Cut(text, "# here")
		line := strings.Count(before, "\n") + 1
		name := filepath.Base(file)
		t.Run(strings.TrimSuffix(name, ".py"), func(t *testing.T) {
			exes := pythons(t, strings.Fields(head["uses"])...)
			if head["python"] != "both" {
				exes = exes[:1]
			}
			for _, exe := range exes {
				var envs [2]map[string]string
				if key, values, ok := strings.Cut(head["env"], "="); ok {
					a, b, _ := strings.Cut(values, "|")
					envs = [2]map[string]string{{key: a}, {key: b}}
				}
				recs := traced(t, dir, exe, name, envs)
				noFaults(t, recs[0])
				d, err := verify.FirstDivergence(recs[0], recs[1], dir)
				if err != nil {
					t.Fatal(err)
				}
				if d == nil {
					t.Errorf("%s: no divergence was found", exe)
					continue
				}
				t.Logf("%s: %s; %s", exe, d, d.Code)
				if d.Site.File != name || d.Site.Line != line || d.Code != head["wants"] || !strings.Contains(d.String(), head["says"]) {
					t.Errorf("%s: want %s at %s:%d %s, got %s at %s: %s", exe, head["wants"], name, line, head["says"], d.Code, d.Site, d)
				}
			}
		})
	}
}
