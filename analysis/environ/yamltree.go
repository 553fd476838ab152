package environ

import (
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

const (
	maxYAMLDepth   = 200
	maxAliasGrowth = 100_000 // values that aliases may add to a file
)

// yamlNode is a YAML value with its place, aliases and merge keys resolved.
type yamlNode struct {
	kind   yaml.Kind // MappingNode, SequenceNode or ScalarNode
	tag    string
	text   string   // scalars: the decoded value
	body   mapped   // scalars: the decoded value with places
	span   Span     // scalars: without quotes; others: their first byte
	outer  Span     // scalars: with quotes
	keys   []string // mappings, in order; keys of a merge come first
	places []Span   // of the keys
	values []*yamlNode
	items  []*yamlNode
	size   int            // values in it, with every alias written out
	index  map[string]int // last place of a key in keys; made when asked for
}

// yamlReader turns the tree of yaml.v3 into yamlNodes.
type yamlReader struct {
	b      *builder
	lines  []int // as yaml.v3 counts them
	done   map[*yaml.Node]*yamlNode
	open   map[*yaml.Node]bool
	direct int
	merged int // entries copied by merge keys
	failed bool
	// The last place asked for: nodes come in the order of the text, and a line
	// can be as long as the file.
	lastLine, lastColumn, lastOffset int
}

// readYAML parses the first document of the file. It is nil, with a Problem,
// when there is nothing that can be used; an empty file is nil without one.
func (b *builder) readYAML() (root *yamlNode) {
	defer func() {
		if r := recover(); r != nil {
			b.problem(Span{}, "This is not valid YAML (%v).", r)
			root = nil
		}
	}()
	body := b.text[b.start:]
	var document yaml.Node
	if err := yaml.NewDecoder(strings.NewReader(body)).Decode(&document); err != nil {
		if err != io.EOF {
			b.yamlError(err)
		}
		return nil
	}
	if document.Kind != yaml.DocumentNode || len(document.Content) == 0 {
		return nil
	}
	r := &yamlReader{
		b: b, lines: yamlLines(body),
		done: map[*yaml.Node]*yamlNode{}, open: map[*yaml.Node]bool{},
	}
	root = r.convert(document.Content[0], 0)
	if r.failed {
		return nil
	}
	if root.size-r.direct > maxAliasGrowth {
		b.problem(Span{}, "The aliases of this file expand to more than %d values; write the values out instead.", maxAliasGrowth)
		return nil
	}
	return root
}

var yamlErrorLine = regexp.MustCompile(`line (\d+): `)

func (b *builder) yamlError(err error) {
	message := strings.TrimPrefix(err.Error(), "yaml: ")
	at := Span{b.start, b.start}
	if match := yamlErrorLine.FindStringSubmatch(message); match != nil {
		message = strings.Replace(message, match[0], "", 1)
		if n, err := strconv.Atoi(match[1]); err == nil {
			at = b.lineSpan(n)
		}
	}
	if strings.Contains(message, "cannot start any token") && strings.Contains(b.text[at.Start:at.End], "\t") {
		message += "; indent with spaces, not tabs"
	}
	b.problem(at, "This is not valid YAML: %s.", message)
}

// lineSpan is a whole line by its 1-based number, without its end.
func (b *builder) lineSpan(n int) Span {
	n = min(max(n, 1), len(b.lines))
	start, end := b.lines[n-1], len(b.text)
	if n < len(b.lines) {
		end = b.lines[n]
	}
	return Span{start, start + len(strings.TrimRight(b.text[start:end], "\r\n"))}
}

// yamlLines are the line starts as YAML 1.1 counts them: it also ends lines at
// NEL, LS and PS.
func yamlLines(text string) []int {
	starts := []int{0}
	for i, r := range text {
		switch r {
		case '\n', '\u0085', '\u2028', '\u2029':
			starts = append(starts, i+utf8.RuneLen(r))
		case '\r':
			if !strings.HasPrefix(text[i+1:], "\n") {
				starts = append(starts, i+1)
			}
		}
	}
	return starts
}

// offset turns yaml.v3's 1-based line and column (in characters) into bytes.
func (r *yamlReader) offset(n *yaml.Node) int {
	if n.Line < 1 || n.Line > len(r.lines) {
		return len(r.b.text)
	}
	at, column := r.lines[n.Line-1]+r.b.start, 1
	if n.Line == r.lastLine && n.Column >= r.lastColumn {
		at, column = r.lastOffset, r.lastColumn
	}
	for ; column < n.Column && at < len(r.b.text); column++ {
		_, size := utf8.DecodeRuneInString(r.b.text[at:])
		at += size
	}
	r.lastLine, r.lastColumn, r.lastOffset = n.Line, column, at
	return at
}

func (r *yamlReader) fail(at int, format string, args ...any) *yamlNode {
	if !r.failed {
		r.b.problem(Span{at, at + 1}, format, args...)
	}
	r.failed = true
	return &yamlNode{kind: yaml.ScalarNode, tag: "!!null", size: 1}
}

func (r *yamlReader) convert(n *yaml.Node, depth int) *yamlNode {
	at := r.offset(n)
	if depth > maxYAMLDepth {
		return r.fail(at, "This YAML is nested deeper than %d levels and is not read.", maxYAMLDepth)
	}
	if n.Kind == yaml.AliasNode {
		r.direct++
		return r.alias(n, at, depth)
	}
	if known, ok := r.done[n]; ok {
		return known
	}
	r.direct++
	r.open[n] = true
	out := &yamlNode{kind: n.Kind, tag: n.Tag, span: Span{at, min(at+1, len(r.b.text))}, size: 1}
	switch n.Kind {
	case yaml.MappingNode:
		r.mapping(out, n, depth)
	case yaml.SequenceNode:
		for _, child := range n.Content {
			out.add(r.convert(child, depth+1))
		}
	default:
		r.scalar(out, n, at)
	}
	delete(r.open, n)
	r.done[n] = out
	return out
}

func (r *yamlReader) alias(n *yaml.Node, at, depth int) *yamlNode {
	target := n.Alias
	if target == nil || r.open[target] {
		return r.fail(at, "The alias %q stands inside the value that it names; write the value out.", clip(n.Value))
	}
	if known, ok := r.done[target]; ok {
		return known
	}
	return r.convert(target, depth)
}

func (o *yamlNode) add(child *yamlNode) {
	o.items = append(o.items, child)
	o.grow(child)
}

// grow counts without overflow: a bomb doubles at every level.
func (o *yamlNode) grow(child *yamlNode) {
	o.size = min(o.size+child.size, 1<<30)
}

func (r *yamlReader) mapping(out *yamlNode, n *yaml.Node, depth int) {
	own := &yamlNode{}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := r.convert(n.Content[i], depth+1)
		value := r.convert(n.Content[i+1], depth+1)
		out.grow(key)
		out.grow(value)
		if key.kind != yaml.ScalarNode {
			continue
		}
		if n.Content[i].Tag == "!!merge" {
			r.merge(out, value)
			continue
		}
		if seen[key.text] {
			r.b.problem(key.span, "The key %q is given twice in the same mapping; only the last one counts, so remove the other.", clip(key.text))
		}
		seen[key.text] = true
		own.keys, own.places, own.values = append(own.keys, key.text), append(own.places, key.span), append(own.values, value)
	}
	out.keys = append(out.keys, own.keys...)
	out.places = append(out.places, own.places...)
	out.values = append(out.values, own.values...)
}

func (r *yamlReader) merge(o, value *yamlNode) {
	sources := []*yamlNode{value}
	if value.kind == yaml.SequenceNode {
		sources = value.items
	}
	for i := len(sources) - 1; i >= 0; i-- { // the first of a list wins
		s := sources[i]
		if r.merged += len(s.keys); r.merged > maxAliasGrowth {
			r.fail(value.span.Start, "The merge keys of this file copy more than %d values; write the values out instead.", maxAliasGrowth)
			return
		}
		o.keys = append(o.keys, s.keys...)
		o.places = append(o.places, s.places...)
		o.values = append(o.values, s.values...)
	}
}

// scalar finds the exact place of a scalar, which yaml.v3 does not tell.
func (r *yamlReader) scalar(out *yamlNode, n *yaml.Node, at int) {
	out.text = n.Value
	text := r.b.text
	at = skipProperties(text, at)
	switch {
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		if nl := strings.IndexAny(text[at:], "\r\n"); nl >= 0 {
			out.body = align(text, Span{at + nl + 1, len(text)}, n.Value)
		} else {
			out.body = mapped{text: n.Value, base: at, at: make([]int, 0)}
		}
	case n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0:
		end := quotedEnd(text, at)
		out.span = Span{min(at+1, end), end}
		out.outer = Span{at, min(end+1, len(text))}
		out.body = plainOrAligned(text, out.span, n.Value)
		return
	default:
		out.body = plainOrAligned(text, Span{at, len(text)}, n.Value)
	}
	trimmed := strings.TrimRight(n.Value, " \t\r\n")
	out.span = out.body.span(0, len(trimmed))
	if trimmed == "" {
		out.span = Span{at, at}
	}
	out.outer = out.span
}

func plainOrAligned(text string, at Span, value string) mapped {
	if strings.HasPrefix(text[at.Start:at.End], value) {
		return mapped{text: value, base: at.Start}
	}
	return align(text, at, value)
}

// skipProperties passes a tag or an anchor in front of a scalar.
func skipProperties(text string, at int) int {
	for at < len(text) && (text[at] == '!' || text[at] == '&') {
		for at < len(text) && !isBlank(text[at]) {
			at++
		}
		for at < len(text) && isBlank(text[at]) {
			at++
		}
	}
	return at
}

// quotedEnd is the place of the quote that closes the one at at.
func quotedEnd(text string, at int) int {
	if at >= len(text) {
		return len(text)
	}
	quote := text[at]
	for i := at + 1; i < len(text); i++ {
		switch {
		case quote == '"' && text[i] == '\\':
			i++
		case text[i] == quote && quote == '\'' && i+1 < len(text) && text[i+1] == quote:
			i++
		case text[i] == quote:
			return i
		}
	}
	return len(text)
}
