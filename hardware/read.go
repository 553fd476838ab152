package hardware

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"gopkg.in/yaml.v3"
)

// maxReport is the largest report that is read, in bytes.
const maxReport = 16 << 20

// Load reads a report from a file; see Parse.
func Load(path string) (*Report, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, fmt.Errorf("%s does not exist", path)
	case err != nil:
		return nil, fmt.Errorf("%s cannot be read", path)
	case !info.Mode().IsRegular() || info.Size() > maxReport:
		return nil, fmt.Errorf("%s is no hardware report", path)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read", path)
	}
	r, err := Parse(b)
	if err != nil {
		return nil, fmt.Errorf("%s %w", path, err)
	}
	return r, nil
}

// Parse reads a report in JSON or YAML, of this program or of
// system-intelligence. The error completes a sentence that begins with the
// file's name.
func Parse(b []byte) (*Report, error) {
	if !json.Valid(b) {
		var doc map[string]any
		if yaml.Unmarshal(b, &doc) != nil || len(doc) == 0 {
			return nil, errors.New("is no hardware report: write one with `mlf-lsp hardware report --output FILE.json`")
		}
		var err error
		if b, err = json.Marshal(doc); err != nil {
			return nil, errors.New("is no hardware report: it has keys that are no text")
		}
	}
	var top map[string]json.RawMessage
	if json.Unmarshal(bytes.TrimPrefix(b, []byte("\ufeff")), &top) != nil {
		return nil, errors.New("is no hardware report: it is no object")
	}
	if _, ours := top["schema"]; !ours {
		return parseLegacy(top)
	}
	var r Report
	if err := json.Unmarshal(b, &r); err != nil {
		return nil, errors.New("is no hardware report, or it was changed by hand: fields have other types than the schema says")
	}
	if r.Schema != SchemaVersion {
		return nil, fmt.Errorf("has format %d, this version of mlf-lsp reads %d: upgrade", r.Schema, SchemaVersion)
	}
	return &r, nil
}
