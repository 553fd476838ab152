package environ

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// readDotEnv reads NAME=value lines; "export" in front is allowed.
func readDotEnv(b *builder) {
	var seen []Var
	for _, line := range b.physicalLines() {
		line = line.trim()
		if line.text == "" || line.text[0] == '#' {
			continue
		}
		if rest, ok := strings.CutPrefix(line.text, "export "); ok {
			line = line.slice(len(line.text)-len(rest), len(line.text)).trim()
		}
		name, value, ok := strings.Cut(line.text, "=")
		if name = strings.TrimSpace(name); !ok || !syntax.ValidName(name) {
			b.problem(line.span(0, len(line.text)), "This line is not NAME=value.")
			continue
		}
		v := Var{Name: name, Exported: true}
		written := dotEnvValue(value)
		v.Span = line.span(0, len(line.text)-len(value)+strings.Index(value, written)+len(written))
		v.Value, v.Known = dotEnvLiteral(written, seen)
		seen = appendVar(seen, b.addVar(v))
	}
}

// dotEnvValue is the value as written, without a comment behind it.
func dotEnvValue(value string) string {
	value = strings.TrimSpace(value)
	if value == "" {
		return ""
	}
	if quote := value[0]; quote == '"' || quote == '\'' {
		if end := quotedEnd(value, 0); end < len(value) {
			return value[:end+1]
		}
	}
	for i := range value {
		if value[i] == '#' && (i == 0 || isBlank(value[i-1])) {
			return strings.TrimSpace(value[:i])
		}
	}
	return value
}

func dotEnvLiteral(written string, seen []Var) (string, bool) {
	if strings.HasPrefix(written, "'") {
		return unquote(written), true
	}
	word := dockerExpand(unquote(written), find(seen))
	return word.text, word.known
}

// readPythonVersion reads .python-version of pyenv and runtime.txt of Heroku.
func readPythonVersion(b *builder) {
	for _, line := range b.physicalLines() {
		line = cutComment(line).trim()
		version := strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(line.text), "python-"), "cpython-")
		if version == "" || version[0] < '0' || version[0] > '9' {
			continue // "system", "miniconda3-latest"
		}
		b.addPython(version, line.span(0, len(line.text)))
	}
}
