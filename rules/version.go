package rules

import (
	"slices"
	"strings"
)

// Versions are the releases of a library that a project may run with.
type Versions struct {
	Library string // the distribution: "torch"
	// Candidates are oldest first. They are empty when Conflict is true, or
	// when nothing at all is known.
	Candidates []string
	From       string // where it was read: "requirements.txt:3"; "" for the newest known
	Exact      bool   // pinned to one release
	Assumed    bool   // nothing restricts it: the newest known is assumed
	Conflict   bool   // no version satisfies all specifiers
}

// Newest is the newest candidate, "" when there is none.
func (v Versions) Newest() string {
	if len(v.Candidates) == 0 {
		return ""
	}
	return v.Candidates[len(v.Candidates)-1]
}

// In says whether the versions lie in a PEP 440 specifier set: Maybe when only
// some do, or when none is known. The empty set admits every version.
func (v Versions) In(specifier string) Truth {
	if strings.TrimSpace(specifier) == "" {
		return Yes
	}
	in := 0
	for _, c := range v.Candidates {
		if admits(specifier, c) {
			in++
		}
	}
	switch {
	case in == len(v.Candidates) && in > 0:
		return Yes
	case in == 0 && len(v.Candidates) > 0:
		return No
	}
	return Maybe
}

// Newest is what a project without any restriction is judged by.
func (l *Library) Newest() Versions {
	v := Versions{Library: l.Name, Assumed: true}
	if n := len(l.Releases); n > 0 {
		v.Candidates = l.Releases[n-1 : n : n]
	}
	return v
}

// Admit gives the releases that all specifiers admit. Specifiers are PEP 440
// sets ("==2.4.1", ">=1.8,<2"); malformed ones are left out. A pin that is not
// among the known releases stands for itself, and the bounds of a range count
// as releases, for the known ones need not hold each patch.
func (l *Library) Admit(texts []string, from string) Versions {
	var sets []string
	for _, text := range texts {
		if s, err := parseSpecifier(text); err == nil && len(s.clauses) > 0 {
			sets = append(sets, text)
		}
	}
	if len(sets) == 0 {
		v := l.Newest()
		v.From = from
		return v
	}
	v := Versions{Library: l.Name, From: from}
	pinned := pins(sets)
	if len(pinned) > 0 {
		v.Candidates = l.satisfying(pinned, sets)
		v.Exact = len(v.Candidates) == 1
	} else {
		v.Candidates = l.satisfying(slices.Concat(l.Releases, bounds(sets)), sets)
		if len(v.Candidates) == 0 {
			v.Candidates = l.satisfying(between(sets), sets)
		}
	}
	v.Conflict = len(v.Candidates) == 0 && !admitAll(sets, "0")
	return v
}

func admitAll(sets []string, version string) bool {
	return !slices.ContainsFunc(sets, func(set string) bool { return !admits(set, version) })
}

// between are releases that may lie in a range that holds no known one:
// ">1.5,<1.6" is no contradiction.
func between(sets []string) (versions []string) {
	eachClause(sets, func(c clause) {
		if c.op == ">" && !c.pre {
			versions = append(versions, c.version.BaseVersion()+".1")
		}
	})
	return versions
}

// pins are the operands of exact comparisons.
func pins(sets []string) (versions []string) {
	eachClause(sets, func(c clause) {
		if c.op == "==" || c.op == "===" {
			versions = append(versions, strings.TrimSpace(c.text))
		}
	})
	return versions
}

// bounds are the operands that a range may itself hold, pre-releases left out.
func bounds(sets []string) (versions []string) {
	eachClause(sets, func(c clause) {
		switch c.op {
		case ">=", "<=":
			if !c.pre {
				versions = append(versions, c.text)
			}
		case "prefix":
			versions = append(versions, c.version.BaseVersion())
		}
	})
	return versions
}

func eachClause(sets []string, visit func(clause)) {
	for _, set := range sets {
		if s, err := parseSpecifier(set); err == nil {
			for _, c := range s.clauses {
				visit(c)
			}
		}
	}
}

// satisfying are those of the versions that all sets admit, in order, each
// once; of equal ones the first stays.
func (l *Library) satisfying(versions, sets []string) []string {
	var out []string
	for _, v := range versions {
		if admitAll(sets, v) {
			out = append(out, v)
		}
	}
	slices.SortStableFunc(out, CompareVersions)
	return slices.CompactFunc(out, func(a, b string) bool { return CompareVersions(a, b) == 0 })
}

// CompareVersions orders versions; those that are none come first, by text.
func CompareVersions(a, b string) int {
	x, okX := parseVersion(a)
	y, okY := parseVersion(b)
	switch {
	case okX && okY:
		return x.version.Compare(y.version)
	case okX:
		return 1
	case okY:
		return -1
	}
	return strings.Compare(a, b)
}
