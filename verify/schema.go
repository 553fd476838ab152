package verify

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
)

// SchemaURL is where the schema of reports is published.
const SchemaURL = "https://raw.githubusercontent.com/mlf-core/mlf-lsp/main/docs/verify.schema.json"

// Schema is the JSON schema of reports. It allows fields that it does not know:
// later versions add some.
func Schema() []byte {
	s := schemaOf(reflect.TypeFor[Report]())
	s["$schema"], s["$id"], s["title"] = "https://json-schema.org/draft/2020-12/schema", SchemaURL, "Report of mlf-lsp verify"
	s["properties"].(map[string]any)["schema"] = map[string]any{"const": ReportSchema}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(s); err != nil {
		return nil // maps of strings always encode
	}
	return out.Bytes()
}

func schemaOf(t reflect.Type) map[string]any {
	if t == reflect.TypeFor[Verdict]() {
		return map[string]any{"enum": []Verdict{Equal, Tolerated, Different, Failed}}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return schemaOf(t.Elem())
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.String:
		return map[string]any{"type": "string"}
	case reflect.Float64:
		return map[string]any{"type": "number"}
	case reflect.Int, reflect.Int64:
		return map[string]any{"type": "integer"}
	case reflect.Slice:
		return map[string]any{"type": "array", "items": schemaOf(t.Elem())}
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": schemaOf(t.Elem())}
	case reflect.Struct:
		return structSchema(t)
	}
	return map[string]any{}
}

func structSchema(t reflect.Type) map[string]any {
	properties, required := map[string]any{}, []string{}
	for i := range t.NumField() {
		name, options, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if name == "-" || name == "" {
			continue
		}
		p := schemaOf(t.Field(i).Type)
		if doc := t.Field(i).Tag.Get("doc"); doc != "" {
			p["description"] = doc
		}
		properties[name] = p
		if options != "omitempty" {
			required = append(required, name)
		}
	}
	return map[string]any{"type": "object", "properties": properties, "required": required}
}
