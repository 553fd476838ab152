package environ

import (
	"regexp"
	"strings"
)

// ParseNotebook reads what a notebook says to the shell and to IPython: the
// installs, variables and commands of its magics and shell escapes. Escapes are
// the places of those in the text, in order.
func ParseNotebook(path, text string, escapes []Span) *File {
	b := &builder{file: &File{Path: path, Kind: Notebook}, text: text, lines: lineStarts(text)}
	b.guarded(func(b *builder) {
		var own []Var // of the notebook's process, which its commands inherit
		for _, at := range escapes {
			at = b.clamp(at)
			own = b.escape(mapped{text: text[at.Start:at.End], base: at.Start}, own)
		}
	})
	b.file.Problems = nil // a shell that we cannot read is none of the notebook's faults
	b.finish()
	return b.file
}

var (
	shellCell  = regexp.MustCompile(`^%%(?:bash|sh|!|script +(?:\S*/)?(?:ba)?sh\b)[^\n]*\n?`)
	setEnv     = regexp.MustCompile(`^%(?:set_)?env[ \t]+([A-Za-z_][A-Za-z0-9_]*)(?:[ \t]*=[ \t]*|[ \t]+)(\S.*)$`)
	lineInvoke = regexp.MustCompile(`^%(pip|conda|mamba|micromamba|uv)[ \t]`)
)

func (b *builder) escape(m mapped, own []Var) []Var {
	text := m.text
	script := mapped{}
	switch {
	case shellCell.MatchString(text):
		script = m.slice(len(shellCell.FindString(text)), len(text))
	case strings.HasPrefix(text, "%%"):
		return own
	case strings.HasPrefix(text, "!!"):
		script = m.slice(2, len(text))
	case strings.HasPrefix(text, "!"):
		script = m.slice(1, len(text))
	case lineInvoke.MatchString(text):
		script = m.slice(1, len(text))
	case setEnv.MatchString(text):
		at := setEnv.FindStringSubmatchIndex(text)
		value := strings.TrimRight(text[at[4]:at[5]], " \t\r")
		v := Var{Name: text[at[2]:at[3]], Value: value, Known: !strings.ContainsAny(value, "${"), Exported: true, Span: m.span(0, at[4]+len(value))}
		return appendVar(own, b.addVar(v))
	default:
		return own
	}
	s := &shellState{b: b}
	s.inherit(own)
	s.run(script)
	return own
}
