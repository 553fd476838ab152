package report

import (
	"reflect"

	"github.com/mlf-core/mlf-lsp/schema"
)

// SchemaURL is where the schema of the format json is published.
const SchemaURL = "https://raw.githubusercontent.com/mlf-core/mlf-lsp/main/docs/check.schema.json"

// Schema is the JSON schema of the format json; each line of jsonl is one of
// its diagnostics.
func Schema() []byte {
	return schema.Document(reflect.TypeFor[jsonReport](), SchemaURL, "Findings of mlf-lsp check", schemaVersion)
}
