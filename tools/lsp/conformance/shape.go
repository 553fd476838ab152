package conformance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
)

// decode reads JSON with numbers as they are written.
func decode(raw json.RawMessage) (any, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	err := d.Decode(&v)
	return v, err
}

// check tells how a value differs from a type, "" for not at all. Of the ways
// in which it misses a union the one that comes furthest is told.
func (m *model) check(t *metaType, v any, path string) string {
	switch t.Kind {
	case "base":
		return base(t.Name, v, path)
	case "reference":
		return m.reference(t.Name, v, path)
	case "array":
		list, ok := v.([]any)
		if !ok {
			return wrong(path, "an array", v)
		}
		for i, x := range list {
			if p := m.check(t.Element, x, fmt.Sprintf("%s[%d]", path, i)); p != "" {
				return p
			}
		}
		return ""
	case "map":
		object, ok := v.(map[string]any)
		if !ok {
			return wrong(path, "an object", v)
		}
		var value metaType
		if err := json.Unmarshal(t.Value, &value); err != nil {
			return path + ": " + err.Error()
		}
		for _, k := range sortedKeys(object) {
			if p := m.check(&value, object[k], path+"."+k); p != "" {
				return p
			}
		}
		return ""
	case "tuple":
		list, ok := v.([]any)
		if !ok || len(list) != len(t.Items) {
			return wrong(path, fmt.Sprintf("an array of %d", len(t.Items)), v)
		}
		for i := range list {
			if p := m.check(&t.Items[i], list[i], fmt.Sprintf("%s[%d]", path, i)); p != "" {
				return p
			}
		}
		return ""
	case "or":
		return m.union(t, v, path)
	case "and":
		var all []property
		for _, i := range t.Items {
			all = append(all, m.properties(i.Name)...)
		}
		return m.object(all, v, path)
	case "literal":
		var literal struct{ Properties []property }
		if err := json.Unmarshal(t.Value, &literal); err != nil {
			return path + ": " + err.Error()
		}
		return m.object(literal.Properties, v, path)
	case "stringLiteral", "integerLiteral", "booleanLiteral":
		if want, err := decode(t.Value); err != nil || want != v {
			return wrong(path, string(t.Value), v)
		}
		return ""
	}
	return path + ": the meta-model has a kind that is not known here: " + t.Kind
}

func (m *model) union(t *metaType, v any, path string) string {
	var best string
	for i := range t.Items {
		p := m.check(&t.Items[i], v, path)
		if p == "" {
			return ""
		}
		if best == "" || depth(p) > depth(best) {
			best = p
		}
	}
	return best
}

// depth is how far into a value a fault lies.
func depth(fault string) int {
	path, _, _ := strings.Cut(fault, ": ")
	return strings.Count(path, ".") + strings.Count(path, "[")
}

func (m *model) reference(name string, v any, path string) string {
	switch name {
	case "LSPAny", "LSPObject", "LSPArray":
		return ""
	}
	if alias, ok := m.aliases[name]; ok {
		return m.check(&alias, v, path)
	}
	if e, ok := m.enumerations[name]; ok {
		if p := base(e.Type.Name, v, path); p != "" || e.SupportsCustomValues {
			return p
		}
		for _, x := range e.Values {
			if want, err := decode(x.Value); err == nil && want == v {
				return ""
			}
		}
		return wrong(path, "a value of "+name, v)
	}
	if _, ok := m.structures[name]; ok {
		return m.object(m.properties(name), v, path)
	}
	return path + ": the meta-model has no " + name
}

// object is checked strictly: what the model does not name is a fault.
func (m *model) object(properties []property, v any, path string) string {
	object, ok := v.(map[string]any)
	if !ok {
		return wrong(path, "an object", v)
	}
	known := map[string]bool{}
	for i := range properties {
		p := &properties[i]
		known[p.Name] = true
		value, there := object[p.Name]
		if !there {
			if !p.Optional {
				return fmt.Sprintf("%s: %q is missing", path, p.Name)
			}
			continue
		}
		if fault := m.check(&p.Type, value, path+"."+p.Name); fault != "" {
			return fault
		}
	}
	for _, k := range sortedKeys(object) {
		if !known[k] {
			return fmt.Sprintf("%s.%s: unknown to the protocol", path, k)
		}
	}
	return ""
}

var scheme = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*:`)

func base(name string, v any, path string) string {
	var ok bool
	switch name {
	case "null":
		ok = v == nil
	case "boolean":
		_, ok = v.(bool)
	case "string", "RegExp":
		_, ok = v.(string)
	case "URI", "DocumentUri":
		s, is := v.(string)
		ok = is && scheme.MatchString(s)
	case "integer":
		ok = whole(v, math.MinInt32)
	case "uinteger":
		ok = whole(v, 0)
	case "decimal":
		_, ok = v.(json.Number)
	default:
		return path + ": the meta-model has a base type that is not known here: " + name
	}
	if !ok {
		return wrong(path, name, v)
	}
	return ""
}

func whole(v any, least int64) bool {
	n, ok := v.(json.Number)
	if !ok {
		return false
	}
	i, err := n.Int64()
	return err == nil && i >= least && i <= math.MaxInt32
}

func wrong(path, want string, v any) string {
	got, err := json.Marshal(v)
	if err != nil {
		got = []byte(err.Error())
	}
	if len(got) > 80 {
		got = append(got[:80:80], "…"...)
	}
	return fmt.Sprintf("%s: want %s, have %s", path, want, got)
}

func sortedKeys(object map[string]any) []string {
	out := make([]string, 0, len(object))
	for k := range object {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
