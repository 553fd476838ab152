package quantity

import (
	"bytes"
	"math"
	"slices"
)

// Tolerance is how far numbers may be apart and still count as equal: relative
// to the larger one, or absolute.
type Tolerance struct{ Relative, Absolute float64 }

// Spread says how far the values of one quantity are apart over several runs.
type Spread struct {
	// Values is how many were compared, Differing how many are not the same in
	// all runs, Beyond how many of these are farther apart than the tolerance.
	Values    int `json:"values"`
	Differing int `json:"differing"`
	Beyond    int `json:"beyond_tolerance"`
	// Absolute and Relative are the largest differences between any two runs;
	// relative is to the larger magnitude, from 0 to 2.
	Absolute float64 `json:"absolute"`
	Relative float64 `json:"relative"`
	// ULP is the largest number of steps between floating point numbers of this
	// type; of printed numbers, of units in the last printed place (Unit).
	ULP  float64 `json:"ulp"`
	Unit string  `json:"unit,omitempty"` // ULP, last digit; "" for integers
	// Missing counts places where some runs have NaN and others do not.
	Missing int `json:"nan_in_some,omitempty"`
	// First is the index of the first value that differs, -1 for none.
	First int `json:"first"`
	// Lengths are the numbers of values when they are not the same in all runs;
	// then only the common beginning is compared.
	Lengths []int `json:"lengths,omitempty"`
	// Unlike says that types or shapes differ, so that nothing could be compared.
	Unlike string `json:"unlike,omitempty"`
}

// units that Spread.ULP can be in.
const (
	UnitULP   = "ULP"
	UnitDigit = "last digit"
)

// block is how many bytes are compared at once before values are looked at.
const block = 4096

// Compare says how far several quantities, all with data, are apart.
func Compare(list []*Quantity, tol Tolerance) Spread {
	s := Spread{First: -1}
	first := list[0]
	size := partSize(first.Type)
	n := math.MaxInt
	for _, q := range list {
		if q.Type != first.Type {
			s.Unlike = "types " + string(first.Type) + " and " + string(q.Type)
			return s
		}
		if !slices.Equal(q.Shape, first.Shape) && (len(q.Shape) != 1 || len(first.Shape) != 1) {
			s.Unlike = "shapes"
			return s
		}
		if size > 0 {
			n = min(n, len(q.Data)/size)
		}
	}
	if size == 0 {
		return s
	}
	s.lengths(list, size)
	s.Values = n
	c := comparison{list: list, tol: tol, size: size, bits: floating(first.Type), read: reader(first.Type), digits: mostDigits(list), s: &s}
	s.Unit = c.unit()
	for from := 0; from < n*size; from += block {
		to := min(from+block, n*size)
		for _, q := range list[1:] {
			if !bytes.Equal(q.Data[from:to], first.Data[from:to]) {
				c.span(from, to)
				break
			}
		}
	}
	return s
}

func (s *Spread) lengths(list []*Quantity, size int) {
	var all []int
	for _, q := range list {
		if n := len(q.Data) / size; !slices.Contains(all, n) {
			all = append(all, n)
		}
	}
	if len(all) > 1 {
		slices.Sort(all)
		s.Lengths = all
	}
}

func mostDigits(list []*Quantity) int {
	d := -1
	for _, q := range list {
		d = max(d, q.Digits)
	}
	return d
}

// comparison is one call of Compare.
type comparison struct {
	list       []*Quantity
	tol        Tolerance
	size, bits int
	digits     int
	read       func([]byte) float64
	s          *Spread
}

// unit is what distances are counted in. Numbers that were printed with all
// their digits are counted as the numbers that they are.
func (c *comparison) unit() string {
	switch {
	case c.digits == 0:
		return "" // whole numbers
	case c.digits > 0 && c.digits < 15:
		return UnitDigit
	case c.bits > 0:
		return UnitULP
	}
	return ""
}

// span compares a stretch of the data value by value.
func (c *comparison) span(from, to int) {
	for at := from; at < to; at += c.size {
		lo, hi := c.list[0].Data[at:], c.list[0].Data[at:]
		same, nans := true, 0
		for _, q := range c.list {
			b := q.Data[at : at+c.size]
			same = same && bytes.Equal(b, c.list[0].Data[at:at+c.size])
			if v := c.read(b); v != v {
				nans++
			} else if x, y := c.read(lo), c.read(hi); x != x || v < x {
				lo = b
				if y != y {
					hi = b
				}
			} else if v > y {
				hi = b
			}
		}
		if !same {
			c.count(at/c.size, lo, hi, nans)
		}
	}
}

// count takes up one value that differs: its least and its greatest.
func (c *comparison) count(index int, lo, hi []byte, nans int) {
	s := c.s
	if nans == len(c.list) {
		return // NaNs with other bits: nothing that a program can compute with differs
	}
	s.Differing++
	if s.First < 0 {
		s.First = index
	}
	if nans > 0 {
		s.Missing++
		s.Beyond++
		return
	}
	x, y := c.read(lo), c.read(hi)
	abs := y - x
	if math.IsInf(x, 0) || math.IsInf(y, 0) {
		abs = math.MaxFloat64
	}
	rel := 0.0
	if m := max(math.Abs(x), math.Abs(y)); m > 0 && abs < math.MaxFloat64 {
		rel = abs / m
	} else if abs > 0 {
		rel = 2
	}
	if abs > c.tol.Absolute && rel > c.tol.Relative || c.tol == (Tolerance{}) {
		s.Beyond++
	}
	s.Absolute, s.Relative = max(s.Absolute, abs), max(s.Relative, rel)
	switch s.Unit {
	case UnitULP:
		s.ULP = max(s.ULP, float64(rank(hi, c.bits))-float64(rank(lo, c.bits)))
	case UnitDigit:
		s.ULP = max(s.ULP, math.Round(abs*math.Pow10(c.digits)))
	}
}
