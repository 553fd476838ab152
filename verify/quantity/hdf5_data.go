package quantity

import (
	"bytes"
	"compress/zlib"
	"io"
	"strings"
)

// hdf5Type is the type of values in a file.
type hdf5Type struct {
	kind  Type
	width int // of one value in bytes
	big   bool
	text  bool
	vlen  bool // text of any length, in a heap
}

// datatype reads a type.
func datatype(b []byte) hdf5Type {
	c := &cursor{data: b}
	class := c.u8() & 0xf
	bits := c.u8()
	c.take(2)
	t := hdf5Type{kind: Opaque, width: c.u32(), big: bits&1 != 0}
	switch class {
	case 0, 4: // whole numbers and bit fields
		t.kind = map[int]Type{1: Uint8, 2: Uint16, 4: Uint32, 8: Uint64}[t.width]
		if class == 0 && bits&8 != 0 {
			t.kind = map[int]Type{1: Int8, 2: Int16, 4: Int32, 8: Int64}[t.width]
		}
	case 1:
		c.take(4)
		exponent := 0
		if c.left() >= 2 {
			c.u8()
			exponent = c.u8()
		}
		t.kind = map[int]Type{2: Float16, 4: Float32, 8: Float64}[t.width]
		if t.width == 2 && exponent == 8 {
			t.kind = BFloat16
		}
	case 3:
		t.text = true
	case 8: // an enumeration, as for truth values: its base follows
		if inner := datatype(c.take(c.left())); inner.width == t.width {
			return inner
		}
	case 9:
		t.text, t.vlen = bits&0xf == 1, true
	}
	if t.kind == "" {
		t.kind = Opaque
	}
	if t.width < 0 || t.width > 1<<20 {
		fail("a type in it is too large")
	}
	return t
}

// dataspace reads a shape; that of a single value is empty.
func dataspace(b []byte) []int {
	c := &cursor{data: b}
	version, dims, flags := c.u8(), c.u8(), c.u8()
	_ = flags
	if version == 1 {
		c.take(5)
	} else if c.u8() == 2 {
		return []int{0} // no value
	}
	shape := make([]int, dims)
	for i := range shape {
		shape[i] = c.u64()
	}
	return shape
}

// strings joins texts, one a line.
func (t hdf5Type) strings(h *hdf5, data []byte) string {
	var out []string
	for at := 0; t.width > 0 && at+t.width <= len(data); at += t.width {
		b := data[at : at+t.width]
		if t.vlen {
			b = h.heapObject(b)
		}
		out = append(out, strings.TrimRight(string(b), "\x00"))
	}
	return strings.Join(out, "\n")
}

// heapObject is a text of any length: its length, the address of a collection
// and its number in it.
func (h *hdf5) heapObject(ref []byte) []byte {
	c := &cursor{data: ref}
	n, address, index := c.u32(), c.u64(), c.u32()
	if n == 0 {
		return nil
	}
	heap := h.at(address)
	if string(heap.take(4)) != "GCOL" {
		fail("a text in it is missing")
	}
	heap.take(4)
	end := address + heap.u64()
	for heap.at+16 <= end {
		number := heap.u16()
		heap.take(6)
		length := heap.u64()
		if number == index {
			return slice(heap.take(length), 0, n)
		}
		if number == 0 {
			break
		}
		heap.take((length + 7) &^ 7)
	}
	fail("a text in it is missing")
	return nil
}

// filter is one step of packing.
type filter struct {
	id   int
	data []int
}

// dataset reads the values of an object, if it has any.
func (h *hdf5) dataset(path string, messages []message) {
	var t *hdf5Type
	var shape []int
	var layout []byte
	var filters []filter
	for _, m := range messages {
		switch m.kind {
		case 0x01:
			shape = dataspace(m.body)
		case 0x03:
			kind := datatype(m.body)
			t = &kind
		case 0x08:
			layout = m.body
		case 0x0b:
			filters = readFilters(m.body)
		}
	}
	if t == nil || layout == nil || shape == nil {
		return
	}
	n := product(shape, len(h.data)*expansion/max(1, t.width)) * t.width
	h.add(path, *t, shape, h.values(layout, shape, n, t.width, filters))
}

func readFilters(b []byte) []filter {
	c := &cursor{data: b}
	version, n := c.u8(), c.u8()
	if version == 1 {
		c.take(6)
	}
	var out []filter
	for range n {
		f := filter{id: c.u16()}
		name := 0
		if version == 1 || f.id >= 256 {
			name = c.u16()
		}
		c.take(2)
		values := c.u16()
		if version == 1 {
			name = (name + 7) &^ 7
		}
		c.take(name)
		for range values {
			f.data = append(f.data, c.u32())
		}
		if version == 1 && values%2 == 1 {
			c.take(4)
		}
		out = append(out, f)
	}
	return out
}

// values gives the n bytes of a data set.
func (h *hdf5) values(layout []byte, shape []int, n, width int, filters []filter) []byte {
	c := &cursor{data: layout}
	version, class := c.u8(), c.u8()
	if version != 3 && version != 4 {
		fail("it stores data in an unknown way")
	}
	switch {
	case class == 0:
		return slice(c.take(c.u16()), 0, n)
	case class == 1:
		address := c.raw64()
		if address == undefined {
			return h.zeros(n) // never written
		}
		return slice(h.data, size(address), n)
	case class == 2 && version == 3:
		dims := c.u8()
		tree := c.raw64()
		chunk := make([]int, dims)
		for i := range chunk {
			chunk[i] = c.u32()
		}
		if dims != len(shape)+1 {
			fail("its chunks do not fit its data")
		}
		out := h.zeros(n)
		if tree != undefined {
			k := &chunks{h: h, shape: shape, chunk: chunk[:dims-1], width: width, filters: filters, out: out}
			k.bytes = product(k.chunk, len(h.data)*expansion/max(1, width)) * width
			k.walk(size(tree), 0)
		}
		return out
	}
	fail("it stores data in chunks of a newer kind")
	return nil
}

// zeros is memory for data, of which the file must have a share.
func (h *hdf5) zeros(n int) []byte {
	if h.work += n; h.work > len(h.data)*expansion+1<<20 {
		fail("its data is larger than it can be")
	}
	return make([]byte, n)
}

// chunks puts together data that is stored in blocks.
type chunks struct {
	h       *hdf5
	shape   []int
	chunk   []int
	width   int
	bytes   int // of a block when it is unpacked
	filters []filter
	out     []byte
	visited int
}

// walk follows the tree of blocks.
func (k *chunks) walk(address, level int) {
	c := k.h.at(address)
	if string(c.take(4)) != "TREE" || level > 40 {
		fail("its chunks cannot be found")
	}
	c.take(1)
	height, n := c.u8(), c.u16()
	c.take(16)
	for range n {
		if k.visited++; k.visited > len(k.h.data) {
			fail("its chunks lead in a circle")
		}
		length, mask := c.u32(), c.u32()
		offset := make([]int, len(k.shape))
		for i := range offset {
			offset[i] = c.u64()
		}
		c.take(8)
		child := c.u64()
		if height > 0 {
			k.walk(child, level+1)
			continue
		}
		k.place(offset, k.unpack(slice(k.h.data, child, length), mask))
	}
}

// unpack undoes filters, the last one first.
func (k *chunks) unpack(data []byte, mask int) []byte {
	for i := len(k.filters) - 1; i >= 0; i-- {
		if mask>>i&1 == 1 {
			continue
		}
		switch f := k.filters[i]; f.id {
		case 1:
			z, err := zlib.NewReader(bytes.NewReader(data))
			if err != nil {
				fail("its packed data is damaged")
			}
			if k.h.work += k.bytes; k.h.work > 2*(len(k.h.data)*expansion+1<<20) {
				fail("its data is larger than it can be")
			}
			if data, err = io.ReadAll(io.LimitReader(z, int64(k.bytes)+4)); err != nil {
				fail("its packed data is damaged")
			}
		case 2:
			data = unshuffled(data, k.width)
		case 3:
			data = slice(data, 0, len(data)-4)
		default:
			fail("its data is packed in an unknown way (filter %d)", f.id)
		}
	}
	return slice(data, 0, k.bytes)
}

// unshuffled puts the bytes of values together again.
func unshuffled(data []byte, width int) []byte {
	if width < 2 {
		return data
	}
	n := len(data) / width
	out := make([]byte, len(data))
	copy(out[n*width:], data[n*width:])
	for i := range n {
		for j := range width {
			out[i*width+j] = data[j*n+i]
		}
	}
	return out
}

// place copies a block into the data, row by row; what hangs over is left.
func (k *chunks) place(offset []int, data []byte) {
	dims := len(k.shape)
	if dims == 0 {
		copy(k.out, data)
		return
	}
	last := dims - 1
	run := min(k.chunk[last], k.shape[last]-offset[last]) * k.width
	if run <= 0 {
		return
	}
	index := make([]int, dims)
	for from := 0; from+run <= len(data); from += k.chunk[last] * k.width {
		to, inside := 0, true
		for i := range dims {
			x := offset[i] + index[i]
			inside = inside && x < k.shape[i]
			to = to*k.shape[i] + x
		}
		if inside {
			copy(slice(k.out, to*k.width, run), data[from:from+run])
		}
		i := last - 1
		for ; i >= 0; i-- {
			if index[i]++; index[i] < k.chunk[i] {
				break
			}
			index[i] = 0
		}
		if i < 0 {
			return
		}
	}
}
