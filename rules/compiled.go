package rules

import (
	"crypto/sha256"
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// The YAML files are the source. Reading them takes tens of milliseconds, too
// long for every start, so that the program carries them compiled as well: as
// a table of strings and the libraries' fields in the order of the types. The
// file starts with a digest of the sources and types; when it does not fit
// (files were edited and not compiled again) the YAML is read.
//
//go:generate go test . -run TestCompiledIsCurrent -update
//go:embed knowledge.bin
var compiled string

// errStale says that the compiled form is not that of the sources.
var errStale = errors.New("the compiled knowledge base is stale")

// digest identifies the sources and the layout that they are compiled to.
func digest() ([]byte, error) {
	h := sha256.New()
	layout(h.Write, reflect.TypeFor[Library]())
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		text, err := files.ReadFile(e.Name())
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(h, "%s %d\n", e.Name(), len(text))
		h.Write(text)
	}
	return h.Sum(nil), nil
}

// layout writes down the names and types of all fields.
func layout(write func([]byte) (int, error), t reflect.Type) {
	write([]byte(t.String() + "{"))
	switch {
	case t == conditionType, t == reflect.TypeFor[[]Param]():
		// made of the text, not stored
	case t.Kind() == reflect.Struct:
		for i := range t.NumField() {
			write([]byte(t.Field(i).Name + " "))
			layout(write, t.Field(i).Type)
		}
	case t.Kind() == reflect.Slice, t.Kind() == reflect.Map:
		layout(write, t.Elem())
	}
	write([]byte("}"))
}

// loadCompiled reads all libraries from the compiled form.
func loadCompiled() (libraries []*Library, err error) {
	defer func() {
		if recover() != nil {
			err = errStale
		}
	}()
	want, err := digest()
	if err != nil {
		return nil, err
	}
	if !strings.HasPrefix(compiled, string(want)) {
		return nil, errStale
	}
	r := &reader{data: compiled[len(want):]}
	r.readStrings()
	libraries = make([]*Library, r.number())
	for i := range libraries {
		libraries[i] = &Library{}
		r.value(reflect.ValueOf(libraries[i]).Elem())
	}
	if r.err != nil {
		return nil, r.err
	}
	return libraries, nil
}

// reader reads the compiled form. It trusts the data: the digest has vouched
// for it.
type reader struct {
	data    string
	strings []string
	err     error
}

func (r *reader) number() int {
	var buffer [binary.MaxVarintLen64]byte
	n, size := binary.Uvarint(buffer[:copy(buffer[:], r.data)])
	if size <= 0 {
		panic(errStale)
	}
	r.data = r.data[size:]
	return int(n)
}

func (r *reader) readStrings() {
	r.strings = make([]string, r.number())
	for i := range r.strings {
		n := r.number()
		r.strings[i], r.data = r.data[:n], r.data[n:]
	}
}

func (r *reader) text() string { return r.strings[r.number()] }

func (r *reader) value(v reflect.Value) {
	switch x := v.Addr().Interface().(type) {
	case *string:
		*x = r.text()
	case *bool:
		*x = r.number() == 1
	case *int:
		*x = r.number()
	case *[]string:
		*x = r.list()
	case *map[string]string:
		if n := r.number(); n > 0 {
			*x = make(map[string]string, n)
			for range n {
				key := r.text()
				(*x)[key] = r.text()
			}
		}
	case *map[string][]string:
		if n := r.number(); n > 0 {
			*x = make(map[string][]string, n)
			for range n {
				key := r.text()
				(*x)[key] = r.list()
			}
		}
	case *Condition:
		if text := r.text(); text != "" {
			c, err := ParseCondition(text)
			*x, r.err = c, errors.Join(r.err, err)
		}
	case *[]Param: // follows the text of its signature
	case *Signature:
		r.fields(v)
		list, err := ParseSignature(x.Text)
		x.Params, r.err = list, errors.Join(r.err, err)
	default:
		r.compound(v)
	}
}

func (r *reader) compound(v reflect.Value) {
	if v.Kind() == reflect.Struct {
		r.fields(v)
		return
	}
	if n := r.number(); n > 0 {
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			r.value(v.Index(i))
		}
	}
}

func (r *reader) fields(v reflect.Value) {
	for i := range v.NumField() {
		r.value(v.Field(i))
	}
}

func (r *reader) list() []string {
	n := r.number()
	if n == 0 {
		return nil
	}
	out := make([]string, n)
	for i := range out {
		out[i] = r.text()
	}
	return out
}
