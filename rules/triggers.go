package rules

import (
	"slices"
	"strings"
)

// Triggers are words, sorted: a file whose text holds none of them as a word
// uses nothing of the base. They are the import roots of all libraries and
// aliases. Of the standard library and the builtins, which nearly every file
// uses, they are the last parts of the names that can lead to a finding: a
// use cannot be written without them, save by getattr.
func (b *Base) Triggers() []string {
	set := map[string]bool{}
	standard := b.distributions["python"]
	root := func(name string) {
		first, _, _ := strings.Cut(name, ".")
		if standard == nil || b.modules[first] != standard {
			set[first] = true
		}
	}
	for module := range b.modules {
		root(module)
	}
	for alias := range b.aliases {
		root(alias)
	}
	for name, s := range b.exact {
		switch {
		case s.Library != standard:
			root(name)
		case s.matters():
			set[last(name)] = true
		}
	}
	for name, s := range b.wild {
		switch {
		case s.Library != standard:
			root(name)
		case s.matters():
			set[last(name)] = true
		}
	}
	if len(b.variables) > 0 {
		set["environ"], set["putenv"] = true, true
	}
	delete(set, "builtins")
	out := make([]string, 0, len(set))
	for word := range set {
		out = append(out, word)
	}
	slices.Sort(out)
	return out
}

// matters is true for a symbol that can lead to a finding by itself. Orders of
// low precision, such as that of a queue, only add to others.
func (s *Symbol) matters() bool {
	return s.Ops != nil || s.Draws != nil || s.SeedParameters != nil || s.Generator != nil || s.Seeders != nil ||
		s.Settings != nil || s.Setter || s.Entropy != nil || s.Order != nil && s.Order.Precision != "low" || s.Trainer != nil || s.Removed != nil
}
