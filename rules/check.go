package rules

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Check looks for entries that are well formed but cannot be right: names
// outside the closed lists, conditions on parameters that no signature has,
// symbols of foreign modules, aliases that go round. The problems are in the
// order of their places.
func (b *Base) Check() Problems {
	c := &checker{base: b}
	for _, l := range b.libraries {
		c.library(l)
	}
	c.problems.sort()
	return c.problems
}

// CheckPacks is Check for the entries of some files, as Load was given their
// names: what a user may have got wrong.
func (b *Base) CheckPacks(files ...string) Problems {
	if len(files) == 0 {
		return nil
	}
	var out Problems
	for _, p := range b.Check() {
		if slices.Contains(files, p.File) {
			out = append(out, p)
		}
	}
	return out
}

type checker struct {
	base     *Base
	problems Problems
}

func (c *checker) report(o *Origin, format string, args ...any) {
	c.problems = append(c.problems, Problem{File: o.File, Line: o.Line, Message: fmt.Sprintf(format, args...)})
}

func (c *checker) library(l *Library) {
	file := &Origin{File: l.Name}
	for _, section := range l.sections() {
		for _, e := range section.entries {
			if e.origin.File != "" {
				file = &Origin{File: e.origin.File}
			}
			for _, name := range e.symbols {
				c.symbol(name, e, section.key)
			}
		}
	}
	c.aliases(l, file)
	c.releases(l, file)
	c.generators(l)
	c.ops(l)
	c.settings(l)
	for i := range l.Classes {
		for _, base := range l.Classes[i].Bases {
			if c.base.Class(base) == nil && c.base.Library(base) == l {
				c.report(&l.Classes[i].Origin, "the base %q of %q is no class of the knowledge base", base, l.Classes[i].Symbol)
			}
		}
	}
}

// symbol checks that a name belongs to a library, and that the parameters
// which its entry names exist.
func (c *checker) symbol(name string, e entry, key string) {
	if c.base.Library(name) == nil {
		c.report(e.origin, "%q in %q belongs to no module of a known library; name its module under \"modules\"", name, key)
	}
	symbol := c.base.Symbol(strings.TrimSuffix(name, ".*"))
	if key == "signatures" || symbol == nil || strings.HasSuffix(name, ".*") {
		return
	}
	wanted := append([]string{}, e.extra...)
	conditions := 0
	for _, condition := range e.names {
		wanted = append(wanted, condition.Names()...)
		conditions += len(condition.Names())
	}
	if len(symbol.Signatures) == 0 {
		if conditions > 0 {
			c.report(e.origin, "%q has a condition but no signature", name)
		}
		return
	}
	for _, parameter := range wanted {
		if !takes(symbol.Signatures, parameter) {
			c.report(e.origin, "no signature of %q has the parameter %q", name, parameter)
		}
	}
}

// takes says whether a signature names the parameter. Behind **kwargs any
// name can stand.
func takes(signatures []*Signature, parameter string) bool {
	for _, s := range signatures {
		for _, p := range s.Params {
			if p.Name == parameter || p.Kind == VarKeyword {
				return true
			}
		}
	}
	return false
}

func (c *checker) aliases(l *Library, file *Origin) {
	for _, from := range slices.Sorted(maps.Keys(l.Aliases)) {
		to := c.base.Canonical(from)
		if c.base.resolve(to) != to {
			c.report(file, "the alias %q never comes to an end", from)
		}
	}
}

func (c *checker) releases(l *Library, file *Origin) {
	for i, r := range l.Releases {
		if i > 0 && CompareVersions(l.Releases[i-1], r) >= 0 {
			c.report(file, "the release %q must stand before %q", r, l.Releases[i-1])
		}
	}
}

func (c *checker) generators(l *Library) {
	for i := range l.Draws {
		c.rng(&l.Draws[i].Origin, l.Draws[i].RNG, RNGs)
	}
	for i := range l.Seeders {
		s := &l.Seeders[i]
		for _, rng := range s.RNGs {
			c.rng(&s.Origin, rng, RNGs)
		}
		for _, set := range s.Settings {
			c.toggle(&s.Origin, set.Switch)
		}
	}
	for i := range l.SeedParameters {
		c.rng(&l.SeedParameters[i].Origin, l.SeedParameters[i].Fallback, slices.Concat(RNGs, fallbacks))
	}
}

func (c *checker) rng(o *Origin, name string, known []string) {
	if !slices.Contains(known, name) {
		c.report(o, "there is no generator %q%s", name, didYouMean(name, known))
	}
}

func (c *checker) toggle(o *Origin, name string) {
	if _, ok := Switches[name]; !ok && name != "" {
		c.report(o, "there is no switch %q%s", name, didYouMean(name, slices.Sorted(maps.Keys(Switches))))
	}
}

func (c *checker) ops(l *Library) {
	for i := range l.Ops {
		op := &l.Ops[i]
		if len(op.Sources) == 0 {
			c.report(&op.Origin, "the operation %q names no source", op.ID)
		}
		for j, s := range op.Status {
			if s.Versions == "" && j < len(op.Status)-1 {
				c.report(&op.Origin, "the operation %q has rows after one for all versions", op.ID)
			}
		}
	}
}

func (c *checker) settings(l *Library) {
	for i := range l.Settings {
		s := &l.Settings[i]
		c.toggle(&s.Origin, s.Switch)
		if s.Kind == "call" && s.Parameter == "" && s.Value == "" {
			c.report(&s.Origin, "the setting %q needs a parameter or a value", s.ID)
		}
		if s.Kind == "argument" && s.Parameter == "" {
			c.report(&s.Origin, "the setting %q needs the parameter that carries its value", s.ID)
		}
	}
	for i := range l.Variables {
		c.toggle(&l.Variables[i].Origin, l.Variables[i].Switch)
		c.toggle(&l.Variables[i].Origin, l.Variables[i].Needs)
	}
}
