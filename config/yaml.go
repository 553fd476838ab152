package config

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// aliasLimit is the number of aliases that a file may use, counting those
// within what an alias stands for: enough for honest files, too few for a bomb.
const aliasLimit = 16

// yamlReader turns yaml.v3's nodes, which know line and column, into nodes
// with byte offsets.
type yamlReader struct {
	*reporter
	lines   []int // offsets of the starts of the lines, as YAML counts lines
	aliases int
}

// readYAML parses the text and returns its map of keys, nil when the text is
// broken. An empty document is an empty map.
func readYAML(r *reporter) (root *node) {
	y := &yamlReader{reporter: r, lines: yamlLines(r.text)}
	// yaml.v3 panics on some malformed texts.
	defer func() {
		if recover() != nil {
			r.report(span{}, "the file is not valid YAML; check its quotes, brackets and indentation")
			root = nil
		}
	}()
	dec := yaml.NewDecoder(bytes.NewReader(r.text))
	var doc, next yaml.Node
	if err := dec.Decode(&doc); errors.Is(err, io.EOF) {
		return &node{kind: kindMap}
	} else if err != nil {
		y.syntaxError(err)
		return nil
	}
	if err := dec.Decode(&next); err == nil {
		r.report(y.lineSpan(next.Line), "the file holds several YAML documents; keep one")
	} else if !errors.Is(err, io.EOF) {
		y.syntaxError(err)
		return nil
	}
	return y.root(&doc)
}

func (y *yamlReader) root(doc *yaml.Node) *node {
	if len(doc.Content) == 0 {
		return &node{kind: kindMap}
	}
	root := y.node(doc.Content[0])
	if y.aliases > aliasLimit {
		return nil
	}
	switch root.kind {
	case kindMap:
		return root
	case kindNull:
		return &node{kind: kindMap}
	}
	y.report(root.at, "the file must be a map of keys, such as `select: [MLF3]`, not %s", kindNames[root.kind])
	return nil
}

func (y *yamlReader) node(n *yaml.Node) *node {
	start := y.offset(n.Line, n.Column)
	switch n.Kind {
	case yaml.AliasNode:
		return y.alias(n, start)
	case yaml.SequenceNode:
		out := &node{kind: kindList}
		end := start
		for _, c := range n.Content {
			child := y.node(c)
			out.items, end = append(out.items, child), max(end, child.at.end)
		}
		out.at = span{start, y.collectionEnd(n, start, end, ']')}
		return out
	case yaml.MappingNode:
		return y.mapping(n, start)
	}
	return &node{kind: yamlKind(n), text: n.Value, at: span{start, y.scalarEnd(n, start)}}
}

// alias stands for its anchor's value, at the place of the alias.
func (y *yamlReader) alias(n *yaml.Node, start int) *node {
	at := span{start, start + len("*") + len(n.Value)}
	if y.aliases++; y.aliases > aliasLimit {
		if y.aliases == aliasLimit+1 {
			y.report(at, "the file uses more than %d aliases; write the values out", aliasLimit)
		}
		return &node{kind: kindOther, at: at}
	}
	out := y.node(n.Alias)
	out.at = at
	return out
}

func (y *yamlReader) mapping(n *yaml.Node, start int) *node {
	out := &node{kind: kindMap}
	end := start
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := y.node(n.Content[i]), y.node(n.Content[i+1])
		if value.kind == kindNull && value.text == "" {
			value.at = key.at // an absent value has no place of its own
		}
		end = max(end, key.at.end, value.at.end)
		if key.kind == kindList || key.kind == kindMap || key.kind == kindOther {
			y.report(key.at, "a key must be text, not %s", kindNames[key.kind])
			continue
		}
		out.entries = append(out.entries, &entry{key.text, key.at, value})
	}
	out.at = span{start, y.collectionEnd(n, start, end, '}')}
	return out
}

func yamlKind(n *yaml.Node) kind {
	switch n.ShortTag() {
	case "!!str", "!!timestamp", "!!merge":
		return kindString
	case "!!int":
		return kindInt
	case "!!float":
		return kindFloat
	case "!!bool":
		return kindBool
	case "!!null":
		return kindNull
	}
	return kindOther
}

// collectionEnd returns the end of a list or map: of its last element, or
// behind the bracket that closes it.
func (y *yamlReader) collectionEnd(n *yaml.Node, start, end int, bracket byte) int {
	if n.Style&yaml.FlowStyle == 0 {
		return end
	}
	rest := y.text[max(end, min(start+1, len(y.text))):]
	if i := bytes.IndexByte(rest, bracket); i >= 0 && len(bytes.Trim(rest[:i], " \t\r\n,")) == 0 {
		return len(y.text) - len(rest) + i + 1
	}
	return end
}

// scalarEnd returns the end of a scalar: exactly where it lies on one line, at
// the end of its first line otherwise.
func (y *yamlReader) scalarEnd(n *yaml.Node, start int) int {
	rest := y.text[start:]
	switch {
	case n.Style&yaml.DoubleQuotedStyle != 0:
		for i := 1; i < len(rest); i++ {
			if rest[i] == '\\' {
				i++
			} else if rest[i] == '"' {
				return start + i + 1
			}
		}
	case n.Style&yaml.SingleQuotedStyle != 0:
		for i := 1; i < len(rest); i++ {
			if rest[i] != '\'' {
				continue
			}
			if i+1 == len(rest) || rest[i+1] != '\'' {
				return start + i + 1
			}
			i++
		}
	case bytes.HasPrefix(rest, []byte(n.Value)):
		return start + len(n.Value)
	}
	if i := bytes.IndexAny(rest, "\r\n"); i >= 0 {
		return start + i
	}
	return len(y.text)
}

// offset returns the byte offset of a line and column as yaml.v3 counts them:
// from 1, the column in code points.
func (y *yamlReader) offset(line, column int) int {
	at := y.lines[min(max(line, 1), len(y.lines))-1]
	for ; column > 1 && at < len(y.text); column-- {
		_, size := utf8.DecodeRune(y.text[at:])
		at += size
	}
	return at
}

// lineSpan returns a line without its indentation and its line break.
func (y *yamlReader) lineSpan(line int) span {
	start := y.offset(line, 1)
	row := y.text[start:]
	if i := bytes.IndexAny(row, "\r\n"); i >= 0 {
		row = row[:i]
	}
	indent := len(row) - len(bytes.TrimLeft(row, " \t"))
	return span{start + indent, start + len(row)}
}

// yamlLines finds the starts of lines by YAML 1.1, where also a lone carriage
// return, NEL, LS and PS break lines.
func yamlLines(text []byte) []int {
	first := 0
	if bytes.HasPrefix(text, byteOrderMark) {
		first = len(byteOrderMark)
	}
	lines := []int{first}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		i += size
		crlf := r == '\r' && i < len(text) && text[i] == '\n'
		if !crlf && strings.ContainsRune("\n\r\u0085\u2028\u2029", r) {
			lines = append(lines, i)
		}
	}
	return lines
}

var yamlMessage = regexp.MustCompile(`(?s)^yaml: (?:line (\d+): )?(.*)$`)

func (y *yamlReader) syntaxError(err error) {
	m := yamlMessage.FindStringSubmatch(err.Error())
	if m == nil {
		y.report(y.lineSpan(1), "the file is not valid YAML: %s", err)
		return
	}
	line, _ := strconv.Atoi(m[1])
	at := y.lineSpan(line)
	// An unknown anchor comes without a line.
	if rest, ok := strings.CutPrefix(m[2], "unknown anchor '"); ok && m[1] == "" {
		alias := "*" + strings.TrimSuffix(rest, "' referenced")
		if i := bytes.Index(y.text, []byte(alias)); i >= 0 {
			at = span{i, i + len(alias)}
		}
	}
	y.report(at, "the file is not valid YAML: %s", m[2])
}
