package trace

import (
	"io/fs"
	"regexp"
	"strings"
)

// text reads lines of the project's files.
type text struct {
	files fs.FS
	cache map[string][]string
}

func (t *text) lines(file string) []string {
	if l, ok := t.cache[file]; ok {
		return l
	}
	if t.cache == nil {
		t.cache = map[string][]string{}
	}
	var out []string
	if t.files != nil && fs.ValidPath(file) {
		if raw, err := fs.ReadFile(t.files, file); err == nil {
			out = strings.Split(string(raw), "\n")
		}
	}
	t.cache[file] = out
	return out
}

// maxStatement is how many lines of a statement are read.
const maxStatement = 12

// statement is the code at a place: the line, and those that follow while
// brackets are open, without comments.
func (t *text) statement(s Site) string {
	lines := t.lines(s.File)
	var out strings.Builder
	depth := 0
	for i := s.Line - 1; i >= 0 && i < len(lines) && i < s.Line-1+maxStatement; i++ {
		code, _, _ := strings.Cut(lines[i], "#")
		out.WriteString(code)
		out.WriteByte('\n')
		depth += strings.Count(code, "(") + strings.Count(code, "[") + strings.Count(code, "{")
		depth -= strings.Count(code, ")") + strings.Count(code, "]") + strings.Count(code, "}")
		if depth <= 0 {
			break
		}
	}
	return out.String()
}

var importing = regexp.MustCompile(`^\s*(import|from)\s`)

func (t *text) imports(s Site) bool { return importing.MatchString(t.statement(s)) }

var word = regexp.MustCompile(`[A-Za-z_]\w*`)

// words are the names in the code at a place.
func (t *text) words(s Site) []string { return word.FindAllString(t.statement(s), -1) }

// last are the parts of a function's name that code may name: the function and
// its class.
func last(function string) []string {
	if strings.HasPrefix(function, "<") {
		return nil // a module's own code
	}
	parts := strings.Split(function, ".")
	return parts[max(0, len(parts)-2):]
}

// Statement is the first line of code at a place, "" when it cannot be read.
func Statement(sources fs.FS, s Site) string {
	lines := (&text{files: sources}).lines(s.File)
	if s.Line < 1 || s.Line > len(lines) {
		return ""
	}
	return strings.TrimRight(lines[s.Line-1], " \t\r")
}
