package config

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/check"
)

// Catalogue says which selectors mean a rule, so that the configuration need
// not know the rules. A nil Catalogue accepts every selector.
type Catalogue interface {
	// Known says whether the selector matches at least one rule.
	Known(selector string) bool
	// All returns the codes, names and other ids, sorted, for suggestions.
	All() []string
}

// exact is the strength of a match by code, name or id; a family prefix is as
// strong as it is long.
const exact = 1 << 10

// codePrefix opens every code.
const codePrefix = "MLF"

// Match returns how strongly a selector matches a rule: 0 for not at all, the
// length of a code's prefix, and one greatest value for the code, the name and
// the ids of the ancestor's linter.
func Match(selector string, meta check.Meta) int {
	if selector == meta.Code || selector == meta.Name || slices.Contains(meta.Aliases, selector) {
		return exact
	}
	if strings.HasPrefix(selector, codePrefix) && strings.HasPrefix(meta.Code, selector) {
		return len(selector)
	}
	return 0
}

// strongest returns the strength of the best match among the selectors.
func strongest(selectors []string, meta check.Meta) int {
	best := 0
	for _, s := range selectors {
		best = max(best, Match(s, meta))
	}
	return best
}

type metaCatalogue struct {
	metas []check.Meta
	all   []string
}

// NewCatalogue makes the Catalogue of a set of rules.
func NewCatalogue(metas []check.Meta) Catalogue {
	c := metaCatalogue{metas: slices.Clone(metas)}
	for _, m := range metas {
		c.all = append(append(c.all, m.Code, m.Name), m.Aliases...)
	}
	slices.Sort(c.all)
	c.all = slices.Compact(c.all)
	return c
}

func (c metaCatalogue) Known(selector string) bool {
	return slices.ContainsFunc(c.metas, func(m check.Meta) bool { return Match(selector, m) > 0 })
}

func (c metaCatalogue) All() []string { return slices.Clone(c.all) }

// SeverityOf returns how severe a finding of the rule is in the file, and
// whether it is reported at all. The path is a slash path relative to Root; an
// absolute path below Root does as well.
func (c *Config) SeverityOf(meta check.Meta, path string) (sev check.Severity, enabled bool) {
	sev, overridden, offStrength := c.override(meta)
	path = c.relative(path)
	if !overridden && c.isHintInTests(meta, path) {
		sev = check.Hint
	}
	return sev, c.selected(meta, offStrength) && !c.ignoredIn(meta, path)
}

// override returns the severity that the configuration gives the rule. Where
// the winning entry says off, offStrength is the strength of its match.
func (c *Config) override(meta check.Meta) (sev check.Severity, overridden bool, offStrength int) {
	best, winner := 0, ""
	better := func(selector string) bool {
		n := Match(selector, meta)
		// Between equals the smaller text wins, whatever the order of the map:
		// that is the code before the name.
		if n == 0 || n < best || n == best && selector > winner {
			return false
		}
		best, winner = n, selector
		return true
	}
	sev = meta.Severity
	for selector, s := range c.Severity {
		if better(selector) {
			sev, overridden = s, true
		}
	}
	for selector, isOff := range c.Off {
		if isOff && better(selector) {
			sev, overridden, offStrength = meta.Severity, true, best
		}
	}
	return sev, overridden, offStrength
}

func (c *Config) selected(meta check.Meta, offStrength int) bool {
	selected := strongest(c.Select, meta)
	ignored := max(strongest(c.Ignore, meta), offStrength)
	if selected == 0 && (len(c.Select) > 0 || ignored > 0) {
		return false
	}
	return ignored == 0 || selected > ignored
}

func (c *Config) ignoredIn(meta check.Meta, path string) bool {
	return slices.ContainsFunc(c.PerFileIgnores, func(p PerFile) bool {
		return strongest(p.Selectors, meta) > 0 && matchPath(p.Pattern, path)
	})
}

// isHintInTests: seeds and deterministic mode are a matter of training
// programs, which tests are not.
func (c *Config) isHintInTests(meta check.Meta, path string) bool {
	judgesPrograms := strings.HasPrefix(meta.Code, codePrefix+"1") || strings.HasPrefix(meta.Code, codePrefix+"2")
	return judgesPrograms && c.IsTest(path)
}
