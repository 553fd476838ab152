package config

import (
	"fmt"
	"slices"
	"strings"
)

// decoder turns a tree of nodes into the settings of a layer, by the table of
// options, and reports whatever does not fit.
type decoder struct {
	reporter
	cat Catalogue
	// anyPath allows absolute paths: whoever types a flag may point anywhere,
	// a file that came with a repository may not.
	anyPath bool
}

// layer decodes the map of all keys.
func (d *decoder) layer(root *node) *Layer {
	l := &Layer{Name: d.file}
	seen := map[string]span{}
	for _, e := range root.entries {
		if d.duplicate(seen, e.key, e.at) {
			continue
		}
		o := lookup(e.key)
		if o == nil {
			d.unknownKey(e)
			continue
		}
		if v, ok := d.value(o, e.value); ok {
			l.settings = append(l.settings, setting{o, v, d.origin(e.at)})
		}
	}
	return l
}

func (d *decoder) unknownKey(e *entry) {
	if e.key == "<<" {
		d.report(e.at, "merge keys (<<) are not supported; write the entries out")
		return
	}
	hint := didYouMean(e.key, optionKeys())
	if hint == "" {
		hint = "; the keys are " + strings.Join(optionKeys(), ", ")
	}
	d.report(e.at, "unknown key %q%s", e.key, hint)
}

// duplicate reports a key that the map already has.
func (d *decoder) duplicate(seen map[string]span, key string, at span) bool {
	first, dup := seen[key]
	switch {
	case !dup:
		seen[key] = at
	case d.text == nil:
		d.report(at, "duplicate key %q; keep one of them", key)
	default:
		d.report(at, "duplicate key %q, already set on line %d; keep one of them", key, d.line(first.start))
	}
	return dup
}

// origin names the place of a key: "mlf-lsp.yaml:3", or the source alone.
func (d *decoder) origin(at span) string {
	if d.text == nil {
		return d.file
	}
	return fmt.Sprintf("%s:%d", d.file, d.line(at.start))
}

// value decodes the value of an option; false when a part of it is wrong.
func (d *decoder) value(o *Option, n *node) (value any, ok bool) {
	before := len(d.problems)
	switch o.Type {
	case TypeBool:
		value = d.boolean(o, n)
	case TypeEnum:
		value = d.enum(o, n)
	case TypePath:
		value = d.path(o, n)
	case TypeSize:
		value = d.size(o, n)
	case TypeSelectors:
		value = d.list(o, n, d.selector)
	case TypeGlobs:
		value = d.list(o, n, d.glob)
	case TypePaths:
		value = d.list(o, n, d.path)
	case TypeSeverities:
		value = d.severities(o, n)
	case TypePerFileIgnores:
		value = d.perFileIgnores(o, n)
	case TypePins:
		value = d.pins(o, n)
	}
	return value, len(d.problems) == before
}

// wants describes, for each type, the value that an option must have.
var wants = map[Type]string{
	TypeBool:           "true or false",
	TypeEnum:           "one of ",
	TypePath:           "a path",
	TypeSize:           "a number of bytes or a size such as \"2MB\"",
	TypeSelectors:      "a list of rules, such as [MLF301, MLF4]",
	TypeGlobs:          "a list of patterns, such as [\"data/**\"]",
	TypePaths:          "a list of paths, such as [\"src/train.py\"]",
	TypeSeverities:     "a map from rules to severities, such as MLF301: error",
	TypePerFileIgnores: "a map from patterns to lists of rules, such as \"tests/**\": [MLF1]",
	TypePins:           "a map from packages to versions, such as torch: \"2.4.1\", or a list such as [\"torch==2.4.1\"]",
}

// wrongType reports a value of the wrong kind.
func (d *decoder) wrongType(o *Option, n *node) {
	want := wants[o.Type]
	if o.Type == TypeEnum {
		want += strings.Join(o.Enum, ", ")
	}
	if n.kind == kindNull {
		d.report(n.at, "%q has no value; write %s, or delete the key", o.Key, want)
		return
	}
	d.report(n.at, "%q must be %s, not %s", o.Key, want, kindNames[n.kind])
}

func (d *decoder) boolean(o *Option, n *node) bool {
	if n.kind != kindBool {
		d.wrongType(o, n)
	}
	return strings.EqualFold(n.text, "true")
}

func (d *decoder) enum(o *Option, n *node) string {
	if n.kind != kindString {
		d.wrongType(o, n)
	} else if !slices.Contains(o.Enum, n.text) {
		d.report(n.at, "%q must be one of %s, not %q%s", o.Key, strings.Join(o.Enum, ", "), n.text, didYouMean(n.text, o.Enum))
	}
	return n.text
}

func (d *decoder) size(o *Option, n *node) int64 {
	if n.kind != kindInt && n.kind != kindString {
		d.wrongType(o, n)
		return 0
	}
	bytes, ok := parseSize(n.text)
	if !ok {
		d.report(n.at, "%q must be %s, not %q", o.Key, wants[o.Type], n.text)
	}
	return bytes
}

// list decodes a list of texts, each by item.
func (d *decoder) list(o *Option, n *node, item func(*Option, *node) string) []string {
	if n.kind != kindList {
		d.wrongType(o, n)
		return nil
	}
	out := []string{}
	for _, child := range n.items {
		if s := item(o, child); !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// scalar reports elements that are not text.
func (d *decoder) scalar(o *Option, n *node) bool {
	switch {
	case n.kind != kindString:
		d.report(n.at, "the entries of %q must be text, not %s", o.Key, kindNames[n.kind])
	case strings.TrimSpace(n.text) == "":
		d.report(n.at, "an entry of %q is empty; delete it", o.Key)
	default:
		return true
	}
	return false
}

func (d *decoder) selector(o *Option, n *node) string {
	if d.scalar(o, n) {
		d.checkSelector(n.text, n.at)
	}
	return n.text
}

func (d *decoder) checkSelector(s string, at span) {
	if d.cat == nil || d.cat.Known(s) {
		return
	}
	hint := didYouMean(s, d.cat.All())
	if hint == "" {
		hint = "; `mlf-lsp rules list` shows them all"
	}
	d.report(at, "unknown rule %q%s", s, hint)
}

func (d *decoder) glob(o *Option, n *node) string {
	if d.scalar(o, n) {
		d.checkGlob(n.text, n.at)
	}
	return n.text
}

func (d *decoder) path(o *Option, n *node) string {
	switch {
	case n.kind != kindString:
		if o.Type == TypePath {
			d.wrongType(o, n)
		} else {
			d.scalar(o, n)
		}
	case strings.TrimSpace(n.text) == "" || strings.ContainsRune(n.text, 0):
		d.report(n.at, "%q needs a path that is not empty", o.Key)
	case !d.anyPath && !isPortable(n.text):
		d.report(n.at, "%q must be relative to the folder of this file and use forward slashes, not %q", o.Key, n.text)
	}
	return n.text
}

func (d *decoder) severities(o *Option, n *node) []item {
	if n.kind != kindMap {
		d.wrongType(o, n)
		return nil
	}
	var out []item
	seen := map[string]span{}
	for _, e := range n.entries {
		if d.duplicate(seen, e.key, e.at) {
			continue
		}
		d.checkSelector(e.key, e.at)
		switch v := e.value; {
		case v.kind != kindString:
			d.report(v.at, "the severity of %q must be one of %s, not %s", e.key, strings.Join(o.Enum, ", "), kindNames[v.kind])
		case !slices.Contains(o.Enum, v.text):
			d.report(v.at, "the severity of %q must be one of %s, not %q%s", e.key, strings.Join(o.Enum, ", "), v.text, didYouMean(v.text, o.Enum))
		}
		out = append(out, item{e.key, e.value.text, d.origin(e.at)})
	}
	return out
}

func (d *decoder) perFileIgnores(o *Option, n *node) []PerFile {
	if n.kind != kindMap {
		d.wrongType(o, n)
		return nil
	}
	var out []PerFile
	seen := map[string]span{}
	for _, e := range n.entries {
		if d.duplicate(seen, e.key, e.at) {
			continue
		}
		d.checkGlob(e.key, e.at)
		if e.value.kind != kindList {
			d.report(e.value.at, "the rules for %q must be a list, such as [MLF301, MLF4], not %s", e.key, kindNames[e.value.kind])
			continue
		}
		out = append(out, PerFile{e.key, d.list(o, e.value, d.selector)})
	}
	return out
}
