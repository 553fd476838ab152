package server

import (
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
	program "github.com/mlf-core/mlf-lsp/analysis/project"
)

// symbolAt is the qualified name of the library's symbol that is written at an
// offset of a module, "" for none, and where it is written.
func symbolAt(p *program.Program, m *program.Module, offset int) (name string, start, end int) {
	for _, u := range m.All {
		if offset < u.Base || offset > u.Base+int(u.Len) {
			continue
		}
		for id := range u.Values {
			from, to, ok := written(u, facts.ID(id))
			if !ok || offset < from || offset > to || name != "" && to-from >= end-start {
				continue
			}
			if found := symbolOf(p, u.Val(facts.ID(id))); found != "" {
				name, start, end = found, from, to
			}
		}
	}
	if name != "" {
		return name, start, end
	}
	return calledAt(p, m, offset)
}

// written is where the name of a value stands: the last word of a dotted name.
func written(u *program.Unit, id facts.ID) (start, end int, ok bool) {
	v := &u.Values[id]
	start, end = u.Place(v.Span)
	switch v.Op {
	case facts.OpAttr:
		return end - len(v.Str), end, end-start >= len(v.Str)
	case facts.OpFree, facts.OpImport, facts.OpModule:
		return start, end, true
	}
	return 0, 0, false
}

// symbolOf is the symbol that a value is known to be or to be an object of, if
// something is known of it.
func symbolOf(p *program.Program, v *program.Val) (name string) {
	v.Each(func(x *program.Val) {
		if name == "" && (x.Kind == program.External || x.Kind == program.Instance) {
			if s := p.KB.Symbol(x.Text); s != nil && s.Library != nil {
				name = x.Text
			}
		}
	})
	return name
}

// calledAt is what a call gets whose callee is written at an offset by a local
// name.
func calledAt(p *program.Program, m *program.Module, offset int) (name string, start, end int) {
	text := m.File.Text()
	for _, u := range m.All {
		for _, c := range u.Calls {
			from, to := c.Place()
			if offset < from || offset > to {
				continue
			}
			length := strings.IndexFunc(text[from:to], func(r rune) bool { return !isWord(byte(min(r, 127))) || r == '-' })
			if length < 0 || offset > from+length || text[from+length] != '(' {
				continue
			}
			if found := symbolOf(p, c.Callee()); found != "" {
				name, start, end = found, from, from+length
			}
		}
	}
	return name, start, end
}
