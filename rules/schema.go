package rules

import _ "embed"

//go:embed mlf-lsp-rules.schema.json
var schema []byte

// Schema is the JSON schema (draft 2020-12) of a knowledge file, for editors
// that complete and validate rule packs. It must not be changed.
func Schema() []byte { return schema }
