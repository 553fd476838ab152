package quantity

import (
	"bytes"
	"math"
	"strings"
)

func isHDF5(in *input) bool { return in.begins("\x89HDF\r\n\x1a\n") }

// readHDF5 reads data sets and attributes of an HDF5 file, as h5py and Keras
// write them: groups with symbol tables or links in their headers; contiguous,
// compact and chunked data; deflate, shuffle and check sums. What else there is
// makes the file one of bytes. https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html
func readHDF5(in *input) []Quantity {
	h := &hdf5{data: in.data, in: in, seen: map[int]bool{}}
	h.group("", h.root(), 0)
	return h.out
}

type hdf5 struct {
	data []byte
	in   *input
	seen map[int]bool // headers on the way, against circles
	out  []Quantity
	work int // bytes that were unpacked
}

// undefined is the address of nothing.
const undefined = math.MaxUint64

func (h *hdf5) at(address int) *cursor {
	c := &cursor{data: h.data}
	c.seek(address)
	return c
}

// root is the address of the first header.
func (h *hdf5) root() int {
	c := h.at(8)
	version := c.u8()
	if version < 2 {
		c.seek(13)
		if c.u8() != 8 || c.u8() != 8 {
			fail("its addresses have another size than 8")
		}
		c.seek(24 + version*4 + 32 + 8) // base, free space, end, driver; the name of the root
		return c.u64()
	}
	if c.u8() != 8 || c.u8() != 8 {
		fail("its addresses have another size than 8")
	}
	c.seek(36)
	return c.u64()
}

// message is one of an object's header.
type message struct {
	kind int
	body []byte
}

// header reads the messages of an object.
func (h *hdf5) header(address int) []message {
	if bytes.HasPrefix(slice(h.data, address, 4), []byte("OHDR")) {
		return h.headerV2(address)
	}
	c := h.at(address)
	if c.u8() != 1 {
		fail("it has a header of an unknown version")
	}
	c.take(7)
	n := c.u32()
	c.take(4)
	var out []message
	blocks := [][]byte{c.take(n)}
	for i := 0; i < len(blocks); i++ {
		b := &cursor{data: blocks[i]}
		for b.left() >= 8 {
			kind, n := b.u16(), b.u16()
			b.take(4)
			m := message{kind, b.take(n)}
			out, blocks = h.collect(out, blocks, m, 0)
		}
	}
	return out
}

func (h *hdf5) headerV2(address int) []message {
	c := h.at(address)
	c.take(5)
	flags := c.u8()
	if flags&0x20 != 0 {
		c.take(16)
	}
	if flags&0x10 != 0 {
		c.take(4)
	}
	blocks := [][]byte{c.take(c.sized(1 << (flags & 3)))}
	var out []message
	for i := 0; i < len(blocks); i++ {
		b := &cursor{data: blocks[i]}
		for b.left() >= 4 {
			kind, n := b.u8(), b.u16()
			b.take(1)
			if flags&4 != 0 {
				b.take(2)
			}
			if n > b.left() {
				break // the gap at the end
			}
			m := message{kind, b.take(n)}
			out, blocks = h.collect(out, blocks, m, 4)
		}
	}
	return out
}

// collect takes a message, or the block to which it points; frame is how many
// bytes stand around messages there.
func (h *hdf5) collect(out []message, blocks [][]byte, m message, frame int) ([]message, [][]byte) {
	if m.kind != 0x10 {
		return append(out, m), blocks
	}
	if len(blocks) > 1000 {
		fail("its headers lead in a circle")
	}
	c := &cursor{data: m.body}
	from, n := c.u64(), c.u64()
	block := slice(h.data, from, n)
	if frame > 0 {
		block = slice(block, frame, max(0, n-2*frame))
	}
	return out, append(blocks, block)
}

// sized is a number of 1, 2, 4 or 8 bytes.
func (c *cursor) sized(n int) int {
	var v uint64
	for i, b := range c.take(n) {
		v |= uint64(b) << (8 * i)
	}
	return size(v)
}

// group reads an object and all below it.
func (h *hdf5) group(path string, address, depth int) {
	if h.seen[address] || depth > 100 || len(h.out) > treeNodes {
		return
	}
	h.seen[address] = true
	defer delete(h.seen, address)
	messages := h.header(address)
	h.dataset(path, messages)
	for _, m := range messages {
		switch m.kind {
		case 0x0c:
			h.attribute(path, m.body)
		case 0x06:
			h.link(path, m.body, depth)
		case 0x11:
			c := &cursor{data: m.body}
			tree, heap := c.u64(), c.u64()
			h.symbols(path, tree, h.heap(heap), depth, 0)
		case 0x02, 0x15:
			c := &cursor{data: m.body}
			c.take(1)
			flags := c.u8()
			if flags&1 != 0 {
				c.take(map[int]int{0x02: 8, 0x15: 2}[m.kind])
			}
			if c.at+8 <= len(c.data) && c.raw64() != undefined {
				fail("a group in it is stored densely")
			}
		}
	}
}

// raw64 is a number that may be undefined.
func (c *cursor) raw64() uint64 {
	var v uint64
	for i, b := range c.take(8) {
		v |= uint64(b) << (8 * i)
	}
	return v
}

// link follows a hard link in a header.
func (h *hdf5) link(path string, body []byte, depth int) {
	c := &cursor{data: body}
	c.take(1)
	flags := c.u8()
	kind := 0
	if flags&8 != 0 {
		kind = c.u8()
	}
	if flags&4 != 0 {
		c.take(8)
	}
	if flags&0x10 != 0 {
		c.take(1)
	}
	name := string(c.take(c.sized(1 << (flags & 3))))
	if kind == 0 {
		h.group(path+"/"+name, c.u64(), depth+1)
	}
}

// heap gives the names of a group.
func (h *hdf5) heap(address int) []byte {
	c := h.at(address)
	if string(c.take(4)) != "HEAP" {
		fail("a group in it has no names")
	}
	c.take(4)
	n := c.u64()
	c.take(8)
	return slice(h.data, c.u64(), n)
}

// symbols follows the tree of a group's members.
func (h *hdf5) symbols(path string, address int, names []byte, depth, level int) {
	c := h.at(address)
	switch string(c.take(4)) {
	case "TREE":
		c.take(2)
		n := c.u16()
		c.take(16)
		for range n {
			c.take(8)
			if level > 40 {
				fail("a group in it leads in a circle")
			}
			h.symbols(path, c.u64(), names, depth, level+1)
		}
	case "SNOD":
		c.take(2)
		for range c.u16() {
			offset, header, cache := c.u64(), c.raw64(), c.u32()
			c.take(20)
			name := slice(names, offset, len(names)-min(offset, len(names)))
			if i := bytes.IndexByte(name, 0); i >= 0 {
				name = name[:i]
			}
			if cache != 2 && header != undefined { // 2 is a soft link
				h.group(path+"/"+string(name), size(header), depth+1)
			}
		}
	default:
		fail("a group in it is damaged")
	}
}

// attribute reads a small value beside an object.
func (h *hdf5) attribute(path string, body []byte) {
	c := &cursor{data: body}
	version := c.u8()
	c.take(1)
	name, kind, space := c.u16(), c.u16(), c.u16()
	if version == 3 {
		c.take(1)
	}
	pad := func(n int) []byte {
		b := c.take(n)
		if version == 1 && n%8 != 0 {
			c.take(8 - n%8)
		}
		return b
	}
	label := strings.TrimRight(string(pad(name)), "\x00")
	t := datatype(pad(kind))
	shape := dataspace(pad(space))
	n := product(shape, len(h.data)/max(1, t.width)+1)
	h.add(path+"@"+label, t, shape, c.take(min(c.left(), n*t.width)))
}

// add makes a quantity of raw values.
func (h *hdf5) add(name string, t hdf5Type, shape []int, data []byte) {
	name = strings.TrimPrefix(name, "/")
	switch {
	case t.text:
		h.out = append(h.out, textQuantity(name, setAside(t.strings(h, data), h.in.paths, h.in.aside)))
	case t.kind == Opaque:
		h.out = append(h.out, array(name, Uint8, []int{len(data)}, data, false))
	default:
		h.out = append(h.out, array(name, t.kind, shape, data, t.big))
	}
}
