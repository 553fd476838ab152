package trace_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/mlf-core/mlf-lsp/verify"
)

// TestTracingChangesNothing runs a program that uses much, without and with the
// hook: what it prints and writes is equal to the bit, and two traces of it
// show no divergence.
func TestTracingChangesNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("it trains")
	}
	for _, exe := range pythons(t, "torch", "numpy") {
		dir := t.TempDir()
		text, err := os.ReadFile(filepath.Join("testdata", "clean.py"))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "clean.py"), text, 0o644); err != nil {
			t.Fatal(err)
		}
		recs := traced(t, dir, exe, "clean.py", [2]map[string]string{})
		plain := untraced(t, dir, exe)
		if len(plain) != len(recs[0].Sources) {
			t.Errorf("%s: %d outputs without the hook, %d with it", exe, len(plain), len(recs[0].Sources))
		}
		for _, rec := range recs {
			for i, s := range rec.Sources {
				if i < len(plain) && s.Digest != plain[i].Digest {
					t.Errorf("%s: %s differs with the hook", exe, s.Path)
				}
			}
			noFaults(t, rec)
		}
		d, err := verify.FirstDivergence(recs[0], recs[1], dir)
		if err != nil {
			t.Fatal(err)
		}
		if d != nil {
			t.Errorf("%s: a divergence is named where there is none: %s", exe, d)
		}
		tr := noFaults(t, recs[0])
		cost := tr.Cost()
		if cost.Events < 200 || cost.Wall == 0 {
			t.Errorf("%s: little was recorded: %+v", exe, cost)
		}
		t.Logf("%s: %d events, %d bytes, %.2f s of %.2f s; run %.1f s", exe, cost.Events, cost.Bytes, cost.Seconds, cost.Wall, recs[0].Seconds)
	}
}

func untraced(t *testing.T, dir, exe string) []verify.Source {
	t.Helper()
	scratch, err := os.MkdirTemp("", "trace")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(scratch) })
	r, err := verify.NewRunner(t.Context(), verify.Options{Command: []string{exe, "clean.py"}, Root: dir, Dir: dir, Scratch: scratch})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	rec, err := r.Run(t.Context(), verify.Run{N: 1})
	if err != nil || rec.Exit != 0 {
		t.Fatal(err, rec.Exit)
	}
	return rec.Sources
}

// TestHookReadsOnOldPythons compiles the hook with every Python there is.
func TestHookReadsOnOldPythons(t *testing.T) {
	home, err := os.UserHomeDir()
	if err != nil {
		t.Fatal(err)
	}
	all, _ := filepath.Glob(filepath.Join(home, ".pyenv", "versions", "3.*", "bin", "python"))
	dir := t.TempDir()
	script := filepath.Join(dir, "plain.py")
	program := "import os, random\nrandom.seed(1)\nnames = sorted(os.listdir('.'))\nprint(random.random(), names)\n"
	if err := os.WriteFile(script, []byte(program), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, exe := range append(all, "/usr/bin/python3") {
		if exec.Command(exe, "-c", "").Run() != nil {
			continue
		}
		recs := traced(t, dir, exe, "plain.py", [2]map[string]string{})
		if tr := noFaults(t, recs[0]); tr.Cost().Events < 3 {
			t.Errorf("%s: little was recorded", exe)
		}
		if d, err := verify.FirstDivergence(recs[0], recs[1], dir); err != nil || d != nil {
			t.Errorf("%s: %v %v", exe, d, err)
		}
	}
}
