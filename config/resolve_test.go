package config_test

import (
	"encoding/json"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/config"
)

func flags(t *testing.T, values map[string][]string) *config.Layer {
	t.Helper()
	layer, problems := config.Flags(values, rules)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return layer
}

func TestResolveLayers(t *testing.T) {
	file := parse(t, "mlf-lsp.yaml", `ignore: [MLF301, MLF401]
severity: {MLF3: off, MLF101: info}
pins: {torch: '2.1', numpy: '1.26'}
exclude: [data]
fail-on: error
`)
	var editor map[string]any
	if err := json.Unmarshal([]byte(`{"fail-on": "info", "exclude": ["out"], "baseline": null, "max-file-size": 5, "require-reasons": true}`), &editor); err != nil {
		t.Fatal(err)
	}
	settings, problems := config.Settings("editor settings", editor, rules)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	cmdline := flags(t, map[string][]string{
		"select": {"MLF301,MLF4"}, "ignore": {"MLF213", "MLF505"}, "severity": {"MLF3=hint,MLF302=error"},
		"pins": {"torch==2.4"}, "baseline": {"/abs/known.json"},
	})
	got := config.Resolve("/p", nil, file, settings, cmdline)
	want := config.Default()
	want.Root = "/p"
	want.Select = []string{"MLF301", "MLF4"}
	want.Ignore = []string{"MLF401", "MLF213", "MLF505"} // the file's MLF301 is selected again
	want.Severity = map[string]check.Severity{"MLF3": check.Hint, "MLF101": check.Info, "MLF302": check.Error}
	want.Pins = map[string]string{"torch": "2.4", "numpy": "1.26"}
	want.Exclude, want.FailOn = []string{"out"}, config.FailOnInfo
	want.MaxFileSize, want.RequireReasons, want.Baseline = 5, true, "/abs/known.json"
	for key, origin := range map[string]string{
		"select": "--select", "ignore": "--ignore", "severity": "--severity", "severity.MLF3": "--severity",
		"severity.MLF302": "--severity", "severity.MLF101": "mlf-lsp.yaml:2", "pins": "--pin", "pins.torch": "--pin",
		"pins.numpy": "mlf-lsp.yaml:3", "exclude": "editor settings", "fail-on": "editor settings",
		"max-file-size": "editor settings", "require-reasons": "editor settings", "baseline": "--baseline",
	} {
		want.Origins[key] = origin
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestProblemsOfSettingsAndFlags(t *testing.T) {
	_, problems := config.Settings("editor settings", map[string]any{"selct": []any{}, "pins": map[string]any{"torch": true}}, rules)
	want := "editor settings: the version of \"torch\" must be text, such as \"2.4.1\", not a boolean\n" +
		"editor settings: unknown key \"selct\"; did you mean \"select\"?"
	if got := problems.Error(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	_, problems = config.Flags(map[string][]string{"severity": {"MLF301"}, "select": {"MLF3O1"}, "pins": {"torch"}}, rules)
	want = "--select: unknown rule \"MLF3O1\"; did you mean \"MLF301\"?\n" +
		"--severity: the severity of \"MLF301\" must be one of error, warning, info, hint, off, not \"\"\n" +
		"--pin: \"torch\" does not pin one version; write package==version, such as torch==2.4.1"
	if got := problems.Error(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if err := (config.Problems)(nil).Err(); err != nil {
		t.Errorf("no problems are no error, got %v", err)
	}
}

func TestSeverityOf(t *testing.T) {
	const on, off = true, false
	tests := []struct {
		name, yaml string
		meta       check.Meta
		path       string
		sev        check.Severity
		enabled    bool
	}{
		{"default", "", op, "a.py", check.Error, on},
		{"family selected", "select: [MLF3]", op, "a.py", check.Error, on},
		{"other selected", "select: [MLF1]", op, "a.py", check.Error, off},
		{"everything by prefix", "ignore: [MLF]", op, "a.py", check.Error, off},
		{"code beats family", "select: [MLF301]\nignore: [MLF3]", op, "a.py", check.Error, on},
		{"longer family wins", "select: [MLF3]\nignore: [MLF30]", op, "a.py", check.Error, off},
		{"name beats family", "select: [nondeterministic-op]\nignore: [MLF30]", op, "a.py", check.Error, on},
		{"ignore wins between equals", "select: [MLF301]\nignore: [mlflow-pytorch-3]", op, "a.py", check.Error, off},
		{"selected family, code ignored", "select: [MLF3]\nignore: [MLF301]", needs, "a.py", check.Warning, on},
		{"severity", "severity: {MLF3: info}", op, "a.py", check.Info, on},
		{"longest severity", "severity: {MLF3: info, MLF30: hint}", op, "a.py", check.Hint, on},
		{"code before name", "severity: {nondeterministic-op: hint, MLF301: info}", op, "a.py", check.Info, on},
		{"off", "severity: {MLF3: off}", op, "a.py", check.Error, off},
		{"off but for one", "severity: {MLF3: off, MLF301: hint}", op, "a.py", check.Hint, on},
		{"off, selected", "select: [MLF301]\nseverity: {MLF3: off}", op, "a.py", check.Error, on},
		{"severity does not select", "ignore: [MLF301]\nseverity: {MLF301: error}", op, "a.py", check.Error, off},
		{"per file", "per-file-ignores: {'nb/**': [MLF3]}", op, "nb/x/a.py", check.Error, off},
		{"per file, elsewhere", "per-file-ignores: {'nb/**': [MLF3]}", op, "src/nb/a.py", check.Error, on},
		{"per file by base name", "per-file-ignores: {'*.ipynb': [MLF3]}", op, "x/y.ipynb", check.Error, off},
		{"per file by folder", "per-file-ignores: {legacy/: [MLF3]}", op, "a/legacy/b/c.py", check.Error, off},
		{"per file at the root", "per-file-ignores: {./legacy: [MLF3]}", op, "a/legacy/c.py", check.Error, on},
		{"per file, other rule", "per-file-ignores: {'**': [MLF302]}", op, "a.py", check.Error, on},
		{"seed in a test", "", seed, "tests/a.py", check.Hint, on},
		{"seed in test_x.py", "", seed, "pkg/test_x.py", check.Hint, on},
		{"seed in contest.py", "", seed, "pkg/contest.py", check.Warning, on},
		{"operation in a test", "", op, "tests/a.py", check.Error, on},
		{"seed in a test, said otherwise", "severity: {MLF1: error}", seed, "tests/a.py", check.Error, on},
		{"other tests", "test-files: [checks]", seed, "tests/a.py", check.Warning, on},
		{"absolute path", "per-file-ignores: {'/nb/*': [MLF3]}", op, filepath.Join(root, "nb", "a.py"), check.Error, off},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := config.Resolve(root, parse(t, "mlf-lsp.yaml", test.yaml))
			sev, enabled := c.SeverityOf(test.meta, test.path)
			if sev != test.sev || enabled != test.enabled {
				t.Errorf("got %v, %v; want %v, %v", sev, enabled, test.sev, test.enabled)
			}
		})
	}
}

var root, _ = filepath.Abs("project")

func TestExcluded(t *testing.T) {
	c := config.Resolve(root, parse(t, "mlf-lsp.yaml", "exclude: ['data/**/*.py', third_party]"))
	for path, want := range map[string]bool{
		"src/a.py": false, "data/a.py": true, "data/x/y/a.py": true, "src/data/a.py": false, "src/third_party/x/a.py": true,
		".venv/lib/a.py": true, "x/__pycache__": true, "build/a.py": true, "src/build/a.py": false,
		filepath.Join(root, "build", "a.py"): true, filepath.Join(filepath.Dir(root), "elsewhere", "a.py"): false,
	} {
		if got := c.Excluded(path); got != want {
			t.Errorf("%s: got %v, want %v", path, got, want)
		}
	}
	c.NoDefaultExcludes = true
	if c.Excluded("build/a.py") {
		t.Error("build/ is left out without the default excludes")
	}
}

// Nobody's configuration may leak into another's.
func TestResolveSharesNothing(t *testing.T) {
	layer := parse(t, "mlf-lsp.yaml", "select: [MLF3]\nper-file-ignores: {a: [MLF1]}")
	first := config.Resolve("", layer)
	first.Select[0], first.TestFiles[0], first.PerFileIgnores[0].Selectors[0] = "x", "x", "x"
	first.Pins["torch"] = "0"
	second := config.Resolve("", layer)
	if second.Select[0] != "MLF3" || second.TestFiles[0] == "x" || len(second.Pins) != 0 || second.PerFileIgnores[0].Selectors[0] != "MLF1" {
		t.Errorf("got %+v", second)
	}
}

func TestNearest(t *testing.T) {
	words := []string{"MLF301", "MLF302", "entry-points", "select"}
	for word, want := range map[string]string{
		"MLF303": "MLF301", "mlf302": "MLF302", "selcet": "select", "entry_point": "entry-points", "nothing": "", "": "", "MLF9": "",
	} {
		if got, ok := config.Nearest(word, words); got != want || ok != (want != "") {
			t.Errorf("%q: got %q, %v; want %q", word, got, ok, want)
		}
	}
}
