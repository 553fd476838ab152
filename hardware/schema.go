package hardware

import (
	"reflect"

	"github.com/mlf-core/mlf-lsp/schema"
)

// SchemaURL is where the schema of reports is published.
const SchemaURL = "https://raw.githubusercontent.com/mlf-core/mlf-lsp/main/docs/hardware.schema.json"

// Schema is the JSON schema of reports. It allows fields that it does not know:
// later versions add some.
func Schema() []byte {
	return schema.Document(reflect.TypeFor[Report](), SchemaURL, "Hardware report of mlf-lsp", SchemaVersion)
}
