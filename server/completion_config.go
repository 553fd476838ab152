package server

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/config"
	"go.lsp.dev/protocol"
)

var (
	// A key of a configuration, in YAML or TOML, and its value up to the cursor.
	keyAndValue = regexp.MustCompile(`^(\s*)["']?([A-Za-z0-9_.*/-]+)["']?\s*[:=]\s*(.*)$`)
	lastWord    = regexp.MustCompile(`[A-Za-z0-9_.-]*$`)
	table       = regexp.MustCompile(`^\s*\[([^\]]+)\]`)
)

// configuration offers keys and values of a configuration; false in the parts
// of a pyproject.toml that belong to others.
func (c *completer) configuration() bool {
	parent, ok := c.parent()
	if !ok {
		return false
	}
	prefix := lastWord.FindString(c.before)
	if m := keyAndValue.FindStringSubmatch(c.before); m != nil {
		c.value(parent, m[2], prefix)
		return true
	}
	indented := strings.TrimLeft(c.before, " \t-") != c.before
	option := optionNamed(parent)
	switch {
	case option == nil && !indented && strings.TrimSpace(c.before) == prefix:
		c.keys(prefix)
	case option != nil:
		c.entry(option, prefix)
	}
	return true
}

// parent is the key of which the line is a part, "" at the top.
func (c *completer) parent() (key string, ours bool) {
	text := c.view.ws.File(c.file).Text()[:c.start]
	lines := strings.Split(text, "\n")
	lines = lines[:len(lines)-1]
	toml := path.Ext(c.file) == ".toml"
	top := c.before == strings.TrimLeft(c.before, " \t-")
	for _, line := range slices.Backward(lines) {
		if toml {
			if m := table.FindStringSubmatch(line); m != nil {
				rest, ok := strings.CutPrefix(m[1], "tool.mlf-lsp")
				if key == "" {
					key = strings.TrimPrefix(rest, ".")
				}
				return key, ok
			}
		}
		m := keyAndValue.FindStringSubmatch(line)
		if m == nil || m[1] != "" || key != "" {
			continue
		}
		open := strings.Count(m[3], "[") > strings.Count(m[3], "]")
		if open || !top && !toml {
			key = m[2]
		}
		if !toml {
			return key, true
		}
	}
	return key, !toml
}

func optionNamed(key string) *config.Option {
	options := config.Options()
	if i := slices.IndexFunc(options, func(o config.Option) bool { return o.Key == key }); i >= 0 {
		return &options[i]
	}
	return nil
}

func (c *completer) keys(prefix string) {
	separator := ": "
	if path.Ext(c.file) == ".toml" {
		separator = " = "
	}
	for i, o := range config.Options() {
		item := c.add(prefix, o.Key, string(o.Type), o.Doc+"\n\n```yaml\n"+o.Example+"\n```", protocol.CompletionItemKindProperty, fmt.Sprintf("%02d", i))
		if edit, ok := item.TextEdit.(*protocol.TextEdit); ok {
			edit.NewText = o.Key + separator
		}
	}
}

// value offers what a key can have, or an entry of the map that it is in.
func (c *completer) value(parent, key, prefix string) {
	option := optionNamed(key)
	if above := optionNamed(parent); above != nil {
		option = above
		if above.Type == config.TypePins {
			c.versions(key, prefix)
			return
		}
	}
	if option == nil {
		return
	}
	switch option.Type {
	case config.TypeBool:
		c.words(prefix, "true", "false")
	case config.TypeEnum, config.TypeSeverities:
		c.words(prefix, option.Enum...)
	case config.TypeSelectors, config.TypePerFileIgnores:
		c.rules(prefix)
	}
}

// entry offers an element of a list, or a key of a map.
func (c *completer) entry(option *config.Option, prefix string) {
	switch option.Type {
	case config.TypeSelectors, config.TypeSeverities:
		c.rules(prefix)
	case config.TypePins:
		for _, l := range c.view.kb.Libraries() {
			c.add(prefix, l.Name, "library", "", protocol.CompletionItemKindModule, "")
		}
	}
}

func (c *completer) words(prefix string, words ...string) {
	for i, w := range words {
		item := c.add(prefix, w, "", "", protocol.CompletionItemKindEnumMember, fmt.Sprintf("%02d", i))
		if edit, ok := item.TextEdit.(*protocol.TextEdit); ok && path.Ext(c.file) == ".toml" && w != "true" && w != "false" && !strings.HasSuffix(c.before, `"`+prefix) {
			edit.NewText = `"` + w + `"`
		}
	}
}

// versions offers the releases of a library, the newest first.
func (c *completer) versions(library, prefix string) {
	l := c.view.kb.LibraryOf(library)
	if l == nil {
		return
	}
	for i, release := range slices.Backward(l.Releases) {
		item := c.add(prefix, release, l.Name, "", protocol.CompletionItemKindValue, fmt.Sprintf("%04d", len(l.Releases)-i))
		if edit, ok := item.TextEdit.(*protocol.TextEdit); ok && !strings.HasSuffix(c.before, `"`+prefix) {
			edit.NewText = `"` + release + `"` // a number else
		}
	}
}
