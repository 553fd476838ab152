package check_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path"
	"runtime"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mlf-core/mlf-lsp/analysis"
	"github.com/mlf-core/mlf-lsp/config"
)

// everything is all cases as one project, each in a folder of its own.
func everything(t testing.TB) []analysis.Source {
	var out []analysis.Source
	for _, c := range loadCases(t, "testdata/check") {
		for _, f := range c.files {
			f.Path = path.Join(c.name+".d", f.Path)
			out = append(out, f)
		}
	}
	return out
}

// fingerprint is everything a result says, as JSON.
func fingerprint(t testing.TB, r *analysis.Result) string {
	t.Helper()
	entries := []string{}
	for _, e := range r.Entries {
		entries = append(entries, fmt.Sprint(e.Name, e.Kind, e.From, e.Start, e.End))
	}
	out, err := json.MarshalIndent(map[string]any{
		"findings": r.Findings, "entries": entries, "versions": r.Versions,
		"files": r.Files, "undecided": r.Undecided, "skipped": r.Skipped,
	}, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// TestSameBytes: workers, processors, the order of files and repetition change
// nothing.
func TestSameBytes(t *testing.T) {
	files := everything(t)
	reversed := slices.Clone(files)
	slices.Reverse(reversed)
	judge := func(jobs int, files []analysis.Source) string {
		return fingerprint(t, analysis.New(analysis.Options{KB: knowledge(t), Jobs: jobs}, files).Check())
	}
	want := judge(1, files)
	same := func(how, got string) {
		t.Helper()
		if got != want {
			t.Errorf("%s changes the result:\n%s", how, cmp.Diff(want, got))
		}
	}
	for _, jobs := range []int{1, 2, 8} {
		same(fmt.Sprint(jobs, " workers"), judge(jobs, files))
		same(fmt.Sprint(jobs, " workers and files in reverse"), judge(jobs, reversed))
	}
	for _, procs := range []int{1, 4} {
		old := runtime.GOMAXPROCS(procs)
		same(fmt.Sprint("GOMAXPROCS=", procs), judge(0, files))
		runtime.GOMAXPROCS(old)
	}
	for i := range 5 {
		same(fmt.Sprint("repetition ", i), judge(2, files))
	}
}

// TestScanLosesNothing: leaving out files that cannot matter changes no finding.
func TestScanLosesNothing(t *testing.T) {
	judge := func(all bool, files []analysis.Source, cfg *config.Config) string {
		w := analysis.New(analysis.Options{KB: knowledge(t), Config: cfg, ParseAll: all}, files)
		out, err := json.MarshalIndent(w.Check().Findings, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	for _, c := range append(loadCases(t, "testdata/check"), testCase{name: "everything", files: everything(t)}) {
		if diff := cmp.Diff(judge(true, c.files, c.cfg), judge(false, c.files, c.cfg)); diff != "" {
			t.Errorf("%s: the scan changes the findings (-all +scan):\n%s", c.name, diff)
		}
	}
}

// TestWithEqualsNew: a snapshot that edits led to says what a fresh one says.
func TestWithEqualsNew(t *testing.T) {
	files := everything(t)
	opt := analysis.Options{KB: knowledge(t)}
	for seed := range uint64(3) {
		r := rand.New(rand.NewPCG(seed, 7))
		now := slices.Clone(files)
		w := analysis.New(opt, now)
		for range 12 {
			var changes []analysis.Source
			for range 1 + r.IntN(3) {
				i := r.IntN(len(now))
				now[i].Raw = mutate(r, files, now[i].Raw)
				changes = append(changes, now[i])
			}
			w = w.With(changes...)
			if r.IntN(3) == 0 {
				w.Check() // so that parsed and unparsed files mix
			}
		}
		present := slices.DeleteFunc(slices.Clone(now), func(s analysis.Source) bool { return s.Raw == nil })
		want := fingerprint(t, analysis.New(opt, present).Check())
		if got := fingerprint(t, w.Check()); got != want {
			t.Errorf("seed %d: the edited snapshot differs from a fresh one:\n%s", seed, cmp.Diff(want, got))
		}
	}
}

// mutate cuts, doubles, deletes or replaces a file.
func mutate(r *rand.Rand, files []analysis.Source, raw []byte) []byte {
	if len(raw) == 0 {
		return files[r.IntN(len(files))].Raw
	}
	a, b := r.IntN(len(raw)+1), r.IntN(len(raw)+1)
	a, b = min(a, b), max(a, b)
	switch r.IntN(6) {
	case 0:
		return nil
	case 1:
		return slices.Concat(raw[:a], raw[b:])
	case 2:
		return slices.Concat(raw[:b], raw[a:])
	case 3:
		return slices.Concat(raw[:a], []byte("\nimport torch\ntorch.manual_seed(1)\n"), raw[a:])
	case 4:
		return slices.Concat([]byte("\n"), raw)
	}
	return files[r.IntN(len(files))].Raw
}

// TestDeletedAndRestored: the files of a snapshot follow its changes.
func TestDeletedAndRestored(t *testing.T) {
	opt := analysis.Options{KB: knowledge(t)}
	a := analysis.Source{Path: "a.py", Raw: []byte("import torch\nx = (\n")}
	b := analysis.Source{Path: "b.py", Raw: []byte{}}
	w := analysis.New(opt, []analysis.Source{b, a})
	if got := w.Paths(); !slices.Equal(got, []string{"a.py", "b.py"}) {
		t.Fatalf("paths %q", got)
	}
	gone := w.With(analysis.Source{Path: "a.py"})
	if n := len(gone.Check().Findings); n != 0 || gone.File("a.py") != nil {
		t.Errorf("%d findings remain of a deleted file", n)
	}
	back := gone.With(a)
	if got, want := fingerprint(t, back.Check()), fingerprint(t, w.Check()); got != want {
		t.Errorf("restoring a file gives another result:\n%s", cmp.Diff(want, got))
	}
	if w.File("b.py") != back.File("b.py") {
		t.Error("an unchanged file is not shared")
	}
}
