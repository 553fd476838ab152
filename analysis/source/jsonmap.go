package source

import (
	"bytes"
	"sort"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// JSONMap leads between the text of a notebook and the JSON that it was read
// from, for those who show the JSON.
type JSONMap struct {
	json   string
	pieces []piece
}

// piece is one string of the JSON and where its text is in the notebook's.
type piece struct {
	json, jsonEnd int // inside of the quotes
	text, textEnd int
}

// MapJSON makes the map of a notebook and its JSON. The error says why there is
// none, such as cells in worksheets.
func MapJSON(f *File, json string) (*JSONMap, error) {
	body := bytes.TrimPrefix([]byte(json), []byte(utf8BOM))
	mark := len(json) - len(body)
	cells, err := cellPlaces(body)
	if err != nil {
		return nil, err
	}
	m := &JSONMap{json: json}
	for _, c := range f.Cells {
		if c.Index >= len(cells) || cells[c.Index].source == nil {
			continue
		}
		place := cells[c.Index]
		m.add(mark+place.sourceEnd-len(place.source), mark+place.sourceEnd, c.Start)
	}
	return m, nil
}

// add adds the strings of a cell's source: one, or a list of them.
func (m *JSONMap) add(from, to, text int) {
	for i := from; i < to; i++ {
		if m.json[i] != '"' {
			continue
		}
		p := piece{json: i + 1, text: text}
		for i++; i < to && m.json[i] != '"'; {
			in, out := unit(m.json[i:to])
			i, text = i+in, text+out
		}
		p.jsonEnd, p.textEnd = i, text
		m.pieces = append(m.pieces, p)
	}
}

// unit is the length of the first character of a JSON string, as written and as
// meant.
func unit(s string) (in, out int) {
	switch {
	case s[0] != '\\':
		r, size := utf8.DecodeRuneInString(s)
		return size, utf8.RuneLen(r)
	case len(s) < 6 || s[1] != 'u':
		return min(2, len(s)), 1
	}
	r := hexRune(s[2:6])
	if utf16.IsSurrogate(r) {
		if len(s) >= 12 && strings.HasPrefix(s[6:], `\u`) {
			if pair := utf16.DecodeRune(r, hexRune(s[8:12])); pair != utf8.RuneError {
				return 12, utf8.RuneLen(pair)
			}
		}
		return 6, utf8.RuneLen(utf8.RuneError)
	}
	return 6, utf8.RuneLen(r)
}

func hexRune(s string) (r rune) {
	for _, c := range s {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		default:
			c = 0
		}
		r = r<<4 | c
	}
	return r
}

// JSON is where the character at an offset of the notebook's text is written;
// the nearest string for offsets that no string holds.
func (m *JSONMap) JSON(offset int) int {
	i := sort.Search(len(m.pieces), func(i int) bool { return m.pieces[i].textEnd > offset })
	if i == len(m.pieces) {
		if i == 0 {
			return 0
		}
		return m.pieces[i-1].jsonEnd
	}
	p := m.pieces[i]
	at, text := p.json, p.text
	for text < offset && at < p.jsonEnd {
		in, out := unit(m.json[at:p.jsonEnd])
		at, text = at+in, text+out
	}
	return at
}

// JSONEnd is where a range that ends at an offset of the text ends in the JSON:
// behind the last character of the range.
func (m *JSONMap) JSONEnd(offset int) int {
	i := sort.Search(len(m.pieces), func(i int) bool { return m.pieces[i].textEnd >= offset })
	if i < len(m.pieces) && m.pieces[i].textEnd == offset {
		return m.pieces[i].jsonEnd
	}
	return m.JSON(offset)
}

// Text is the offset of the notebook's text that is written at a place of the
// JSON; false where the JSON has no text of a code cell.
func (m *JSONMap) Text(at int) (int, bool) {
	i := sort.Search(len(m.pieces), func(i int) bool { return m.pieces[i].jsonEnd >= at })
	if i == len(m.pieces) || at < m.pieces[i].json {
		return 0, false
	}
	p := m.pieces[i]
	j, text := p.json, p.text
	for j < at {
		in, out := unit(m.json[j:p.jsonEnd])
		if j += in; j > at {
			break
		}
		text += out
	}
	return text, true
}
