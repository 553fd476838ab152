package quantity

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"strings"
)

func isZip(in *input) bool { return in.begins("PK\x03\x04") }

// members are the entries of a zip file by name; nil when it is none.
func (in *input) members() []*zip.File {
	if !isZip(in) {
		return nil
	}
	z, err := zip.NewReader(bytes.NewReader(in.data), int64(len(in.data)))
	if err != nil {
		return nil
	}
	return z.File
}

func (in *input) hasMember(is func(name string) bool) bool {
	return slices.ContainsFunc(in.members(), func(f *zip.File) bool { return is(f.Name) })
}

func isKeras(in *input) bool {
	return in.hasMember(func(n string) bool { return n == "model.weights.h5" })
}

func isNpz(in *input) bool {
	return in.hasMember(func(n string) bool { return strings.HasSuffix(n, ".npy") })
}

// expansion is how many times a deflated stream can grow at most.
const expansion = 1032

// member gives the bytes of an entry; stored ones are not copied.
func (in *input) member(f *zip.File) []byte {
	if f.Method == zip.Store {
		at, err := f.DataOffset()
		if err != nil {
			fail("its entry %s cannot be found", f.Name)
		}
		return slice(in.data, int(at), size(f.UncompressedSize64))
	}
	if f.CompressedSize64 > uint64(len(in.data)) || f.UncompressedSize64 > f.CompressedSize64*expansion+64 {
		fail("the size of its entry %s is impossible", f.Name)
	}
	r, err := f.Open()
	if err != nil {
		fail("its entry %s is packed in an unknown way", f.Name)
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, int64(f.UncompressedSize64)))
	if err != nil {
		fail("its entry %s is damaged", f.Name)
	}
	return data
}

// readZip reads each entry by its own format. Times in the archive do not count.
func readZip(in *input) []Quantity {
	files := in.members()
	if files == nil {
		fail("it is a damaged zip file")
	}
	files = slices.Clone(files)
	slices.SortStableFunc(files, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	var out []Quantity
	for _, f := range files {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		inner := &input{data: in.member(f), name: f.Name, paths: in.paths, aside: in.aside, depth: in.depth + 1}
		list := inner.opaque()
		if in.depth < 3 {
			_, list, _ = inner.read()
		}
		for _, q := range list {
			switch {
			case isNpy(inner):
				q.Name = strings.TrimSuffix(f.Name, ".npy")
			case len(list) == 1 && (q.Name == "bytes" || q.Name == "text"):
				q.Name = f.Name
			default:
				q.Name = f.Name + ": " + q.Name
			}
			out = append(out, q)
		}
	}
	return out
}
