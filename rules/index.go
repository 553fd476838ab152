package rules

import (
	"slices"
	"strings"
)

// Symbol is all that the base knows of one qualified name. It must not be
// changed.
type Symbol struct {
	Name           string // canonical
	Library        *Library
	Signatures     []*Signature
	Parameters     *Parameters // nil where arguments have one name each
	Ops            []*Op
	Draws          []*Draw
	SeedParameters []*SeedParameter
	Generator      *Generator
	Seeders        []*Seeder
	Settings       []*Setting
	Setter         bool // a function to be called, not assigned or merely named
	Entropy        *Entropy
	Order          *Order
	OrderFree      bool
	Devices        []*Device
	Trainer        *Trainer
	Removed        *Removed
	Returns        string // type of what a call gives, "" when unknown
	Elements       string // type of what iterating over that gives
	Type           string // type of an attribute's or module-level object's value
	ElementType    string // type of what iterating over that gives
	Class          *Class
}

// indexNames enters what other names are resolved by.
func (b *Base) indexNames(l *Library) {
	for _, d := range append([]string{l.Name}, l.Distributions...) {
		if key := normalise(d); b.distributions[key] == nil {
			b.distributions[key] = l
		}
	}
	for _, m := range l.Modules {
		if b.modules[m] == nil {
			b.modules[m] = l
		}
	}
	for from, to := range l.Aliases {
		// Two libraries may name one alias; the smaller target wins, so that
		// the result does not hang on the order of a map.
		if old, ok := b.aliases[from]; !ok || to < old {
			b.aliases[from] = to
		}
	}
}

// indexEntries enters the sections of a library.
func (b *Base) indexEntries(l *Library) {
	for _, section := range l.sections() {
		for _, e := range section.entries {
			for _, name := range e.symbols {
				s := b.entry(name, l)
				e.install(s)
				s.Returns, s.Elements = b.Canonical(s.Returns), b.Canonical(s.Elements)
				s.Type, s.ElementType = b.Canonical(s.Type), b.Canonical(s.ElementType)
			}
		}
	}
	for i := range l.Classes {
		c := &l.Classes[i]
		b.classes[b.Canonical(c.Symbol)] = c
		for _, m := range c.OwnMethods {
			if other, taken := b.own[m]; taken && other != b.Canonical(c.Symbol) {
				b.own[m] = ""
			} else {
				b.own[m] = b.Canonical(c.Symbol)
			}
		}
	}
	for i := range l.Variables {
		b.byVariable[l.Variables[i].Name] = &l.Variables[i]
	}
}

// entry is the symbol that a name of a section stands for.
func (b *Base) entry(name string, l *Library) *Symbol {
	table := b.exact
	prefix, wild := strings.CutSuffix(name, ".*")
	if wild {
		table = b.wild
	}
	key := b.Canonical(prefix)
	s := table[key]
	if s == nil {
		s = &Symbol{Name: key, Library: l}
		if owner := b.Library(key); owner != nil {
			s.Library = owner
		}
		table[key] = s
	}
	return s
}

// Star gives the names known to exist directly below a module, for "from
// module import *", sorted, without private ones.
func (b *Base) Star(module string) []string {
	return b.children()[b.Canonical(module)]
}

func (b *Base) buildChildren() map[string][]string {
	out := map[string][]string{}
	add := func(name string) {
		// The class of a known method is a name as well.
		for up := parent(name); up != ""; name, up = up, parent(up) {
			if child := last(name); !strings.HasPrefix(child, "_") {
				out[up] = append(out[up], child)
			}
			if c := last(up)[0]; c < 'A' || c > 'Z' {
				break
			}
		}
	}
	for name := range b.exact {
		add(name)
	}
	for name := range b.aliases {
		add(name)
	}
	for _, l := range b.libraries {
		for module, names := range l.Exports {
			for _, n := range names {
				add(b.Canonical(module) + "." + n)
			}
		}
	}
	for module := range out {
		slices.Sort(out[module])
		out[module] = slices.Compact(out[module])
	}
	return out
}
