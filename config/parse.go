package config

import (
	"bytes"
	"encoding/json"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"unicode/utf8"
)

// sizeLimit is the size in bytes above which a configuration is not read.
const sizeLimit = 1 << 20

// toolName is what a pyproject.toml has to mention to matter to us.
var toolName = []byte("mlf-lsp")

// Parse reads a configuration: the table [tool.mlf-lsp] of a file that ends in
// .toml, YAML otherwise. It returns what is valid and every problem. The layer
// is nil where the file is broken or, without problems, where pyproject.toml
// has no such table. The name of the file is used in messages as it is.
func Parse(file string, text []byte, cat Catalogue) (*Layer, Problems) {
	d := &decoder{reporter: reporter{file: file, text: slices.Clip(text)}, cat: cat}
	if d.text == nil {
		d.text = []byte{}
	}
	isTOML := path.Ext(filepath.ToSlash(file)) == ".toml"
	if isTOML && !bytes.Contains(text, toolName) {
		return nil, nil
	}
	layer := d.parse(isTOML)
	return layer, d.sorted()
}

func (d *decoder) parse(isTOML bool) *Layer {
	if len(d.text) > sizeLimit {
		d.report(span{}, "the file is larger than %d bytes; this is not a configuration", sizeLimit)
		return nil
	}
	if at := invalidUTF8(d.text); at >= 0 {
		d.report(span{at, at + 1}, "the file is not UTF-8 text; save it as UTF-8")
		return nil
	}
	root := d.read(isTOML)
	if root == nil {
		return nil
	}
	layer := d.layer(root)
	if isTOML {
		checkTOML(&d.reporter)
	}
	return layer
}

func (d *decoder) read(isTOML bool) *node {
	if isTOML {
		return readTOML(&d.reporter)
	}
	return readYAML(&d.reporter)
}

// invalidUTF8 returns the offset of the first byte that is no UTF-8, or -1.
func invalidUTF8(text []byte) int {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

// Settings makes a layer of an editor's settings: JSON values as encoding/json
// decodes them into any. Keys that are null count as not set. Problems have no
// place; they name the source.
func Settings(source string, values map[string]any, cat Catalogue) (*Layer, Problems) {
	d := &decoder{reporter: reporter{file: source}, cat: cat}
	set := map[string]any{}
	for key, v := range values {
		if v != nil {
			set[key] = v
		}
	}
	layer := d.layer(jsonNode(set))
	return layer, slices.Clip(d.problems)
}

// jsonNode converts a JSON value; maps are taken in the order of their keys.
func jsonNode(v any) *node {
	switch v := v.(type) {
	case nil:
		return &node{kind: kindNull}
	case string:
		return &node{kind: kindString, text: v}
	case bool:
		return &node{kind: kindBool, text: strconv.FormatBool(v)}
	case json.Number:
		return numberNode(v.String())
	case float64:
		return numberNode(strconv.FormatFloat(v, 'f', -1, 64))
	case []any:
		out := &node{kind: kindList}
		for _, item := range v {
			out.items = append(out.items, jsonNode(item))
		}
		return out
	case map[string]any:
		out := &node{kind: kindMap}
		for key, value := range v {
			out.entries = append(out.entries, &entry{key: key, value: jsonNode(value)})
		}
		slices.SortFunc(out.entries, func(a, b *entry) int { return bytes.Compare([]byte(a.key), []byte(b.key)) })
		return out
	}
	return &node{kind: kindOther}
}

func numberNode(text string) *node {
	if _, err := strconv.ParseInt(text, 10, 64); err == nil {
		return &node{kind: kindInt, text: text}
	}
	return &node{kind: kindFloat, text: text}
}
