package quantity

import (
	"encoding/binary"
	"slices"
)

// cursor reads bytes from left to right and fails at their end.
type cursor struct {
	data []byte
	at   int
}

func (c *cursor) left() int { return len(c.data) - c.at }

// take gives the next n bytes.
func (c *cursor) take(n int) []byte {
	if n < 0 || n > c.left() {
		fail("it ends too early")
	}
	c.at += n
	return c.data[c.at-n : c.at : c.at]
}

func (c *cursor) u8() int    { return int(c.take(1)[0]) }
func (c *cursor) u16() int   { return int(binary.LittleEndian.Uint16(c.take(2))) }
func (c *cursor) u32() int   { return int(binary.LittleEndian.Uint32(c.take(4))) }
func (c *cursor) i32() int   { return int(int32(binary.LittleEndian.Uint32(c.take(4)))) }
func (c *cursor) u64() int   { return size(binary.LittleEndian.Uint64(c.take(8))) }
func (c *cursor) seek(n int) { c.at = 0; c.take(n) }

// size is a number of bytes or a place, which fits into memory.
func size(n uint64) int {
	if n > 1<<62 {
		fail("a size in it is impossible")
	}
	return int(n)
}

// slice is a part of data.
func slice(data []byte, from, n int) []byte {
	if from < 0 || n < 0 || from > len(data) || n > len(data)-from {
		fail("it ends too early")
	}
	return data[from : from+n : from+n]
}

// product multiplies sizes; more than limit is a failure.
func product(shape []int, limit int) int {
	n := 1
	for _, d := range shape {
		if d < 0 || d > 0 && n > limit/d {
			fail("an array in it is larger than the file")
		}
		n *= d
	}
	return n
}

// littleEndian turns values of a size round.
func littleEndian(data []byte, size int) []byte {
	out := slices.Clone(data)
	for i := 0; i+size <= len(out); i += size {
		slices.Reverse(out[i : i+size])
	}
	return out
}

// array is a quantity of raw values; big tells that their bytes are the other way
// round.
func array(name string, t Type, shape []int, data []byte, big bool) Quantity {
	if shape == nil {
		shape = []int{}
	}
	if big {
		data = littleEndian(data, max(1, partSize(t)))
	}
	return Quantity{Name: name, Type: t, Shape: shape, Data: data, Digits: -1}
}
