package environ

import (
	"errors"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// maxTOMLDepth bounds dotted keys and nested values; real files need six.
const maxTOMLDepth = 200

// tomlNode is a TOML value with its place. Exactly one of the three forms is
// used: a table (keys in the order of the file), an array, or a scalar.
type tomlNode struct {
	kind    unstable.Kind
	text    string // scalars: the value
	span    Span   // scalars: without quotes; others: what was seen of it
	keys    []string
	values  []*tomlNode
	entries []Span // of each key: from the key to the end of its value
	items   []*tomlNode
	index   map[string]int // last place of a key in keys
}

// readTOML parses the file; what stands before an error is kept.
func (b *builder) readTOML() *tomlNode {
	root := &tomlNode{kind: unstable.Table}
	text := []byte(b.text[b.start:])
	var parser unstable.Parser
	parser.Reset(text)
	current := root
	for parser.NextExpression() {
		node := parser.Expression()
		switch node.Kind {
		case unstable.Table, unstable.ArrayTable:
			if current = root.open(node, b.start); current == nil {
				b.problem(b.tomlSpan(node), "This table's name is already taken by a value of another kind; rename one of them.")
				current = &tomlNode{kind: unstable.Table}
			}
		case unstable.KeyValue:
			current.assign(b, node, 0)
		}
	}
	b.tomlError(parser.Error(), text)
	return root
}

func (b *builder) tomlSpan(node *unstable.Node) Span {
	it := node.Key()
	if !it.Next() {
		return Span{}
	}
	return rawSpan(it.Node().Raw, b.start)
}

func rawSpan(r unstable.Range, base int) Span {
	return Span{int(r.Offset) + base, int(r.Offset+r.Length) + base}
}

func (b *builder) tomlError(err error, text []byte) {
	if err == nil {
		return
	}
	at := Span{b.start, b.start}
	var parse *unstable.ParserError
	if errors.As(err, &parse) && len(parse.Highlight) > 0 {
		if offset := cap(text) - cap(parse.Highlight); offset >= 0 && offset <= len(text) {
			at = Span{b.start + offset, b.start + offset + len(parse.Highlight)}
		}
	}
	b.problem(at, "This is not valid TOML: %s.", strings.TrimPrefix(err.Error(), "toml: "))
}

// open walks to the table of a header, making what is missing.
func (t *tomlNode) open(header *unstable.Node, base int) *tomlNode {
	var names []string
	var spans []Span
	for it := header.Key(); it.Next(); {
		names = append(names, string(it.Node().Data))
		spans = append(spans, rawSpan(it.Node().Raw, base))
	}
	for i, name := range names {
		last := i == len(names)-1
		child := t.get(name)
		switch {
		case child == nil && last && header.Kind == unstable.ArrayTable:
			child = &tomlNode{kind: unstable.Array, span: spans[i]}
			t.put(name, child, spans[i])
		case child == nil:
			child = &tomlNode{kind: unstable.Table, span: spans[i]}
			t.put(name, child, spans[i])
		}
		if last && header.Kind == unstable.ArrayTable && child.kind != unstable.Array {
			return nil
		}
		if child.kind == unstable.Array {
			if last && header.Kind == unstable.ArrayTable {
				child.items = append(child.items, &tomlNode{kind: unstable.Table, span: spans[i]})
			}
			if len(child.items) == 0 {
				return nil
			}
			child = child.items[len(child.items)-1]
		}
		if !child.table() {
			return nil
		}
		t = child
	}
	return t
}

func (t *tomlNode) table() bool {
	return t != nil && (t.kind == unstable.Table || t.kind == unstable.InlineTable)
}

func (t *tomlNode) put(name string, value *tomlNode, entry Span) {
	if t.index == nil {
		t.index = map[string]int{}
	}
	t.index[name] = len(t.keys)
	t.keys = append(t.keys, name)
	t.values = append(t.values, value)
	t.entries = append(t.entries, entry)
}

func (t *tomlNode) assign(b *builder, node *unstable.Node, depth int) {
	var names []string
	for it := node.Key(); it.Next(); {
		names = append(names, string(it.Node().Data))
	}
	if len(names) == 0 || len(names)+depth > maxTOMLDepth {
		b.problem(rawSpan(node.Raw, b.start), "This value is nested deeper than %d levels and is not read.", maxTOMLDepth)
		return
	}
	entry := rawSpan(node.Raw, b.start)
	entry.End = entry.Start + len(strings.TrimRight(b.text[entry.Start:entry.End], " \t\r\n"))
	for _, name := range names[:len(names)-1] {
		child := t.get(name)
		if child == nil {
			child = &tomlNode{kind: unstable.Table, span: entry}
			t.put(name, child, entry)
		}
		if !child.table() {
			return
		}
		t = child
	}
	name := names[len(names)-1]
	if t.get(name) != nil {
		b.problem(entry, "The key %q is given twice; remove one of them.", clip(name))
	}
	t.put(name, b.tomlValue(node.Value(), depth+1), entry)
}

func (b *builder) tomlValue(node *unstable.Node, depth int) *tomlNode {
	out := &tomlNode{kind: node.Kind, span: rawSpan(node.Raw, b.start)}
	if depth > maxTOMLDepth {
		return out
	}
	switch node.Kind {
	case unstable.String:
		out.text = string(node.Data)
		out.span = withinQuotes(b.text, out.span)
	case unstable.Array:
		for it := node.Children(); it.Next(); {
			out.items = append(out.items, b.tomlValue(it.Node(), depth+1))
		}
	case unstable.InlineTable:
		for it := node.Children(); it.Next(); {
			if it.Node().Kind == unstable.KeyValue {
				out.assign(b, it.Node(), depth+1)
			}
		}
	default:
		out.text = string(node.Data)
	}
	return out
}

// withinQuotes narrows the place of a string to what stands in its quotes.
func withinQuotes(text string, at Span) Span {
	raw := text[at.Start:at.End]
	n := 1
	if strings.HasPrefix(raw, `"""`) || strings.HasPrefix(raw, `'''`) {
		n = 3
	}
	if len(raw) < 2*n {
		return at
	}
	return Span{at.Start + n, at.End - n}
}

// get gives the value of a key, nil where there is none; nil tables have none.
func (t *tomlNode) get(path ...string) *tomlNode {
	for _, name := range path {
		if t == nil {
			return nil
		}
		i, ok := t.index[name]
		if !ok {
			return nil
		}
		t = t.values[i]
	}
	return t
}

func (t *tomlNode) str(path ...string) string {
	if v := t.get(path...); v != nil && v.kind == unstable.String {
		return v.text
	}
	return ""
}

// list gives the items of an array, none for anything else.
func (t *tomlNode) list(path ...string) []*tomlNode {
	if v := t.get(path...); v != nil && v.kind == unstable.Array {
		return v.items
	}
	return nil
}

func (t *tomlNode) isString() bool { return t != nil && t.kind == unstable.String }

// content is a string's text with places, exact where it has no escapes.
func (t *tomlNode) content(b *builder) mapped {
	if b.text[t.span.Start:t.span.End] == t.text {
		return mapped{text: t.text, base: t.span.Start}
	}
	return align(b.text, t.span, t.text)
}
