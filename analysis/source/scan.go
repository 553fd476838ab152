package source

import "strings"

// scanner follows strings, brackets and joined lines from line to line, just
// far enough to tell where a statement starts.
type scanner struct {
	quote  byte // of the string that the line ends in, 0 for none
	triple bool // that string has three quotes
	joined bool // a backslash joins the next line to this one
	depth  int  // open brackets
}

func (s *scanner) inString() bool    { return s.quote != 0 }
func (s *scanner) open() bool        { return s.quote != 0 || s.joined || s.depth > 0 }
func (s *scanner) atStatement() bool { return !s.open() }

// line reads text, which ends with a line, from an offset on. At "!" or "%" on
// the right of an assignment it stops and returns the offset; else that is 0.
// question tells that the last sign of the line's code is a question mark.
func (s *scanner) line(text string, from int) (escape int, question bool) {
	s.joined = false
	last := byte(0) // the last byte of code that is no white space
	for i := from; i < len(text); i++ {
		b := text[i]
		if s.quote != 0 {
			i = s.inside(text, i)
			last = '"'
			continue
		}
		switch b {
		case ' ', '\t', '\f':
			continue
		case '#':
			return 0, last == '?'
		case '\\':
			if i+1 == len(text) {
				s.joined = true
				return 0, false
			}
		case '"', '\'':
			s.quote = b
			if strings.HasPrefix(text[i+1:], string([]byte{b, b})) {
				s.triple = true
				i += 2
			}
		case '(', '[', '{':
			s.depth++
		case ')', ']', '}':
			s.depth = max(0, s.depth-1)
		case '!', '%':
			if last == '=' && s.depth == 0 {
				return i, false
			}
		}
		last = b
	}
	if s.quote != 0 && !s.triple && !s.joined {
		s.quote = 0 // an error in Python, which ends with the line
	}
	return 0, last == '?'
}

// inside reads a string from an offset on and returns the offset of the last
// byte it took.
func (s *scanner) inside(text string, i int) int {
	switch {
	case text[i] == '\\':
		if i+1 == len(text) {
			s.joined = true
		}
		return i + 1
	case text[i] != s.quote:
		return i
	case !s.triple:
		s.quote = 0
		return i
	case strings.HasPrefix(text[i:], string([]byte{s.quote, s.quote, s.quote})):
		s.quote, s.triple = 0, false
		return i + 2
	}
	return i
}
