package discover_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mlf-core/mlf-lsp/analysis/discover"
)

// tree makes files in a fresh folder: "a/b.py" a file, "d/" a folder, and
// "l -> t" a symbolic link. It returns the folder without links in its path.
func tree(t *testing.T, names ...string) string {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	add(t, root, names...)
	return root
}

func add(t *testing.T, root string, names ...string) {
	t.Helper()
	for _, name := range names {
		name, target, link := strings.Cut(name, " -> ")
		full := filepath.Join(root, name)
		err := os.MkdirAll(filepath.Dir(full), 0o755)
		switch {
		case err != nil:
		case link:
			err = os.Symlink(target, full)
		case strings.HasSuffix(name, "/"):
			err = os.MkdirAll(full, 0o755)
		default:
			err = os.WriteFile(full, []byte("x\n"), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func find(t *testing.T, opts discover.Options, paths ...string) discover.Result {
	t.Helper()
	r, err := discover.Find(context.Background(), opts, paths)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func names(r discover.Result) []string {
	var out []string
	for _, f := range r.Files {
		out = append(out, f.Path)
	}
	return out
}

func skips(r discover.Result) []string {
	var out []string
	for _, s := range r.Skipped {
		out = append(out, s.Path+": "+s.Reason)
	}
	return out
}

func want(t *testing.T, got []string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error("(-want +got)\n" + diff)
	}
}

func TestRoles(t *testing.T) {
	dir := tree(t, "a.py", "b.pyi", "c.PYW", "d.ipynb", "Dockerfile", "e.txt", "sub/Dockerfile", "setup.py")
	r := find(t, discover.Options{Dir: dir, IsEnvironment: func(p string) bool {
		return p == "Dockerfile" || p == "setup.py"
	}})
	var got []string
	for _, f := range r.Files {
		got = append(got, f.Path+" "+f.Role.String())
		if f.Abs != filepath.Join(dir, f.Path) || f.Size != 2 {
			t.Errorf("%+v", f)
		}
	}
	want(t, got, "Dockerfile environment", "a.py python", "b.pyi python", "c.PYW python", "d.ipynb notebook", "setup.py python")
}

func TestPaths(t *testing.T) {
	dir := tree(t, "in/a.py", "in/sub/b.py", "out/c.py", "out/script", "inn/d.py")
	in := filepath.Join(dir, "in")
	outside := filepath.ToSlash(filepath.Join(dir, "out"))
	for _, tt := range []struct {
		paths, want []string
	}{
		{nil, []string{"a.py", "sub/b.py"}},
		{[]string{"sub/.."}, []string{"a.py", "sub/b.py"}},
		{[]string{".", "sub", "sub/b.py", in}, []string{"a.py", "sub/b.py"}},
		{[]string{"../out"}, []string{outside + "/c.py"}},
		{[]string{"../out/script", "a.py"}, []string{outside + "/script", "a.py"}},
	} {
		want(t, names(find(t, discover.Options{Dir: in}, tt.paths...)), tt.want...)
	}
	t.Chdir(in)
	want(t, names(find(t, discover.Options{})), "a.py", "sub/b.py")
}

func TestRolesOfNamedFiles(t *testing.T) {
	dir := tree(t, "train", "notes.txt", "x.ipynb", "Dockerfile", "venv/a.py")
	r := find(t, discover.Options{Dir: dir, Exclude: []string{"*"}, IsEnvironment: func(p string) bool { return p == "Dockerfile" }},
		"train", "notes.txt", "x.ipynb", "Dockerfile", "venv/a.py")
	var got []string
	for _, f := range r.Files {
		got = append(got, f.Path+" "+f.Role.String())
	}
	want(t, got, "Dockerfile environment", "notes.txt python", "train python", "venv/a.py python", "x.ipynb notebook")
}

func TestErrors(t *testing.T) {
	dir := tree(t, "a.py", "broken -> nowhere")
	for _, tt := range []struct{ path, want string }{
		{"none.py", "none.py: no such file or folder"},
		{"broken", "broken: this symbolic link leads nowhere"},
		{"a.py/b", "a.py/b: cannot be read: not a directory"},
		{"", "an empty path was given; name a file or a folder"},
	} {
		_, err := discover.Find(context.Background(), discover.Options{Dir: dir}, []string{"a.py", tt.path})
		if err == nil || err.Error() != tt.want {
			t.Errorf("%q: %v, want %q", tt.path, err, tt.want)
		}
	}
	for _, glob := range []string{"a[", "", "/"} {
		_, err := discover.Find(context.Background(), discover.Options{Dir: dir, Exclude: []string{glob}}, nil)
		if err == nil || !strings.Contains(err.Error(), "is not valid") {
			t.Errorf("pattern %q: %v", glob, err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := discover.Find(ctx, discover.Options{Dir: dir}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestDefaultExcludes(t *testing.T) {
	all := []string{
		".git/a.py", ".hg/a.py", ".svn/a.py", ".venv/a.py", "venv/a.py", "env/pyvenv.cfg", "env/a.py", "own/conda-meta/", "own/a.py",
		"p/site-packages/a.py", "node_modules/a.py", "__pycache__/a.py", ".tox/a.py", ".nox/a.py", ".mypy_cache/a.py",
		".pytest_cache/a.py", ".ruff_cache/a.py", ".ipynb_checkpoints/a-checkpoint.ipynb", "build/a.py", "dist/a.py", ".eggs/a.py",
		"x.egg-info/a.py", ".mlf-cache/a.py", "mlruns/0/a.py", "lightning_logs/a.py", "wandb/a.py",
		"src/env/a.py", "build.py", ".github/a.py", "src/dist/a.py",
	}
	dir := tree(t, all...)
	want(t, names(find(t, discover.Options{Dir: dir})), ".github/a.py", "build.py", "src/env/a.py")
	r := find(t, discover.Options{Dir: dir, NoDefaultExcludes: true})
	if len(r.Files) != len(all)-5 {
		t.Errorf("without default excludes: %q", names(r))
	}
	// A folder that is named is entered, but the excludes hold below it.
	want(t, names(find(t, discover.Options{Dir: dir}, "env", "venv", "src/dist")), "env/a.py", "src/dist/a.py", "venv/a.py")
}

func TestExclude(t *testing.T) {
	dir := tree(t, "a.py", "legacy/a.py", "sub/legacy/b.py", "sub/x_pb2.py", "sub/deep/er/c.py", "tests/a.py", "sub/tests/d.py")
	for _, tt := range []struct{ exclude, want []string }{
		{[]string{"legacy", "*_pb2.py"}, []string{"a.py", "sub/deep/er/c.py", "sub/tests/d.py", "tests/a.py"}},
		{[]string{"/legacy", "./tests/", "sub/**"}, []string{"a.py"}},
		{[]string{"sub/deep", "**/tests/*", "legacy/", "{a,b}.py"}, []string{"sub/x_pb2.py"}},
	} {
		want(t, names(find(t, discover.Options{Dir: dir, Exclude: tt.exclude})), tt.want...)
		// Patterns are relative to Root, wherever the run starts.
		r := find(t, discover.Options{Dir: filepath.Join(dir, "sub"), Root: dir, Exclude: tt.exclude}, "..")
		if len(r.Files) != len(tt.want) {
			t.Errorf("from sub, %q gives %q", tt.exclude, names(r))
		}
	}
}

func TestLinks(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("symbolic links need rights on Windows")
	}
	outside := tree(t, "far.py", "pkg/far2.py")
	dir := tree(t, "a.py", "b.py -> a.py", "A.py -> a.py", "data/real", "m.py -> data/real", "l.py -> data/real", "gone.py -> nowhere",
		"loop.py -> loop.py", "sub/up -> ..", "x.py/inner.py", "y.py -> x.py", "self -> .", "text -> a.py")
	add(t, dir, "far.py -> "+filepath.Join(outside, "far.py"), "far -> "+filepath.Join(outside, "pkg"))
	r := find(t, discover.Options{Dir: dir})
	want(t, names(r), "a.py", "l.py", "x.py/inner.py")
	want(t, skips(r),
		"far.py: is a symbolic link to a file outside the checked folders; name the file itself to check it",
		"gone.py: is a symbolic link that leads nowhere",
		"loop.py: is a symbolic link that leads in a circle")
	want(t, names(find(t, discover.Options{Dir: dir}, "far.py", "far", "b.py")), "b.py", "far.py", "far/far2.py")
	want(t, names(find(t, discover.Options{Dir: dir}, "self")), "self/a.py", "self/l.py", "self/x.py/inner.py")
}

func TestOddNames(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("other systems refuse such names")
	}
	odd := []string{"a\nb.py", "c\"d.py", "e'f.py", "g\xffh.py", "i j.py", "k\\l.py", "m*.py", "n[o].py", "é.py", ":(top)/p.py", "? q.py", "H 1\tr.py"}
	wanted := []string{":(top)/p.py", "? q.py", "H 1\tr.py", "a\nb.py", "c\"d.py", "e'f.py", "g\xffh.py", "i j.py", "k\\l.py", "m*.py", "n[o].py", "é.py"}
	dir := tree(t, odd...)
	want(t, names(find(t, discover.Options{Dir: dir})), wanted...)
	initGit(t, dir)
	want(t, names(find(t, discover.Options{Dir: dir, Git: true})), wanted...)
	runGit(t, dir, "add", "-A")
	want(t, names(find(t, discover.Options{Dir: dir, Git: true})), wanted...)
	want(t, names(find(t, discover.Options{Dir: dir, Git: true}, ":(top)")), ":(top)/p.py")
}

func TestSizes(t *testing.T) {
	dir := tree(t, "small.py")
	for name, size := range map[string]int64{"big.py": 20 << 20, "just.py": 2<<20 + 1, "fits.py": 2 << 20} {
		f, err := os.Create(filepath.Join(dir, name))
		if err == nil {
			err = errors.Join(f.Truncate(size), f.Close())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	r := find(t, discover.Options{Dir: dir, MaxFileSize: 2 << 20}, ".", "big.py")
	want(t, names(r), "fits.py", "small.py")
	want(t, skips(r),
		"big.py: 20.0 MB, above the limit of 2.0 MB (max-file-size)",
		"just.py: 2097153 bytes, above the limit of 2097152 bytes (max-file-size)")
	if r := find(t, discover.Options{Dir: dir}); len(r.Files) != 4 {
		t.Errorf("no limit: %q", names(r))
	}
}

func TestUnreadableFolder(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("TestUnreadableFolder: root may read every folder, so permissions cannot be tested")
	}
	if runtime.GOOS == "windows" {
		t.Skip("TestUnreadableFolder: Windows has no such permissions")
	}
	dir := tree(t, "a.py", "in/shut/b.py", "in/c.py")
	shut := filepath.Join(dir, "in", "shut")
	if err := os.Chmod(shut, 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(shut, 0o755) })
	for _, git := range []bool{false, true} {
		if git {
			initGit(t, dir)
		}
		for _, start := range []string{".", "in"} {
			r := find(t, discover.Options{Dir: dir, Git: git}, start)
			want(t, skips(r), "in/shut: the folder cannot be read: permission denied")
			want(t, r.Notes)
		}
	}
}
