package rules

import "maps"

// merge lays pack over base. Neither is changed.
func merge(base, pack *Library) *Library {
	out := *base
	out.Distributions = union(base.Distributions, pack.Distributions)
	out.Modules = union(base.Modules, pack.Modules)
	out.Setters = union(base.Setters, pack.Setters)
	out.OrderFree = union(base.OrderFree, pack.OrderFree)
	if len(pack.Releases) > 0 {
		out.Releases = pack.Releases
	}
	out.Aliases = maps.Clone(base.Aliases)
	if out.Aliases == nil {
		out.Aliases = map[string]string{}
	}
	maps.Copy(out.Aliases, pack.Aliases)
	out.Exports = map[string][]string{}
	for _, l := range []*Library{base, pack} {
		for module, names := range l.Exports {
			out.Exports[module] = union(out.Exports[module], names)
		}
	}
	// Where a symbol has one entry, or the first match speaks, the pack's
	// comes where it wins.
	out.Signatures = append(append([]Signature{}, pack.Signatures...), base.Signatures...)
	out.Returns = append(append([]Returns{}, base.Returns...), pack.Returns...)
	out.Attributes = append(append([]Returns{}, base.Attributes...), pack.Attributes...)
	out.Classes = append(append([]Class{}, base.Classes...), pack.Classes...)
	out.Parameters = replace(base.Parameters, pack.Parameters, func(x *Parameters) string { return x.ID })
	out.Ops = replace(base.Ops, pack.Ops, func(x *Op) string { return x.ID })
	out.Draws = replace(base.Draws, pack.Draws, func(x *Draw) string { return x.ID })
	out.SeedParameters = replace(base.SeedParameters, pack.SeedParameters, func(x *SeedParameter) string { return x.ID })
	out.Generators = append(append([]Generator{}, base.Generators...), pack.Generators...)
	out.Seeders = replace(base.Seeders, pack.Seeders, func(x *Seeder) string { return x.ID })
	out.Settings = replace(base.Settings, pack.Settings, func(x *Setting) string { return x.ID })
	out.Variables = append(append([]Variable{}, base.Variables...), pack.Variables...)
	out.Entropy = append(append([]Entropy{}, base.Entropy...), pack.Entropy...)
	out.Orders = replace(base.Orders, pack.Orders, func(x *Order) string { return x.ID })
	out.Devices = append(append([]Device{}, base.Devices...), pack.Devices...)
	out.Trainers = append(append([]Trainer{}, base.Trainers...), pack.Trainers...)
	out.Removed = append(append([]Removed{}, base.Removed...), pack.Removed...)
	return &out
}

// union keeps the order: first a, then what b adds.
func union(a, b []string) []string {
	seen := make(map[string]bool, len(a)+len(b))
	out := make([]string, 0, len(a)+len(b))
	for _, list := range [][]string{a, b} {
		for _, s := range list {
			if !seen[s] {
				seen[s] = true
				out = append(out, s)
			}
		}
	}
	return out
}

// replace puts entries of pack in the place of those of base with their id,
// and the others behind.
func replace[T any](base, pack []T, id func(*T) string) []T {
	place := make(map[string]int, len(base))
	out := append(make([]T, 0, len(base)+len(pack)), base...)
	for i := range out {
		place[id(&out[i])] = i
	}
	for i := range pack {
		if at, ok := place[id(&pack[i])]; ok {
			out[at] = pack[i]
		} else {
			out = append(out, pack[i])
		}
	}
	return out
}
