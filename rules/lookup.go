package rules

import (
	"slices"
	"strings"
)

// maxAliases ends alias chains that loop or grow.
const maxAliases = 8

// Canonical resolves aliases: the longest module prefix first, repeated until
// nothing changes. A chain that does not end stops after a few steps.
func (b *Base) Canonical(name string) string {
	for range maxAliases {
		next := b.resolve(name)
		if next == name {
			break
		}
		name = next
	}
	return name
}

func (b *Base) resolve(name string) string {
	for prefix := name; prefix != ""; prefix = parent(prefix) {
		if to, ok := b.aliases[prefix]; ok {
			return to + name[len(prefix):]
		}
	}
	return name
}

// Symbol is what is known of a qualified name, nil for nothing. A method is
// looked up in its class, then in the bases of that, in order. Entries for
// "x.*" hold for the direct children of x where the section has no exact
// entry.
func (b *Base) Symbol(name string) *Symbol {
	name = b.Canonical(name)
	owner, member := parent(name), last(name)
	if s := b.exact[owner]; s != nil && s.Type != "" && b.exact[name] == nil {
		// A module-level object: its methods are those of its type.
		owner = b.Canonical(s.Type)
	}
	s := b.find(owner, member)
	if s == nil || s.Returns != self {
		return s
	}
	out := *s
	out.Returns = owner
	return &out
}

// self as the type of a result is the class of the receiver.
const self = "self"

func (b *Base) find(owner, member string) *Symbol {
	if owner == "" {
		if s := b.exact[member]; s != nil {
			return b.complete(s, nil)
		}
		return nil
	}
	if s := b.exact[owner+"."+member]; s != nil {
		return b.complete(s, b.wild[owner])
	}
	var wild *Symbol
	for _, class := range b.ancestors(owner) {
		if s := b.exact[class+"."+member]; s != nil && class != owner {
			return b.complete(s, b.wild[class])
		}
		if wild == nil {
			wild = b.wild[class]
		}
	}
	if wild == nil || strings.HasPrefix(member, "__") {
		return nil
	}
	s := *wild
	s.Name = wild.Name + "." + member
	return b.complete(&s, nil)
}

// complete adds to a symbol what holds for all children of its module, and
// what a class says of its own construction.
func (b *Base) complete(s, wild *Symbol) *Symbol {
	instance := s.Returns == "" && (s.Generator != nil || s.Class != nil)
	if wild == nil && !instance {
		return s
	}
	out := *s
	switch {
	case !instance:
	case s.Generator != nil && s.Generator.Type != "":
		out.Returns = b.Canonical(s.Generator.Type)
	default:
		out.Returns = s.Name
	}
	if wild != nil {
		out.inherit(wild)
	}
	return &out
}

// inherit fills the empty sections of s. What makes, seeds or is a generator
// or a class draws nothing by being a neighbour of functions that draw.
func (s *Symbol) inherit(wild *Symbol) {
	if s.Draws == nil && s.Seeders == nil && s.Generator == nil && s.Class == nil && !s.Setter {
		s.Draws = wild.Draws
	}
	if s.Returns == "" && s.Elements == "" {
		s.Returns, s.Elements = wild.Returns, wild.Elements
	}
	if s.Type == "" && s.ElementType == "" {
		s.Type, s.ElementType = wild.Type, wild.ElementType
	}
	if s.Signatures == nil {
		s.Signatures = wild.Signatures
	}
	if s.Parameters == nil {
		s.Parameters = wild.Parameters
	}
	if s.Ops == nil {
		s.Ops = wild.Ops
	}
	if s.SeedParameters == nil {
		s.SeedParameters = wild.SeedParameters
	}
	if s.Devices == nil {
		s.Devices = wild.Devices
	}
	if s.Entropy == nil {
		s.Entropy = wild.Entropy
	}
	if s.Order == nil {
		s.Order = wild.Order
	}
	if s.Trainer == nil {
		s.Trainer = wild.Trainer
	}
	if s.Removed == nil {
		s.Removed = wild.Removed
	}
	s.OrderFree = s.OrderFree || wild.OrderFree
}

// Class is what is known of a class itself, nil for nothing.
func (b *Base) Class(name string) *Class { return b.classes[b.Canonical(name)] }

// Derives says whether class is base or derives from it, by what is known.
func (b *Base) Derives(class, base string) bool {
	return slices.Contains(b.ancestors(b.Canonical(class)), b.Canonical(base))
}

// ancestors are a canonical class name and its bases, each once, the nearest
// first.
func (b *Base) ancestors(class string) []string {
	c := b.classes[class]
	if c == nil || len(c.Bases) == 0 {
		return []string{class}
	}
	seen := []string{class}
	for i := 0; i < len(seen); i++ {
		c := b.classes[seen[i]]
		if c == nil {
			continue
		}
		for _, base := range c.Bases {
			if base = b.Canonical(base); !slices.Contains(seen, base) {
				seen = append(seen, base)
			}
		}
	}
	return seen
}

// OwnMethod is the class that alone has a method of this name, "" for none.
func (b *Base) OwnMethod(name string) string { return b.own[name] }

// Variable is an environment variable by name, nil when it is not known.
func (b *Base) Variable(name string) *Variable { return b.byVariable[name] }

// Variables are all environment variables by name.
func (b *Base) Variables() []*Variable { return b.variables }
