package config

import (
	"slices"
	"strings"
)

// Layer is what one source says: a file, the editor, the command line. It
// holds valid values only.
type Layer struct {
	// Name says where the layer comes from, for messages.
	Name     string
	settings []setting
}

// setting is one key with its decoded value (see Option.apply).
type setting struct {
	option *Option
	value  any
	origin string
}

// item is an entry of a map option, with its own origin.
type item struct{ key, value, origin string }

// Keys returns the keys that the layer sets, in the order of the table.
func (l *Layer) Keys() []string {
	var keys []string
	for _, key := range optionKeys() {
		if l.get(key) != nil {
			keys = append(keys, key)
		}
	}
	return keys
}

func (l *Layer) get(key string) *setting {
	i := slices.IndexFunc(l.settings, func(s setting) bool { return s.option.Key == key })
	if i < 0 {
		return nil
	}
	return &l.settings[i]
}

// Resolve merges layers, the weakest first (project file, editor settings,
// flags), over the defaults. Nil layers are skipped. Lists and single values
// of a later layer replace those of an earlier one; ignore and
// per-file-ignores add to them, and severity and pins merge by entry. Root is
// the folder that paths and patterns are relative to.
func Resolve(root string, layers ...*Layer) *Config {
	c := Default()
	c.Root = root
	for _, l := range layers {
		if l == nil {
			continue
		}
		// By the table, not by the text: select has to come before ignore.
		for _, key := range l.Keys() {
			l.get(key).applyTo(c)
		}
	}
	return c
}

func (s *setting) applyTo(c *Config) {
	s.option.apply(c, s.value)
	c.Origins[s.option.Key] = s.origin
	items, _ := s.value.([]item)
	for _, it := range items {
		c.Origins[s.option.Key+"."+it.key] = it.origin
	}
}

// Flags makes a layer of flags of the command line: option key to the values
// that were given, in order. Lists of rules, severities (RULE=LEVEL) and pins
// (package==version) may be separated by commas. Problems name the flag.
func Flags(values map[string][]string, cat Catalogue) (*Layer, Problems) {
	layer := &Layer{Name: "flags"}
	var problems Problems
	for i := range options {
		o := &options[i]
		given, ok := values[o.Key]
		if !ok || len(given) == 0 || o.Flag == "" {
			continue
		}
		d := decoder{reporter: reporter{file: "--" + o.Flag}, cat: cat, anyPath: true}
		if v, ok := d.value(o, flagNode(o, given)); ok {
			layer.settings = append(layer.settings, setting{o, v, d.file})
		}
		problems = append(problems, d.problems...)
	}
	return layer, problems
}

// flagNode gives flags the shape that a file would have.
func flagNode(o *Option, given []string) *node {
	text := func(s string) *node { return &node{kind: kindString, text: strings.TrimSpace(s)} }
	switch o.Type {
	case TypeSelectors, TypePins:
		list := &node{kind: kindList}
		for _, s := range splitAll(given) {
			list.items = append(list.items, text(s))
		}
		return list
	case TypeSeverities:
		m := &node{kind: kindMap}
		for _, s := range splitAll(given) {
			rule, level, _ := strings.Cut(s, "=")
			m.entries = append(m.entries, &entry{key: strings.TrimSpace(rule), value: text(level)})
		}
		return m
	case TypeGlobs, TypePaths:
		list := &node{kind: kindList}
		for _, s := range given {
			list.items = append(list.items, text(s))
		}
		return list
	case TypeBool:
		return &node{kind: kindBool, text: given[len(given)-1]}
	}
	return text(given[len(given)-1])
}

func splitAll(given []string) []string {
	var out []string
	for _, g := range given {
		for _, s := range strings.Split(g, ",") {
			if strings.TrimSpace(s) != "" {
				out = append(out, s)
			}
		}
	}
	return out
}
