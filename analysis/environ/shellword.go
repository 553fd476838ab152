package environ

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// wordBuilder removes quotes from a word and expands what is known.
type wordBuilder struct {
	w     *shellWalk
	out   mapping
	known bool
}

func (w *shellWalk) word(word *syntax.Word) shellWord {
	builder := &wordBuilder{w: w, known: true}
	builder.parts(word.Parts, false)
	body := builder.out.done()
	return shellWord{text: body.text, known: builder.known, span: w.span(word.Pos(), word.End()), body: body}
}

func (x *wordBuilder) parts(parts []syntax.WordPart, quoted bool) {
	for _, part := range parts {
		switch p := part.(type) {
		case *syntax.Lit:
			x.literal(p, quoted)
		case *syntax.SglQuoted:
			if p.Dollar && strings.Contains(p.Value, `\`) {
				x.known = false
			}
			start := int(p.Right.Offset()) - len(p.Value)
			x.raw(start, start+len(p.Value))
		case *syntax.DblQuoted:
			x.parts(p.Parts, true)
		case *syntax.ParamExp:
			x.param(p)
		default:
			x.unknown(part)
		}
	}
}

// raw copies a piece of the script as it stands.
func (x *wordBuilder) raw(start, end int) {
	limit := len(x.w.script.text)
	if start = min(max(start, 0), limit); end > start {
		x.out.part(x.w.script.slice(start, min(end, limit)))
	}
}

func (x *wordBuilder) unknown(node syntax.Node) {
	x.known = false
	x.raw(int(node.Pos().Offset()), int(node.End().Offset()))
}

// literal removes backslashes: before any character, or, in double quotes, only
// before the few that mean something there.
func (x *wordBuilder) literal(lit *syntax.Lit, quoted bool) {
	start, end := int(lit.Pos().Offset()), min(int(lit.End().Offset()), len(x.w.script.text))
	text := x.w.script.text
	from := start
	for i := start; i+1 < end; i++ {
		if text[i] != '\\' || quoted && !strings.ContainsRune("$`\"\\\n", rune(text[i+1])) {
			continue
		}
		x.raw(from, i)
		from = i + 1
		i++
		if text[i] == '\n' {
			from = i + 1
		}
	}
	x.raw(from, end)
}

// param expands $A and ${A:-b}; everything else stays as written.
func (x *wordBuilder) param(p *syntax.ParamExp) {
	if p.Param == nil || p.Excl || p.Length || p.Width || p.Index != nil || p.Slice != nil || p.Repl != nil || p.Names != 0 {
		x.unknown(p)
		return
	}
	v, ok := x.w.s.lookup(p.Param.Value)
	switch {
	case p.Exp == nil && ok && v.Known && x.room(v.Value):
		x.out.stand(v.Value, x.w.script.pos(int(p.Pos().Offset())))
	case p.Exp != nil && (p.Exp.Op == syntax.DefaultUnset || p.Exp.Op == syntax.DefaultUnsetOrNull || p.Exp.Op == syntax.AssignUnset || p.Exp.Op == syntax.AssignUnsetOrNull):
		x.defaulted(p, v, ok)
	default:
		x.unknown(p)
	}
}

// maxExpanded bounds what expansion makes of one word: values that double at
// every step (B=$A$A) would fill the memory.
const maxExpanded = 16 << 10

func (x *wordBuilder) room(value string) bool { return x.out.text.Len()+len(value) <= maxExpanded }

func (x *wordBuilder) defaulted(p *syntax.ParamExp, v Var, ok bool) {
	switch {
	case ok && (!v.Known || !x.room(v.Value)):
		x.unknown(p)
	case ok && v.Value != "":
		x.out.stand(v.Value, x.w.script.pos(int(p.Pos().Offset())))
	case p.Exp.Word != nil:
		x.parts(p.Exp.Word.Parts, false)
	}
}
