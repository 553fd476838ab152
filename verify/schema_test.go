package verify

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

var update = flag.Bool("update", false, "write generated pages")

// TestSchema wants the published schema to be that of the structures, and
// reports to follow it.
func TestSchema(t *testing.T) {
	const path = "../docs/verify.schema.json"
	if *update {
		if err := os.WriteFile(path, Schema(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if published, err := os.ReadFile(path); err != nil || !bytes.Equal(published, Schema()) {
		t.Errorf("%s is out of date (%v); run `go test ./verify -run TestSchema -update`", path, err)
	}
	dir := project(t, map[string]string{"train.py": "import os\nfor i in range(3): print('step', i, 'loss', int.from_bytes(os.urandom(2), 'big'))"})
	r := runner(t, dir, Options{Command: []string{python(t), "train.py"}})
	var records []*Record
	for n := range 2 {
		rec, err := r.Run(t.Context(), Run{N: n + 1})
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, rec)
	}
	var out strings.Builder
	if err := Write(&out, "json", Compare(records, CompareOptions{Version: "1"}), WriteOptions{}); err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(SchemaURL, doc); err != nil {
		t.Fatal(err)
	}
	var value any
	if err := json.Unmarshal([]byte(out.String()), &value); err != nil {
		t.Fatal(err)
	}
	if err := c.MustCompile(SchemaURL).Validate(value); err != nil {
		t.Errorf("%v\n%s", err, out.String())
	}
}
