package quantity

import (
	"encoding/binary"
	"math"
)

// Floats are the values of a quantity as float64; nil for text and opaque bytes,
// the parts of complex numbers one after the other.
func Floats(q *Quantity) []float64 {
	read := reader(q.Type)
	if read == nil {
		return nil
	}
	size := partSize(q.Type)
	out := make([]float64, len(q.Data)/size)
	for i := range out {
		out[i] = read(q.Data[i*size:])
	}
	return out
}

// partSize is the size of the real numbers that values are made of.
func partSize(t Type) int {
	switch t {
	case Complex64, Complex128:
		return t.Size() / 2
	}
	return t.Size()
}

func reader(t Type) func([]byte) float64 {
	le := binary.LittleEndian
	switch t {
	case Float64, Complex128:
		return func(b []byte) float64 { return math.Float64frombits(le.Uint64(b)) }
	case Float32, Complex64:
		return func(b []byte) float64 { return float64(math.Float32frombits(le.Uint32(b))) }
	case Float16:
		return func(b []byte) float64 { return half(le.Uint16(b)) }
	case BFloat16:
		return func(b []byte) float64 { return float64(math.Float32frombits(uint32(le.Uint16(b)) << 16)) }
	case Int64:
		return func(b []byte) float64 { return float64(int64(le.Uint64(b))) }
	case Int32:
		return func(b []byte) float64 { return float64(int32(le.Uint32(b))) }
	case Int16:
		return func(b []byte) float64 { return float64(int16(le.Uint16(b))) }
	case Int8:
		return func(b []byte) float64 { return float64(int8(b[0])) }
	case Uint64:
		return func(b []byte) float64 { return float64(le.Uint64(b)) }
	case Uint32:
		return func(b []byte) float64 { return float64(le.Uint32(b)) }
	case Uint16:
		return func(b []byte) float64 { return float64(le.Uint16(b)) }
	case Uint8, Bool:
		return func(b []byte) float64 { return float64(b[0]) }
	}
	return nil
}

// half is an IEEE 754 number of 16 bits.
func half(b uint16) float64 {
	sign, exp, frac := 1.0, int(b>>10&0x1f), float64(b&0x3ff)
	if b>>15 == 1 {
		sign = -1
	}
	switch exp {
	case 0:
		return sign * math.Ldexp(frac, -24)
	case 0x1f:
		if frac != 0 {
			return math.NaN()
		}
		return math.Inf(int(sign))
	}
	return sign * math.Ldexp(1024+frac, exp-25)
}

// floating tells how many bits the values of a type have when they are floating
// point numbers; 0 when they are not.
func floating(t Type) int {
	switch t {
	case Float64, Float32, Float16, BFloat16, Complex64, Complex128:
		return 8 * partSize(t)
	}
	return 0
}

// rank maps the bits of a floating point number of a width to integers in the
// order of the numbers, without gaps: neighbours differ by 1, and both zeros
// are 0.
func rank(b []byte, bits int) int64 {
	le := binary.LittleEndian
	var u uint64
	switch bits {
	case 64:
		u = le.Uint64(b)
	case 32:
		u = uint64(le.Uint32(b))
	case 16:
		u = uint64(le.Uint16(b))
	}
	sign := uint64(1) << (bits - 1)
	if u&sign != 0 {
		return -int64(u &^ sign)
	}
	return int64(u)
}
