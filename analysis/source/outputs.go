package source

import "strings"

// bulky are the keys of a notebook's JSON whose values are large, of no use
// here, and slow to read as JSON: pictures and tables.
var bulky = map[string]bool{`"outputs"`: true, `"attachments"`: true, `"widgets"`: true}

// withoutOutputs is the JSON with the lists and objects of bulky keys emptied.
// Line endings stay, so that errors name the right line. JSON that is too broken
// to find the end of a value stays as it is from there on.
func withoutOutputs(text string) []byte {
	out := make([]byte, 0, min(len(text), 1<<16))
	copied := 0
	for i := 0; ; {
		n := strings.IndexByte(text[i:], '"')
		if n < 0 {
			break
		}
		start := i + n
		i = stringEnd(text, start)
		if !bulky[text[start:i]] {
			continue
		}
		value := skipSpace(text, i)
		if value == len(text) || text[value] != ':' {
			continue
		}
		value = skipSpace(text, value+1)
		end := bracketEnd(text, value)
		if end <= value {
			continue
		}
		out = append(out, text[copied:value+1]...)
		for range strings.Count(text[value:end], "\n") {
			out = append(out, '\n')
		}
		copied, i = end-1, end
	}
	return append(out, text[copied:]...)
}

// stringEnd is the offset behind the string that starts at i. A quote ends it
// unless an odd number of backslashes stands before it.
func stringEnd(text string, i int) int {
	for first := i + 1; ; {
		n := strings.IndexByte(text[i+1:], '"')
		if n < 0 {
			return len(text)
		}
		i += 1 + n
		slashes := 0
		for i-slashes > first && text[i-slashes-1] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			return i + 1
		}
	}
}

func skipSpace(text string, i int) int {
	return len(text) - len(strings.TrimLeft(text[i:], " \t\r\n"))
}

// bracketEnd is the offset behind the list or object that starts at i, 0 when
// there is none or it does not end.
func bracketEnd(text string, i int) int {
	if i == len(text) || text[i] != '[' && text[i] != '{' {
		return 0
	}
	var closers []byte
	for i < len(text) {
		switch b := text[i]; b {
		case '"':
			i = stringEnd(text, i)
			continue
		case '[', '{':
			closers = append(closers, b+2) // "]" and "}" in ASCII
		case ']', '}':
			if b != closers[len(closers)-1] {
				return 0
			}
			if closers = closers[:len(closers)-1]; len(closers) == 0 {
				return i + 1
			}
		}
		i++
	}
	return 0
}
