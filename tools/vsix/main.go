// Command vsix writes what the VS Code extension has from elsewhere: a setting
// for each key of the configuration, and the schemas of YAML files.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/mlf-core/mlf-lsp/config"
	"github.com/mlf-core/mlf-lsp/rules"
)

const extension = "editors/vscode"

//go:generate go run . -root ../..

func main() {
	root := flag.String("root", ".", "the root of the repository")
	flag.Parse()
	if err := write(*root); err != nil {
		fmt.Fprintln(os.Stderr, "vsix:", err)
		os.Exit(1)
	}
}

// write brings the extension in a copy of the repository up to date.
func write(root string) error {
	files, err := generated(root)
	if err != nil {
		return err
	}
	for name, data := range files {
		path := filepath.Join(root, extension, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// generated are the files as they should be, by their names in the extension.
func generated(root string) (map[string][]byte, error) {
	manifest, err := os.ReadFile(filepath.Join(root, extension, "package.json"))
	if err != nil {
		return nil, err
	}
	if manifest, err = withSettings(manifest); err != nil {
		return nil, err
	}
	return map[string][]byte{
		"package.json":                      manifest,
		"schemas/mlf-lsp.schema.json":       config.Schema(),
		"schemas/mlf-lsp-rules.schema.json": rules.Schema(),
	}, nil
}

// section is the part of the manifest that the table of options decides.
const section = `"title": "Configuration of projects"`

// withSettings replaces the settings of the section in a manifest and leaves
// all else as it is written.
func withSettings(manifest []byte) ([]byte, error) {
	at := bytes.Index(manifest, []byte(section))
	if at < 0 {
		return nil, fmt.Errorf("the manifest has no section %s", section)
	}
	const key = `"properties": `
	from := bytes.Index(manifest[at:], []byte(key))
	if from < 0 {
		return nil, fmt.Errorf("the section %s has no properties", section)
	}
	from += at + len(key)
	var before json.RawMessage
	if err := json.NewDecoder(bytes.NewReader(manifest[from:])).Decode(&before); err != nil {
		return nil, err
	}
	line := bytes.LastIndexByte(manifest[:from], '\n') + 1
	indent := string(manifest[line : line+len(manifest[line:])-len(bytes.TrimLeft(manifest[line:], " "))])
	var out bytes.Buffer
	out.Write(manifest[:from])
	out.WriteString("{")
	for i, o := range config.Options() {
		if i > 0 {
			out.WriteString(",")
		}
		text, err := encode(setting(o, i+1), indent+"  ")
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&out, "\n%s  %q: %s", indent, "mlf.config."+o.Key, text)
	}
	fmt.Fprintf(&out, "\n%s}", indent)
	out.Write(manifest[from+len(before):])
	return out.Bytes(), nil
}

func encode(v any, prefix string) (string, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent(prefix, "  ")
	err := enc.Encode(v)
	return strings.TrimSuffix(b.String(), "\n"), err
}

// property is a setting as VS Code's manifests have it.
type property struct {
	Type        any      `json:"type"`
	Default     any      `json:"default"`
	Scope       string   `json:"scope"`
	Order       int      `json:"order"`
	Description string   `json:"markdownDescription"`
	Enum        []string `json:"enum,omitempty"`
	Items       *value   `json:"items,omitempty"`
	Additional  any      `json:"additionalProperties,omitempty"`
}

// value is the type of what a setting holds.
type value struct {
	Type  string   `json:"type"`
	Enum  []string `json:"enum,omitempty"`
	Items *value   `json:"items,omitempty"`
}

func setting(o config.Option, order int) property {
	text := &value{Type: "string"}
	p := property{Default: o.Default, Scope: "resource", Order: order, Description: o.Doc}
	switch o.Type {
	case config.TypeBool:
		p.Type = "boolean"
	case config.TypeEnum:
		p.Type, p.Enum = "string", o.Enum
	case config.TypePath:
		p.Type = "string"
	case config.TypeSize:
		p.Type = []string{"integer", "string"}
	case config.TypeSelectors, config.TypeGlobs, config.TypePaths:
		p.Type, p.Items = "array", text
	case config.TypeSeverities:
		p.Type, p.Additional = "object", &value{Type: "string", Enum: o.Enum}
	case config.TypePerFileIgnores:
		p.Type, p.Additional = "object", &value{Type: "array", Items: text}
	case config.TypePins:
		p.Type, p.Additional = "object", text
	}
	if p.Default == nil {
		p.Default = map[any]any{"array": []string{}, "object": map[string]string{}, "string": ""}[p.Type]
	}
	return p
}
