package environ

import (
	"strings"
)

// dockerWord is one word of ENV or ARG with quotes removed and variables
// expanded.
type dockerWord struct {
	text  string
	known bool
}

// dockerFields cuts the words of ENV, ARG and FROM at blanks outside of quotes.
func dockerFields(m mapped) []mapped {
	var out []mapped
	text := m.text
	for i := 0; i < len(text); {
		if isBlank(text[i]) {
			i++
			continue
		}
		start := i
		for i < len(text) && !isBlank(text[i]) {
			switch text[i] {
			case '\\':
				i++
			case '"', '\'':
				i = dockerQuoteEnd(text, i)
			}
			i++
		}
		i = min(i, len(text))
		out = append(out, m.slice(start, i))
	}
	return out
}

func dockerQuoteEnd(text string, i int) int {
	quote := text[i]
	for i++; i < len(text) && text[i] != quote; i++ {
		if text[i] == '\\' && quote == '"' {
			i++
		}
	}
	return i
}

// lookup tells the value of a variable; ok is false for one never heard of.
type lookup func(name string) (value string, known, ok bool)

// dockerExpand removes quotes and backslashes and expands variables. An unknown
// variable stays as written and makes the whole unknown.
func dockerExpand(text string, find lookup) dockerWord {
	return dockerExpandAt(text, find, 0)
}

// maxDefaults bounds defaults within defaults: ${A:-${B:-…}}.
const maxDefaults = 10

func dockerExpandAt(text string, find lookup, depth int) dockerWord {
	if depth > maxDefaults {
		return dockerWord{text: text}
	}
	var out strings.Builder
	known := true
	quote := byte(0)
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c == '\\' && quote != '\'' && i+1 < len(text):
			i++
			if quote == '"' && strings.IndexByte("\"\\$`", text[i]) < 0 {
				out.WriteByte(c)
			}
			out.WriteByte(text[i])
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case quote != 0 && c == quote:
			quote = 0
		case c == '$' && quote != '\'':
			name, end := dockerReference(text, i)
			value, ok := expandReference(name, find, depth)
			if !ok || out.Len()+len(value) > maxExpanded {
				known = false
				value = text[i:end]
			}
			out.WriteString(value)
			i = end - 1
		default:
			out.WriteByte(c)
		}
	}
	return dockerWord{text: out.String(), known: known}
}

// dockerReference reads "$A" or "${A:-b}" at i: what is inside, and its end.
func dockerReference(text string, i int) (string, int) {
	if strings.HasPrefix(text[i:], "${") {
		depth := 0
		for end := i + 1; end < len(text); end++ {
			switch text[end] {
			case '{':
				depth++
			case '}':
				if depth--; depth == 0 {
					return text[i+2 : end], end + 1
				}
			}
		}
		return "", len(text)
	}
	end := i + 1
	for end < len(text) && isNameByte(text[end]) && text[end] < 0x80 {
		end++
	}
	return text[i+1 : end], end
}

// expandReference knows ${A}, ${A:-b}, ${A-b}, ${A:+b} and ${A+b}.
func expandReference(body string, find lookup, depth int) (string, bool) {
	end := 0
	for end < len(body) && isNameByte(body[end]) && body[end] < 0x80 {
		end++
	}
	name, operator := body[:end], body[end:]
	value, known, ok := find(name)
	if name == "" || ok && !known {
		return "", false
	}
	operator, colon := strings.CutPrefix(operator, ":")
	present := ok && (value != "" || !colon)
	switch {
	case operator == "":
		return value, ok && !colon
	case operator[0] == '-' && !present, operator[0] == '+' && present:
		word := dockerExpandAt(operator[1:], find, depth+1)
		return word.text, word.known
	case operator[0] == '-':
		return value, true
	case operator[0] == '+':
		return "", true
	}
	return "", false
}
