package environ

import "strings"

type pyKind uint8

const (
	pyEnd pyKind = iota
	pyName
	pyString
	pyOpen
	pyClose
	pyOther
)

// pyToken is a token of Python, as far as literals need it.
type pyToken struct {
	kind     pyKind
	text     string // names, brackets and signs
	body     mapped // strings: what stands in the quotes
	computed bool   // strings: f-strings, and escapes other than of quotes
}

// pyTokens cuts Python text into tokens; comments and line ends are left out.
func pyTokens(text string, start int) []pyToken {
	var out []pyToken
	for i := start; i < len(text); {
		c := text[i]
		switch {
		case isBlank(c) || c == '\\' || c == '\f':
			i++
		case c == '#':
			for i < len(text) && text[i] != '\n' && text[i] != '\r' {
				i++
			}
		case isNameByte(c):
			end := i
			for end < len(text) && isNameByte(text[end]) {
				end++
			}
			if end < len(text) && (text[end] == '"' || text[end] == '\'') && end-i <= 2 {
				token, next := pyStringAt(text, end, strings.ToLower(text[i:end]))
				out, i = append(out, token), next
				continue
			}
			out, i = append(out, pyToken{kind: pyName, text: text[i:end]}), end
		case c == '"' || c == '\'':
			token, next := pyStringAt(text, i, "")
			out, i = append(out, token), next
		default:
			out, i = append(out, pySign(text, i)), i+signLength(text[i:])
		}
	}
	return out
}

func isNameByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}

// signLength keeps "==" and the like from being taken for "=".
func signLength(text string) int {
	if len(text) > 1 && text[1] == '=' && strings.IndexByte("=!<>+-*/%|&^:@", text[0]) >= 0 {
		return 2
	}
	return 1
}

func pySign(text string, i int) pyToken {
	sign := text[i : i+signLength(text[i:])]
	switch sign {
	case "(", "[", "{":
		return pyToken{kind: pyOpen, text: sign}
	case ")", "]", "}":
		return pyToken{kind: pyClose, text: sign}
	}
	return pyToken{kind: pyOther, text: sign}
}

// pyStringAt reads a string whose quote is at i, and tells where it ends.
func pyStringAt(text string, i int, prefix string) (pyToken, int) {
	quote := text[i : i+1]
	if strings.HasPrefix(text[i:], strings.Repeat(quote, 3)) {
		quote = text[i : i+3]
	}
	token := pyToken{kind: pyString, computed: strings.Contains(prefix, "f")}
	start := i + len(quote)
	end := start
	for end < len(text) && !strings.HasPrefix(text[end:], quote) {
		if len(quote) == 1 && (text[end] == '\n' || text[end] == '\r') {
			break
		}
		if text[end] == '\\' && end+1 < len(text) {
			token.computed = token.computed || !strings.Contains(prefix, "r")
			end++
		}
		end++
	}
	end = min(end, len(text))
	token.body = mapped{text: text[start:max(start, end)], base: start}
	if strings.HasPrefix(text[end:], quote) {
		end += len(quote)
	}
	return token, max(end, start)
}
