package rules

import (
	"math"
	"strconv"
	"strings"
)

// Kind says what is known of a value.
type Kind uint8

// The kinds of a Value. The zero Value is Absent: no such argument.
const (
	Absent Kind = iota
	None
	Bool
	Int
	Float
	String
	Tuple
	List
	Object  // some object that is not None; Type may say of which class
	Unknown // anything at all, None included
)

// Value is what static analysis knows of an argument. It is immutable and
// cheap to copy. Only the fields of its Kind are set.
type Value struct {
	Kind     Kind
	Bool     bool
	Int      int64
	Float    float64
	Text     string  // of a String
	Type     string  // qualified class of an Object, "" when unknown
	Elements []Value // of a Tuple or List
}

// The constructors of values.
func NoneValue() Value           { return Value{Kind: None} }
func UnknownValue() Value        { return Value{Kind: Unknown} }
func BoolValue(b bool) Value     { return Value{Kind: Bool, Bool: b} }
func IntValue(i int64) Value     { return Value{Kind: Int, Int: i} }
func FloatValue(f float64) Value { return Value{Kind: Float, Float: f} }
func StringValue(s string) Value { return Value{Kind: String, Text: s} }

// TupleValue and ListValue take over elements.
func TupleValue(elements ...Value) Value { return Value{Kind: Tuple, Elements: elements} }
func ListValue(elements ...Value) Value  { return Value{Kind: List, Elements: elements} }

// ObjectValue is an object that is not None, of the class typ when that is
// not "".
func ObjectValue(typ string) Value { return Value{Kind: Object, Type: typ} }

// IsNone says whether v is None. A missing argument is not.
func (v Value) IsNone() Truth {
	switch v.Kind {
	case None:
		return Yes
	case Unknown:
		return Maybe
	}
	return No
}

// Truthy says what bool(v) is in Python.
func (v Value) Truthy() Truth {
	switch v.Kind {
	case Absent, None:
		return No
	case Bool:
		return truth(v.Bool)
	case Int:
		return truth(v.Int != 0)
	case Float:
		return truth(v.Float != 0)
	case String:
		return truth(v.Text != "")
	case Tuple, List:
		return truth(len(v.Elements) > 0)
	}
	return Maybe
}

// Equal compares as Python's == does, but takes a tuple and a list of equal
// elements for equal: libraries accept both. A missing argument equals nothing.
func (v Value) Equal(w Value) Truth {
	switch {
	case v.Kind == Absent || w.Kind == Absent:
		return No
	case v.Kind == Unknown || w.Kind == Unknown:
		return Maybe
	case v.Kind == None || w.Kind == None:
		return truth(v.Kind == w.Kind)
	case v.Kind == Object || w.Kind == Object:
		return Maybe
	case v.Kind == String || w.Kind == String:
		return truth(v.Kind == w.Kind && v.Text == w.Text)
	case v.sequence() || w.sequence():
		if !v.sequence() || !w.sequence() || len(v.Elements) != len(w.Elements) {
			return No
		}
		all := Yes
		for i := range v.Elements {
			all = all.And(v.Elements[i].Equal(w.Elements[i]))
		}
		return all
	}
	if v.Kind != Float && w.Kind != Float {
		return truth(v.integer() == w.integer())
	}
	return truth(v.number() == w.number())
}

// Less says whether v < w. Values that Python cannot order are not less.
func (v Value) Less(w Value) Truth {
	switch {
	case v.Kind == Absent || w.Kind == Absent || v.Kind == None || w.Kind == None:
		return No
	case v.Kind == Unknown || w.Kind == Unknown || v.Kind == Object || w.Kind == Object:
		return Maybe
	case v.Kind == String || w.Kind == String:
		return truth(v.Kind == w.Kind && v.Text < w.Text)
	case v.sequence() || w.sequence():
		return lessSequence(v, w)
	}
	if v.Kind != Float && w.Kind != Float {
		return truth(v.integer() < w.integer())
	}
	return truth(v.number() < w.number())
}

func lessSequence(v, w Value) Truth {
	if !v.sequence() || !w.sequence() {
		return No
	}
	for i := range min(len(v.Elements), len(w.Elements)) {
		switch v.Elements[i].Equal(w.Elements[i]) {
		case No:
			return v.Elements[i].Less(w.Elements[i])
		case Maybe:
			return Maybe
		}
	}
	return truth(len(v.Elements) < len(w.Elements))
}

// TypeName is the name that type(v).__name__ gives, the qualified name for an
// Object of a known class, and "" when it is not known.
func (v Value) TypeName() string {
	switch v.Kind {
	case None:
		return "NoneType"
	case Bool:
		return "bool"
	case Int:
		return "int"
	case Float:
		return "float"
	case String:
		return "str"
	case Tuple:
		return "tuple"
	case List:
		return "list"
	case Object:
		return v.Type
	}
	return ""
}

func (v Value) sequence() bool { return v.Kind == Tuple || v.Kind == List }

func (v Value) integer() int64 {
	if v.Kind == Bool {
		if v.Bool {
			return 1
		}
		return 0
	}
	return v.Int
}

func (v Value) number() float64 {
	if v.Kind == Float {
		return v.Float
	}
	return float64(v.integer())
}

// String writes v as Python would; "…" for what is not known.
func (v Value) String() string {
	switch v.Kind {
	case Absent:
		return ""
	case None:
		return "None"
	case Bool:
		if v.Bool {
			return "True"
		}
		return "False"
	case Int:
		return strconv.FormatInt(v.Int, 10)
	case Float:
		return floatText(v.Float)
	case String:
		return quote(v.Text)
	case Tuple, List:
		return sequenceText(v)
	}
	return "…"
}

func floatText(f float64) string {
	if math.IsInf(f, 0) || math.IsNaN(f) {
		return "float('" + strings.ToLower(strings.TrimPrefix(strconv.FormatFloat(f, 'g', -1, 64), "+")) + "')"
	}
	s := strconv.FormatFloat(f, 'g', -1, 64)
	if !strings.ContainsAny(s, ".e") {
		s += ".0"
	}
	return s
}

func quote(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`, "\n", `\n`, "\t", `\t`, "\r", `\r`).Replace(s) + "'"
}

func sequenceText(v Value) string {
	parts := make([]string, len(v.Elements))
	for i, e := range v.Elements {
		parts[i] = e.String()
	}
	body := strings.Join(parts, ", ")
	if v.Kind == List {
		return "[" + body + "]"
	}
	if len(parts) == 1 {
		body += ","
	}
	return "(" + body + ")"
}
