// Package quantity reads what programs leave behind — printed text, models,
// arrays, logs — as named quantities that two runs can be compared in. It
// builds no objects from what it reads, runs nothing and reads untrusted bytes:
// sizes are checked against the file before anything is allocated.
package quantity

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// Type is the type of a quantity's values, named as NumPy does.
type Type string

const (
	Float64    Type = "float64"
	Float32    Type = "float32"
	Float16    Type = "float16"
	BFloat16   Type = "bfloat16"
	Complex64  Type = "complex64"
	Complex128 Type = "complex128"
	Int64      Type = "int64"
	Int32      Type = "int32"
	Int16      Type = "int16"
	Int8       Type = "int8"
	Uint64     Type = "uint64"
	Uint32     Type = "uint32"
	Uint16     Type = "uint16"
	Uint8      Type = "uint8"
	Bool       Type = "bool"
	Text       Type = "text"
	Opaque     Type = "opaque" // bytes whose meaning is not known
)

// Size is that of one value in bytes, 0 for text and opaque bytes.
func (t Type) Size() int {
	switch t {
	case Float64, Complex64, Int64, Uint64:
		return 8
	case Complex128:
		return 16
	case Float32, Int32, Uint32:
		return 4
	case Float16, BFloat16, Int16, Uint16:
		return 2
	case Int8, Uint8, Bool:
		return 1
	}
	return 0
}

// Quantity is one thing that runs can be compared in.
type Quantity struct {
	// Name is that within the file: a tensor, a metric, a column.
	Name string `json:"name"`
	Type Type   `json:"type"`
	// Shape is that of an array; nil for single values, series and text.
	Shape []int `json:"shape,omitempty"`
	// Steps tells at which step of the program each value was written; nil
	// unless the quantity is a series.
	Steps []int64 `json:"steps,omitempty"`
	// Counter is what steps count: epoch, step, value.
	Counter string `json:"counter,omitempty"`
	// Digits is how many digits after the point printed numbers have at most; -1
	// when the values were not printed in decimal.
	Digits int `json:"digits"`
	// Digest is the SHA-256 of type, shape, steps and data.
	Digest string `json:"digest"`
	// Data are the values, little-endian and row-major, or the text. It is nil in
	// a record when it was too large to be kept.
	Data []byte `json:"data,omitempty"`
}

// Seal fills in the digest. It must be called once the other fields are set.
func (q *Quantity) Seal() {
	h := sha256.New()
	head, _ := json.Marshal([]any{q.Type, q.Shape, q.Steps}) // strings and integers always encode
	h.Write(head)
	h.Write(q.Data)
	q.Digest = hex.EncodeToString(h.Sum(nil))
}

// Count is the number of values, 1 for text and opaque bytes.
func (q *Quantity) Count() int {
	if q.Type.Size() == 0 {
		return 1
	}
	n := 1
	for _, d := range q.Shape {
		n *= d
	}
	if q.Shape == nil && q.Data != nil {
		n = len(q.Data) / q.Type.Size()
	}
	return n
}
