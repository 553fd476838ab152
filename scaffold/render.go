package scaffold

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"regexp"
	"strings"
	"text/template"
	"unicode/utf8"

	"github.com/mlf-core/mlf-lsp/analysis/record"
)

// File is a file that a template makes.
type File struct {
	Data       []byte
	Executable bool
}

// functions are what templates can call besides those of text/template.
var functions = template.FuncMap{
	// json writes a text as JSON, which is also a scalar of YAML, a string of
	// TOML and a literal of Python.
	"json": func(s string) (string, error) {
		var out bytes.Buffer
		enc := json.NewEncoder(&out)
		enc.SetEscapeHTML(false)
		err := enc.Encode(s)
		return strings.TrimSuffix(out.String(), "\n"), err
	},
	"lower":   strings.ToLower,
	"upper":   strings.ToUpper,
	"replace": func(old, new, s string) string { return strings.ReplaceAll(s, old, new) },
	"repeat":  func(n int, s string) string { return strings.Repeat(s, n) },
	// line makes an underline as long as a text.
	"line": func(mark, s string) string { return strings.Repeat(mark, utf8.RuneCountInString(s)) },
}

// expand renders a text; templates write actions as <% … %>, which no language
// of a project uses.
func expand(name, text string, values map[string]string) (string, error) {
	if !strings.Contains(text, "<%") {
		return text, nil
	}
	t, err := template.New(name).Delims("<%", "%>").Funcs(functions).Option("missingkey=error").Parse(text)
	if err != nil {
		return "", fmt.Errorf("the template is wrong: %w", err)
	}
	var out strings.Builder
	if err := t.Execute(&out, values); err != nil {
		return "", fmt.Errorf("the template is wrong: %w", err)
	}
	return out.String(), nil
}

var pathVariable = regexp.MustCompile(`\{([a-z][a-z0-9_]*)\}`)

// Render makes the files of a project, by slash path relative to its root.
// The answers must be complete.
func (t *Template) Render(a Answers) (map[string]File, error) {
	sources, err := t.sources()
	if err != nil {
		return nil, err
	}
	values := t.values(a)
	out := map[string]File{}
	for _, source := range sortedKeys(sources) {
		name, err := renderPath(source, values)
		if err != nil {
			return nil, err
		}
		if wanted, err := t.wants(name, values); err != nil {
			return nil, err
		} else if !wanted {
			continue
		}
		f := File{Data: sources[source], Executable: matchAny(t.Executable, name)}
		if utf8.Valid(f.Data) && bytes.IndexByte(f.Data, 0) < 0 && !matchAny(t.Raw, name) {
			text, err := expand(source, string(f.Data), values)
			if err != nil {
				return nil, err
			}
			f.Data = []byte(text)
		}
		if _, twice := out[name]; twice {
			return nil, fmt.Errorf("the template makes %s twice", name)
		}
		out[name] = f
	}
	if t.program != nil {
		maps.Copy(out, importFiles(t.program, values))
	}
	raw, err := newRecord(t, a).Encode()
	if err != nil {
		return nil, err
	}
	out[record.Name] = File{Data: raw}
	return out, nil
}

// renderPath turns the path of a template's file into that of a project's:
// {name} stands for a value, and a leading dot- of a folder or file for a dot.
func renderPath(source string, values map[string]string) (string, error) {
	var missing string
	name := pathVariable.ReplaceAllStringFunc(source, func(m string) string {
		v, ok := values[m[1:len(m)-1]]
		if !ok || v == "" || strings.ContainsAny(v, `/\`) || strings.HasPrefix(v, ".") {
			missing = m
		}
		return v
	})
	if missing != "" {
		return "", fmt.Errorf("the template is wrong: %s in the path %s has no value that can name a file", missing, source)
	}
	parts := strings.Split(name, "/")
	for i, p := range parts {
		if rest, ok := strings.CutPrefix(p, "dot-"); ok {
			parts[i] = "." + rest
		}
	}
	if parts[0] == ".git" || parts[0] == record.Name {
		return "", fmt.Errorf("the template is wrong: it may not make %s", parts[0])
	}
	return path.Join(parts...), nil
}

// wants tells whether a project has a file, by the template's conditions.
func (t *Template) wants(name string, values map[string]string) (bool, error) {
	for _, o := range t.Only {
		if !matchAny([]string{o.Files}, name) {
			continue
		}
		text, err := expand(manifestName, "<% if "+o.When+" %>yes<% end %>", values)
		if err != nil || text != "yes" {
			return false, err
		}
	}
	return true, nil
}
