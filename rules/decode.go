package rules

import (
	"fmt"
	"reflect"
	"strings"
	"sync"

	"gopkg.in/yaml.v3"
)

// maxNodes bounds what anchors may unfold to.
const maxNodes = 1 << 20

// decoder fills the types of this package from YAML nodes, and notes every
// deviation with its place instead of stopping at the first.
type decoder struct {
	file     string
	problems Problems
	nodes    int
}

// fieldInfo is what the tags of a struct field say.
type fieldInfo struct {
	index    int
	key      string
	required bool
	check    string   // symbol, name, names, specifier, release, values, ""
	enum     []string // closed list of values
}

type structInfo struct {
	fields []fieldInfo
	keys   []string
	origin int // index of the Origin field, -1 for none
}

var structs sync.Map // reflect.Type -> *structInfo

var (
	conditionType = reflect.TypeFor[Condition]()
	originType    = reflect.TypeFor[Origin]()
)

// describe reads the tags of a struct type, once.
func describe(t reflect.Type) *structInfo {
	if known, ok := structs.Load(t); ok {
		return known.(*structInfo)
	}
	info := &structInfo{origin: -1}
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Type == originType {
			info.origin = i
		}
		key := f.Tag.Get("yaml")
		if key == "" || key == "-" {
			continue
		}
		field := fieldInfo{index: i, key: key}
		for part := range strings.SplitSeq(f.Tag.Get("rule"), ",") {
			name, list, closed := strings.Cut(part, "=")
			switch {
			case name == "required":
				field.required = true
			case closed:
				field.enum = strings.Split(list, "|")
				field.check = name
			case name != "":
				field.check = name
			}
		}
		info.fields = append(info.fields, field)
		info.keys = append(info.keys, key)
	}
	structs.Store(t, info)
	return info
}

func (d *decoder) problem(n *yaml.Node, format string, args ...any) {
	d.problems = append(d.problems, Problem{d.file, n.Line, n.Column, fmt.Sprintf(format, args...)})
}

// decode fills v from n. Where the node does not fit, v stays as it is.
func (d *decoder) decode(n *yaml.Node, v reflect.Value, f *fieldInfo) {
	d.nodes++
	if d.nodes > maxNodes {
		if d.nodes == maxNodes+1 {
			d.problem(n, "the file unfolds to too many values; use fewer anchors")
		}
		return
	}
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	switch {
	case v.Type() == conditionType:
		d.condition(n, v)
	case v.Kind() == reflect.Struct:
		d.object(n, v)
	case v.Kind() == reflect.Slice:
		d.list(n, v, f)
	case v.Kind() == reflect.Map:
		d.table(n, v, f)
	case v.Kind() == reflect.Bool:
		if d.scalar(n, "true or false") {
			if n.Tag != "!!bool" {
				d.problem(n, "expected true or false, found %q", n.Value)
				return
			}
			v.SetBool(strings.EqualFold(n.Value, "true"))
		}
	default:
		if d.scalar(n, "text") {
			d.text(n, f)
			v.SetString(n.Value)
		}
	}
}

func (d *decoder) scalar(n *yaml.Node, want string) bool {
	switch {
	case n.Kind != yaml.ScalarNode:
		d.problem(n, "expected %s, found a %s", want, kindName(n))
	case n.Tag == "!!null":
		d.problem(n, "expected %s, found nothing; leave the key out or write a value", want)
	default:
		return true
	}
	return false
}

func kindName(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "mapping"
	case yaml.SequenceNode:
		return "list"
	case yaml.AliasNode:
		return "reference"
	}
	return "text"
}

func (d *decoder) object(n *yaml.Node, v reflect.Value) {
	if n.Kind != yaml.MappingNode {
		d.problem(n, "expected a mapping of keys to values, found a %s", kindName(n))
		return
	}
	info := describe(v.Type())
	if info.origin >= 0 {
		v.Field(info.origin).Set(reflect.ValueOf(Origin{d.file, n.Line}))
	}
	seen := make([]bool, len(info.fields))
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		k := info.find(key.Value)
		switch {
		case k < 0:
			d.problem(key, "unknown key %q%s", key.Value, didYouMean(key.Value, info.keys))
		case seen[k]:
			d.problem(key, "the key %q stands here twice", key.Value)
		default:
			seen[k] = true
			f := &info.fields[k]
			d.decode(value, v.Field(f.index), f)
		}
	}
	for k, f := range info.fields {
		if f.required && (!seen[k] || v.Field(f.index).IsZero()) && !d.complainedIn(n) {
			d.problem(n, "the key %q is missing or empty", f.key)
		}
	}
}

// complainedIn is true when the last problem lies on the node's own first
// line, so that one mistake is one message.
func (d *decoder) complainedIn(n *yaml.Node) bool {
	if len(d.problems) == 0 {
		return false
	}
	last := d.problems[len(d.problems)-1]
	return last.Line >= n.Line && len(n.Content) > 0 && last.Line <= n.Content[len(n.Content)-1].Line
}

func (s *structInfo) find(key string) int {
	for i, k := range s.keys {
		if k == key {
			return i
		}
	}
	return -1
}

func (d *decoder) list(n *yaml.Node, v reflect.Value, f *fieldInfo) {
	if n.Kind != yaml.SequenceNode {
		d.problem(n, "expected a list, found a %s", kindName(n))
		return
	}
	out := reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content))
	var seen map[string]bool
	for i, item := range n.Content {
		d.decode(item, out.Index(i), f)
		if out.Index(i).Kind() != reflect.String {
			continue
		}
		if text := out.Index(i).String(); text != "" {
			if seen == nil {
				seen = make(map[string]bool, len(n.Content))
			}
			if seen[text] {
				d.problem(item, "%q stands twice in this list", text)
			}
			seen[text] = true
		}
	}
	v.Set(out)
}

func (d *decoder) table(n *yaml.Node, v reflect.Value, f *fieldInfo) {
	if n.Kind != yaml.MappingNode {
		d.problem(n, "expected a mapping of names to values, found a %s", kindName(n))
		return
	}
	out := reflect.MakeMapWithSize(v.Type(), len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.Kind != yaml.ScalarNode {
			d.problem(key, "expected text as the key, found a %s", kindName(key))
			continue
		}
		k := reflect.ValueOf(key.Value)
		if out.MapIndex(k).IsValid() {
			d.problem(key, "the key %q stands here twice", key.Value)
			continue
		}
		if f != nil && f.check == "names" {
			d.name(key, key.Value, false)
		}
		item := reflect.New(v.Type().Elem()).Elem()
		d.decode(value, item, f)
		out.SetMapIndex(k, item)
	}
	v.Set(out)
}

func (d *decoder) condition(n *yaml.Node, v reflect.Value) {
	// A plain true or false is a boolean of YAML and a claim of ours.
	if !d.scalar(n, "a condition") {
		return
	}
	c, err := parseCondition(n.Value)
	if err != nil {
		at := *n
		if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) == 0 && !strings.Contains(n.Value, "\n") {
			at.Column += err.offset
			if n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0 {
				at.Column++
			}
		}
		d.problem(&at, "condition %q: %s", n.Value, err.message)
		return
	}
	v.Set(reflect.ValueOf(c))
}

// UnmarshalYAML reads a condition from its text, for decoders other than the
// loader of this package.
func (c *Condition) UnmarshalYAML(n *yaml.Node) error {
	parsed, err := ParseCondition(n.Value)
	if err != nil {
		return fmt.Errorf("line %d: condition %q: %w", n.Line, n.Value, err)
	}
	*c = parsed
	return nil
}
