package rules

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// text checks a scalar by the tags of its field.
func (d *decoder) text(n *yaml.Node, f *fieldInfo) {
	if f == nil {
		return
	}
	if len(f.enum) > 0 {
		if !slices.Contains(f.enum, n.Value) {
			d.problem(n, "%q is not possible for %q%s", n.Value, f.key, didYouMean(n.Value, f.enum))
		}
		return
	}
	switch f.check {
	case "symbol":
		d.name(n, n.Value, true)
	case "name", "names":
		d.name(n, n.Value, false)
	case "specifier":
		if _, err := parseSpecifier(n.Value); err != nil {
			d.problem(n, "%s", err)
		}
	case "release":
		if _, ok := parseVersion(n.Value); !ok {
			d.problem(n, "%q is no version", n.Value)
		}
	}
}

// name checks a dotted Python name, which may end in ".*" where wild is true.
func (d *decoder) name(n *yaml.Node, text string, wild bool) {
	name := text
	if wild {
		name = strings.TrimSuffix(name, ".*")
	}
	for part := range strings.SplitSeq(name, ".") {
		if !identifier(part) {
			d.problem(n, "%q is no qualified name; write for example \"numpy.random.rand\"", text)
			return
		}
	}
}

func identifier(s string) bool {
	for i, r := range s {
		letter := r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r > 127
		if !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return s != ""
}
