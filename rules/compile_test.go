package rules

import (
	"bytes"
	"encoding/binary"
	"flag"
	"maps"
	"os"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestCompiledIsCurrent compiles the YAML files and compares. Run it with
// -update (or go generate ./rules) after a change to a YAML file or types.go.
func TestCompiledIsCurrent(t *testing.T) {
	libraries, problems := loadSources()
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	want, err := compile(libraries)
	if err != nil {
		t.Fatal(err)
	}
	if flag.Lookup("update").Value.String() == "true" {
		if err := os.WriteFile("knowledge.bin", want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(want, []byte(compiled)) {
		t.Fatal("the compiled knowledge base is stale; run go generate ./rules")
	}
	got, err := loadCompiled()
	if err != nil {
		t.Fatal(err)
	}
	sameConditions := cmp.Comparer(func(a, b Condition) bool { return a.Text == b.Text && a.Empty() == b.Empty() })
	sameLists := cmp.FilterValues(func(a, b any) bool { return empty(a) && empty(b) }, cmp.Ignore())
	if diff := cmp.Diff(libraries, got, sameConditions, sameLists); diff != "" {
		t.Errorf("the compiled form differs from the sources:\n%s", diff)
	}
}

func empty(v any) bool {
	r := reflect.ValueOf(v)
	return r.IsValid() && (r.Kind() == reflect.Slice || r.Kind() == reflect.Map) && r.Len() == 0
}

// LoadAll reads and indexes all YAML files anew, for benchmarks.
func LoadAll() error {
	libraries, problems := loadSources()
	NewBase(libraries...)
	return problems.Err()
}

// LoadCompiled reads and indexes the compiled form anew, for benchmarks.
func LoadCompiled() error {
	libraries, err := loadCompiled()
	NewBase(libraries...)
	return err
}

func compile(libraries []*Library) ([]byte, error) {
	out, err := digest()
	if err != nil {
		return nil, err
	}
	w := &writer{index: map[string]int{"": 0}, strings: []string{""}}
	w.number(len(libraries))
	for _, l := range libraries {
		w.value(reflect.ValueOf(*l))
	}
	out = binary.AppendUvarint(out, uint64(len(w.strings)))
	for _, s := range w.strings {
		out = append(binary.AppendUvarint(out, uint64(len(s))), s...)
	}
	return append(out, w.body...), nil
}

// writer is the counterpart of reader.
type writer struct {
	body    []byte
	strings []string
	index   map[string]int
}

func (w *writer) number(n int) { w.body = binary.AppendUvarint(w.body, uint64(n)) }

func (w *writer) text(s string) {
	i, known := w.index[s]
	if !known {
		i = len(w.strings)
		w.index[s] = i
		w.strings = append(w.strings, s)
	}
	w.number(i)
}

func (w *writer) value(v reflect.Value) {
	switch x := v.Interface().(type) {
	case string:
		w.text(x)
	case bool:
		if x {
			w.number(1)
		} else {
			w.number(0)
		}
	case int:
		w.number(x)
	case []string:
		w.list(x)
	case map[string]string:
		w.number(len(x))
		for _, k := range slices.Sorted(maps.Keys(x)) {
			w.text(k)
			w.text(x[k])
		}
	case map[string][]string:
		w.number(len(x))
		for _, k := range slices.Sorted(maps.Keys(x)) {
			w.text(k)
			w.list(x[k])
		}
	case Condition:
		w.text(x.Text)
	case []Param:
	default:
		w.compound(v)
	}
}

func (w *writer) compound(v reflect.Value) {
	if v.Kind() == reflect.Struct {
		for i := range v.NumField() {
			w.value(v.Field(i))
		}
		return
	}
	w.number(v.Len())
	for i := range v.Len() {
		w.value(v.Index(i))
	}
}

func (w *writer) list(x []string) {
	w.number(len(x))
	for _, s := range x {
		w.text(s)
	}
}
