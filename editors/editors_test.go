// Package editors holds the configurations of editors that come with mlf-lsp,
// and tests that drive the editors with them. What editor and server say to
// each other is recorded and held against the protocol.
package editors

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/mlf-core/mlf-lsp/server" // or the go command would not run tests again when it changed
	"github.com/mlf-core/mlf-lsp/tools/lsp/conformance"
	"github.com/mlf-core/mlf-lsp/tools/lsp/wire"
	"golang.org/x/tools/txtar"
)

// programs is the folder of mlf-lsp and of the tap that records.
var programs string

func TestMain(m *testing.M) {
	status, err := withPrograms(m.Run)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		status = 2
	}
	os.Exit(status)
}

func withPrograms(run func() int) (int, error) {
	dir, err := os.MkdirTemp("", "editors-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	for name, pkg := range map[string]string{"mlf-lsp-real": "../cmd/mlf-lsp", "tap": "../tools/lsp/tap"} {
		if out, err := exec.Command("go", "build", "-o", filepath.Join(dir, name), pkg).CombinedOutput(); err != nil {
			return 0, fmt.Errorf("%s cannot be built: %s", name, out)
		}
	}
	// What editors find on the PATH is the tap where a recording is asked for.
	script := "#!/bin/sh\nif [ -n \"$MLF_LSP_TAP\" ] && [ \"$1\" = server ]; then exec '" + dir + "/tap' \"$MLF_LSP_TAP/$$.jsonl\" '" + dir + "/mlf-lsp-real' \"$@\"; fi\n" +
		"exec '" + dir + "/mlf-lsp-real' \"$@\"\n"
	if err := os.WriteFile(filepath.Join(dir, "mlf-lsp"), []byte(script), 0o755); err != nil {
		return 0, err
	}
	programs = dir
	return run(), nil
}

// program is the path of an editor that tools/editors/install made, or of the
// system's; the test is skipped without one.
func program(t *testing.T, name string) string {
	t.Helper()
	cache := os.Getenv("MLF_LSP_EDITORS")
	if cache == "" {
		if home, err := os.UserCacheDir(); err == nil {
			cache = filepath.Join(home, "mlf-lsp", "editors")
		}
	}
	path := filepath.Join(cache, "bin", name)
	if _, err := os.Stat(path); err == nil {
		return path
	}
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s needs %s: run tools/editors/install", t.Name(), name)
	}
	return path
}

// write makes a folder with the files of an archive.
func write(t *testing.T, archive string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range txtar.Parse([]byte(archive)).Files {
		path := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, f.Data, 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// demo is a copy of the demo project, a repository where git is here.
func demo(t *testing.T) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err == nil {
		err = os.CopyFS(filepath.Join(dir, "demo"), os.DirFS("../testdata/demo"))
	}
	if err != nil {
		t.Fatal(err)
	}
	git := exec.Command("git", "init", "-q")
	git.Dir = filepath.Join(dir, "demo")
	_ = git.Run() // without it editors look for other marks of a project
	return git.Dir
}

// environment is that of an editor: our programs come first, home is empty,
// and recordings go to a folder.
func environment(t *testing.T, recordings string) []string {
	t.Helper()
	home := t.TempDir()
	env := []string{
		"PATH=" + programs + string(os.PathListSeparator) + os.Getenv("PATH"), "MLF_LSP_TAP=" + recordings,
		"HOME=" + home, "XDG_CONFIG_HOME=" + home + "/.config", "XDG_CACHE_HOME=" + home + "/cache",
		"XDG_STATE_HOME=" + home + "/state", "XDG_DATA_HOME=" + home + "/data", "TERM=xterm-256color", "LC_ALL=C.UTF-8",
	}
	for _, v := range os.Environ() {
		if name, _, _ := strings.Cut(v, "="); !strings.HasPrefix(name, "XDG_") && name != "HOME" && name != "PATH" && name != "TERM" && name != "LC_ALL" {
			env = append(env, v)
		}
	}
	return env
}

// drive runs an editor to its end and gives what it prints. What it and the
// server said to each other is held against the protocol.
func drive(t *testing.T, dir string, env []string, command ...string) string {
	t.Helper()
	recordings := t.TempDir()
	ctx, stop := context.WithTimeout(context.Background(), 3*time.Minute)
	defer stop()
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Dir = dir
	cmd.Env = append(environment(t, recordings), env...)
	cmd.WaitDelay = time.Second
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	t.Logf("%s", out.String())
	if err != nil {
		t.Errorf("%s: %v", command[0], err)
	}
	conforms(t, recordings)
	return out.String()
}

// conforms holds the recordings in a folder, one of each server, against the
// protocol. With MLF_LSP_RECORDINGS they are kept in the folder of that name.
func conforms(t *testing.T, dir string) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*.jsonl"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("nothing was recorded: %v", err)
	}
	for _, path := range paths {
		entries, err := wire.ReadRecording(path)
		if err != nil {
			t.Fatal(err)
		}
		if keep := os.Getenv("MLF_LSP_RECORDINGS"); keep != "" {
			to := filepath.Join(keep, strings.ReplaceAll(t.Name(), "/", "-"))
			if err := errors.Join(os.RemoveAll(to), os.MkdirAll(to, 0o755), os.CopyFS(to, os.DirFS(dir))); err != nil {
				t.Error(err)
			}
		}
		faults := conformance.Check(entries)
		ours := conformance.ByServer(faults)
		for _, f := range ours[:min(len(ours), 10)] {
			t.Errorf("against the protocol: %s", f)
		}
		for _, f := range faults {
			if f.By == wire.FromClient {
				t.Logf("the editor itself: %s", f)
			}
		}
		t.Logf("%d messages, %d faults of the server", len(entries), len(ours))
	}
}

// mlf runs mlf-lsp in a folder. What check finds is no failure.
func mlf(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command(filepath.Join(programs, "mlf-lsp-real"), args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "MLF_LSP_CACHE="+t.TempDir())
	out, err := cmd.CombinedOutput()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.ExitCode() == 1 {
		err = nil
	}
	if err != nil {
		t.Fatalf("mlf-lsp %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// same holds a file that an editor saved to what the command line makes of the
// same file.
func same(t *testing.T, saved, fixed string) {
	t.Helper()
	if have, want := read(t, saved), read(t, fixed); have != want {
		t.Errorf("%s was saved as\n%s\nwhile check --fix gives\n%s", filepath.Base(saved), have, want)
	}
}
