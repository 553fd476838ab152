package quantity

import (
	"encoding/binary"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

func isNpy(in *input) bool { return in.begins("\x93NUMPY") }

var npyHeader = regexp.MustCompile(`'(descr|fortran_order|shape)':\s*('[^']*'|True|False|\([^)]*\)|\[[^\]]*\])`)

// readNpy reads one array.
func readNpy(in *input) []Quantity {
	c := &cursor{data: in.data}
	c.take(6)
	major := c.u8()
	c.take(1)
	n := 0
	if major == 1 {
		n = c.u16()
	} else {
		n = c.u32()
	}
	var descr string
	var shape []int
	fortran := false
	for _, m := range npyHeader.FindAllStringSubmatch(string(c.take(n)), -1) {
		switch m[1] {
		case "descr":
			descr = strings.Trim(m[2], "'")
		case "fortran_order":
			fortran = m[2] == "True"
		case "shape":
			shape = []int{}
			for part := range strings.SplitSeq(strings.Trim(m[2], "()"), ",") {
				if part = strings.TrimSuffix(strings.TrimSpace(part), "L"); part != "" {
					d, err := strconv.Atoi(part)
					if err != nil {
						fail("its shape cannot be read")
					}
					shape = append(shape, d)
				}
			}
		}
	}
	if descr == "|O" {
		in := *in
		in.data = c.data[c.at:]
		return readPickle(&in)
	}
	t, big, width := dtype(descr)
	rest := c.take(c.left())
	data := slice(rest, 0, product(shape, len(rest)/max(1, width))*width)
	if t == Opaque {
		return []Quantity{array("array", Uint8, []int{len(data)}, data, false)}
	}
	q := array("array", t, shape, data, big)
	if fortran && len(shape) > 1 {
		q.Data = transposed(q.Data, shape, width)
	}
	return []Quantity{q}
}

// dtype reads NumPy's short names of types. Those that are no numbers have a
// width and are opaque.
func dtype(s string) (t Type, big bool, width int) {
	if s == "" {
		fail("its type cannot be read")
	}
	big = s[0] == '>'
	s = strings.TrimLeft(s, "<>|=")
	kinds := map[string]Type{
		"f8": Float64, "f4": Float32, "f2": Float16, "c8": Complex64, "c16": Complex128, "i8": Int64, "i4": Int32, "i2": Int16, "i1": Int8,
		"u8": Uint64, "u4": Uint32, "u2": Uint16, "u1": Uint8, "b1": Bool, "?": Bool, "M8": Int64, "m8": Int64,
	}
	if i := strings.IndexByte(s, '['); i > 0 {
		s = s[:i] // the unit of times
	}
	if t, ok := kinds[s]; ok {
		return t, big, t.Size()
	}
	n, err := strconv.Atoi(s[min(1, len(s)):])
	if err != nil || n < 0 || n > 1<<20 {
		fail("its type %q is not known", s)
	}
	if s[0] == 'U' {
		n *= 4
	}
	return Opaque, false, n
}

// transposed turns column-major data into row-major.
func transposed(data []byte, shape []int, width int) []byte {
	strides := make([]int, len(shape))
	n := 1
	for i, d := range shape {
		strides[i] = n
		n *= d
	}
	return gather(data, 0, shape, strides, width)
}

// gather collects an array of which the places lie strides apart, in values.
func gather(data []byte, offset int, shape, strides []int, width int) []byte {
	total := product(shape, len(data)/width)
	out := make([]byte, 0, total*width)
	index := make([]int, len(shape))
	for range total {
		at := offset
		for i, x := range index {
			at += x * strides[i]
		}
		out = append(out, slice(data, at*width, width)...)
		for i := len(index) - 1; i >= 0; i-- {
			if index[i]++; index[i] < shape[i] {
				break
			}
			index[i] = 0
		}
	}
	return out
}

// contiguous tells whether strides are those of row-major order.
func contiguous(shape, strides []int) bool {
	n := 1
	for i := len(shape) - 1; i >= 0; i-- {
		if shape[i] != 1 && strides[i] != n {
			return false
		}
		n *= shape[i]
	}
	return true
}

func isSafetensors(in *input) bool {
	if len(in.data) < 10 || in.data[8] != '{' {
		return false
	}
	n := binary.LittleEndian.Uint64(in.data)
	return n > 1 && n <= uint64(len(in.data)-8) && (in.hasExt(".safetensors") || in.data[7+n] == '}' || in.data[7+n] == ' ')
}

var safetensorTypes = map[string]Type{
	"F64": Float64, "F32": Float32, "F16": Float16, "BF16": BFloat16, "I64": Int64, "I32": Int32, "I16": Int16, "I8": Int8,
	"U64": Uint64, "U32": Uint32, "U16": Uint16, "U8": Uint8, "BOOL": Bool, "C64": Complex64,
}

// readSafetensors reads a header of JSON and the tensors after it.
func readSafetensors(in *input) []Quantity {
	c := &cursor{data: in.data}
	head := *in
	head.data = c.take(c.u64())
	body := c.take(c.left())
	tree, ok := parseJSON(head.data).(*dict)
	if !ok {
		fail("its header is no object")
	}
	var out []Quantity
	for i, k := range tree.keys {
		d, ok := tree.values[i].(*dict)
		if !ok {
			continue
		}
		if k == "__metadata__" {
			for _, q := range flatten(in, d) {
				q.Name = "metadata." + q.Name
				out = append(out, q)
			}
			continue
		}
		out = append(out, safetensor(keyText(k), d, body))
	}
	slices.SortFunc(out, func(a, b Quantity) int { return strings.Compare(a.Name, b.Name) })
	return out
}

func safetensor(name string, d *dict, body []byte) Quantity {
	kind, _ := d.get("dtype").(string)
	shape, offsets := ints(d.get("shape")), ints(d.get("data_offsets"))
	if len(offsets) != 2 {
		fail("the tensor %s has no place", name)
	}
	data := slice(body, offsets[0], offsets[1]-offsets[0])
	t, ok := safetensorTypes[kind]
	if !ok {
		return array(name, Uint8, []int{len(data)}, data, false)
	}
	if product(shape, len(data))*t.Size() != len(data) {
		fail("the tensor %s has another size than its shape", name)
	}
	return array(name, t, shape, data, false)
}

// ints are the whole numbers of a list.
func ints(v any) []int {
	out := []int{}
	if l, ok := v.(*list); ok {
		for _, x := range l.items {
			n, ok := x.(int64)
			if !ok || n < -1<<60 || n > 1<<60 {
				fail("a size in it is no number")
			}
			out = append(out, int(n))
		}
	}
	return out
}
