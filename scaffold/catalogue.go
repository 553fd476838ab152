package scaffold

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"github.com/mlf-core/mlf-lsp/config"
	"github.com/mlf-core/mlf-lsp/templates"
)

// Builtin are the templates that come with mlf-lsp, by handle.
var Builtin = sync.OnceValue(func() []*Template {
	entries, err := templates.FS.ReadDir(".")
	if err != nil {
		panic(err)
	}
	var out []*Template
	for _, e := range entries {
		folder, err := fs.Sub(templates.FS, e.Name())
		if err != nil {
			panic(err)
		}
		if _, err := fs.Stat(folder, manifestName); err != nil {
			continue // a layer
		}
		t, err := readTemplate(folder, e.Name())
		if err != nil {
			panic(err)
		}
		out = append(out, t)
	}
	return out
})

// Find returns the template of mlf-lsp with a handle, one of its other names,
// or a framework that only it has.
func Find(handle string) (*Template, error) {
	word := strings.ToLower(strings.TrimSpace(handle))
	var names []string
	for _, t := range Builtin() {
		if word == t.Handle || slices.Contains(t.Aliases, word) {
			return t, nil
		}
		names = append(names, t.Handle)
	}
	hint := ""
	if near, ok := config.Nearest(word, names); ok {
		hint = fmt.Sprintf(", did you mean %s?", near)
	}
	return nil, fmt.Errorf("there is no template %q%s; there are %s, and a folder or a git URL with a %s is one, too",
		handle, hint, strings.Join(names, ", "), manifestName)
}

// Matching are the templates of a domain, a framework, a library or a handle,
// in the order of Builtin.
func Matching(word string) []*Template {
	word = strings.ToLower(strings.TrimSpace(word))
	var out []*Template
	for _, t := range Builtin() {
		names := append([]string{t.Handle, t.Domain, t.Framework}, t.Aliases...)
		for _, l := range t.Libraries {
			names = append(names, strings.ToLower(l))
		}
		if word != "" && slices.Contains(names, word) {
			out = append(out, t)
		}
	}
	return out
}

// Words are what Matching knows, sorted, for suggestions.
func Words() []string {
	var out []string
	for _, t := range Builtin() {
		out = append(out, t.Handle, t.Domain, t.Framework)
		for _, l := range t.Libraries {
			out = append(out, strings.ToLower(l))
		}
	}
	out = slices.DeleteFunc(out, func(w string) bool { return w == "" })
	slices.Sort(out)
	return slices.Compact(out)
}
