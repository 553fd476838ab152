// Package source holds the text of files: decoding, line index, notebook cells
// laid end to end, and the way between byte offsets and positions.
//
// A File never changes and may be read from several goroutines at once. All
// offsets are byte offsets into File.Text, counted from 0.
package source

import (
	"crypto/sha256"
	"path/filepath"
	"strings"
	"sync"
)

// Kind tells how a file's text is to be read.
type Kind uint8

const (
	Other Kind = iota
	Python
	Notebook
)

// KindOf tells the kind of the file at path by its extension, in any case of
// letters: .py, .pyi and .pyw are Python, .ipynb is Notebook, the rest Other.
func KindOf(path string) Kind {
	dot := strings.LastIndexByte(path, '.')
	if dot < 0 {
		return Other
	}
	switch strings.ToLower(path[dot:]) {
	case ".py", ".pyi", ".pyw":
		return Python
	case ".ipynb":
		return Notebook
	}
	return Other
}

// Position is a place for people: Line and Column count from 1, Column in
// Unicode code points. In a notebook Cell is the index of the cell from 0 and
// Line counts within the cell; elsewhere Cell is -1.
type Position struct {
	Cell, Line, Column int
}

// Error says why a file cannot be read as text.
type Error struct {
	// Reason is one sentence without the file's name and without a full stop.
	Reason string
	// Line is the place of the trouble, counted from 1; 0 when it has none.
	Line int
	// NotPython marks a sound notebook of another language: it may be passed
	// over in silence.
	NotPython bool
}

func (e *Error) Error() string { return e.Reason }

// File is the immutable text of one file. Make one with Load, LoadAs, FromText
// or FromCells; it must not be copied.
type File struct {
	// Path is the path as given, with forward slashes.
	Path string
	Kind Kind
	// Encoding is the lower-case name of the encoding on disk, "utf-8" for most.
	Encoding string
	// BOM tells that the file starts with the UTF-8 byte order mark. The mark is
	// no part of Text.
	BOM bool
	// Cells are the code cells of a notebook in their order; nil elsewhere.
	Cells []Cell

	text, code string
	escapes    []Escape
	size       int

	indexOnce sync.Once
	index     lineIndex

	hashOnce sync.Once
	hash     [sha256.Size]byte
}

// Load reads raw as the file at path, whose extension decides the Kind. The
// error is always an *Error. raw is not kept.
func Load(path string, raw []byte) (*File, error) {
	return LoadAs(KindOf(path), path, raw)
}

// LoadAs is Load for a caller that knows the kind better than the extension
// tells, as for a script without one that the user named.
func LoadAs(kind Kind, path string, raw []byte) (*File, error) {
	f := &File{Path: filepath.ToSlash(path), Kind: kind, Encoding: utf8Name, size: len(raw)}
	if err := f.decode(raw); err != nil {
		return nil, err
	}
	f.code = f.text
	if kind == Notebook {
		f.setHash(sha256.Sum256(raw))
		cells, err := readNotebook(f.text)
		if err != nil {
			return nil, err
		}
		f.layOut(cells)
	}
	return f, nil
}

// FromText makes a file of a text that did not come from disk, such as an
// editor's. The text of a notebook is taken as that of a single code cell; see
// FromCells for a whole one and Load for its JSON.
func FromText(path, text string) *File {
	if KindOf(path) == Notebook {
		return FromCells(path, []CellSource{{ExecutionCount: -1, Source: text}})
	}
	return &File{
		Path: filepath.ToSlash(path), Kind: KindOf(path), Encoding: utf8Name,
		text: text, code: text, size: len(text),
	}
}

// Text is the decoded text; in a notebook all code cells laid end to end, each
// followed by one "\n" of its own.
func (f *File) Text() string { return f.text }

// Code is Text with what is no Python made harmless for a Python parser: the
// same length, and every offset means the same place. It differs from Text in
// notebooks only, by magics, shell commands and help requests.
func (f *File) Code() string { return f.code }

// Escapes are the pieces of a notebook that Code hides from the parser, in the
// order of the text.
func (f *File) Escapes() []Escape { return f.escapes }

// Size is the number of bytes the file takes on disk, or of text where it did
// not come from disk.
func (f *File) Size() int { return f.size }

// Hash is the SHA-256 of the file's bytes. A file from FromText has the hash of
// the same file on disk.
func (f *File) Hash() [sha256.Size]byte {
	f.hashOnce.Do(func() {
		// Everything but plain UTF-8 set its hash when it was decoded.
		h := sha256.New()
		if f.BOM {
			h.Write([]byte(utf8BOM))
		}
		h.Write([]byte(f.text))
		h.Sum(f.hash[:0])
	})
	return f.hash
}

func (f *File) setHash(sum [sha256.Size]byte) {
	f.hashOnce.Do(func() { f.hash = sum })
}
