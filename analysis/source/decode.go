package source

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

const (
	utf8Name  = "utf-8"
	asciiName = "ascii"
	utf8BOM   = "\xef\xbb\xbf"
)

// decode fills in text, Encoding and BOM.
func (f *File) decode(raw []byte) error {
	if name := foreignBOM(raw); name != "" {
		return &Error{Reason: "encoded in " + name + ", which Python does not read; convert the file to UTF-8", Line: 1}
	}
	if i := bytes.IndexByte(raw, 0); i >= 0 {
		line := lineAt(raw, i)
		return &Error{Line: line, Reason: fmt.Sprintf(
			"holds a NUL byte at byte %d (line %d), so it is no text; remove the byte or exclude the file", i, line)}
	}
	body := raw
	if bytes.HasPrefix(raw, []byte(utf8BOM)) {
		f.BOM, body = true, raw[len(utf8BOM):]
	}
	if f.Kind == Python {
		if declared := cookie(body); declared != "" {
			return f.decodeDeclared(raw, body, declared)
		}
	}
	return f.decodeUTF8(raw, body)
}

func (f *File) decodeUTF8(raw, body []byte) error {
	if !utf8.Valid(body) {
		at := invalidUTF8(body) + len(raw) - len(body)
		line := lineAt(raw, at)
		advice := "convert the file to UTF-8"
		if f.Kind == Python {
			advice = "declare the encoding with `# -*- coding: … -*-` or convert the file"
		}
		return &Error{Line: line, Reason: fmt.Sprintf("not valid UTF-8 at byte %d (line %d); %s", at, line, advice)}
	}
	f.text = string(body)
	return nil
}

// decodeDeclared decodes what the file's own coding line asks for.
func (f *File) decodeDeclared(raw, body []byte, declared string) error {
	name, codec := lookUp(declared)
	switch {
	case name == utf8Name:
		if !utf8.Valid(body) {
			return undecodable(raw, invalidUTF8(body)+len(raw)-len(body), declared)
		}
		f.text = string(body)
		return nil
	case f.BOM:
		return &Error{Line: 1, Reason: fmt.Sprintf(
			"starts with the UTF-8 byte order mark but declares the encoding %q; remove one of the two", declared)}
	case name == asciiName:
		if i := bytes.IndexFunc(body, func(r rune) bool { return r >= utf8.RuneSelf }); i >= 0 {
			return undecodable(raw, i, declared)
		}
		f.Encoding, f.text = asciiName, string(body)
		return nil
	case codec == nil:
		return &Error{Line: 1, Reason: fmt.Sprintf(
			"declares the encoding %q, which is not known; convert the file to UTF-8", declared)}
	}
	text, err := codec.NewDecoder().Bytes(body)
	if err != nil {
		return undecodable(raw, 0, declared)
	}
	if i := bytes.IndexRune(text, utf8.RuneError); i >= 0 {
		// The decoders put U+FFFD where they fail; only the way back tells a
		// failure from the character itself.
		if back, err := codec.NewEncoder().Bytes(text); err != nil || !bytes.Equal(back, body) {
			line := lineAt(text, i)
			return &Error{Line: line, Reason: fmt.Sprintf(
				"not valid %s, the encoding it declares, in line %d; correct the declaration or convert the file", declared, line)}
		}
	}
	f.Encoding, f.text = name, string(text)
	f.setHash(sha256.Sum256(raw))
	return nil
}

func undecodable(raw []byte, at int, declared string) *Error {
	line := lineAt(raw, at)
	return &Error{Line: line, Reason: fmt.Sprintf(
		"not valid %s, the encoding it declares, at byte %d (line %d); correct the declaration or convert the file", declared, at, line)}
}

// Encode turns a new text of the file into bytes for the disk, in the encoding
// the file came in. It refuses what would lose something: a character that the
// encoding lacks, or a file whose other bytes would not come back the same.
// Notebooks are refused too: their edits go cell by cell into the JSON.
func (f *File) Encode(text string) ([]byte, error) {
	switch {
	case f.Kind == Notebook:
		return nil, &Error{Reason: "a notebook is written back cell by cell"}
	case f.Encoding == utf8Name && f.BOM:
		return append([]byte(utf8BOM), text...), nil
	case f.Encoding == utf8Name:
		return []byte(text), nil
	case f.Encoding == asciiName:
		if i := strings.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }); i >= 0 {
			return nil, unencodable(text, i, f.Encoding)
		}
		return []byte(text), nil
	}
	_, codec := lookUp(f.Encoding)
	old, err := codec.NewEncoder().Bytes([]byte(f.text))
	if err != nil || sha256.Sum256(old) != f.Hash() {
		return nil, &Error{Reason: fmt.Sprintf(
			"cannot be written back in %s without changing other parts; convert the file to UTF-8 first", f.Encoding)}
	}
	out, err := codec.NewEncoder().Bytes([]byte(text))
	if err == nil {
		return out, nil
	}
	for i, r := range text {
		if _, err := codec.NewEncoder().String(string(r)); err != nil {
			return nil, unencodable(text, i, f.Encoding)
		}
	}
	return nil, &Error{Reason: fmt.Sprintf("cannot be written in %s: %v", f.Encoding, err)}
}

func unencodable(text string, at int, name string) *Error {
	r, _ := utf8.DecodeRuneInString(text[at:])
	line := lineAt([]byte(text), at)
	return &Error{Line: line, Reason: fmt.Sprintf(
		"the character %q (line %d) does not exist in %s, the file's encoding; convert the file to UTF-8", r, line, name)}
}

// foreignBOM names the encoding of a byte order mark other than UTF-8's.
func foreignBOM(raw []byte) string {
	for _, mark := range []struct{ bytes, name string }{
		{"\xff\xfe\x00\x00", "UTF-32"}, // before UTF-16, whose mark it starts with
		{"\x00\x00\xfe\xff", "UTF-32"},
		{"\xff\xfe", "UTF-16"},
		{"\xfe\xff", "UTF-16"},
	} {
		if bytes.HasPrefix(raw, []byte(mark.bytes)) {
			return mark.name
		}
	}
	return ""
}

var (
	cookiePattern  = regexp.MustCompile(`^[ \t\f]*#.*?coding[:=][ \t]*([-_.a-zA-Z0-9]+)`)
	commentOrBlank = regexp.MustCompile(`^[ \t\f]*(?:#.*)?$`)
)

// cookie is the encoding that one of the first two lines declares (PEP 263),
// "" for none. The second line counts only below a comment or an empty line.
func cookie(body []byte) string {
	for range 2 {
		end := bytes.IndexAny(body, "\r\n")
		line := body
		if end >= 0 {
			line = body[:end]
		}
		if bytes.Contains(line, []byte("coding")) {
			if m := cookiePattern.FindSubmatch(line); m != nil {
				return string(m[1])
			}
		}
		if end < 0 || !commentOrBlank.Match(line) {
			return ""
		}
		if bytes.HasPrefix(body[end:], []byte("\r\n")) {
			end++
		}
		body = body[end+1:]
	}
	return ""
}

// invalidUTF8 is the offset of the first byte that is no UTF-8, len(b) for none.
func invalidUTF8(b []byte) int {
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return len(b)
}

// lineAt is the line of an offset in undecoded bytes, counted from 1.
func lineAt(raw []byte, offset int) int {
	line := 1
	for i := 0; i < offset && i < len(raw); i++ {
		if raw[i] == '\n' && (i == 0 || raw[i-1] != '\r') || raw[i] == '\r' {
			line++
		}
	}
	return line
}
