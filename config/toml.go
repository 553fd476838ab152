package config

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// tablePath is where the configuration lies in pyproject.toml.
var tablePath = []string{"tool", "mlf-lsp"}

// tomlReader collects what a TOML document says below tablePath.
type tomlReader struct {
	*reporter
	text   []byte // without byte order mark, same offsets
	parser unstable.Parser
	root   *node // the map at tablePath, nil while nothing mentions it
	// headers are the tables that have had a [header] of their own.
	headers map[*node]bool
}

// readTOML returns the map at tablePath, nil when the document has none.
// Broken documents are reported.
func readTOML(r *reporter) (root *node) {
	t := &tomlReader{reporter: r, text: withoutMark(r.text), headers: map[*node]bool{}}
	defer func() {
		if recover() != nil {
			r.report(span{}, "the file is not valid TOML; check its quotes and brackets")
			root = nil
		}
	}()
	t.parser.Reset(t.text)
	var table []keyPart
	for t.parser.NextExpression() {
		switch e := t.parser.Expression(); e.Kind {
		case unstable.Table:
			table = t.key(e)
			t.header(table)
		case unstable.ArrayTable:
			table = t.key(e)
			t.arrayHeader(table)
		case unstable.KeyValue:
			t.assign(append(slices.Clone(table), t.key(e)...), t.keyValue(e))
		}
	}
	var broken *unstable.ParserError
	if err := t.parser.Error(); errors.As(err, &broken) {
		at := t.parser.Range(broken.Highlight)
		r.report(rangeSpan(at), "the file is not valid TOML: %s", broken.Message)
		return nil
	} else if err != nil {
		r.report(span{}, "the file is not valid TOML: %s", err)
		return nil
	}
	return t.root
}

// withoutMark returns the text with spaces in place of a byte order mark, which
// the parser does not know.
func withoutMark(text []byte) []byte {
	text = slices.Clone(text)
	if bytes.HasPrefix(text, byteOrderMark) {
		copy(text, "   ")
	}
	return text
}

// keyPart is one part of a dotted key.
type keyPart struct {
	name string
	at   span
}

func rangeSpan(r unstable.Range) span {
	return span{int(r.Offset), int(r.Offset + r.Length)}
}

func (t *tomlReader) key(n *unstable.Node) []keyPart {
	var parts []keyPart
	for it := n.Key(); it.Next(); {
		k := it.Node()
		parts = append(parts, keyPart{string(k.Data), rangeSpan(k.Raw)})
	}
	return parts
}

// below returns the part of a key under tablePath. For keys that end above it
// ("tool") ok is false.
func below(key []keyPart) (rest []keyPart, ok bool) {
	if len(key) < len(tablePath) {
		return nil, false
	}
	for i, name := range tablePath {
		if key[i].name != name {
			return nil, false
		}
	}
	return key[len(tablePath):], true
}

func (t *tomlReader) header(key []keyPart) {
	rest, ok := below(key)
	if !ok {
		return
	}
	at := key[len(key)-1].at
	table := t.table(rest, at)
	if table == nil {
		return
	}
	if t.headers[table] {
		t.report(at, "duplicate table; keep one of them")
	}
	t.headers[table] = true
}

func (t *tomlReader) arrayHeader(key []keyPart) {
	if rest, ok := below(key); ok {
		at := key[len(key)-1].at
		t.table(rest, at)
		t.report(at, "tables in double brackets ([[…]]) are not used here; write single brackets")
	}
}

// table returns the map under tablePath that the key names and makes what is
// missing; nil where the key runs into a value that is no map.
func (t *tomlReader) table(key []keyPart, at span) *node {
	if t.root == nil {
		t.root = &node{kind: kindMap, at: at}
	}
	current := t.root
	for _, part := range key {
		e := current.get(part.name)
		if e == nil {
			e = &entry{part.name, part.at, &node{kind: kindMap, at: part.at}}
			current.entries = append(current.entries, e)
		}
		if e.value.kind != kindMap {
			t.report(part.at, "%q is set twice; keep one of them", part.name)
			return nil
		}
		current = e.value
	}
	return current
}

// assign stores a value under its whole key, of which tables above tablePath
// may hold it in an inline table: tool = {mlf-lsp = {…}}.
func (t *tomlReader) assign(key []keyPart, value *node) {
	last := key[len(key)-1]
	rest, ok := below(key)
	switch {
	case !ok && len(key) < len(tablePath) && key[0].name == tablePath[0]:
		if inner := value.get(tablePath[1]); inner != nil {
			t.setRoot(inner.value)
		}
	case !ok:
	case len(rest) == 0:
		t.setRoot(value)
	default:
		if parent := t.table(rest[:len(rest)-1], last.at); parent != nil {
			parent.entries = append(parent.entries, &entry{last.name, last.at, value})
		}
	}
}

func (t *tomlReader) setRoot(value *node) {
	if value.kind != kindMap {
		t.report(value.at, "tool.mlf-lsp must be a table, not %s", kindNames[value.kind])
		value = &node{kind: kindMap, at: value.at}
	}
	t.root = value
}

var tomlKinds = map[unstable.Kind]kind{
	unstable.String: kindString, unstable.Integer: kindInt, unstable.Float: kindFloat, unstable.Bool: kindBool,
}

// keyValue returns the value of a key with its place; lists and tables have
// none in the parser's tree, so it is what follows the equals sign.
func (t *tomlReader) keyValue(n *unstable.Node) *node {
	whole := rangeSpan(n.Raw)
	key := t.key(n)
	rest := t.text[key[len(key)-1].at.end:whole.end]
	start := whole.end - len(bytes.TrimLeft(rest, " \t="))
	return t.value(n.Value(), span{start, whole.end})
}

// value converts a value; lists and tables lie at the given place.
func (t *tomlReader) value(n *unstable.Node, at span) *node {
	switch n.Kind {
	case unstable.Array:
		out := &node{kind: kindList, at: at}
		for it := n.Children(); it.Next(); {
			out.items = append(out.items, t.value(it.Node(), at))
		}
		return out
	case unstable.InlineTable:
		out := &node{kind: kindMap, at: at}
		for it := n.Children(); it.Next(); {
			t.inline(out, it.Node())
		}
		return out
	}
	k, ok := tomlKinds[n.Kind]
	if !ok {
		k = kindOther
	}
	return &node{kind: k, text: string(n.Data), at: rangeSpan(n.Raw)}
}

// inline stores one key of an inline table; the key may be dotted.
func (t *tomlReader) inline(table *node, n *unstable.Node) {
	key := t.key(n)
	for _, part := range key[:len(key)-1] {
		e := table.get(part.name)
		if e == nil || e.value.kind != kindMap {
			e = &entry{part.name, part.at, &node{kind: kindMap, at: part.at}}
			table.entries = append(table.entries, e)
		}
		table = e.value
	}
	last := key[len(key)-1]
	table.entries = append(table.entries, &entry{last.name, last.at, t.keyValue(n)})
}

// checkTOML reports what only a full decoding finds, such as keys that other
// tables set twice and impossible dates. Lines that have a problem already are
// passed over: what was said there is clearer.
func checkTOML(r *reporter) {
	var all map[string]any
	var broken *toml.DecodeError
	if !errors.As(toml.Unmarshal(withoutMark(r.text), &all), &broken) {
		return
	}
	row, column := broken.Position()
	for _, p := range r.problems {
		if p.Line == row {
			return
		}
	}
	start := 0
	for i := 1; i < row; i++ {
		start += bytes.IndexByte(r.text[start:], '\n') + 1
	}
	at := start + column - 1
	r.report(span{at, at}, "the file is not valid TOML: %s", strings.TrimPrefix(broken.Error(), "toml: "))
}
