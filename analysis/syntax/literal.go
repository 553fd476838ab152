package syntax

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// literal is how the text between two quotes is to be read.
type literal struct{ raw, bytes, formatted bool }

// decode gives the value of the text between the quotes. Escapes that Python
// does not know keep their backslash, as they do in Python; \N{…} keeps its
// name, for want of a table of names. A surrogate becomes U+FFFD, for Go
// strings are UTF-8.
func (l literal) decode(s string) string {
	if l.formatted {
		s = strings.ReplaceAll(strings.ReplaceAll(s, "{{", "{"), "}}", "}")
	}
	if strings.IndexByte(s, '\r') >= 0 {
		s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	}
	at := strings.IndexByte(s, '\\')
	if l.raw || at < 0 {
		return strings.Clone(s)
	}
	out := make([]byte, 0, len(s))
	for at >= 0 && at+1 < len(s) {
		out = append(out, s[:at]...)
		var n int
		out, n = l.escape(out, s[at:])
		s = s[at+n:]
		at = strings.IndexByte(s, '\\')
	}
	return string(append(out, s...))
}

var simpleEscapes = [256]byte{
	'\\': '\\', '\'': '\'', '"': '"', 'a': '\a', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t', 'v': '\v',
}

// escape appends the value of the escape that s begins with, and gives its
// length. s has two bytes at least.
func (l literal) escape(out []byte, s string) ([]byte, int) {
	c := s[1]
	if v := simpleEscapes[c]; v != 0 {
		return append(out, v), 2
	}
	switch {
	case c == '\n':
		return out, 2
	case '0' <= c && c <= '7':
		n := 2
		for n < 4 && n < len(s) && '0' <= s[n] && s[n] <= '7' {
			n++
		}
		v, _ := strconv.ParseUint(s[1:n], 8, 16)
		return l.put(out, v), n
	case c == 'x':
		return l.hex(out, s, 2)
	case c == 'u' && !l.bytes:
		return l.hex(out, s, 4)
	case c == 'U' && !l.bytes:
		return l.hex(out, s, 8)
	}
	return append(out, '\\'), 1
}

// hex reads digits hexadecimal digits behind "\x" or the like. When they are
// not there the escape stays as it is.
func (l literal) hex(out []byte, s string, digits int) ([]byte, int) {
	if len(s) >= 2+digits {
		if v, err := strconv.ParseUint(s[2:2+digits], 16, 32); err == nil {
			return l.put(out, v), 2 + digits
		}
	}
	return append(out, s[:2]...), 2
}

func (l literal) put(out []byte, v uint64) []byte {
	if l.bytes {
		return append(out, byte(v))
	}
	return utf8.AppendRune(out, rune(v))
}
