package config

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	pep440 "github.com/aquasecurity/go-pep440-version"
	"github.com/bmatcuk/doublestar/v4"
)

var sizePattern = regexp.MustCompile(`^(?i)([0-9]+(?:\.[0-9]+)?)\s*(B|KB|MB|GB|KiB|MiB|GiB)$`)

var sizeUnits = map[string]float64{
	"b": 1, "kb": 1e3, "mb": 1e6, "gb": 1e9, "kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30,
}

// parseSize reads a number of bytes, with or without a unit; it must be at
// least 1.
func parseSize(text string) (int64, bool) {
	text = strings.TrimSpace(text)
	if n, err := strconv.ParseInt(text, 0, 64); err == nil {
		return n, n > 0
	}
	m := sizePattern.FindStringSubmatch(text)
	if m == nil {
		return 0, false
	}
	value, err := strconv.ParseFloat(m[1], 64)
	value = math.Round(value * sizeUnits[strings.ToLower(m[2])])
	if err != nil || value < 1 || value > 1<<62 {
		return 0, false
	}
	return int64(value), true
}

// isPortable says whether a path is relative and written with forward
// slashes, so that it means the same file on every machine.
func isPortable(path string) bool {
	hasDrive := len(path) >= 2 && path[1] == ':'
	return !hasDrive && !strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "~") && !strings.Contains(path, `\`)
}

func (d *decoder) checkGlob(pattern string, at span) {
	switch {
	case strings.TrimSpace(pattern) == "":
		d.report(at, "the pattern is empty; write a pattern such as \"data/**\"")
	case strings.HasPrefix(pattern, "!"):
		d.report(at, "pattern %q: negation with ! is not supported; list what the pattern should match", pattern)
	case !doublestar.ValidatePattern(pattern):
		d.report(at, "invalid pattern %q: a bracket, a brace or a backslash is left open", pattern)
	}
}

var (
	packagePattern = regexp.MustCompile(`^(?i)([a-z0-9]|[a-z0-9][a-z0-9._-]*[a-z0-9])$`)
	packageRuns    = regexp.MustCompile(`[-_.]+`)
)

// normalPackage returns the form of a distribution's name by which PEP 503
// compares it.
func normalPackage(name string) string {
	return strings.ToLower(packageRuns.ReplaceAllString(name, "-"))
}

// pins decodes both forms, the map and the list of requirements.
func (d *decoder) pins(o *Option, n *node) []item {
	var out []item
	seen := map[string]span{}
	add := func(name, version string, nameAt, versionAt span) {
		if !packagePattern.MatchString(name) {
			d.report(nameAt, "%q is not the name of a package; write it as on PyPI, such as torch", name)
			return
		}
		if _, err := pep440.Parse(version); err != nil {
			d.report(versionAt, "%q is not a version of %s by PEP 440; write one exact version, such as 2.4.1", version, name)
			return
		}
		if name = normalPackage(name); !d.duplicate(seen, name, nameAt) {
			out = append(out, item{name, version, d.origin(nameAt)})
		}
	}
	switch n.kind {
	case kindMap:
		for _, e := range n.entries {
			switch v := e.value; v.kind {
			case kindString, kindInt, kindFloat:
				add(e.key, v.text, e.at, v.at)
			default:
				d.report(v.at, "the version of %q must be text, such as \"2.4.1\", not %s", e.key, kindNames[v.kind])
			}
		}
	case kindList:
		for _, child := range n.items {
			if !d.scalar(o, child) {
				continue
			}
			name, version, ok := strings.Cut(child.text, "==")
			if !ok || strings.HasPrefix(version, "=") {
				d.report(child.at, "%q does not pin one version; write package==version, such as torch==2.4.1", child.text)
				continue
			}
			add(strings.TrimSpace(name), strings.TrimSpace(version), child.at, child.at)
		}
	default:
		d.wrongType(o, n)
	}
	return out
}
