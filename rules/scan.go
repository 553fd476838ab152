package rules

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxNesting ends recursion on foreign text long before the stack would.
const maxNesting = 64

// textError is an error at a byte offset of a condition or signature.
type textError struct {
	offset  int
	message string
}

func (e *textError) Error() string { return e.message }

// token is one word or sign. Kind is 'n' name, 'd' number, 's' string,
// 'o' operator, 0 the end.
type token struct {
	kind   byte
	text   string // a string's value, else as written
	offset int
}

// scanner cuts conditions and signatures into tokens, one ahead.
type scanner struct {
	text  string
	pos   int
	tok   token
	depth int
	err   *textError
}

func newScanner(text string) *scanner {
	s := &scanner{text: text}
	s.next()
	return s
}

// fail records the first error and ends the input.
func (s *scanner) fail(offset int, format string, args ...any) {
	if s.err == nil {
		s.err = &textError{offset, fmt.Sprintf(format, args...)}
	}
	s.pos = len(s.text)
	s.tok = token{offset: offset}
}

// enter counts a level of nesting; the caller leaves it with s.depth--.
func (s *scanner) enter() bool {
	s.depth++
	if s.depth > maxNesting {
		s.fail(s.tok.offset, "nested too deeply")
		return false
	}
	return true
}

func (s *scanner) next() {
	for s.pos < len(s.text) && strings.IndexByte(" \t\r\n", s.text[s.pos]) >= 0 {
		s.pos++
	}
	start := s.pos
	if start >= len(s.text) {
		s.tok = token{offset: start}
		return
	}
	switch c := s.text[start]; {
	case nameByte(c, true):
		for s.pos < len(s.text) && nameByte(s.text[s.pos], false) {
			s.pos++
		}
		s.tok = token{'n', s.text[start:s.pos], start}
	case c >= '0' && c <= '9' || c == '.' && s.digitAt(start+1):
		s.number()
	case c == '\'' || c == '"':
		s.quoted(c)
	default:
		s.operator()
	}
}

func nameByte(c byte, first bool) bool {
	return c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z' || !first && c >= '0' && c <= '9'
}

func (s *scanner) digitAt(i int) bool {
	return i < len(s.text) && s.text[i] >= '0' && s.text[i] <= '9'
}

func (s *scanner) number() {
	start := s.pos
	for s.pos < len(s.text) {
		c := s.text[s.pos]
		exponent := (c == '+' || c == '-') && s.pos > start && s.text[s.pos-1]|0x20 == 'e' && !strings.HasPrefix(s.text[start:], "0x")
		if c != '.' && !nameByte(c, false) && !exponent {
			break
		}
		s.pos++
	}
	s.tok = token{'d', s.text[start:s.pos], start}
}

func (s *scanner) quoted(quote byte) {
	start := s.pos
	var b strings.Builder
	for i := start + 1; i < len(s.text); i++ {
		switch c := s.text[i]; c {
		case quote:
			s.pos = i + 1
			s.tok = token{'s', b.String(), start}
			return
		case '\\':
			i++
			if i < len(s.text) {
				b.WriteByte(escaped(s.text[i]))
			}
		default:
			b.WriteByte(c)
		}
	}
	s.fail(start, "the string is not closed")
}

func escaped(c byte) byte {
	switch c {
	case 'n':
		return '\n'
	case 't':
		return '\t'
	case 'r':
		return '\r'
	}
	return c
}

func (s *scanner) operator() {
	start := s.pos
	for _, op := range []string{"...", "==", "!=", "<=", ">=", "**", "<", ">", "(", ")", "[", "]", ",", "=", "*", "/", "-", "+"} {
		if strings.HasPrefix(s.text[start:], op) {
			s.pos = start + len(op)
			s.tok = token{'o', op, start}
			return
		}
	}
	r, _ := utf8.DecodeRuneInString(s.text[start:])
	s.fail(start, "unexpected character %q", r)
}

// is says whether the current token is the word or sign text.
func (s *scanner) is(text string) bool {
	return (s.tok.kind == 'n' || s.tok.kind == 'o') && s.tok.text == text
}

// accept steps over text if it stands here.
func (s *scanner) accept(text string) bool {
	if !s.is(text) {
		return false
	}
	s.next()
	return true
}

// expect demands text here.
func (s *scanner) expect(text string) bool {
	if s.accept(text) {
		return true
	}
	s.fail(s.tok.offset, "expected %q, found %s", text, s.found())
	return false
}

func (s *scanner) found() string {
	if s.tok.kind == 0 {
		return "the end"
	}
	return strconv.Quote(s.tok.text)
}

// literal reads a Python literal: a number, a string, True, False, None, a
// tuple or a list of them, or "..." for a value that is not known.
func (s *scanner) literal() Value {
	if !s.enter() {
		return Value{}
	}
	defer func() { s.depth-- }()
	t := s.tok
	switch {
	case t.kind == 's':
		s.next()
		return StringValue(t.text)
	case t.kind == 'd':
		return s.numberLiteral(1)
	case s.accept("-"):
		return s.numberLiteral(-1)
	case s.accept("+"):
		return s.numberLiteral(1)
	case s.accept("None"):
		return NoneValue()
	case s.accept("True"):
		return BoolValue(true)
	case s.accept("False"):
		return BoolValue(false)
	case s.accept("..."):
		return UnknownValue()
	case s.accept("["):
		elements, _ := s.elements("]")
		return ListValue(elements...)
	case s.accept("("):
		elements, comma := s.elements(")")
		if len(elements) == 1 && !comma {
			return elements[0]
		}
		return TupleValue(elements...)
	}
	s.fail(t.offset, "expected a literal, found %s", s.found())
	return Value{}
}

func (s *scanner) elements(end string) (elements []Value, comma bool) {
	for !s.is(end) && s.err == nil {
		elements = append(elements, s.literal())
		if comma = s.accept(","); !comma {
			break
		}
	}
	s.expect(end)
	return elements, comma
}

func (s *scanner) numberLiteral(sign int64) Value {
	t := s.tok
	if t.kind != 'd' {
		s.fail(t.offset, "expected a number, found %s", s.found())
		return Value{}
	}
	s.next()
	if i, err := strconv.ParseInt(t.text, 0, 64); err == nil {
		return IntValue(sign * i)
	}
	f, err := strconv.ParseFloat(strings.ReplaceAll(t.text, "_", ""), 64)
	if err != nil && !math.IsInf(f, 0) {
		s.fail(t.offset, "%q is not a number", t.text)
		return Value{}
	}
	return FloatValue(float64(sign) * f)
}
