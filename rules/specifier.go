package rules

import (
	"fmt"
	"strconv"
	"strings"
	"sync"

	pep440 "github.com/aquasecurity/go-pep440-version"
)

// clause is one comparison of a specifier set. The library's own comparison
// reads its operand anew for every call and fails on prefixes longer than the
// version, so that only its versions and their order are used here.
type clause struct {
	release
	op    string         // == != < <= > >= === prefix !prefix
	upper pep440.Version // of a prefix: the first version beyond
	text  string         // the operand as written
}

// specifier is a parsed specifier set, and what it said of versions so far.
type specifier struct {
	clauses []clause
	answers sync.Map // version text -> bool
}

// release is a parsed version.
type release struct {
	version, public, base pep440.Version
	pre, post, valid      bool
}

var (
	specifiers sync.Map // text -> *specifier or error
	releases   sync.Map // text -> release
)

// parseVersion reads and keeps a version.
func parseVersion(text string) (release, bool) {
	if r, ok := releases.Load(text); ok {
		return r.(release), r.(release).valid
	}
	var r release
	if v, err := pep440.Parse(strings.TrimSpace(text)); err == nil {
		r.version, r.valid = v, true
		r.public = v
		if v.Local() != "" {
			r.public, err = pep440.Parse(v.Public())
			r.valid = err == nil
		}
		if base, err := pep440.Parse(v.BaseVersion()); err == nil {
			r.base = base
		}
		r.pre, r.post = v.IsPreRelease(), v.IsPostRelease()
	}
	releases.Store(text, r)
	return r, r.valid
}

// parseSpecifier reads and keeps a specifier set: ">=1.8,<2.10".
func parseSpecifier(text string) (*specifier, error) {
	if s, ok := specifiers.Load(text); ok {
		if err, bad := s.(error); bad {
			return nil, err
		}
		return s.(*specifier), nil
	}
	s := &specifier{}
	for part := range strings.SplitSeq(text, ",") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		if err := s.add(part); err != nil {
			specifiers.Store(text, err)
			return nil, err
		}
	}
	kept, _ := specifiers.LoadOrStore(text, s)
	return kept.(*specifier), nil
}

func (s *specifier) add(part string) error {
	op := part[:len(part)-len(strings.TrimLeft(part, "=!<>~"))]
	operand := strings.TrimSpace(part[len(op):])
	switch op {
	case "==", "!=", "<", "<=", ">", ">=", "~=", "===":
	default:
		return fmt.Errorf("%q is no version specifier; write for example \">=1.8,<2.10\"", part)
	}
	if op == "===" {
		s.clauses = append(s.clauses, clause{op: op, text: operand})
		return nil
	}
	prefix, star := strings.CutSuffix(operand, ".*")
	r, ok := parseVersion(prefix)
	if !ok || star && op != "==" && op != "!=" {
		return fmt.Errorf("%q is no version in %q", operand, part)
	}
	c := clause{release: r, op: op, text: operand}
	switch {
	case op == "~=":
		i := strings.LastIndexByte(r.version.BaseVersion(), '.')
		if i < 0 {
			return fmt.Errorf("%q needs at least two numbers", part)
		}
		s.clauses = append(s.clauses, clause{release: r, op: ">=", text: operand})
		prefix = r.version.BaseVersion()[:i]
		c.op = "=="
		fallthrough
	case star:
		if err := c.span(prefix); err != nil {
			return err
		}
	}
	s.clauses = append(s.clauses, c)
	return nil
}

// span makes c the comparison of a prefix: from its first development release
// up to that of the next number.
func (c *clause) span(prefix string) error {
	i := strings.LastIndexAny(prefix, ".!")
	last, err := strconv.ParseUint(strings.TrimLeft(prefix[i+1:], "vV"), 10, 32)
	if err != nil {
		return fmt.Errorf("%q must be numbers before \".*\"", prefix)
	}
	lower, ok := parseVersion(prefix + ".dev0")
	upper, ok2 := parseVersion(prefix[:i+1] + strconv.FormatUint(last+1, 10) + ".dev0")
	if !ok || !ok2 {
		return fmt.Errorf("%q is no version", prefix)
	}
	c.version, c.upper = lower.version, upper.version
	c.op = map[string]string{"==": "prefix", "!=": "!prefix"}[c.op]
	return nil
}

// admits says whether the version lies in the specifier set; a malformed set
// admits nothing (the loader has refused those of packs). Pre-releases lie
// where their number puts them.
func admits(set, version string) bool {
	s, err := parseSpecifier(set)
	if err != nil {
		return false
	}
	if known, ok := s.answers.Load(version); ok {
		return known.(bool)
	}
	r, ok := parseVersion(version)
	result := ok || len(s.clauses) == 0
	for i := range s.clauses {
		if !result && s.clauses[i].op != "===" {
			break
		}
		result = s.clauses[i].admits(r, version)
		if !result {
			break
		}
	}
	s.answers.Store(version, result)
	return result
}

func (c *clause) admits(r release, text string) bool {
	if c.op == "===" {
		return strings.EqualFold(text, c.text)
	}
	v := r.public
	if c.version.Local() != "" {
		v = r.version
	}
	order := v.Compare(c.version)
	switch c.op {
	case "==":
		return order == 0
	case "!=":
		return order != 0
	case "<=":
		return order <= 0
	case ">=":
		return order >= 0
	case "<":
		// "<2.0" is not meant to admit 2.0rc1.
		return order < 0 && (c.pre || !r.pre || !r.base.Equal(c.base))
	case ">":
		return order > 0 && (c.post || !r.post || !r.base.Equal(c.base))
	}
	inside := order >= 0 && v.Compare(c.upper) < 0
	return inside == (c.op == "prefix")
}
