package card

import (
	"reflect"

	"github.com/mlf-core/mlf-lsp/schema"
)

// SchemaURL is where the schema of cards is published.
const SchemaURL = "https://raw.githubusercontent.com/mlf-core/mlf-lsp/main/docs/explain.schema.json"

// Schema is the JSON schema of a card.
func Schema() []byte {
	return schema.Document(reflect.TypeFor[Card](), SchemaURL, "What mlf-lsp knows of an operation or a variable", 0)
}
