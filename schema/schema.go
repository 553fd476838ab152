// Package schema makes JSON schemas (draft 2020-12) of the Go types that mlf-lsp
// prints as JSON.
package schema

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
)

// Object is a part of a schema.
type Object = map[string]any

// Document is the schema of a type, with its address and title. Fields that it
// does not know are allowed: later versions add some. An Int field "schema" has
// the value version.
func Document(t reflect.Type, id, title string, version int) []byte {
	s := Of(t)
	s["$schema"], s["$id"], s["title"] = "https://json-schema.org/draft/2020-12/schema", id, title
	properties, _ := s["properties"].(Object)
	if p, ok := properties["schema"].(Object); ok {
		p["const"] = version
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(s); err != nil {
		return nil // maps of strings always encode
	}
	return out.Bytes()
}

// Of is the schema of a type of structs, slices, texts, truths and numbers. The
// tag "doc" of a field describes it, "enum" lists its values, separated by "|".
func Of(t reflect.Type) Object {
	switch t.Kind() {
	case reflect.Pointer:
		return Of(t.Elem())
	case reflect.Bool:
		return Object{"type": "boolean"}
	case reflect.String:
		return Object{"type": "string"}
	case reflect.Float64:
		return Object{"type": "number", "minimum": 0}
	case reflect.Int, reflect.Int64:
		return Object{"type": "integer", "minimum": 0}
	case reflect.Slice:
		return Object{"type": "array", "items": Of(t.Elem())}
	}
	properties, required := Object{}, []string{}
	for _, f := range reflect.VisibleFields(t) {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" || name == "-" {
			continue // embedded, whose fields come by themselves, or not printed
		}
		properties[name] = field(f, options)
		if !strings.Contains(options, "omitempty") {
			required = append(required, name)
		}
	}
	return Object{"type": "object", "properties": properties, "required": required}
}

func field(f reflect.StructField, options string) Object {
	p := Of(f.Type)
	if f.Type.Kind() == reflect.Pointer && !strings.Contains(options, "omitempty") {
		p["type"] = []string{p["type"].(string), "null"}
	}
	if values := f.Tag.Get("enum"); values != "" {
		p["enum"] = strings.Split(values, "|")
	}
	if doc := f.Tag.Get("doc"); doc != "" {
		p["description"] = doc
	}
	return p
}
