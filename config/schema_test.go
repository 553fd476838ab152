package config_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"

	"github.com/mlf-core/mlf-lsp/config"
)

var update = flag.Bool("update", false, "write the published schema and documentation")

// published compares a generated file with the one in the repository.
func published(t *testing.T, path string, want []byte) {
	t.Helper()
	if *update {
		must(t, os.MkdirAll(filepath.Dir(path), 0o755))
		must(t, os.WriteFile(path, want, 0o644))
	}
	got, err := os.ReadFile(path)
	must(t, err)
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s is out of date; run `go test ./config -update`\n%s", path, diff)
	}
}

func TestSchemaIsPublished(t *testing.T) { published(t, "mlf-lsp.schema.json", config.Schema()) }

func TestDocsArePublished(t *testing.T) {
	published(t, filepath.FromSlash("../docs/configuration.md"), config.Docs())
}

func compileSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(config.Schema()))
	must(t, err)
	c := jsonschema.NewCompiler()
	must(t, c.AddResource("schema.json", doc))
	schema, err := c.Compile("schema.json")
	must(t, err)
	return schema
}

// The schema and the decoder have to agree on what is valid.
func TestSchemaAgreesWithParse(t *testing.T) {
	schema := compileSchema(t)
	good := []string{
		"select: [MLF1, MLF301, nondeterministic-op, mlflow-pytorch-3]", "severity: {MLF301: off, MLF: hint}",
		"pins: {torch: '2.4.1+cu118', jax: 0.4}", "pins: [torch==2.4]", "max-file-size: 100", "max-file-size: 2 MiB",
		"per-file-ignores: {'a/**': [MLF1]}", "target-device: cuda", "exclude: []", "{}", "default-excludes: false",
		"pins: {a: 1.0rc1, b: 1!2.0.post1, c: 1.0.dev3, d: v2}",
	}
	bad := []string{
		"selct: []", "select: MLF3", "select: [3]", "severity: {MLF301: fatal}", "severity: [MLF301]", "pins: {torch: latest}",
		"pins: [torch>=2]", "pins: torch", "max-file-size: 0", "max-file-size: big", "per-file-ignores: {a: MLF1}",
		"per-file-ignores: [a]", "target-device: gpu", "exclude: ['!a']", "exclude: ['']", "default-excludes: 'no'",
		"entry-points: [1]", "baseline: 3", "baseline:", "fail-on: hint", "[]",
	}
	for i, text := range append(good, bad...) {
		var value any
		must(t, yaml.Unmarshal([]byte(text), &value))
		schemaErr := schema.Validate(value)
		_, problems := config.Parse("mlf-lsp.yaml", []byte(text), nil)
		wantGood := i < len(good)
		if (schemaErr == nil) != wantGood || (len(problems) == 0) != wantGood {
			t.Errorf("%s: want good %v, schema says %v, decoder says %v", text, wantGood, schemaErr, problems)
		}
	}
}

func TestExamplesAreValid(t *testing.T) {
	schema := compileSchema(t)
	for _, o := range config.Options() {
		layer := parse(t, "mlf-lsp.yaml", o.Example)
		if diff := cmp.Diff([]string{o.Key}, layer.Keys()); diff != "" {
			t.Errorf("%s: the example sets other keys: %s", o.Key, diff)
		}
		var value any
		must(t, yaml.Unmarshal([]byte(o.Example), &value))
		if err := schema.Validate(value); err != nil {
			t.Errorf("%s: %v", o.Key, err)
		}
	}
}

var fence = regexp.MustCompile("(?s)```(yaml|toml)\n(.*?)```")

// The two samples on top of the documentation say the same.
func TestDocsSamplesAgree(t *testing.T) {
	samples := fence.FindAllSubmatch(config.Docs(), 2)
	fromYAML := config.Resolve("", parse(t, "mlf-lsp.yaml", string(samples[0][2])))
	fromTOML := config.Resolve("", parse(t, "pyproject.toml", string(samples[1][2])))
	fromYAML.Origins, fromTOML.Origins = nil, nil
	if diff := cmp.Diff(fromYAML, fromTOML); diff != "" {
		t.Error(diff)
	}
}
