package environ

import (
	"regexp"
	"slices"
	"strings"
)

// dockerLine is one instruction: its keyword in upper case, what follows with
// continuations joined, and the bodies of its here-documents.
type dockerLine struct {
	keyword string
	rest    mapped
	docs    []mapped
	span    Span // from the keyword to the end of the instruction's own lines
}

var (
	dockerDirective = regexp.MustCompile(`^#\s*([a-zA-Z]+)\s*=\s*(\S+)\s*$`)
	heredocStart    = regexp.MustCompile(`<<-?\s*(["']?)([A-Za-z_][A-Za-z0-9_.]*)(["']?)`)
)

// dockerLines cuts a Dockerfile into instructions.
func (b *builder) dockerLines() []dockerLine {
	lines := b.physicalLines()
	escape := dockerEscape(lines)
	ends := heredocEnds(lines)
	var out []dockerLine
	for i := 0; i < len(lines); {
		first := lines[i].trim()
		if first.text == "" || first.text[0] == '#' {
			i++
			continue
		}
		var whole mapping
		i = joinDocker(lines, i, escape, &whole)
		line := splitKeyword(whole.done().trim())
		switch line.keyword {
		case "RUN", "COPY", "ADD":
			i = takeHeredocs(b, lines, ends, i, &line)
		}
		out = append(out, line)
	}
	return out
}

// dockerEscape is the continuation character, which a directive at the top of
// the file can change.
func dockerEscape(lines []mapped) byte {
	for _, line := range lines {
		match := dockerDirective.FindStringSubmatch(line.trim().text)
		if match == nil {
			break
		}
		if strings.EqualFold(match[1], "escape") && match[2] == "`" {
			return '`'
		}
	}
	return '\\'
}

// joinDocker puts together the lines of one instruction and gives the index
// after them. Comments and empty lines in between do not end it.
func joinDocker(lines []mapped, i int, escape byte, whole *mapping) int {
	for first := true; i < len(lines); i++ {
		text := lines[i].text
		trimmed := strings.TrimSpace(text)
		if !first && (trimmed == "" || trimmed[0] == '#') {
			continue
		}
		first = false
		body := strings.TrimRight(text, " \t")
		if body == "" || body[len(body)-1] != escape {
			whole.part(lines[i])
			return i + 1
		}
		whole.part(lines[i].slice(0, len(body)-1))
	}
	return i
}

func splitKeyword(m mapped) dockerLine {
	end := strings.IndexAny(m.text, " \t")
	if end < 0 {
		end = len(m.text)
	}
	return dockerLine{
		keyword: strings.ToUpper(m.text[:end]), rest: m.slice(end, len(m.text)).trim(), span: m.span(0, len(m.text)),
	}
}

// heredocEnds lists where each line stands that could end a here-document.
func heredocEnds(lines []mapped) map[string][]int {
	ends := map[string][]int{}
	for i, line := range lines {
		if text := strings.TrimLeft(line.text, "\t"); isHeredocName(text) {
			ends[text] = append(ends[text], i)
		}
	}
	return ends
}

func isHeredocName(text string) bool {
	return text != "" && !strings.ContainsFunc(text, func(r rune) bool {
		return r >= 0x80 || r != '.' && !isNameByte(byte(r))
	})
}

// takeHeredocs reads the bodies of the here-documents that a line opens. One
// that is never closed is no here-document: "<<" also shifts bits.
func takeHeredocs(b *builder, lines []mapped, ends map[string][]int, i int, line *dockerLine) int {
	for _, match := range heredocStart.FindAllStringSubmatch(line.rest.text, -1) {
		places := ends[match[2]]
		next, _ := slices.BinarySearch(places, i)
		if next == len(places) {
			break
		}
		end := places[next]
		start := lines[i].base
		line.docs = append(line.docs, mapped{text: b.text[start:lines[end].base], base: start})
		i = end + 1
	}
	return i
}

var dockerFlag = regexp.MustCompile(`^--[a-zA-Z-]+(=("[^"]*"|[^\s"]*)*)?\s+`)

// withoutFlags drops "--mount=…" and the like in front of an instruction.
func withoutFlags(m mapped) mapped {
	for {
		flag := dockerFlag.FindString(m.text)
		if flag == "" {
			return m
		}
		m = m.slice(len(flag), len(m.text)).trim()
	}
}

// execForm reads a JSON array of strings; ok is false for the shell form.
func execForm(m mapped) (words []shellWord, ok bool) {
	text := strings.TrimRight(m.text, " \t")
	if !strings.HasPrefix(text, "[") || !strings.HasSuffix(text, "]") {
		return nil, false
	}
	for i := 1; i < len(text)-1; {
		switch {
		case text[i] == ',' || isBlank(text[i]):
			i++
		case text[i] == '"':
			end := quotedEnd(text, i)
			if end >= len(text) {
				return nil, false
			}
			raw := m.slice(i, end+1)
			body, valid := jsonString(raw)
			if !valid {
				return nil, false
			}
			words = append(words, shellWord{text: body.text, known: true, span: raw.span(0, len(raw.text)), body: body})
			i = end + 1
		default:
			return nil, false
		}
	}
	return words, true
}
