package requirements

import (
	"reflect"

	"github.com/mlf-core/mlf-lsp/schema"
)

// SchemaURL is where the schema of report cards is published.
const SchemaURL = "https://raw.githubusercontent.com/mlf-core/mlf-lsp/main/docs/report-card.schema.json"

const schemaVersion = 1

type document struct {
	Schema   int     `json:"schema"`
	Projects []Named `json:"projects"`
}

// Schema is the JSON schema of report cards.
func Schema() []byte {
	return schema.Document(reflect.TypeFor[document](), SchemaURL, "Report cards of mlf-lsp", schemaVersion)
}
