package environ

import "gopkg.in/yaml.v3"

// get walks down mappings; nil where the way ends. The last of two equal keys
// counts.
func (y *yamlNode) get(path ...string) *yamlNode {
	for _, name := range path {
		if y == nil {
			return nil
		}
		y = y.child(name)
	}
	return y
}

func (y *yamlNode) child(name string) *yamlNode {
	if y.index == nil {
		y.index = make(map[string]int, len(y.keys))
		for i, key := range y.keys {
			y.index[key] = i
		}
	}
	if i, ok := y.index[name]; ok {
		return y.values[i]
	}
	return nil
}

func (y *yamlNode) isMap() bool  { return y != nil && y.kind == yaml.MappingNode }
func (y *yamlNode) isList() bool { return y != nil && y.kind == yaml.SequenceNode }
func (y *yamlNode) isNull() bool { return y == nil || y.kind == yaml.ScalarNode && y.tag == "!!null" }

// isScalar is true for strings, numbers and booleans, not for null.
func (y *yamlNode) isScalar() bool {
	return y != nil && y.kind == yaml.ScalarNode && y.tag != "!!null"
}

// str gives the text of a scalar, "" for anything else.
func (y *yamlNode) str(path ...string) string {
	if v := y.get(path...); v.isScalar() {
		return v.text
	}
	return ""
}

// list gives the items of a sequence, none for anything else.
func (y *yamlNode) list(path ...string) []*yamlNode {
	if v := y.get(path...); v.isList() {
		return v.items
	}
	return nil
}

// listOrOne treats a scalar as a list of one.
func (y *yamlNode) listOrOne(path ...string) []*yamlNode {
	if v := y.get(path...); v.isScalar() {
		return []*yamlNode{v}
	}
	return y.list(path...)
}

// place is the span to blame: of a scalar its text, else the first byte.
func (y *yamlNode) place() Span {
	if y == nil {
		return Span{}
	}
	return y.span
}

// entrySpan covers "key: value" of the i-th entry, where both stand in order.
func (y *yamlNode) entrySpan(i int) Span {
	key, value := y.places[i], y.values[i].outer
	if y.values[i].kind == yaml.ScalarNode && value.End > key.End && value.Start >= key.End {
		return Span{key.Start, value.End}
	}
	return key
}
