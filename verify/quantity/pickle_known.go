package quantity

import "strings"

// known gives what functions make that are in nearly every pickle.
func known(f string, args []any) (any, bool) {
	arg := func(i int) any {
		if i < len(args) {
			return args[i]
		}
		return nil
	}
	switch f {
	case "collections.OrderedDict", "builtins.dict", "__builtin__.dict":
		return pairsOf(arg(0)), true
	case "collections.defaultdict":
		return &dict{}, true
	case "builtins.set", "builtins.frozenset", "__builtin__.set", "__builtin__.frozenset":
		l, _ := arg(0).(*list)
		if l == nil {
			l = &list{}
		}
		return &list{set: true, items: l.items}, true
	case "torch.Size", "builtins.list", "builtins.tuple":
		if l, ok := arg(0).(*list); ok {
			return &list{items: l.items}, true
		}
		return &list{}, true
	case "torch.device":
		return keyText(arg(0)), true
	case "_codecs.encode":
		if s, ok := arg(0).(string); ok {
			return latin1(s), true
		}
	case "builtins.bytearray", "builtins.bytes":
		if b, ok := arg(0).([]byte); ok {
			return b, true
		}
	case "numpy.dtype":
		if s, ok := arg(0).(string); ok {
			return &object{class: f, state: s}, true
		}
	case "numpy.core.multiarray._reconstruct", "numpy._core.multiarray._reconstruct":
		return &object{class: "numpy.ndarray"}, true
	case "numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar":
		if d, ok := arg(0).(*object); ok {
			if b, ok := arg(1).([]byte); ok {
				return numpyArray(d, []int{}, false, b), true
			}
		}
	case "numpy.core.numeric._frombuffer", "numpy._core.numeric._frombuffer":
		// protocol 5: buffer, dtype, shape, order
		b, okB := arg(0).([]byte)
		d, okD := arg(1).(*object)
		if order, _ := arg(3).(string); okB && okD {
			return numpyArray(d, ints(arg(2)), order == "F", b), true
		}
	}
	return nil, false
}

func pairsOf(v any) *dict {
	d := &dict{}
	if l, ok := v.(*list); ok {
		for _, item := range l.items {
			if pair, ok := item.(*list); ok && len(pair.items) == 2 {
				d.set(pair.items[0], pair.items[1])
			}
		}
	}
	return d
}

// latin1 are the bytes that Python 3 writes as text in protocol 2.
func latin1(s string) []byte {
	out := make([]byte, 0, len(s))
	for _, r := range s {
		out = append(out, byte(r))
	}
	return out
}

// numpyState gives a NumPy type its order of bytes, and an array its values.
func numpyState(o *object, state any) any {
	l, ok := state.(*list)
	if !ok {
		return o
	}
	switch {
	case o.class == "numpy.dtype" && len(l.items) > 1:
		if order, ok := l.items[1].(string); ok {
			o.state = strings.TrimLeft(keyText(o.state), "<>|=")
			if order == ">" {
				o.state = ">" + keyText(o.state)
			}
		}
	case o.class == "numpy.ndarray" && len(l.items) == 5:
		d, okD := l.items[2].(*object)
		fortran, _ := l.items[3].(bool)
		if b, ok := l.items[4].([]byte); ok && okD {
			o.state = numpyArray(d, ints(l.items[1]), fortran, b)
			return o
		}
		o.state = l.items[4] // objects in a list
	}
	return o
}

func numpyArray(d *object, shape []int, fortran bool, data []byte) Quantity {
	name, _ := d.state.(string)
	if name == "" || name[len(name)-1] == 'O' {
		return array("", Uint8, []int{len(data)}, data, false)
	}
	t, big, width := dtype(name)
	if t == Opaque || width == 0 || product(shape, len(data))*width != len(data) {
		return array("", Uint8, []int{len(data)}, data, false)
	}
	q := array("", t, shape, data, big)
	if fortran && len(shape) > 1 {
		q.Data = transposed(q.Data, shape, width)
	}
	return q
}
