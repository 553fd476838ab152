package environ

import (
	"regexp"
	"slices"
	"strings"
)

var (
	makeAssign   = regexp.MustCompile(`^(export\s+|override\s+)*([A-Za-z_][A-Za-z0-9_.]*)\s*(:::?=|::?=|\?=|\+=|!=|=)\s*(.*)$`)
	makeExport   = regexp.MustCompile(`^export(\s+[A-Za-z_][A-Za-z0-9_]*)+\s*$`)
	makeRule     = regexp.MustCompile(`^([^\s:=#][^:=#]*?)\s*::?(?:[^=]|$)`)
	makeTarget   = regexp.MustCompile(`^([^\s:=#][^:=#]*?)\s*::?\s*((?:export\s+|override\s+|private\s+)*[A-Za-z_][A-Za-z0-9_.]*\s*(?::?:?:?|\?|\+)=.*)$`)
	makeVariable = regexp.MustCompile(`\$\$|\$\(([A-Za-z_][A-Za-z0-9_.]*)\)|\$\{([A-Za-z_][A-Za-z0-9_.]*)\}`)
)

// makeReader reads a Makefile from top to bottom, as far as variables and
// recipes go.
type makeReader struct {
	b      *builder
	vars   []Var // of the file
	target string
	local  []Var // of the target
	define bool
	// exports are names that "export A" marked, before or after A is set.
	exports map[string]bool
}

// readMakefile reads the variables and recipes of a Makefile.
func readMakefile(b *builder) {
	m := &makeReader{b: b, exports: map[string]bool{}}
	for _, line := range b.makeLines() {
		m.line(line)
	}
}

// makeLines joins continued lines. In recipes the backslash stays: it is the
// shell that joins those.
func (b *builder) makeLines() []mapped {
	var out []mapped
	var w *mapping
	recipe := false
	for _, line := range b.physicalLines() {
		if w == nil {
			w, recipe = &mapping{}, strings.HasPrefix(line.text, "\t")
		}
		if strings.HasSuffix(line.text, `\`) {
			if recipe {
				w.part(line)
				w.stand("\n", line.base+len(line.text))
			} else {
				w.part(line.slice(0, len(line.text)-1))
				w.stand(" ", line.base+len(line.text)-1)
			}
			continue
		}
		w.part(line)
		out, w = append(out, w.done()), nil
	}
	if w != nil {
		out = append(out, w.done())
	}
	return out
}

func (m *makeReader) line(line mapped) {
	trimmed := strings.TrimSpace(line.text)
	switch {
	case strings.HasPrefix(trimmed, "endef"):
		m.define = false
	case m.define || trimmed == "":
	case strings.HasPrefix(line.text, "\t"):
		if m.target != "" {
			m.recipe(line)
		}
	case trimmed[0] == '#':
	case strings.HasPrefix(trimmed, "define "):
		m.define = true
	default:
		m.statement(cutComment(line).trim())
	}
}

func (m *makeReader) statement(line mapped) {
	if makeExport.MatchString(line.text) {
		for _, name := range strings.Fields(line.text)[1:] {
			m.export(name)
		}
		return
	}
	if makeAssign.MatchString(line.text) {
		m.vars = m.assign(m.vars, line, "")
		return
	}
	if match := makeTarget.FindStringSubmatchIndex(line.text); match != nil {
		name := line.text[match[2]:match[3]]
		if name != m.target {
			m.target, m.local = name, nil
		}
		m.local = m.assign(m.local, line.slice(match[4], match[5]), name)
		return
	}
	if match := makeRule.FindStringSubmatchIndex(line.text); match != nil {
		name := strings.TrimSpace(line.text[match[2]:match[3]])
		if name != m.target {
			m.target, m.local = name, nil
		}
		if semicolon := strings.IndexByte(line.text, ';'); semicolon > 0 {
			m.recipe(line.slice(semicolon+1, len(line.text)))
		}
	}
}

func (m *makeReader) export(name string) {
	if m.exports[name] {
		return
	}
	m.exports[name] = true
	if !slices.ContainsFunc(m.vars, func(v Var) bool { return v.Name == name }) {
		return
	}
	for i := range m.vars {
		if m.vars[i].Name == name {
			m.vars[i].Exported = true
		}
	}
	for i := range m.b.file.Vars {
		if v := &m.b.file.Vars[i]; v.Name == name && v.Scope == "" {
			v.Exported = true
		}
	}
}

func (m *makeReader) assign(list []Var, line mapped, scope string) []Var {
	match := makeAssign.FindStringSubmatchIndex(line.text)
	if match == nil {
		return list
	}
	group := func(n int) string {
		if match[2*n] < 0 {
			return ""
		}
		return line.text[match[2*n]:match[2*n+1]]
	}
	v := Var{Name: group(2), Scope: scope, Span: line.span(0, len(line.text))}
	v.Exported = m.exports[v.Name] || strings.Contains(line.text[:match[4]], "export")
	for _, known := range list {
		if known.Name == v.Name {
			v.Exported = v.Exported || known.Exported
			if group(3) == "?=" {
				return list
			}
		}
	}
	expanded := m.expand(line.slice(match[8], match[9]))
	v.Value = expanded.text
	v.Known = group(3) != "!=" && group(3) != "+=" && !strings.Contains(expanded.text, "$")
	return appendVar(list, m.b.addVar(v))
}

// expand puts in the values of known variables, and "$" for "$$".
func (m *makeReader) expand(text mapped) mapped {
	var w mapping
	from := 0
	values := find(m.local, m.vars)
	for _, at := range makeVariable.FindAllStringSubmatchIndex(text.text, -1) {
		value, known := "$", true
		if at[2] >= 0 || at[4] >= 0 {
			value, known, _ = values(text.text[max(at[2], at[4]):max(at[3], at[5])])
		}
		if !known || w.text.Len()+len(value) > maxExpanded {
			continue
		}
		w.part(text.slice(from, at[0]))
		w.stand(value, text.pos(at[0]))
		from = at[1]
	}
	if from == 0 {
		return text
	}
	w.part(text.slice(from, len(text.text)))
	return w.done()
}

// recipe reads one line of a recipe, which is a shell of its own.
func (m *makeReader) recipe(line mapped) {
	body := line.trim()
	for body.text != "" && strings.IndexByte("@-+", body.text[0]) >= 0 {
		body = body.slice(1, len(body.text)).trim()
	}
	s := &shellState{b: m.b, scope: m.target, entry: m.target}
	for _, v := range merged(m.vars, m.local) {
		if v.Exported {
			s.inherit([]Var{v})
		}
	}
	s.run(m.expand(body))
}
