package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestReplayIsFresh edits a project at random and compares what check says with
// and without what it kept: the bytes and the exit status are the same.
func TestReplayIsFresh(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for files to settle")
	}
	t.Setenv("MLF_LSP_CACHE", t.TempDir())
	dir := t.TempDir()
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range 6 {
		write(t, dir, fmt.Sprintf("m%d.py", i), text(rng))
	}
	t.Chdir(dir)
	for range 6 {
		time.Sleep(settled + 100*time.Millisecond)
		for range 2 { // the second is replayed
			same(t)
		}
		change(t, dir, rng)
		same(t) // right after an edit
	}
}

func same(t *testing.T) {
	t.Helper()
	kept, keptStatus := checked("check", "--format", "text")
	fresh, freshStatus := checked("check", "--format", "text", "--no-cache")
	if kept != fresh || keptStatus != freshStatus {
		t.Fatalf("with what was kept (%d):\n%s\nanew (%d):\n%s", keptStatus, kept, freshStatus, fresh)
	}
}

func checked(args ...string) (string, int) {
	var out, complaints bytes.Buffer
	s := &session{stdin: bytes.NewReader(nil), stdout: &out, stderr: &complaints}
	status := s.main(context.Background(), args)
	return out.String() + complaints.String(), status
}

// text are programs of one size, so that nothing but their time tells them
// apart.
func text(rng *rand.Rand) string {
	lines := []string{
		"import random\nprint(random.random())   \n",
		"import random\nrandom.seed(1);print(1)  \n",
		"import random\nprint(random.choice('a'))\n",
	}
	return lines[rng.IntN(len(lines))]
}

func change(t *testing.T, dir string, rng *rand.Rand) {
	name := fmt.Sprintf("m%d.py", rng.IntN(6))
	switch rng.IntN(5) {
	case 0:
		write(t, dir, name, text(rng))
	case 1:
		_ = os.Remove(filepath.Join(dir, name))
	case 2:
		_ = os.Rename(filepath.Join(dir, name), filepath.Join(dir, "renamed_"+name))
	case 3:
		write(t, dir, "mlf-lsp.yaml", []string{"fail-on: error\n", "ignore: [MLF1]\n", "fail-on: warn\n"}[rng.IntN(3)])
	case 4: // another text under the old modification time
		old, err := os.Stat(filepath.Join(dir, name))
		write(t, dir, name, text(rng))
		if err == nil {
			_ = os.Chtimes(filepath.Join(dir, name), old.ModTime(), old.ModTime())
		}
	}
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func FuzzStoredReport(f *testing.F) {
	f.Add([]byte("junk"))
	f.Add(make([]byte, 33))
	f.Fuzz(func(t *testing.T, raw []byte) {
		s := store{t.TempDir()}
		var key [32]byte
		if err := os.WriteFile(s.path(key), raw, 0o600); err != nil {
			t.Fatal(err)
		}
		if k, ok := s.load(key); ok && len(k.text) > len(raw) {
			t.Fatal("more than there was")
		}
	})
}
