package quantity

import (
	"encoding/binary"
	"math"
	"testing"
)

func f32(values ...float32) *Quantity {
	q := &Quantity{Type: Float32, Shape: []int{len(values)}, Digits: -1}
	for _, v := range values {
		q.Data = binary.LittleEndian.AppendUint32(q.Data, math.Float32bits(v))
	}
	return q
}

func TestSpread(t *testing.T) {
	nan := float32(math.NaN())
	near := math.Nextafter32(1, 2)
	got := Compare([]*Quantity{f32(0, 1, nan, 2), f32(0, near, nan, nan), f32(0, math.Nextafter32(near, 2), nan, 2)}, Tolerance{})
	if got.Values != 4 || got.Differing != 2 || got.ULP != 2 || got.Unit != UnitULP || got.First != 1 || got.Missing != 1 {
		t.Errorf("got %+v", got)
	}
	if got := Compare([]*Quantity{f32(float32(math.Copysign(0, -1))), f32(math.SmallestNonzeroFloat32)}, Tolerance{}); got.ULP != 1 {
		t.Errorf("from -0 to the smallest number: %+v", got)
	}
	if got := Compare([]*Quantity{f32(100), f32(101)}, Tolerance{Relative: 0.01}); got.Beyond != 0 || got.Differing != 1 || math.Abs(got.Relative-1.0/101) > 1e-12 {
		t.Errorf("within tolerance: %+v", got)
	}
	if got := Compare([]*Quantity{f32(1, 2), f32(1)}, Tolerance{}); got.Differing != 0 || len(got.Lengths) != 2 {
		t.Errorf("lengths: %+v", got)
	}
	printed := func(v float64) *Quantity { return &Quantity{Type: Float64, Digits: 4, Data: float64s([]float64{v})} }
	if got := Compare([]*Quantity{printed(0.1234), printed(0.1237)}, Tolerance{}); got.ULP != 3 || got.Unit != UnitDigit {
		t.Errorf("printed: %+v", got)
	}
	inf := float32(math.Inf(1))
	if got := Compare([]*Quantity{f32(inf), f32(1)}, Tolerance{}); got.Relative != 2 || math.IsInf(got.Absolute, 0) {
		t.Errorf("infinite: %+v", got)
	}
}
