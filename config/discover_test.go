package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mlf-core/mlf-lsp/config"
)

// tree writes files under a new folder; a name that ends in / is a folder.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if strings.HasSuffix(name, "/") {
			must(t, os.MkdirAll(path, 0o755))
			continue
		}
		must(t, os.MkdirAll(filepath.Dir(path), 0o755))
		must(t, os.WriteFile(path, []byte(text), 0o644))
	}
	return dir
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestDiscover(t *testing.T) {
	const table, other = "[tool.mlf-lsp]\n", "[tool.ruff]\n"
	tests := []struct {
		name  string
		files map[string]string
		from  string
		want  string
	}{
		{"none", map[string]string{".git/": "", "a/": ""}, "a", ""},
		{"same folder", map[string]string{".git/": "", "mlf-lsp.yaml": ""}, ".", "mlf-lsp.yaml"},
		{"above", map[string]string{".git/": "", "mlf-lsp.yml": "", "a/b/": ""}, "a/b", "mlf-lsp.yml"},
		{"nearest", map[string]string{".git/": "", "mlf-lsp.yaml": "", "a/.mlf-lsp.yaml": "", "a/b/": ""}, "a/b", "a/.mlf-lsp.yaml"},
		{"pyproject", map[string]string{".git/": "", "pyproject.toml": table, "a/": ""}, "a", "pyproject.toml"},
		{"pyproject without table", map[string]string{".git/": "", "pyproject.toml": table, "a/pyproject.toml": other}, "a", "pyproject.toml"},
		{"own file wins", map[string]string{".git/": "", "pyproject.toml": table, "mlf-lsp.yaml": ""}, ".", "mlf-lsp.yaml"},
		{"nearer pyproject wins", map[string]string{".git/": "", "mlf-lsp.yaml": "", "a/pyproject.toml": table}, "a", "a/pyproject.toml"},
		{"broken pyproject counts", map[string]string{".git/": "", "pyproject.toml": table + "= ["}, ".", "pyproject.toml"},
		{"broken pyproject of others", map[string]string{".git/": "", "pyproject.toml": other + "= ["}, ".", ""},
		{"git root stops", map[string]string{"mlf-lsp.yaml": "", "a/.git/": "", "a/b/": ""}, "a/b", ""},
		{"git file stops", map[string]string{"mlf-lsp.yaml": "", "a/.git": "gitdir: x", "a/b/": ""}, "a/b", ""},
		{"git root itself", map[string]string{"mlf-lsp.yaml": "", "a/.git/": "", "a/mlf-lsp.yaml": "", "a/b/": ""}, "a/b", "a/mlf-lsp.yaml"},
		{"folder that does not exist", map[string]string{".git/": "", "mlf-lsp.yaml": ""}, "x/y", "mlf-lsp.yaml"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := tree(t, test.files)
			got, err := config.Discover(filepath.Join(dir, test.from))
			must(t, err)
			want := ""
			if test.want != "" {
				want = filepath.Join(dir, test.want)
			}
			if got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestLoad(t *testing.T) {
	dir := tree(t, map[string]string{"mlf-lsp.yaml": "\nfail-on: never\n", "folder/mlf-lsp.yaml/": "", "big.yaml": strings.Repeat("#\n", 1<<20)})
	layer, problems := config.Load(filepath.Join(dir, "mlf-lsp.yaml"), "sub/mlf-lsp.yaml", rules)
	if got := config.Resolve(dir, layer); got.FailOn != config.FailOnNever || got.Origins["fail-on"] != "sub/mlf-lsp.yaml:2" {
		t.Errorf("got %+v (%v)", got, problems)
	}
	for name, want := range map[string]string{
		"none.yaml":           "x: the configuration cannot be read: ",
		"folder/mlf-lsp.yaml": "x: the configuration is not a regular file; rename it or put a file in its place",
		"big.yaml":            "x:1:1: the file is larger than 1048576 bytes; this is not a configuration",
	} {
		if _, problems := config.Load(filepath.Join(dir, name), "x", rules); !strings.HasPrefix(problems.Error(), want) {
			t.Errorf("%s: got %q, want %q", name, problems.Error(), want)
		}
	}
}
