package environ

import "strings"

// readSetupPy takes the literals out of setup.py. Nothing is run: lists, tuples
// and dictionaries of strings, names that stand for such literals at the top of
// the file, and sums of them are read; everything else is passed over.
func readSetupPy(b *builder) {
	p := &pyScanner{b: b, tokens: pyTokens(b.text, b.start), names: map[string]*pyValue{}}
	depth := 0
	for p.at = 0; p.at < len(p.tokens); p.at++ {
		token := p.tokens[p.at]
		switch {
		case token.kind == pyOpen:
			depth++
		case token.kind == pyClose:
			depth = max(0, depth-1)
		case token.kind == pyName && p.next().text == "=":
			p.binding(token.text, depth)
		}
	}
}

type pyScanner struct {
	b      *builder
	tokens []pyToken
	at     int
	names  map[string]*pyValue
	deep   int
	work   int // tokens passed over while reading values
}

// maxPyWork bounds the reading of values within values.
const maxPyWork = 5_000_000

// pyValue is a literal: a string, or a list or dictionary of such.
type pyValue struct {
	text  *mapped
	items []*pyValue
	keys  []string // dictionaries
}

func (p *pyScanner) next() pyToken { return p.peek(1) }

func (p *pyScanner) peek(n int) pyToken {
	if p.at+n < len(p.tokens) {
		return p.tokens[p.at+n]
	}
	return pyToken{kind: pyEnd}
}

// binding reads "name = literal"; p.at is left where the outer walk goes on.
func (p *pyScanner) binding(name string, depth int) {
	if p.work > maxPyWork {
		return
	}
	back := p.at
	p.at += 2
	value := p.sum()
	p.at = back + 1
	if value == nil {
		return
	}
	if depth == 0 {
		p.names[name] = value
		return
	}
	p.argument(name, value)
}

func (p *pyScanner) argument(name string, value *pyValue) {
	switch name {
	case "install_requires":
		p.requirements(value, "")
	case "tests_require":
		p.requirements(value, "test")
	case "extras_require":
		for i, key := range value.keys {
			p.requirements(value.items[i], NormaliseName(key))
		}
	case "python_requires":
		if value.text != nil {
			p.b.file.RequiresPython, _, _ = readSpecifier(value.text.text)
		}
	case "package_dir":
		for i, key := range value.keys {
			if item := value.items[i]; item.text != nil {
				p.b.namedPackageDir(key, item.text.text)
			}
		}
	case "entry_points":
		p.entryPointText(value)
		for i, key := range value.keys {
			if key == "console_scripts" || key == "gui_scripts" {
				p.scripts(value.items[i])
			}
		}
	}
}

// entryPointText reads entry points given as the text of an INI file.
func (p *pyScanner) entryPointText(value *pyValue) {
	if value.text == nil {
		return
	}
	section := ""
	for _, line := range splitLines(*value.text) {
		name, target, ok := strings.Cut(line.text, "=")
		switch {
		case line.text[0] == '[':
			section = strings.Trim(line.text, "[] ")
		case ok && (section == "console_scripts" || section == "gui_scripts"):
			p.b.addScript(name, target, line.span(0, len(line.text)))
		}
	}
}

// requirements reads a list, or a string with one requirement a line.
func (p *pyScanner) requirements(value *pyValue, group string) {
	if value.text != nil {
		for _, line := range splitLines(*value.text) {
			p.b.addRequirement(cutComment(line), group)
		}
		return
	}
	if value.keys == nil {
		for _, item := range value.items {
			if item.text != nil {
				p.b.addRequirement(*item.text, group)
			}
		}
	}
}

func (p *pyScanner) scripts(value *pyValue) {
	lines := value.items
	if value.text != nil {
		lines = []*pyValue{value}
	}
	for _, item := range lines {
		if item.text == nil {
			continue
		}
		for _, line := range splitLines(*item.text) {
			if name, target, ok := strings.Cut(line.text, "="); ok {
				p.b.addScript(name, target, line.span(0, len(line.text)))
			}
		}
	}
}

func splitLines(m mapped) []mapped {
	var out []mapped
	start := 0
	for i := 0; i <= len(m.text); i++ {
		if i == len(m.text) || m.text[i] == '\n' {
			if line := m.slice(start, i).trim(); line.text != "" {
				out = append(out, line)
			}
			start = i + 1
		}
	}
	return out
}

// sum reads literal + literal + …; nil when no part of it is known.
func (p *pyScanner) sum() *pyValue {
	value := p.value()
	for value != nil && value.text == nil && p.peek(0).text == "+" {
		p.at++
		other := p.value()
		if other == nil {
			break
		}
		if len(value.items)+len(other.items) > 10_000 { // a = a + a, many times
			break
		}
		value = &pyValue{items: append(append([]*pyValue{}, value.items...), other.items...)}
	}
	return value
}

func (p *pyScanner) value() *pyValue {
	if p.deep++; p.deep > 20 {
		p.deep--
		return nil
	}
	defer func() { p.deep-- }()
	token := p.peek(0)
	switch {
	case token.kind == pyString:
		return p.strings()
	case token.kind == pyName:
		p.at++
		return p.names[token.text]
	case token.kind == pyOpen && token.text == "{":
		return p.dictionary()
	case token.kind == pyOpen:
		return p.list()
	}
	return nil
}

// strings joins adjacent literals; one that is computed makes all unknown.
func (p *pyScanner) strings() *pyValue {
	var parts mapping
	count, computed := 0, false
	var first mapped
	for p.peek(0).kind == pyString {
		token := p.peek(0)
		computed = computed || token.computed
		first = token.body
		parts.part(token.body)
		count++
		p.at++
	}
	if after := p.peek(0); computed || after.text == "%" || after.text == "." {
		return nil
	}
	if count == 1 {
		return &pyValue{text: &first}
	}
	joined := parts.done()
	return &pyValue{text: &joined}
}

// list reads what stands in brackets; items that are no literals are left out.
func (p *pyScanner) list() *pyValue {
	out := &pyValue{items: []*pyValue{}}
	for p.at++; p.peek(0).kind != pyEnd; {
		if p.peek(0).kind == pyClose {
			p.at++
			return out
		}
		item := p.sum()
		if end := p.peek(0); item != nil && (end.text == "," || end.kind == pyClose) {
			out.items = append(out.items, item)
		}
		p.skipItem()
	}
	return out
}

func (p *pyScanner) dictionary() *pyValue {
	out := &pyValue{keys: []string{}}
	for p.at++; p.peek(0).kind != pyEnd; {
		if p.peek(0).kind == pyClose {
			p.at++
			return out
		}
		key := p.value()
		if key != nil && key.text != nil && p.peek(0).text == ":" {
			p.at++
			if item := p.sum(); item != nil {
				out.keys, out.items = append(out.keys, key.text.text), append(out.items, item)
			}
		}
		p.skipItem()
	}
	return out
}

// skipItem goes behind the next comma of this bracket, or to its end.
func (p *pyScanner) skipItem() {
	for depth := 0; p.at < len(p.tokens); p.at++ {
		p.work++
		token := p.tokens[p.at]
		switch {
		case token.kind == pyOpen:
			depth++
		case token.kind == pyClose && depth == 0:
			return
		case token.kind == pyClose:
			depth--
		case token.text == "," && depth == 0:
			p.at++
			return
		}
	}
}
