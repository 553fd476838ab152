package quantity

import (
	"encoding/binary"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Values of JSON, YAML, UBJSON and pickles are nil, bool, int64, float64, string,
// []byte, Quantity (an array), and these:

// list is a list, a tuple or a set. (Pickles also have tensors and globals.)
type list struct {
	items []any
	set   bool // order says nothing
}

// dict is a mapping in the order of the file.
type dict struct {
	keys   []any
	values []any
}

func (d *dict) set(k, v any) {
	d.keys, d.values = append(d.keys, k), append(d.values, v)
}

// get is the last value under a name.
func (d *dict) get(name string) any {
	for i := len(d.keys) - 1; i >= 0; i-- {
		if d.keys[i] == name {
			return d.values[i]
		}
	}
	return nil
}

// object is an instance of a class that nobody builds.
type object struct {
	class string
	args  any
	state any
	items *list // what was appended
	pairs *dict // what was set
}

// Limits of trees.
const (
	treeDepth = 500
	treeNodes = 2_000_000
)

// flattener turns trees into quantities.
type flattener struct {
	in    *input
	out   []Quantity
	nodes int
	open  map[any]bool // what is being flattened, against cycles
}

// flatten names the leaves of a tree by the way to them.
func flatten(in *input, tree any) []Quantity {
	f := &flattener{in: in, open: map[any]bool{}}
	f.add("", tree, 0)
	return f.out
}

// volatileKey are names of values that rightly differ.
var volatileKey = regexp.MustCompile(`(?i)(^|[_./ -])(time|timestamp|date|datetime|created(_at)?|updated(_at)?|utc_time_created|duration|elapsed|` +
	`runtime|wall_?time|seconds|secs|per_second|pid|run_?(id|uuid|name)|uuid|model_uuid|model_id|hostname|artifact_uri|artifact_location|artifact_path|` +
	`source_run_id|experiment_id|shared_object_id)$`)

func (f *flattener) add(name string, v any, depth int) {
	if f.nodes++; f.nodes > treeNodes || depth > treeDepth {
		fail("it is too large or too deeply nested")
	}
	if name != "" && volatileKey.MatchString(name) {
		switch v.(type) {
		case nil, bool, int64, float64, string:
			f.in.aside["times and identifiers by name"]++
			return
		}
	}
	switch v := v.(type) {
	case Quantity:
		v.Name = strings.TrimPrefix(name+v.Name, ".")
		f.out = append(f.out, v)
	case *tensor:
		q := v.quantity()
		q.Name = name
		f.out = append(f.out, q)
	case global:
		f.out = append(f.out, textQuantity(name, string(v)))
	case *list:
		f.list(name, v, depth)
	case *dict:
		if f.enter(v) {
			for i, k := range v.keys {
				f.add(join(name, keyText(k)), v.values[i], depth+1)
			}
			f.leave(v)
		}
	case *object:
		f.object(name, v, depth)
	default:
		f.out = append(f.out, f.leaf(name, v))
	}
}

func (f *flattener) enter(v any) bool {
	if f.open[v] {
		return false
	}
	f.open[v] = true
	return true
}

func (f *flattener) leave(v any) { delete(f.open, v) }

func join(name, key string) string {
	if name == "" {
		return key
	}
	return name + "." + key
}

func keyText(k any) string {
	switch k := k.(type) {
	case string:
		return k
	case int64:
		return strconv.FormatInt(k, 10)
	case *list, *dict, *object, Quantity:
		return "key"
	}
	return fmt.Sprint(k)
}

// leaf is a single value.
func (f *flattener) leaf(name string, v any) Quantity {
	if name == "" {
		name = "value"
	}
	q := Quantity{Name: name, Digits: -1}
	switch v := v.(type) {
	case bool:
		q.Type, q.Data = Bool, []byte{0}
		if v {
			q.Data[0] = 1
		}
	case int64:
		q.Type, q.Data = Int64, binary.LittleEndian.AppendUint64(nil, uint64(v))
	case float64:
		q.Type, q.Data = Float64, float64s([]float64{v})
	case string:
		q.Type, q.Data = Text, []byte(setAside(v, f.in.paths, f.in.aside))
	case []byte:
		q.Type, q.Data, q.Shape = Uint8, v, []int{len(v)}
	case nil:
		q.Type, q.Data = Text, []byte("none")
	default:
		q.Type, q.Data = Text, fmt.Append(nil, v)
	}
	return q
}

// list flattens a list: numbers become an array, records columns.
func (f *flattener) list(name string, l *list, depth int) {
	if !f.enter(l) {
		return
	}
	defer f.leave(l)
	items := l.items
	if l.set {
		items = slices.Clone(items)
		slices.SortStableFunc(items, func(a, b any) int { return strings.Compare(keyText(a), keyText(b)) })
	}
	if q, ok := numbers(items); ok {
		f.nodes += len(items)
		q.Name = name
		if name == "" {
			q.Name = "values"
		}
		f.out = append(f.out, q)
		return
	}
	if lines, ok := texts(items); ok {
		f.out = append(f.out, f.leaf(name, lines))
		return
	}
	if columns := columnsOf(items); columns != nil {
		f.add(name+"[]", columns, depth+1)
		return
	}
	for i, v := range items {
		f.add(fmt.Sprintf("%s[%d]", name, i), v, depth+1)
	}
}

// numbers makes an array of a list of numbers, or of lists of as many numbers.
func numbers(items []any) (Quantity, bool) {
	if len(items) == 0 {
		return Quantity{}, false
	}
	shape, flat := []int{len(items)}, items
	if first, ok := items[0].(*list); ok {
		shape, flat = append(shape, len(first.items)), nil
		for _, v := range items {
			l, ok := v.(*list)
			if !ok || l.set || len(l.items) != len(first.items) {
				return Quantity{}, false
			}
			flat = append(flat, l.items...)
		}
	}
	whole := true
	for _, v := range flat {
		switch v.(type) {
		case int64:
		case float64:
			whole = false
		default:
			return Quantity{}, false
		}
	}
	data := make([]byte, 0, 8*len(flat))
	for _, v := range flat {
		switch v := v.(type) {
		case int64:
			if whole {
				data = binary.LittleEndian.AppendUint64(data, uint64(v))
			} else {
				data = append(data, float64s([]float64{float64(v)})...)
			}
		case float64:
			data = append(data, float64s([]float64{v})...)
		}
	}
	t := Float64
	if whole {
		t = Int64
	}
	return Quantity{Type: t, Shape: shape, Data: data, Digits: -1}, len(flat) > 0
}

// texts joins a list of texts, one a line.
func texts(items []any) (string, bool) {
	lines := make([]string, len(items))
	for i, v := range items {
		s, ok := v.(string)
		if !ok {
			return "", false
		}
		lines[i] = s
	}
	return strings.Join(lines, "\n"), len(items) > 0
}

// columnsOf turns a list of records with the same names into one of lists.
func columnsOf(items []any) *dict {
	if len(items) < 2 {
		return nil
	}
	first, ok := items[0].(*dict)
	if !ok {
		return nil
	}
	out := &dict{}
	for _, k := range first.keys {
		out.set(k, &list{})
	}
	for _, v := range items {
		d, ok := v.(*dict)
		if !ok || !slices.EqualFunc(d.keys, first.keys, func(a, b any) bool { return keyText(a) == keyText(b) }) {
			return nil
		}
		for i, x := range d.values {
			l := out.values[i].(*list)
			l.items = append(l.items, x)
		}
	}
	return out
}

// object flattens an instance: its class, arguments and state.
func (f *flattener) object(name string, o *object, depth int) {
	if !f.enter(o) {
		return
	}
	defer f.leave(o)
	if q, ok := o.state.(Quantity); ok && o.class == "numpy.ndarray" {
		f.add(name, q, depth+1)
		return
	}
	f.out = append(f.out, textQuantity(join(name, "class"), o.class))
	if l, ok := o.args.(*list); ok && len(l.items) > 0 {
		f.add(join(name, "args"), l, depth+1)
	}
	if o.state != nil {
		f.add(name, o.state, depth+1)
	}
	if o.items != nil {
		f.add(join(name, "items"), o.items, depth+1)
	}
	if o.pairs != nil {
		f.add(name, o.pairs, depth+1)
	}
}
