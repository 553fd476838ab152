package quantity

import (
	"encoding/binary"
	"math"
)

// isUBJSON tells XGBoost's binary models: an object whose first name has a length
// with a type.
func isUBJSON(in *input) bool {
	if len(in.data) < 4 || in.data[0] != '{' {
		return false
	}
	switch in.data[1] {
	case 'i', 'U', 'I', 'l', 'L', '$', '#':
		return true
	}
	return false
}

// readUBJSON reads Universal Binary JSON (draft 12), as XGBoost writes it.
func readUBJSON(in *input) []Quantity {
	u := &ubjson{cursor: cursor{data: in.data}}
	v := u.value(u.u8(), 0)
	if u.left() > 0 {
		fail("something follows its value")
	}
	return flatten(in, v)
}

type ubjson struct{ cursor }

func (u *ubjson) value(kind, depth int) any {
	if depth > treeDepth {
		fail("it is too deeply nested")
	}
	be := binary.BigEndian
	switch kind {
	case 'Z', 'N':
		return nil
	case 'T', 'F':
		return kind == 'T'
	case 'i':
		return int64(int8(u.u8()))
	case 'U':
		return int64(u.u8())
	case 'I':
		return int64(int16(be.Uint16(u.take(2))))
	case 'l':
		return int64(int32(be.Uint32(u.take(4))))
	case 'L':
		return int64(be.Uint64(u.take(8)))
	case 'd':
		return float64(math.Float32frombits(be.Uint32(u.take(4))))
	case 'D':
		return math.Float64frombits(be.Uint64(u.take(8)))
	case 'C':
		return string(u.take(1))
	case 'S', 'H':
		return u.text()
	case '[':
		return u.array(depth)
	case '{':
		return u.object(depth)
	}
	fail("it has a value of an unknown kind %q", rune(kind))
	return nil
}

func (u *ubjson) text() string { return string(u.take(u.length())) }

func (u *ubjson) length() int {
	n, ok := u.number()
	if !ok || n < 0 || n > int64(u.left()) {
		fail("a length in it is impossible")
	}
	return int(n)
}

// head reads the optional type and number of what follows; -1 when it is ended
// by a mark.
func (u *ubjson) head() (kind, n int) {
	kind, n = 0, -1
	if u.left() > 0 && u.data[u.at] == '$' {
		u.u8()
		kind = u.u8()
	}
	if u.left() > 0 && u.data[u.at] == '#' {
		u.u8()
		n = u.length()
	} else if kind != 0 {
		fail("an array in it has a type but no length")
	}
	return kind, n
}

// numberTypes are those of arrays that are read as a whole.
var numberTypes = map[int]Type{'i': Int8, 'U': Uint8, 'I': Int16, 'l': Int32, 'L': Int64, 'd': Float32, 'D': Float64}

func (u *ubjson) array(depth int) any {
	kind, n := u.head()
	if t, ok := numberTypes[kind]; ok {
		return array("", t, []int{n}, u.take(n*t.Size()), true)
	}
	l := &list{}
	for i := 0; n < 0 || i < n; i++ {
		k := kind
		if k == 0 {
			k = u.u8()
		}
		if k == ']' && n < 0 {
			break
		}
		l.items = append(l.items, u.value(k, depth+1))
	}
	return l
}

func (u *ubjson) object(depth int) any {
	kind, n := u.head()
	d := &dict{}
	for i := 0; n < 0 || i < n; i++ {
		if n < 0 && u.left() > 0 && u.data[u.at] == '}' {
			u.u8()
			break
		}
		name := u.text()
		k := kind
		if k == 0 {
			k = u.u8()
		}
		d.set(name, u.value(k, depth+1))
	}
	return d
}

// number is a whole number, before which its kind stands.
func (u *ubjson) number() (int64, bool) {
	switch k := u.u8(); k {
	case 'i', 'U', 'I', 'l', 'L':
		return u.value(k, 0).(int64), true
	}
	return 0, false
}
