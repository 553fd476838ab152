package config_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/config"
)

var (
	op      = check.Meta{Code: "MLF301", Name: "nondeterministic-op", Severity: check.Error, Aliases: []string{"mlflow-pytorch-3"}}
	needs   = check.Meta{Code: "MLF302", Name: "op-needs-deterministic-mode", Severity: check.Warning}
	seed    = check.Meta{Code: "MLF101", Name: "missing-python-seed", Severity: check.Warning}
	listing = check.Meta{Code: "MLF401", Name: "unsorted-listing", Severity: check.Warning}
	rules   = config.NewCatalogue([]check.Meta{op, needs, seed, listing,
		{Code: "MLF213", Name: "reduced-precision-mode"}, {Code: "MLF201", Name: "torch-determinism-not-enabled"},
		{Code: "MLF106", Name: "missing-random-state"}, {Code: "MLF411", Name: "notebook-order"},
		{Code: "MLF505", Name: "hardware-not-recorded"}, {Code: "MLF601", Name: "no-container"}})
)

// parse expects a text without problems.
func parse(t *testing.T, file, text string) *config.Layer {
	t.Helper()
	layer, problems := config.Parse(file, []byte(text), rules)
	if len(problems) > 0 {
		t.Fatalf("problems:\n%v", problems)
	}
	return layer
}

func resolve(t *testing.T, yaml string) *config.Config {
	t.Helper()
	return config.Resolve("", parse(t, "mlf-lsp.yaml", yaml))
}

func TestParseEveryKey(t *testing.T) {
	got := resolve(t, `# all of them
select: [MLF1, nondeterministic-op]
ignore:
- mlflow-pytorch-3
severity: {MLF302: error, MLF213: off, 'MLF4': "hint"}
per-file-ignores:
  "nb/**": [MLF1]
exclude: [data/]
default-excludes: false
entry-points: [src/train.py]
test-files: []
target-device: cpu
pins:
  torch: 2.10
  Scikit_Learn: "1.5.0rc1"
rules: [ops.yaml]
require-reasons: true
max-file-size: 3MB
fail-on: never
baseline: known.json
`)
	want := &config.Config{
		Select: []string{"MLF1", "nondeterministic-op"}, Ignore: []string{"mlflow-pytorch-3"},
		Severity:       map[string]check.Severity{"MLF302": check.Error, "MLF4": check.Hint},
		Off:            map[string]bool{"MLF213": true},
		PerFileIgnores: []config.PerFile{{Pattern: "nb/**", Selectors: []string{"MLF1"}}},
		Exclude:        []string{"data/"}, NoDefaultExcludes: true, EntryPoints: []string{"src/train.py"},
		TestFiles: []string{}, Device: config.DeviceCPU,
		Pins:  map[string]string{"torch": "2.10", "scikit-learn": "1.5.0rc1"},
		Packs: []string{"ops.yaml"}, RequireReasons: true, MaxFileSize: 3_000_000,
		FailOn: config.FailOnNever, Baseline: "known.json",
		Origins: map[string]string{
			"select": "mlf-lsp.yaml:2", "ignore": "mlf-lsp.yaml:3", "severity": "mlf-lsp.yaml:5",
			"severity.MLF302": "mlf-lsp.yaml:5", "severity.MLF213": "mlf-lsp.yaml:5", "severity.MLF4": "mlf-lsp.yaml:5",
			"per-file-ignores": "mlf-lsp.yaml:6", "exclude": "mlf-lsp.yaml:8", "default-excludes": "mlf-lsp.yaml:9",
			"entry-points": "mlf-lsp.yaml:10", "test-files": "mlf-lsp.yaml:11", "target-device": "mlf-lsp.yaml:12",
			"pins": "mlf-lsp.yaml:13", "pins.torch": "mlf-lsp.yaml:14", "pins.scikit-learn": "mlf-lsp.yaml:15",
			"rules": "mlf-lsp.yaml:16", "require-reasons": "mlf-lsp.yaml:17", "max-file-size": "mlf-lsp.yaml:18",
			"fail-on": "mlf-lsp.yaml:19", "baseline": "mlf-lsp.yaml:20",
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Every way of writing TOML tables has to give the same.
func TestParsePyproject(t *testing.T) {
	want := resolve(t, "select: [MLF3]\nseverity: {MLF301: info}\npins: [torch==2.10]\nmax-file-size: 10\n")
	tests := map[string]string{
		"tables": "[project]\nname = 'x'\n[tool.mlf-lsp]\nselect = ['MLF3']\nmax-file-size = 10\n" +
			"[tool.other]\nselect = 1\n[tool.mlf-lsp.severity]\nMLF301 = 'info'\n[tool.mlf-lsp.pins]\ntorch = 2.10\n",
		"dotted":  "tool.mlf-lsp.select = [\n 'MLF3', # comment\n]\ntool.mlf-lsp.severity.MLF301 = 'info'\ntool.mlf-lsp.pins = ['torch == 2.10']\ntool.mlf-lsp.max-file-size = '10'\n",
		"inline":  "[tool]\nmlf-lsp = {select = ['MLF3'], severity = {MLF301 = 'info'}, pins.torch = '2.10', max-file-size = 10}\n",
		"deep":    "tool = {mlf-lsp = {select = ['MLF3'], severity.MLF301 = 'info', pins = {torch = '2.10'}, max-file-size = 1_0}}\n",
		"quoted":  "[\"tool\".'mlf-lsp']\n\"select\" = ['''MLF3''']\nseverity.MLF301 = \"info\"\npins.torch = \"2.10\"\nmax-file-size = 0xA\n",
		"unicode": "\ufeff[tool.mlf-lsp]\r\nselect = ['MLF3']\r\nseverity.MLF301 = \"\\u0069nfo\"\r\npins.torch = \"2.10\"\r\nmax-file-size = 10",
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			got := config.Resolve("", parse(t, "pyproject.toml", text))
			got.Origins, want.Origins = nil, nil
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestParseWithoutTable(t *testing.T) {
	for _, text := range []string{"", "[tool.ruff]\nselect = []\n", "dependencies = ['mlf-lsp']\n", "[tool]\nother = 'mlf-lsp'\n", "broken = ["} {
		if layer, problems := config.Parse("pyproject.toml", []byte(text), rules); layer != nil || problems != nil {
			t.Errorf("%q: got %v, %v; want neither", text, layer, problems)
		}
	}
}

func TestParseEmpty(t *testing.T) {
	for _, text := range []string{"", "# nothing\n", "---\n", "{}\n", "\ufeff", "null\n"} {
		if layer := parse(t, "mlf-lsp.yaml", text); layer == nil || len(layer.Keys()) != 0 {
			t.Errorf("%q: got %v, want an empty layer", text, layer)
		}
	}
	if layer := parse(t, "pyproject.toml", "[tool.mlf-lsp]\n"); layer == nil {
		t.Error("an empty table is a table")
	}
}

func TestProblems(t *testing.T) {
	bomb := "select: &a [MLF1]\nignore: [" + strings.Repeat("*a, ", 40) + "]\n"
	tests := []struct {
		name, file, text string
		want             []string // beginnings of the problems
	}{
		{"unknown key", "mlf-lsp.yaml", "# c\n\nselct: [MLF3]\n", []string{`mlf-lsp.yaml:3:1: unknown key "selct"; did you mean "select"?`}},
		{"far key", "mlf-lsp.yaml", "colour: red\n", []string{`mlf-lsp.yaml:1:1: unknown key "colour"; the keys are select, ignore`}},
		{"underscore", "mlf-lsp.yaml", "fail_on: error\n", []string{`mlf-lsp.yaml:1:1: unknown key "fail_on"; did you mean "fail-on"?`}},
		{"several", "mlf-lsp.yaml", "fail-on: warn\nselect: MLF3\nrequire-reasons: 'yes'\nmax-file-size: -1\n", []string{
			`mlf-lsp.yaml:1:10: "fail-on" must be one of error, warning, info, never, not "warn"`,
			`mlf-lsp.yaml:2:9: "select" must be a list of rules, such as [MLF301, MLF4], not text`,
			`mlf-lsp.yaml:3:18: "require-reasons" must be true or false, not text`,
			`mlf-lsp.yaml:4:16: "max-file-size" must be a number of bytes`,
		}},
		{"duplicate", "mlf-lsp.yaml", "ignore: []\nselect: []\nignore: []\n", []string{`mlf-lsp.yaml:3:1: duplicate key "ignore", already set on line 1`}},
		{"duplicate pin", "mlf-lsp.yaml", "pins: {scikit-learn: '1', Scikit_learn: '2'}\n", []string{`mlf-lsp.yaml:1:27: duplicate key "scikit-learn", already`}},
		{"no value", "mlf-lsp.yaml", "\nselect:\n", []string{`mlf-lsp.yaml:2:1: "select" has no value; write a list`}},
		{"unknown rule", "mlf-lsp.yaml", "ignore: [MLF301, unsorted-listings, MLF999]\n", []string{
			`mlf-lsp.yaml:1:18: unknown rule "unsorted-listings"; did you mean "unsorted-listing"?`,
			"mlf-lsp.yaml:1:37: unknown rule \"MLF999\"; `mlf-lsp rules list`",
		}},
		{"columns are code points", "mlf-lsp.yaml", "per-file-ignores: {\"öß/日本/**\": [mlf301]}\n", []string{`mlf-lsp.yaml:1:33: unknown rule "mlf301"; did you mean "MLF301"?`}},
		{"severity", "mlf-lsp.yaml", "severity: {MLF301: fatal, MLF3O2: error, MLF401: 1}\n", []string{
			`mlf-lsp.yaml:1:20: the severity of "MLF301" must be one of error, warning, info, hint, off, not "fatal"`,
			`mlf-lsp.yaml:1:27: unknown rule "MLF3O2"; did you mean "MLF302"?`,
			`mlf-lsp.yaml:1:50: the severity of "MLF401" must be one of error, warning, info, hint, off, not an integer`,
		}},
		{"globs", "mlf-lsp.yaml", "exclude: ['a[b', '!x', '']\n", []string{
			`mlf-lsp.yaml:1:11: invalid pattern "a[b"`, `mlf-lsp.yaml:1:18: pattern "!x": negation`, `mlf-lsp.yaml:1:24: an entry of "exclude" is empty`,
		}},
		{"pins", "mlf-lsp.yaml", "pins: ['torch>=2', 'torch==2.*', 'a b==1', 'torch===2']\n", []string{
			`mlf-lsp.yaml:1:8: "torch>=2" does not pin one version; write package==version`,
			`mlf-lsp.yaml:1:20: "2.*" is not a version of torch by PEP 440`,
			`mlf-lsp.yaml:1:34: "a b" is not the name of a package`,
			`mlf-lsp.yaml:1:44: "torch===2" does not pin`,
		}},
		{"paths", "mlf-lsp.yaml", "baseline: /etc/passwd\nrules: ['C:\\x', ok.yaml]\n", []string{
			`mlf-lsp.yaml:1:11: "baseline" must be relative to the folder`, `mlf-lsp.yaml:2:9: "rules" must be relative`,
		}},
		{"not a map", "mlf-lsp.yaml", "- select\n", []string{`mlf-lsp.yaml:1:1: the file must be a map of keys`}},
		{"two documents", "mlf-lsp.yaml", "select: []\n---\nignore: []\n", []string{`mlf-lsp.yaml:2:1: the file holds several YAML documents`}},
		{"broken YAML", "mlf-lsp.yaml", "select: [MLF3]\nignore: \"MLF4\n", []string{`mlf-lsp.yaml:`}},
		{"anchor", "mlf-lsp.yaml", "\nselect: *rules\n", []string{`mlf-lsp.yaml:2:9: the file is not valid YAML: unknown anchor 'rules' referenced`}},
		{"aliases", "mlf-lsp.yaml", bomb, []string{`mlf-lsp.yaml:2:74: the file uses more than 16 aliases`}},
		{"own alias", "mlf-lsp.yaml", "select: &a [*a]\n", []string{`mlf-lsp.yaml:1:13: the file uses more than 16 aliases`}},
		{"merge key", "mlf-lsp.yaml", "<<: {select: []}\n", []string{`mlf-lsp.yaml:1:1: merge keys (<<) are not supported`}},
		{"not UTF-8", "mlf-lsp.yaml", "select: []\n# \xff\n", []string{`mlf-lsp.yaml:2:3: the file is not UTF-8`}},
		{"TOML key", "pyproject.toml", "[tool.mlf-lsp]\nselect = []\ntarget-devise = 'cpu'\n", []string{`pyproject.toml:3:1: unknown key "target-devise"; did you mean "target-device"?`}},
		{"TOML type", "pyproject.toml", "[tool.mlf-lsp]\nselect = 'MLF3'\nignore = [1]\n[tool.mlf-lsp.exclude]\n", []string{
			`pyproject.toml:2:10: "select" must be a list`, `pyproject.toml:3:11: the entries of "ignore" must be text, not an integer`,
			`pyproject.toml:4:15: "exclude" must be a list`,
		}},
		{"TOML list place", "pyproject.toml", "[tool.mlf-lsp]\nfail-on   =  ['error']\n", []string{`pyproject.toml:2:14: "fail-on" must be one of`}},
		{"TOML duplicate", "pyproject.toml", "[tool.mlf-lsp]\nignore = []\nignore = []\n", []string{`pyproject.toml:3:1: duplicate key "ignore", already set on line 2`}},
		{"TOML tables twice", "pyproject.toml", "[tool.mlf-lsp]\n[tool.mlf-lsp]\n", []string{`pyproject.toml:2:7: duplicate table`}},
		{"TOML array table", "pyproject.toml", "[[tool.mlf-lsp.pins]]\ntorch = '2'\n", []string{`pyproject.toml:1:16: tables in double brackets`}},
		{"TOML no table", "pyproject.toml", "[tool]\nmlf-lsp = 3\n", []string{`pyproject.toml:2:11: tool.mlf-lsp must be a table, not an integer`}},
		{"TOML elsewhere", "pyproject.toml", "[tool.mlf-lsp]\n[project]\nname = 'a'\nname = 'b'\n", []string{`pyproject.toml:4:1: the file is not valid TOML`}},
		{"TOML broken", "pyproject.toml", "[tool.mlf-lsp]\nselect = [\n", []string{`pyproject.toml:`}},
		{"TOML run into value", "pyproject.toml", "[tool.mlf-lsp]\nselect = []\n[tool.mlf-lsp.select.x]\n", []string{`pyproject.toml:3:15: "select" is set twice`}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, problems := config.Parse(test.file, []byte(test.text), rules)
			if len(problems) != len(test.want) {
				t.Fatalf("got\n%v\nwant %d problems", problems, len(test.want))
			}
			for i, p := range problems {
				if !strings.HasPrefix(p.Error(), test.want[i]) {
					t.Errorf("got  %s\nwant %s", p, test.want[i])
				}
				if p.Start > p.End || p.End > len(test.text) {
					t.Errorf("%s: range %d-%d of %d bytes", p, p.Start, p.End, len(test.text))
				}
			}
		})
	}
}

// A problem's range covers the value that it is about.
func TestProblemRange(t *testing.T) {
	tests := []struct{ file, text, want string }{
		{"mlf-lsp.yaml", "fail-on: \"lo\\\"ud\" # c\n", `"lo\"ud"`},
		{"mlf-lsp.yaml", "fail-on: 'it''s'\n", `'it''s'`},
		{"mlf-lsp.yaml", "\ufefffail-on: loud\r\n", "loud"},
		{"mlf-lsp.yaml", "fail-on: [a, [b], ]\r\n", "[a, [b], ]"},
		{"mlf-lsp.yaml", "fail-on: {a: {b: c}}\n", "{a: {b: c}}"},
		{"mlf-lsp.yaml", "fail-on:\n  - a\n  - b\n", "- a\n  - b"},
		{"mlf-lsp.yaml", "# x\u2028\nfail-on: |\n  text\n", "|"},
		{"pyproject.toml", "[tool.mlf-lsp]\nfail-on = {a = [1, 2]} # c\n", "{a = [1, 2]}"},
		{"pyproject.toml", "\ufeff[tool.mlf-lsp]\r\nfail-on = 'loud'\r\n", "'loud'"},
	}
	for _, test := range tests {
		_, problems := config.Parse(test.file, []byte(test.text), nil)
		if len(problems) != 1 {
			t.Errorf("%q: %v", test.text, problems)
			continue
		}
		if got := test.text[problems[0].Start:problems[0].End]; got != test.want {
			t.Errorf("%q: range of %q, want %q", test.text, got, test.want)
		}
	}
}

// Keys that are right are kept beside those that are wrong.
func TestProblemsKeepTheRest(t *testing.T) {
	layer, problems := config.Parse("mlf-lsp.yaml", []byte("ignore: [MLF301]\nfail-on: loud\n"), rules)
	if len(problems) != 1 || !cmp.Equal(layer.Keys(), []string{"ignore"}) {
		t.Errorf("got %v with %v", layer.Keys(), problems)
	}
}

func TestMaxFileSize(t *testing.T) {
	tests := map[string]int64{
		"1": 1, "0x10": 16, "1_000": 1000, "2MB": 2_000_000, "'2 MiB'": 2 << 20, "1.5kb": 1500, "3gib": 3 << 30,
		"0": 0, "-5": 0, "2TB": 0, "MB": 0, "'99999999999999999999GB'": 0, "9223372036854775808": 0, "2.5": 0,
	}
	for text, want := range tests {
		layer, problems := config.Parse("mlf-lsp.yaml", []byte("max-file-size: "+text), rules)
		if want == 0 {
			if len(problems) != 1 {
				t.Errorf("%s: want a problem, got %v", text, problems)
			}
		} else if got := config.Resolve("", layer).MaxFileSize; got != want {
			t.Errorf("%s: got %d, want %d (%v)", text, got, want, problems)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("select: [MLF3]\npins: {torch: 2.1}\n", false)
	f.Add("a: &a [*a]\n? [x]\n: |\n  y\n", false)
	f.Add("[tool.mlf-lsp]\nselect = ['a'\n", true)
	f.Add("tool = {mlf-lsp.pins = {torch = 2.10}}\n[[tool.mlf-lsp]]\n", true)
	f.Fuzz(func(t *testing.T, text string, isTOML bool) {
		file := "mlf-lsp.yaml"
		if isTOML {
			file = "pyproject.toml"
		}
		layer, problems := config.Parse(file, []byte(text), rules)
		for _, p := range problems {
			if p.Start < 0 || p.Start > p.End || p.End > len(text) || p.Line < 1 || p.Column < 1 {
				t.Errorf("impossible place in %+v", p)
			}
		}
		if layer != nil {
			config.Resolve("", layer)
		}
	})
}
