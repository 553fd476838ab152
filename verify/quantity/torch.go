package quantity

import (
	"archive/zip"
	"bytes"
	"path"
	"strings"
)

func isTorchZip(in *input) bool {
	return in.hasMember(func(n string) bool { return strings.Count(n, "/") == 1 && strings.HasSuffix(n, "/data.pkl") })
}

// storageTypes are by the classes that checkpoints name.
var storageTypes = map[string]Type{
	"DoubleStorage": Float64, "FloatStorage": Float32, "HalfStorage": Float16, "BFloat16Storage": BFloat16, "LongStorage": Int64,
	"IntStorage": Int32, "ShortStorage": Int16, "CharStorage": Int8, "ByteStorage": Uint8, "BoolStorage": Bool,
	"ComplexFloatStorage": Complex64, "ComplexDoubleStorage": Complex128,
}

var torchTypes = map[string]Type{
	"float64": Float64, "float32": Float32, "float16": Float16, "bfloat16": BFloat16, "int64": Int64, "int32": Int32, "int16": Int16,
	"int8": Int8, "uint8": Uint8, "uint16": Uint16, "uint32": Uint32, "uint64": Uint64, "bool": Bool, "complex64": Complex64, "complex128": Complex128,
}

// storage is the memory of one or more tensors. In old files its bytes come
// after the pickle that names it.
type storage struct {
	kind Type // "" when the tensor says it
	data []byte
	big  bool
}

// tensor is a view of a storage. It becomes a quantity when all bytes are known.
type tensor struct {
	storage       *storage
	kind          Type
	offset        int
	shape, stride []int
}

// readTorchZip reads what torch.save writes since version 1.6: a pickle and one
// entry for each storage.
func readTorchZip(in *input) []Quantity {
	files := map[string]*zip.File{}
	root := ""
	for _, f := range in.members() {
		files[f.Name] = f
		if strings.HasSuffix(f.Name, "/data.pkl") && strings.Count(f.Name, "/") == 1 {
			root = path.Dir(f.Name) + "/"
		}
	}
	big := false
	if f := files[root+"byteorder"]; f != nil {
		big = string(in.member(f)) == "big"
	}
	storages := map[string]*storage{}
	p := &pickle{cursor: &cursor{data: in.member(files[root+"data.pkl"])}, call: torchCall}
	p.persistent = func(id any) any {
		key, kind := storageID(id)
		if storages[key] == nil {
			f := files[root+"data/"+key]
			if f == nil {
				fail("its storage %s is missing", key)
			}
			storages[key] = &storage{kind: kind, data: in.member(f), big: big}
		}
		return storages[key]
	}
	return flatten(in, p.load())
}

// storageID takes a persistent identity apart: ('storage', class, key, place, length).
func storageID(id any) (key string, kind Type) {
	l, ok := id.(*list)
	if !ok || len(l.items) < 3 {
		fail("it names a storage in an unknown way")
	}
	class, _ := l.items[1].(global)
	return keyText(l.items[2]), storageTypes[path.Ext("x." + string(class))[1:]]
}

// torchCall knows the functions by which tensors are pickled.
func torchCall(f string, args []any) (any, bool) {
	switch f {
	case "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v3":
		if len(args) < 4 {
			return nil, false
		}
		s, ok := args[0].(*storage)
		offset, okOffset := args[1].(int64)
		if !ok || !okOffset || offset < 0 {
			return nil, false
		}
		t := &tensor{storage: s, kind: s.kind, offset: size(uint64(offset)), shape: ints(args[2]), stride: ints(args[3])}
		if d, ok := args[min(6, len(args)-1)].(global); ok {
			t.kind = torchTypes[strings.TrimPrefix(string(d), "torch.")]
		}
		return t, true
	case "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state":
		if len(args) > 0 {
			return args[0], true
		}
	case "torch.storage._load_from_bytes":
		if b, ok := args[0].([]byte); len(args) == 1 && ok {
			inner := &input{data: b, aside: map[string]int{}, depth: 3}
			return &list{items: []any{quantities(torchBytes(inner))}}, true
		}
	}
	return nil, false
}

// quantities are values that were read already, as one tree.
func quantities(l []Quantity) *dict {
	d := &dict{}
	for _, q := range l {
		name := q.Name
		q.Name = ""
		d.set(name, q)
	}
	return d
}

func torchBytes(in *input) []Quantity {
	if isTorchZip(in) {
		return readTorchZip(in)
	}
	return readTorchLegacy(in)
}

// quantity gives a tensor its values.
func (t *tensor) quantity() Quantity {
	width := t.kind.Size()
	if width == 0 {
		return array("", Uint8, []int{len(t.storage.data)}, t.storage.data, false) // such as float8
	}
	if len(t.shape) != len(t.stride) {
		fail("a tensor has strides that do not fit its shape")
	}
	n := product(t.shape, len(t.storage.data)/width)
	var data []byte
	if contiguous(t.shape, t.stride) {
		if t.offset > len(t.storage.data)/width {
			fail("a tensor lies outside of its storage")
		}
		data = slice(t.storage.data, t.offset*width, n*width)
	} else {
		for _, s := range t.stride {
			if s < 0 || s > len(t.storage.data) {
				fail("a tensor lies outside of its storage")
			}
		}
		data = gather(t.storage.data, t.offset, t.shape, t.stride, width)
	}
	return array("", t.kind, t.shape, data, t.storage.big)
}

// torchMagic begins files of torch.save before 1.6: a pickle of one long number.
var torchMagic = []byte("\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.")

func isTorchLegacy(in *input) bool { return bytes.HasPrefix(in.data, torchMagic) }

// readTorchLegacy reads pickles one after the other: magic number, protocol,
// system, the value, the keys of its storages; then the storages.
func readTorchLegacy(in *input) []Quantity {
	c := &cursor{data: in.data}
	for range 3 {
		(&pickle{cursor: c}).load()
	}
	storages := map[string]*storage{}
	p := &pickle{cursor: c, call: torchCall}
	p.persistent = func(id any) any {
		key, kind := storageID(id)
		if storages[key] == nil {
			storages[key] = &storage{kind: kind}
		}
		return storages[key]
	}
	tree := p.load()
	keys, ok := (&pickle{cursor: c}).load().(*list)
	if !ok {
		fail("the list of its storages is missing")
	}
	for _, k := range keys.items {
		s := storages[keyText(k)]
		n := c.u64()
		if s == nil || s.kind == "" || n > c.left()/s.kind.Size() {
			fail("its storages do not fit its tensors")
		}
		s.data = c.take(n * s.kind.Size())
	}
	return flatten(in, tree)
}
