package config

import (
	"bytes"
	"encoding/json"
)

// schemaURL is where the schema is published.
const schemaURL = "https://raw.githubusercontent.com/mlf-core/mlf-lsp/main/config/mlf-lsp.schema.json"

const (
	selectorPattern = `^(MLF[0-9]{0,3}|[a-z][a-z0-9]*(-[a-z0-9]+)+)$`
	versionPattern  = `^v?([0-9]+!)?[0-9]+(\.[0-9]+)*([-_.]?(a|b|c|rc|alpha|beta|pre|preview|post|rev|r|dev)?[-_.]?[0-9]*)*(\+[a-zA-Z0-9]+([-_.][a-zA-Z0-9]+)*)?$`
	pinPattern      = `^\s*[A-Za-z0-9][A-Za-z0-9._-]*\s*==\s*[^=\s].*$`
	sizeTextPattern = `^\s*[0-9]+(\.[0-9]+)?\s*([kKmMgG]?[iI]?[bB])?\s*$`
)

type object = map[string]any

// Schema returns the JSON schema (draft 2020-12) of mlf-lsp.yaml, by the table
// of options. It knows no rules, so it accepts every selector of the right
// form. The bytes are the same on every call.
func Schema() []byte {
	properties := object{}
	for _, o := range options {
		properties[o.Key] = o.schema()
	}
	schema := object{
		"$schema":              "https://json-schema.org/draft/2020-12/schema",
		"$id":                  schemaURL,
		"title":                "mlf-lsp",
		"description":          "The configuration of mlf-lsp: mlf-lsp.yaml, or [tool.mlf-lsp] in pyproject.toml.",
		"type":                 "object",
		"additionalProperties": false,
		"properties":           properties,
		"$defs": object{
			"rule":    object{"type": "string", "pattern": selectorPattern},
			"rules":   object{"type": "array", "items": ref("rule")},
			"pattern": object{"type": "string", "minLength": 1, "pattern": `^[^!]`},
			"path":    object{"type": "string", "minLength": 1},
			"version": object{"type": []string{"string", "number"}, "pattern": versionPattern},
		},
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	// Maps of strings, numbers and lists always encode.
	_ = enc.Encode(schema)
	return out.Bytes()
}

func ref(def string) object { return object{"$ref": "#/$defs/" + def} }

// schema returns the schema of the option with its description; references
// lead to $defs of Schema.
func (o Option) schema() object {
	s := o.valueSchema()
	s["description"] = o.Doc
	if o.Default != nil {
		s["default"] = o.Default
	}
	return s
}

func (o Option) valueSchema() object {
	switch o.Type {
	case TypeBool:
		return object{"type": "boolean"}
	case TypeEnum:
		return object{"type": "string", "enum": o.Enum}
	case TypePath:
		return ref("path")
	case TypeSize:
		return object{"anyOf": []object{
			{"type": "integer", "minimum": 1},
			{"type": "string", "pattern": sizeTextPattern},
		}}
	case TypeSelectors:
		return ref("rules")
	case TypeGlobs:
		return object{"type": "array", "items": ref("pattern")}
	case TypePaths:
		return object{"type": "array", "items": ref("path")}
	case TypeSeverities:
		return object{
			"type": "object", "propertyNames": ref("rule"),
			"additionalProperties": object{"type": "string", "enum": o.Enum},
		}
	case TypePerFileIgnores:
		return object{"type": "object", "propertyNames": ref("pattern"), "additionalProperties": ref("rules")}
	}
	return object{"anyOf": []object{
		{"type": "object", "additionalProperties": ref("version")},
		{"type": "array", "items": object{"type": "string", "pattern": pinPattern}},
	}}
}
