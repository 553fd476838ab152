package syntax

import "strings"

// asFormatted gives template strings (t"…", Python 3.14) the prefix of
// f-strings, which have the same form, because the grammar does not know them.
// Offsets stay the same. Where the letter stands in a comment or string it is
// changed as well, which the parser cannot notice: values are always read from
// the original text.
func asFormatted(text string) string {
	var out []byte
	for _, quote := range []byte{'"', '\''} {
		for at := 0; ; at++ {
			n := strings.IndexByte(text[at:], quote)
			if n < 0 {
				break
			}
			at += n
			if letter := templatePrefix(text, at); letter >= 0 {
				if out == nil {
					out = []byte(text)
				}
				out[letter] = 'f'
			}
		}
	}
	if out == nil {
		return text
	}
	return string(out)
}

// templatePrefix is the offset of the "t" in the prefix of the string that
// opens at quote, or -1.
func templatePrefix(text string, quote int) int {
	t := -1
	for at := quote - 1; at >= 0 && at >= quote-3; at-- {
		switch c := text[at]; c | 0x20 {
		case 't':
			if t >= 0 {
				return -1
			}
			t = at
		case 'r':
		default:
			if c == '\\' || c == '"' || c == '\'' || c == '_' || c >= 0x80 || '0' <= c && c <= '9' ||
				'a' <= c|0x20 && c|0x20 <= 'z' {
				return -1
			}
			return t
		}
	}
	if quote > 3 {
		return -1
	}
	return t
}
