package verify

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// project writes files and gives the folder.
func project(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func python(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 is not installed")
	}
	return path
}

func runner(t *testing.T, dir string, o Options) *Runner {
	t.Helper()
	o.Root, o.Dir, o.Scratch = dir, dir, t.TempDir()
	r, err := NewRunner(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	return r
}

func paths(rec *Record) []string {
	var out []string
	for _, s := range rec.Sources {
		out = append(out, s.Path)
	}
	return out
}

// TestRunsLeaveTheProjectAlone runs a program that adds, changes and removes
// files, and names the project by its absolute path.
func TestRunsLeaveTheProjectAlone(t *testing.T) {
	dir := project(t, map[string]string{
		"train.py": `
import os, sys
assert not os.path.exists("out"), "another run was here"
os.makedirs("out")
open("out/model.bin", "wb").write(b"1")
open(sys.argv[1] + "/log.txt", "a").write("more")
open(os.environ["LOG"], "a").write("more")
os.remove("gone.txt")
`, "log.txt": "first", "gone.txt": "x", "sub/env.txt": ""})
	t.Setenv("LOG", filepath.Join(dir, "sub/env.txt"))
	r := runner(t, dir, Options{Command: []string{python(t), "train.py", dir}})
	for n := range 2 {
		rec, err := r.Run(t.Context(), Run{N: n + 1})
		if err != nil {
			t.Fatal(err)
		}
		if text, _ := os.ReadFile(filepath.Join(rec.Dir, "stderr")); rec.Exit != 0 {
			t.Fatalf("exit status %d: %s", rec.Exit, text)
		}
		if want := []string{Stdout, Stderr, "log.txt", "out/model.bin", "sub/env.txt"}; !slices.Equal(paths(rec), want) {
			t.Errorf("sources %q, want %q", paths(rec), want)
		}
		if len(rec.Processes) != 1 || rec.Processes[0].Python == "" {
			t.Errorf("the hook wrote %+v", rec.Processes)
		}
	}
	if touched := r.Touched(); touched != nil {
		t.Errorf("the project changed: %q", touched)
	}
}

// TestHooksChain wants hooks to run before the sitecustomize that is there, and
// imports to be watched without being made.
func TestHooksChain(t *testing.T) {
	dir := project(t, map[string]string{
		"site/sitecustomize.py": "print('theirs')",
		"train.py":              "import sys; print('json' in sys.modules, [p for p in sys.path if 'hooks' in p]); import colorsys",
	})
	t.Setenv("PYTHONPATH", filepath.Join(dir, "site"))
	hook := Hook{Name: "mlf_lsp_test", Env: map[string]string{"GREETING": "hello"}, Source: `
import os, mlf_lsp_imports
print(os.environ["GREETING"])
mlf_lsp_imports.when_imported("colorsys", lambda m: print(m.__name__, hasattr(m, "rgb_to_hsv")))
`}
	r := runner(t, dir, Options{Command: []string{python(t), "train.py"}})
	rec, err := r.Run(t.Context(), Run{N: 1, Hooks: []Hook{hook}})
	if err != nil {
		t.Fatal(err)
	}
	text, _ := os.ReadFile(filepath.Join(rec.Dir, "stdout"))
	if want := "hello\ntheirs\nTrue []\ncolorsys True\n"; string(text) != want {
		errs, _ := os.ReadFile(filepath.Join(rec.Dir, "stderr"))
		t.Errorf("printed %q, want %q; %s", text, want, errs)
	}
}

// TestLimits ends runs that take too long, take too much disk, or are interrupted.
func TestLimits(t *testing.T) {
	dir := project(t, map[string]string{
		"sleep.py": "import time; print('here', flush=True); time.sleep(60)",
		"fill.py":  "import time; open('big', 'wb').write(bytes(30 << 20)); time.sleep(60)",
	})
	run := func(script string, o Options, ctx context.Context) *Record {
		o.Command = []string{python(t), script}
		rec, err := runner(t, dir, o).Run(ctx, Run{N: 1})
		if err != nil {
			t.Fatal(err)
		}
		return rec
	}
	if rec := run("sleep.py", Options{Timeout: time.Second}, t.Context()); rec.Stopped != StoppedTime || rec.Exit != -1 {
		t.Errorf("stopped for %q with %d", rec.Stopped, rec.Exit)
	}
	if rec := run("fill.py", Options{MaxDisk: 10 << 20}, t.Context()); rec.Stopped != StoppedDisk {
		t.Errorf("stopped for %q", rec.Stopped)
	}
	ctx, stop := context.WithTimeout(t.Context(), time.Second)
	defer stop()
	if rec := run("sleep.py", Options{}, ctx); rec.Stopped != Interrupted {
		t.Errorf("stopped for %q", rec.Stopped)
	}
}

func TestCannotRun(t *testing.T) {
	dir := project(t, map[string]string{"train.py": ""})
	_, err := runner(t, dir, Options{Command: []string{"no-such-program"}}).Run(t.Context(), Run{N: 1})
	if err == nil || !strings.Contains(err.Error(), "no-such-program is no program here") {
		t.Errorf("got %v", err)
	}
	for _, bad := range []string{"../out", "/etc"} {
		if _, err := NewRunner(t.Context(), Options{Root: dir, Dir: dir, Outputs: []string{bad}}); err == nil {
			t.Errorf("%s is accepted", bad)
		}
	}
}

// TestDataIsLinked wants large data to be read where it lies and writing to it to be seen.
func TestDataIsLinked(t *testing.T) {
	dir := project(t, map[string]string{"train.py": "open('data/x', 'a').write('y')", "data/x": "x"})
	f, err := os.Create(filepath.Join(dir, "data/large"))
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Truncate(dataLimit + 1); err != nil {
		t.Fatal(err)
	}
	f.Close()
	r := runner(t, dir, Options{Command: []string{python(t), "train.py"}})
	if !slices.Equal(r.Linked(), []string{"data"}) {
		t.Fatalf("linked %q", r.Linked())
	}
	if _, err := r.Run(t.Context(), Run{N: 1}); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(r.Touched(), []string{"data/x"}) {
		t.Errorf("touched %q", r.Touched())
	}
}
