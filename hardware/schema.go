package hardware

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
)

// SchemaURL is where the schema of reports is published.
const SchemaURL = "https://raw.githubusercontent.com/mlf-core/mlf-lsp/main/docs/hardware.schema.json"

// Schema is the JSON schema of reports. It allows fields that it does not know:
// later versions add some.
func Schema() []byte {
	s := schemaOf(reflect.TypeFor[Report]())
	s["$schema"], s["$id"], s["title"] = "https://json-schema.org/draft/2020-12/schema", SchemaURL, "Hardware report of mlf-lsp"
	s["properties"].(map[string]any)["schema"].(map[string]any)["const"] = SchemaVersion
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
	switch t.Kind() {
	case reflect.Pointer:
		return schemaOf(t.Elem())
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.String:
		return map[string]any{"type": "string"}
	case reflect.Float64:
		return map[string]any{"type": "number", "minimum": 0}
	case reflect.Int, reflect.Int64:
		return map[string]any{"type": "integer", "minimum": 0}
	case reflect.Slice:
		return map[string]any{"type": "array", "items": schemaOf(t.Elem())}
	}
	properties, required := map[string]any{}, []string{}
	for i := range t.NumField() {
		f := t.Field(i)
		p := schemaOf(f.Type)
		p["description"] = f.Tag.Get("doc")
		properties[jsonName(f)] = p
		if !strings.Contains(f.Tag.Get("json"), "omitempty") {
			required = append(required, jsonName(f))
		}
	}
	return map[string]any{"type": "object", "properties": properties, "required": required}
}
