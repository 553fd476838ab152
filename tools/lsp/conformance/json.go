package conformance

import (
	"encoding/json"
	"strings"
)

// object is v as an object, empty when it is none.
func object(v any) map[string]any {
	o, _ := v.(map[string]any)
	return o
}

// at follows names separated by dots into an object, nil when one is missing.
func at(v any, path string) any {
	for name := range strings.SplitSeq(path, ".") {
		v = object(v)[name]
	}
	return v
}

func list(v any) []any {
	l, _ := v.([]any)
	return l
}

func str(v any) string {
	s, _ := v.(string)
	return s
}

func number(v any) int {
	n, _ := v.(json.Number)
	i, err := n.Int64()
	if err != nil {
		return -1
	}
	return int(i)
}

func placeOf(v any) place { return place{number(at(v, "line")), number(at(v, "character"))} }

func rangeOf(v any) (start, end place) { return placeOf(at(v, "start")), placeOf(at(v, "end")) }

// isRange tells whether a value is a range of the protocol.
func isRange(v any) bool {
	o := object(v)
	_, ok1 := object(o["start"])["line"]
	_, ok2 := object(o["end"])["line"]
	return len(o) == 2 && ok1 && ok2
}
