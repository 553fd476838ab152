package discover_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mlf-core/mlf-lsp/analysis/discover"
)

// isolate keeps the configuration of the machine away from git.
func isolate(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	for k, v := range map[string]string{
		"GIT_CONFIG_GLOBAL": os.DevNull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org",
		"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.org",
	} {
		t.Setenv(k, v)
	}
}

func runGit(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

func initGit(t *testing.T, dir string) {
	t.Helper()
	isolate(t)
	runGit(t, dir, "init", "-q")
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// wantGit checks the files that git's answer gives, and that git did answer.
func wantGit(t *testing.T, opts discover.Options, paths []string, wanted ...string) {
	t.Helper()
	opts.Git = true
	r := find(t, opts, paths...)
	want(t, names(r), wanted...)
	want(t, r.Notes)
}

func TestGitIgnores(t *testing.T) {
	dir := tree(t, "a.py", "new.py", "gen/g.py", "gen/kept.py", "sub/b.py", "sub/c.py", "sub/deep/gen/d.py",
		"build/tracked.py", "build/other.py", "venv/lib/e.py", "my/pyvenv.cfg", "my/f.py", "cenv/conda-meta/history", "cenv/x/g.py", "gone.py")
	initGit(t, dir)
	write(t, dir, ".gitignore", "gen/\n")
	write(t, filepath.Join(dir, "sub"), ".gitignore", "c.py\n")
	runGit(t, dir, "add", "-f", "a.py", "gen/kept.py", "build/tracked.py", "gone.py")
	if err := os.Remove(filepath.Join(dir, "gone.py")); err != nil {
		t.Fatal(err)
	}
	opts := discover.Options{Dir: dir}
	wantGit(t, opts, nil, "a.py", "build/tracked.py", "gen/kept.py", "new.py", "sub/b.py")
	wantGit(t, opts, []string{"sub"}, "sub/b.py")
	// What is named is taken although git ignores it.
	wantGit(t, opts, []string{"gen"}, "gen/g.py", "gen/kept.py")
	wantGit(t, opts, []string{"sub/deep/gen"}, "sub/deep/gen/d.py")
	wantGit(t, opts, []string{"sub/c.py"}, "sub/c.py")
	wantGit(t, opts, []string{"my"}, "my/f.py")
	// From a folder of the work tree, relative to it.
	wantGit(t, discover.Options{Dir: filepath.Join(dir, "sub"), Root: dir}, nil, "b.py")
	opts.Exclude = []string{"sub", "build/tracked.py"}
	wantGit(t, opts, nil, "a.py", "gen/kept.py", "new.py")
	opts = discover.Options{Dir: dir, NoDefaultExcludes: true}
	wantGit(t, opts, nil, "a.py", "build/other.py", "build/tracked.py", "cenv/x/g.py", "gen/kept.py", "my/f.py", "new.py", "sub/b.py", "venv/lib/e.py")
}

func TestGitInnerRepositories(t *testing.T) {
	lib := tree(t, "lib.py")
	initGit(t, lib)
	runGit(t, lib, "add", ".")
	runGit(t, lib, "commit", "-qm", "x")
	above := tree(t, "top/a.py", "top/nested/n.py", "top/nested/ignored.py", "top/build/repo/x.py")
	dir := filepath.Join(above, "top")
	initGit(t, dir)
	initGit(t, filepath.Join(dir, "nested"))
	initGit(t, filepath.Join(dir, "build", "repo"))
	write(t, filepath.Join(dir, "nested"), ".gitignore", "ignored.py\n")
	runGit(t, dir, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", lib, "third/lib")
	runGit(t, dir, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", lib, "third/empty")
	runGit(t, dir, "submodule", "--quiet", "deinit", "-f", "third/empty")
	add(t, dir, "third/lib/more.py")
	opts := discover.Options{Dir: dir}
	wantGit(t, opts, nil, "a.py", "nested/n.py", "third/lib/lib.py", "third/lib/more.py")
	wantGit(t, opts, []string{"third/empty", "third/lib"}, "third/lib/lib.py", "third/lib/more.py")
	// The same from above, in a folder that belongs to no work tree.
	wantGit(t, discover.Options{Dir: above}, nil, "top/a.py", "top/nested/n.py", "top/third/lib/lib.py", "top/third/lib/more.py")
	opts.Exclude = []string{"third/*"}
	wantGit(t, opts, nil, "a.py", "nested/n.py")
}

func TestGitLinks(t *testing.T) {
	outside := tree(t, "mod/o.py")
	dir := tree(t, "a.py", "l.py -> a.py", "mod/o.py", "d -> mod")
	initGit(t, dir)
	runGit(t, dir, "add", ".")
	wantGit(t, discover.Options{Dir: dir}, nil, "a.py", "mod/o.py")
	// A tracked folder that became a link out of the tree is not followed.
	if err := os.RemoveAll(filepath.Join(dir, "mod")); err != nil {
		t.Fatal(err)
	}
	add(t, dir, "mod -> "+filepath.Join(outside, "mod"))
	wantGit(t, discover.Options{Dir: dir}, nil, "a.py")
	// A link into a work tree that is named is read by that work tree's rules.
	write(t, dir, ".gitignore", "a.py\n")
	runGit(t, dir, "rm", "-q", "--cached", "a.py")
	add(t, dir, "b.py")
	add(t, outside, "way -> "+dir)
	wantGit(t, discover.Options{Dir: outside}, []string{"way"}, "way/b.py", "way/l.py")
}

func TestGitConflict(t *testing.T) {
	dir := tree(t, "a.py")
	initGit(t, dir)
	runGit(t, dir, "add", ".")
	runGit(t, dir, "commit", "-qm", "x")
	runGit(t, dir, "checkout", "-qb", "other")
	write(t, dir, "a.py", "1\n")
	runGit(t, dir, "commit", "-qam", "x")
	runGit(t, dir, "checkout", "-q", "-")
	write(t, dir, "a.py", "2\n")
	runGit(t, dir, "commit", "-qam", "x")
	cmd := exec.Command("git", "merge", "-q", "other")
	if cmd.Dir = dir; cmd.Run() == nil {
		t.Fatal("no conflict")
	}
	wantGit(t, discover.Options{Dir: dir}, nil, "a.py")
}

// TestGitInHook sets what git sets for its hooks: another repository and index.
func TestGitInHook(t *testing.T) {
	dir := tree(t, "a.py", "b.py", ".gitignore")
	initGit(t, dir)
	write(t, dir, ".gitignore", "b.py")
	t.Setenv("GIT_DIR", filepath.Join(dir, "nowhere"))
	t.Setenv("GIT_INDEX_FILE", filepath.Join(dir, "nowhere"))
	t.Setenv("GIT_WORK_TREE", "/")
	wantGit(t, discover.Options{Dir: dir}, nil, "a.py")
}

// TestGitStartsNothing fails when the configuration of a repository can start
// a program.
func TestGitStartsNothing(t *testing.T) {
	dir := tree(t, "a.py")
	initGit(t, dir)
	proof := filepath.Join(dir, "proof")
	write(t, dir, "monitor", "#!/bin/sh\ntouch '"+proof+"'\n")
	if err := os.Chmod(filepath.Join(dir, "monitor"), 0o755); err != nil {
		t.Fatal(err)
	}
	runGit(t, dir, "config", "core.fsmonitor", filepath.Join(dir, "monitor"))
	wantGit(t, discover.Options{Dir: dir}, nil, "a.py")
	if _, err := os.Stat(proof); err == nil {
		t.Error("git ran the program that the repository names")
	}
}

func TestGitFails(t *testing.T) {
	dir := tree(t, "a.py", "ignored.py", "venv/b.py")
	initGit(t, dir)
	write(t, dir, ".gitignore", "ignored.py")
	write(t, filepath.Join(dir, ".git"), "config", "[broken\n")
	r := find(t, discover.Options{Dir: dir, Git: true})
	want(t, names(r), "a.py", "ignored.py")
	if len(r.Notes) != 1 || !strings.HasPrefix(r.Notes[0], ".: git cannot list this folder (fatal: bad config line 1") {
		t.Errorf("notes %q", r.Notes)
	}
	t.Setenv("PATH", t.TempDir())
	r = find(t, discover.Options{Dir: dir, Git: true}, ".", "venv")
	want(t, names(r), "a.py", "ignored.py", "venv/b.py")
	want(t, r.Notes, ".: git cannot list this folder (git is not installed), so that ignored files are checked too")
}

func TestGitBare(t *testing.T) {
	dir := tree(t, "a.py")
	isolate(t)
	runGit(t, dir, "init", "-q", "--bare", "r.git")
	wantGit(t, discover.Options{Dir: dir}, nil, "a.py")
	wantGit(t, discover.Options{Dir: dir}, []string{"r.git"})
	// In a work tree, and the insides of .git by name.
	initGit(t, dir)
	wantGit(t, discover.Options{Dir: dir}, nil, "a.py")
	add(t, dir, ".git/x.py")
	want(t, names(find(t, discover.Options{Dir: dir, Git: true}, ".git")), ".git/x.py")
}

func BenchmarkFind(b *testing.B) {
	dir := b.TempDir()
	for i := range 10_000 {
		p := filepath.Join(dir, fmt.Sprintf("pkg%d/sub%d/file%d.py", i%20, i%400, i))
		if i < 400 {
			if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
				b.Fatal(err)
			}
		}
		if err := os.WriteFile(p, nil, 0o644); err != nil {
			b.Fatal(err)
		}
	}
	for _, git := range []bool{false, true} {
		if git {
			if err := exec.Command("git", "-C", dir, "init", "-q").Run(); err != nil {
				b.Skip("git is not installed")
			}
			if err := exec.Command("git", "-C", dir, "add", ".").Run(); err != nil {
				b.Fatal(err)
			}
		}
		b.Run(fmt.Sprintf("git=%v", git), func(b *testing.B) {
			for b.Loop() {
				r, err := discover.Find(b.Context(), discover.Options{Dir: dir, Git: git, Exclude: []string{"legacy", "docs/**"}}, nil)
				if err != nil || len(r.Files) != 10_000 {
					b.Fatal(len(r.Files), err)
				}
			}
		})
	}
}
