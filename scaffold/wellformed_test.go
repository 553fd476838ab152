package scaffold_test

import (
	"encoding/json"
	"fmt"
	"path"
	"strings"
	"testing"

	"github.com/mlf-core/mlf-lsp/analysis/syntax"
	"github.com/mlf-core/mlf-lsp/scaffold"
	"github.com/pelletier/go-toml/v2"
	"gopkg.in/yaml.v3"
)

// checkWellFormed parses every file of a project whose language is known.
func checkWellFormed(t *testing.T, what string, files map[string]scaffold.File) {
	t.Helper()
	for _, name := range names(files) {
		data := files[name].Data
		var err error
		var any any
		switch ext := path.Ext(name); {
		case ext == ".yml" || ext == ".yaml" || ext == ".cff" || path.Base(name) == "MLproject":
			err = yaml.Unmarshal(data, &any)
		case ext == ".json":
			err = json.Unmarshal(data, &any)
		case ext == ".toml":
			err = toml.Unmarshal(data, &any)
		case ext == ".py":
			err = parsePython(name, data)
		}
		if err != nil {
			t.Errorf("%s: %s: %v", what, name, err)
		}
	}
	if strings.Contains(string(files["pyproject.toml"].Data), "SNAPSHOT") {
		t.Errorf("%s: SNAPSHOT is no version of a Python package", what)
	}
}

func parsePython(name string, data []byte) error {
	tree := syntax.Parse(string(data))
	for _, p := range tree.Errors {
		return fmt.Errorf("%s: %v", name, p)
	}
	return nil
}
