package conformance

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// text is one version of a document as the client has it.
type text struct {
	version int
	lines   []string // with their ends
}

// maxVersion is that of no document.
const maxVersion = 1<<31 - 1

// versions of a document, from the first to the last.
type versions struct{ first, last int }

// place is a position of the protocol.
type place struct{ line, character int }

func (p place) before(q place) bool {
	return p.line < q.line || p.line == q.line && p.character < q.character
}

// documents are those that the client has open, each with its versions; those
// closed remain, as answers about them may be on their way.
type documents struct {
	encoding string
	texts    map[string][]text
	open     map[string]bool
}

func (d *documents) opened(uri string, version int, content string) string {
	if d.open[uri] {
		return "opened again without being closed"
	}
	d.open[uri] = true
	d.texts[uri] = append(d.texts[uri], text{version, split(content)})
	return ""
}

func (d *documents) changed(uri string, version int, changes []any) string {
	list := d.texts[uri]
	if !d.open[uri] || len(list) == 0 {
		return "changed without being open"
	}
	now := list[len(list)-1]
	content := strings.Join(now.lines, "")
	for _, c := range changes {
		change := object(c)
		replacement, _ := change["text"].(string)
		if change["range"] == nil {
			content = replacement
			continue
		}
		lines := split(content)
		start, end := rangeOf(change["range"])
		from, ok1 := offset(lines, clamp(lines, start, d.encoding), d.encoding)
		to, ok2 := offset(lines, clamp(lines, end, d.encoding), d.encoding)
		if !ok1 || !ok2 || from > to {
			return "changed outside its text"
		}
		content = content[:from] + replacement + content[to:]
	}
	fault := ""
	if version <= now.version {
		fault = "changed to a version that is not newer"
	}
	d.texts[uri] = append(list, text{version, split(content)})
	return fault
}

// holds tells whether a range lies in one of these versions of a document;
// true for documents that the client never opened, whose text is not part of
// the session.
func (d *documents) holds(uri string, start, end place, v versions) bool {
	list, known := d.texts[uri]
	if !known {
		return true
	}
	for _, t := range list {
		if t.version < v.first || t.version > v.last {
			continue
		}
		if _, ok := offset(t.lines, start, d.encoding); ok {
			if _, ok := offset(t.lines, end, d.encoding); ok {
				return true
			}
		}
	}
	return false
}

// version is the newest of an open document.
func (d *documents) version(uri string) (int, bool) {
	if list := d.texts[uri]; d.open[uri] && len(list) > 0 {
		return list[len(list)-1].version, true
	}
	return 0, false
}

// split cuts a text into lines, each with its end. The last has none.
func split(content string) []string {
	var out []string
	start := 0
	for i := 0; i < len(content); i++ {
		switch {
		case content[i] == '\r' && i+1 < len(content) && content[i+1] == '\n':
			i++
		case content[i] != '\n' && content[i] != '\r':
			continue
		}
		out = append(out, content[start:i+1])
		start = i + 1
	}
	return append(out, content[start:])
}

// offset is that of a position in bytes; false when it is outside the text, in
// the middle of a character, or behind the end of its line.
func offset(lines []string, p place, encoding string) (int, bool) {
	if p.line < 0 || p.line >= len(lines) {
		return 0, false
	}
	at := 0
	for _, l := range lines[:p.line] {
		at += len(l)
	}
	line := strings.TrimRight(lines[p.line], "\r\n")
	units := 0
	for i, r := range line {
		if units == p.character {
			return at + i, true
		}
		units += unitsOf(r, encoding)
	}
	return at + len(line), units == p.character
}

// clamp puts a position behind the end of its line to that end, as the
// protocol tells servers to.
func clamp(lines []string, p place, encoding string) place {
	if p.line < 0 || p.line >= len(lines) {
		return p
	}
	units := 0
	for _, r := range strings.TrimRight(lines[p.line], "\r\n") {
		units += unitsOf(r, encoding)
	}
	p.character = min(p.character, units)
	return p
}

func unitsOf(r rune, encoding string) int {
	switch encoding {
	case "utf-8":
		return utf8.RuneLen(r)
	case "utf-32":
		return 1
	}
	return utf16.RuneLen(r)
}
