package rules_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"

	"github.com/mlf-core/mlf-lsp/rules"
)

var update = flag.Bool("update", false, "write the schema from types.go")

const schemaFile = "mlf-lsp-rules.schema.json"

// TestSchemaIsCurrent derives the schema from the types and their comments.
// Run it with -update after a change to types.go.
func TestSchemaIsCurrent(t *testing.T) {
	g := generator{comments: comments(t), definitions: map[string]any{}}
	root := g.object(reflect.TypeFor[rules.Library]())
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["$id"] = "https://raw.githubusercontent.com/mlf-core/mlf-lsp/main/rules/" + schemaFile
	root["title"] = "mlf-lsp rule pack"
	root["$defs"] = g.definitions
	var want bytes.Buffer
	e := json.NewEncoder(&want)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(root); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(schemaFile, want.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(want.Bytes(), rules.Schema()) {
		t.Error("the schema is not that of types.go; run go test ./rules -run TestSchemaIsCurrent -update")
	}
}

// TestSchemaAccepts validates every knowledge file against the schema.
func TestSchemaAccepts(t *testing.T) {
	schema := compile(t)
	names, _ := filepath.Glob("*.yaml")
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(value(t, string(text))); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSchemaRefuses(t *testing.T) {
	schema := compile(t)
	for name, text := range map[string]string{
		"unknown key": "library: x\nmodule: [x]\n",
		"no name":     "modules: [x]\n",
		"wrong type":  "library: x\nmodules: x\n",
		"enum":        "library: x\ngenerators: [{symbols: [x.y], unseeded: never}]\n",
		"missing":     "library: x\ndraws: [{id: a, symbols: [x.y]}]\n",
	} {
		if schema.Validate(value(t, text)) == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func compile(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(rules.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("rules.json", doc); err != nil {
		t.Fatal(err)
	}
	return c.MustCompile("rules.json")
}

func value(t *testing.T, text string) any {
	t.Helper()
	var v any
	if err := yaml.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// generator derives a JSON schema from Go types.
type generator struct {
	comments    map[string]string // "Type.Field" or "Type"
	definitions map[string]any
}

func (g *generator) object(t reflect.Type) map[string]any {
	properties := map[string]any{}
	var required []string
	for i := range t.NumField() {
		f := t.Field(i)
		key := f.Tag.Get("yaml")
		if key == "" || key == "-" {
			continue
		}
		property := g.of(f.Type, f.Tag.Get("rule"))
		if text := g.comments[t.Name()+"."+f.Name]; text != "" {
			property["description"] = text
		}
		properties[key] = property
		if strings.HasPrefix(f.Tag.Get("rule"), "required") {
			required = append(required, key)
		}
	}
	out := map[string]any{"type": "object", "additionalProperties": false, "properties": properties}
	if len(required) > 0 {
		out["required"] = required
	}
	if text := g.comments[t.Name()]; text != "" {
		out["description"] = text
	}
	return out
}

func (g *generator) of(t reflect.Type, rule string) map[string]any {
	switch {
	case t == reflect.TypeFor[rules.Condition]():
		return map[string]any{"type": []string{"string", "boolean"}}
	case t.Kind() == reflect.Struct:
		if g.definitions[t.Name()] == nil {
			g.definitions[t.Name()] = g.object(t)
		}
		return map[string]any{"$ref": "#/$defs/" + t.Name()}
	case t.Kind() == reflect.Slice:
		return map[string]any{"type": "array", "items": g.of(t.Elem(), rule)}
	case t.Kind() == reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": g.of(t.Elem(), rule)}
	case t.Kind() == reflect.Bool:
		return map[string]any{"type": "boolean"}
	}
	for part := range strings.SplitSeq(rule, ",") {
		if name, list, ok := strings.Cut(part, "="); ok && (name == "enum" || name == "values") {
			return map[string]any{"type": "string", "enum": strings.Split(list, "|")}
		}
	}
	return map[string]any{"type": "string"}
}

// comments reads the documentation of types and fields.
func comments(t *testing.T) map[string]string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "types.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, d := range file.Decls {
		decl, ok := d.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, s := range decl.Specs {
			spec, ok := s.(*ast.TypeSpec)
			if !ok {
				continue
			}
			out[spec.Name.Name] = flat(decl.Doc.Text())
			if body, ok := spec.Type.(*ast.StructType); ok {
				for _, f := range body.Fields.List {
					for _, n := range f.Names {
						out[spec.Name.Name+"."+n.Name] = flat(f.Doc.Text() + f.Comment.Text())
					}
				}
			}
		}
	}
	return out
}

func flat(s string) string { return strings.Join(strings.Fields(s), " ") }
