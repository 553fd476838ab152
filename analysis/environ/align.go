package environ

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// align finds the place of each byte of a decoded string in the raw text it was
// decoded from: YAML and TOML strings with escapes, folded and indented lines.
// White space may differ between the two; escapes are followed. Where the two
// part for good, the rest is given the place where they did.
func align(text string, raw Span, decoded string) mapped {
	out := make([]int, len(decoded))
	p := raw.Start
	for i := 0; i < len(decoded); {
		r, size := utf8.DecodeRuneInString(decoded[i:])
		p = alignSkip(text, p, raw.End, r)
		here := min(p, max(raw.End-1, raw.Start))
		p = alignStep(text, p, raw.End, decoded[i:i+size])
		for k := range size {
			out[i+k] = min(here+k, max(p-1, here))
		}
		i += size
	}
	return mapped{text: decoded, base: raw.Start, at: out}
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// alignSkip passes indentation and line continuations that decoding removed.
func alignSkip(text string, p, end int, next rune) int {
	blank := next < utf8.RuneSelf && isBlank(byte(next))
	for p < end && !blank {
		switch {
		case isBlank(text[p]):
			p++
		case text[p] == '\\' && next != '\\' && p+1 < end && (text[p+1] == '\n' || text[p+1] == '\r'):
			p++
		default:
			return p
		}
	}
	return p
}

// alignStep passes the raw form of one decoded character.
func alignStep(text string, p, end int, char string) int {
	switch {
	case p >= end:
		return p
	case strings.HasPrefix(text[p:end], char+char) && char == "'":
		return p + 2
	case text[p] == '\\' && p+1 < end && char != `\`, strings.HasPrefix(text[p:end], `\\`) && char == `\`:
		return min(end, p+escapeLength(text[p:end]))
	case strings.HasPrefix(text[p:end], char):
		return p + len(char)
	}
	return p
}

func escapeLength(text string) int {
	if len(text) < 2 {
		return len(text)
	}
	switch text[1] {
	case 'x':
		return 4
	case 'u':
		return 6
	case 'U':
		return 10
	}
	_, size := utf8.DecodeRuneInString(text[1:])
	return 1 + size
}

// jsonString decodes a JSON string given with its quotes.
func jsonString(raw mapped) (mapped, bool) {
	text, err := strconv.Unquote(raw.text)
	if err != nil || len(raw.text) < 2 {
		return mapped{}, false
	}
	inner := raw.slice(1, len(raw.text)-1)
	if inner.text == text {
		return inner, true
	}
	aligned := align(inner.text, Span{0, len(inner.text)}, text)
	for i, at := range aligned.at {
		aligned.at[i] = inner.pos(at)
	}
	return aligned, true
}
