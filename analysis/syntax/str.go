package syntax

import (
	"slices"
	"strings"
)

// str builds a string literal or several that stand side by side.
func (b *builder) str(i int) Expr {
	if b.recs[i].kind == kString {
		return b.literal(i)
	}
	out := &Str{Span: b.span(i)}
	var pieces []*Str
	first := true
	for c, end := i+1, b.next(i); c < end; c = b.next(c) {
		if b.recs[c].kind != kString {
			continue
		}
		s := b.literal(c)
		if first {
			out.Bytes, first = s.Bytes, false
		}
		out.Formatted = out.Formatted || s.Formatted
		out.Styled = out.Styled || s.Styled
		pieces = append(pieces, s)
	}
	if !out.Formatted {
		var all strings.Builder
		for _, s := range pieces {
			all.WriteString(s.Value)
		}
		out.Value = all.String()
		return out
	}
	for _, s := range pieces {
		if s.Formatted {
			out.Parts = append(out.Parts, s.Parts...)
		} else if s.Value != "" {
			out.Parts = append(out.Parts, s)
		}
	}
	return out
}

// literal builds one string.
func (b *builder) literal(i int) *Str {
	out := &Str{Span: b.span(i)}
	open := b.findKind(i, kStringStart)
	if open < 0 {
		return out
	}
	from, to := b.recs[open].end, b.recs[i].end
	closing := b.findKind(i, kStringEnd)
	if closing >= 0 && !b.recs[closing].missing() {
		// The node may have swallowed text before the quotes: r"\\".
		to -= quotes(b.source(open))
	}
	l := literal{}
	for _, c := range b.source(open) {
		switch c | 0x20 {
		case 'r':
			l.raw = true
		case 'b':
			l.bytes = true
		case 'f', 't':
			l.formatted = true
		case '`' | 0x20: // repr(x) of Python 2
			b.flaw(i, python2)
		}
	}
	out.Bytes, out.Formatted = l.bytes, l.formatted
	if !l.formatted {
		out.Value = l.decode(b.text[from:max(from, to)])
		return out
	}
	for c, end := i+1, b.next(i); c < end; c = b.next(c) {
		switch b.recs[c].kind {
		case kStringContent:
			out.Parts = append(out.Parts, &Str{Span: b.span(c), Value: l.decode(b.source(c))})
		case kInterpolation:
			b.replacement(c, out)
		}
	}
	if closing >= 0 && b.recs[closing].start < to {
		at := b.recs[closing].start
		out.Parts = append(out.Parts, &Str{Span: b.at(at, to), Value: l.decode(b.text[at:to])})
	}
	return out
}

// quotes is the number of quotes a string opens and closes with.
func quotes(open string) uint32 {
	if strings.HasSuffix(open, `"""`) || strings.HasSuffix(open, "'''") {
		return 3
	}
	return 1
}

// replacement adds "{x}" or the like to the parts of an f-string, and the
// expressions of its format specification.
func (b *builder) replacement(i int, out *Str) {
	if !b.enter(i) {
		return
	}
	defer b.leave()
	at := len(out.Parts)
	for c, end := i+1, b.next(i); c < end; c = b.next(c) {
		switch k := b.recs[c].kind; {
		case k == kEqual: // "{x=}" writes its own text first
			out.Styled = true
			text := b.debugText(b.recs[i].start+1, b.recs[c].end)
			out.Parts = slices.Insert(out.Parts, at, text)
		case k == kTypeConversion:
			out.Styled = true
		case k == kFormatSpecifier:
			out.Styled = true
			b.specification(c, out)
		case k == kWalrus: // "{x:=10}" is x in the format "=10"
			out.Styled = true
			out.Parts = append(out.Parts, b.field(c, fName))
		case isExpr[k]:
			out.Parts = append(out.Parts, b.expr(c))
		}
	}
}

func (b *builder) debugText(from, to uint32) Expr {
	for int(to) < len(b.text) && strings.IndexByte(" \t\r\n\f", b.text[to]) >= 0 {
		to++
	}
	return &Str{Span: b.at(from, to), Value: strings.Clone(b.text[from:to])}
}

func (b *builder) specification(i int, out *Str) {
	for c, end := i+1, b.next(i); c < end; c = b.next(c) {
		if k := b.recs[c].kind; k == kFormatExpression || k == kInterpolation {
			b.replacement(c, out)
		}
	}
}
