package quantity

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"strings"
	"unicode/utf8"
)

// Paths are folders of a run whose names may appear in what it wrote; longer
// ones first. They are set aside.
type Paths []string

// Content is what was read of one file.
type Content struct {
	Format     string
	Bytes      int64
	Digest     string // SHA-256 of the bytes
	Note       string // what could not be read, and so is compared as bytes
	Aside      map[string]int
	Quantities []Quantity
	close      func()
}

// Close gives up the file; the data of quantities must not be used afterwards.
func (c Content) Close() {
	if c.close != nil {
		c.close()
	}
}

// input is a file, or a member of an archive, that a reader reads.
type input struct {
	data  []byte
	name  string // path with slashes
	paths Paths
	aside map[string]int
	depth int // of archives in archives
}

// format is a kind of file.
type format struct {
	name string
	is   func(*input) bool
	read func(*input) []Quantity
}

// corrupt is what readers panic with when a file is not what it says; ReadFile
// catches it.
type corrupt string

func fail(text string, args ...any) { panic(corrupt(fmt.Sprintf(text, args...))) }

// formats are tried in this order.
var formats []format

func init() {
	formats = []format{
		{"PyTorch checkpoint", isTorchZip, readTorchZip},
		{"Keras model", isKeras, readZip},
		{"NumPy archive", isNpz, readZip},
		{"zip archive", isZip, readZip},
		{"NumPy array", isNpy, readNpy},
		{"HDF5", isHDF5, readHDF5},
		{"safetensors", isSafetensors, readSafetensors},
		{"SQLite", isSQLite, readSQLite},
		{"TensorBoard events", isEvents, readEvents},
		{"PyTorch checkpoint", isTorchLegacy, readTorchLegacy},
		{"pickle", isPickle, readPickle},
		{"UBJSON", isUBJSON, readUBJSON},
		{"MLflow metric", isMLflowMetric, readMLflowMetric},
		{"MLflow tag", isMLflowTag, readMLflowTag},
		{"JSON", isJSON, readJSON},
		{"JSON lines", isJSONLines, readJSONLines},
		{"YAML", isYAML, readYAML},
		{"CSV", isCSV, readCSV},
		{"LightGBM model", isLightGBM, readLightGBM},
		{"log", isLog, readLog},
		{"text", isText, readText},
	}
}

// ReadFile reads a file by its format; name is its path, by which some formats
// are known. A file whose format is not known, or that is broken, is one opaque
// quantity. Close it when the data is no longer needed.
func ReadFile(file, name string, paths Paths) Content {
	data, done, err := mapped(file)
	if err != nil {
		return Content{Format: "bytes", Note: "it cannot be read"}
	}
	sum := sha256.Sum256(data)
	c := Content{Bytes: int64(len(data)), Digest: hex.EncodeToString(sum[:]), Aside: map[string]int{}, close: done}
	in := &input{data: data, name: name, paths: paths, aside: c.Aside}
	c.Format, c.Quantities, c.Note = in.read()
	for i := range c.Quantities {
		if c.Quantities[i].Digest == "" {
			c.Quantities[i].Seal()
		}
	}
	return c
}

// read reads an input by its format.
func (in *input) read() (name string, list []Quantity, note string) {
	for _, f := range formats {
		if !f.is(in) {
			continue
		}
		list, err := in.try(f.read)
		if err == "" {
			return f.name, list, ""
		}
		return f.name, in.opaque(), "compared as bytes, because " + err
	}
	return "bytes", in.opaque(), ""
}

// try reads and catches what is broken.
func (in *input) try(read func(*input) []Quantity) (list []Quantity, problem string) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case corrupt:
			problem = string(r)
		default:
			problem = fmt.Sprintf("its reader failed (%v); please report this", r)
		}
	}()
	return unique(read(in)), ""
}

// opaque is an input as bytes without meaning.
func (in *input) opaque() []Quantity {
	sum := sha256.Sum256(in.data)
	return []Quantity{{Name: "bytes", Type: Opaque, Digits: -1, Digest: hex.EncodeToString(sum[:])}}
}

// unique numbers quantities that have the same name.
func unique(list []Quantity) []Quantity {
	seen := map[string]int{}
	for i := range list {
		name := list[i].Name
		if seen[name]++; seen[name] > 1 {
			list[i].Name = fmt.Sprintf("%s (%d)", name, seen[name])
		}
	}
	return list
}

func (in *input) base() string { return path.Base(in.name) }

func (in *input) hasExt(list ...string) bool {
	for _, e := range list {
		if strings.HasSuffix(strings.ToLower(in.name), e) {
			return true
		}
	}
	return false
}

func (in *input) begins(magic string) bool { return bytes.HasPrefix(in.data, []byte(magic)) }

// textLimit is the size in bytes up to which files are read as text.
const textLimit = 64 << 20

func (in *input) isText() bool {
	head := in.data[:min(len(in.data), 4096)]
	if len(in.data) == 0 || len(in.data) > textLimit || bytes.IndexByte(head, 0) >= 0 {
		return false
	}
	for len(head) > 4092 && !utf8.Valid(head) {
		head = head[:len(head)-1] // a character may be cut
	}
	return utf8.Valid(head)
}

func isText(in *input) bool { return len(in.data) == 0 || in.isText() }

// readText reads lines, without what rightly differs.
func readText(in *input) []Quantity {
	return []Quantity{textQuantity("text", in.settled())}
}

func (in *input) settled() string {
	var out strings.Builder
	for line := range strings.Lines(string(in.data)) {
		out.WriteString(setAside(strings.TrimRight(line, "\r\n"), in.paths, in.aside) + "\n")
	}
	return out.String()
}

func textQuantity(name, text string) Quantity {
	return Quantity{Name: name, Type: Text, Digits: -1, Data: []byte(text)}
}

func isLog(in *input) bool { return in.hasExt(".log", ".out", ".err") && in.isText() }

// readLog reads a file as if it had been printed.
func readLog(in *input) []Quantity {
	p := newPrinted(in.paths)
	p.aside = in.aside
	for line := range strings.Lines(strings.ToValidUTF8(string(in.data), "�")) {
		p.line(strings.TrimRight(line, "\n"))
	}
	return p.quantities()
}
