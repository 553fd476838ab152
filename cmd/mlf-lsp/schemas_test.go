package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// TestSchemasArePublished holds the published schemas to those that are printed.
func TestSchemasArePublished(t *testing.T) {
	for name, schema := range schemas {
		path := map[string]string{"packs": "rules/mlf-lsp-rules.schema.json", "configuration": "config/mlf-lsp.schema.json"}[name]
		if path == "" {
			path = "docs/" + name + ".schema.json"
		}
		path = filepath.Join("..", "..", path)
		if *update {
			if err := os.WriteFile(path, schema(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, schema()) {
			t.Errorf("%s is out of date (%v): run go test ./cmd/mlf-lsp -run TestSchemasArePublished -update", path, err)
		}
	}
}

// TestOutputFitsItsSchema validates what commands print.
func TestOutputFitsItsSchema(t *testing.T) {
	demo := filepath.Join("..", "..", "testdata", "demo")
	card := filepath.Join(t.TempDir(), "card.json")
	for name, args := range map[string][]string{
		"check":       {"check", "--no-cache", "--format", "json", "--fail-on", "never", demo},
		"explain":     {"explain", "--format", "json", "torch.nn.MaxPool3d", "--pin", "torch==2.4.1"},
		"report-card": {"check", "--no-cache", "--fail-on", "never", "--report-card=" + card, demo},
		"hardware":    {"hardware", "report", "--format", "json"},
	} {
		t.Run(name, func(t *testing.T) {
			var out, errs bytes.Buffer
			s := &session{stdin: strings.NewReader(""), stdout: &out, stderr: &errs}
			cmd := s.rootCommand()
			cmd.SetArgs(args)
			if err := cmd.Execute(); err != nil {
				t.Fatal(err, errs.String())
			}
			text := out.Bytes()
			if name == "report-card" {
				var err error
				if text, err = os.ReadFile(card); err != nil {
					t.Fatal(err)
				}
			}
			value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			if err := compiled(t, schemas[name]()).Validate(value); err != nil {
				t.Error(err)
			}
		})
	}
}

func compiled(t *testing.T, schema []byte) *jsonschema.Schema {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}
