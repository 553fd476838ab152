package rules

// entry is what all sections have in common.
type entry struct {
	id       string
	symbols  []string
	versions string
	origin   *Origin
	names    []Condition // its conditions
	extra    []string    // further parameters that it names
	// install puts the entry into a symbol.
	install func(*Symbol)
}

// section is one list of a library. Single sections hold one entry for each
// symbol (and version range).
type section struct {
	key     string
	single  bool
	entries []entry
}

// sections gives all lists of entries that belong to callables or attributes.
func (l *Library) sections() []section {
	return []section{
		list("signatures", true, l.Signatures, func(x *Signature) entry {
			return entry{symbols: x.Symbols, versions: x.Versions, origin: &x.Origin,
				install: func(s *Symbol) { s.Signatures = append(s.Signatures, x) }}
		}),
		list("returns", true, l.Returns, func(x *Returns) entry {
			return entry{symbols: x.Symbols, origin: &x.Origin, install: func(s *Symbol) { s.Returns, s.Elements = x.Type, x.Elements }}
		}),
		list("attributes", true, l.Attributes, func(x *Returns) entry {
			return entry{symbols: x.Symbols, origin: &x.Origin, install: func(s *Symbol) { s.Type, s.ElementType = x.Type, x.Elements }}
		}),
		list("classes", true, l.Classes, func(x *Class) entry {
			return entry{symbols: []string{x.Symbol}, origin: &x.Origin, install: func(s *Symbol) { s.Class = x }}
		}),
		list("parameters", true, l.Parameters, func(x *Parameters) entry {
			return entry{id: x.ID, symbols: x.Symbols, origin: &x.Origin, extra: named(x.Dict), install: func(s *Symbol) { s.Parameters = x }}
		}),
		list("ops", false, l.Ops, func(x *Op) entry {
			return entry{id: x.ID, symbols: x.Symbols, origin: &x.Origin, names: []Condition{x.When},
				install: func(s *Symbol) { s.Ops = append(s.Ops, x) }}
		}),
		list("draws", false, l.Draws, func(x *Draw) entry {
			return entry{id: x.ID, symbols: x.Symbols, origin: &x.Origin, names: []Condition{x.When},
				install: func(s *Symbol) { s.Draws = append(s.Draws, x) }}
		}),
		list("seed-parameters", false, l.SeedParameters, func(x *SeedParameter) entry {
			return entry{id: x.ID, symbols: x.Symbols, origin: &x.Origin, names: []Condition{x.Matters}, extra: append([]string{x.Parameter}, x.Also...),
				install: func(s *Symbol) { s.SeedParameters = append(s.SeedParameters, x) }}
		}),
		list("generators", true, l.Generators, func(x *Generator) entry {
			return entry{symbols: x.Symbols, origin: &x.Origin, extra: named(x.Parameter), install: func(s *Symbol) { s.Generator = x }}
		}),
		list("seeders", false, l.Seeders, func(x *Seeder) entry {
			conditions := []Condition{x.When}
			for _, set := range x.Settings {
				conditions = append(conditions, set.When)
			}
			return entry{id: x.ID, symbols: x.Symbols, origin: &x.Origin, names: conditions, extra: named(x.Parameter),
				install: func(s *Symbol) {
					s.Seeders = append(s.Seeders, x)
					s.Setter = s.Setter || x.Kind != "attribute"
				}}
		}),
		list("settings", false, l.Settings, func(x *Setting) entry {
			return entry{id: x.ID, symbols: x.Symbols, origin: &x.Origin, names: []Condition{x.When}, extra: named(x.Parameter),
				install: func(s *Symbol) {
					s.Settings = append(s.Settings, x)
					s.Setter = s.Setter || x.Kind == "call"
				}}
		}),
		list("entropy", true, l.Entropy, func(x *Entropy) entry {
			return entry{symbols: x.Symbols, origin: &x.Origin, names: []Condition{x.When}, install: func(s *Symbol) { s.Entropy = x }}
		}),
		list("orders", true, l.Orders, func(x *Order) entry {
			return entry{id: x.ID, symbols: x.Symbols, origin: &x.Origin, names: []Condition{x.When}, install: func(s *Symbol) { s.Order = x }}
		}),
		list("devices", false, l.Devices, func(x *Device) entry {
			return entry{symbols: x.Symbols, origin: &x.Origin, extra: named(x.Parameter), install: func(s *Symbol) { s.Devices = append(s.Devices, x) }}
		}),
		list("trainers", true, l.Trainers, func(x *Trainer) entry {
			return entry{symbols: x.Symbols, origin: &x.Origin, extra: x.Runs, install: func(s *Symbol) { s.Trainer = x }}
		}),
		list("removed", true, l.Removed, func(x *Removed) entry {
			return entry{symbols: x.Symbols, origin: &x.Origin, install: func(s *Symbol) { s.Removed = x }}
		}),
		words("setters", l.Setters, func(s *Symbol) { s.Setter = true }),
		words("order-free", l.OrderFree, func(s *Symbol) { s.OrderFree = true }),
	}
}

func list[T any](key string, single bool, items []T, of func(*T) entry) section {
	s := section{key: key, single: single, entries: make([]entry, len(items))}
	for i := range items {
		s.entries[i] = of(&items[i])
	}
	return s
}

func words(key string, symbols []string, install func(*Symbol)) section {
	return section{key: key, entries: []entry{{symbols: symbols, origin: &Origin{}, install: install}}}
}

func named(parameter string) []string {
	if parameter == "" {
		return nil
	}
	return []string{parameter}
}
