package quantity

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
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

// ReadFile reads a file by its format. A file whose format is not known, or that
// is broken, is one opaque quantity.
func ReadFile(file, name string, paths Paths) Content {
	return opaque(file)
}

// opaque reads a file as bytes without meaning.
func opaque(file string) Content {
	c := Content{Format: "bytes"}
	f, err := os.Open(file)
	if err != nil {
		c.Note = "it cannot be read"
		return c
	}
	defer f.Close()
	h := sha256.New()
	if c.Bytes, err = io.Copy(h, f); err != nil {
		c.Note = "it cannot be read to its end"
	}
	c.Digest = hex.EncodeToString(h.Sum(nil))
	c.Quantities = []Quantity{{Name: "bytes", Type: Opaque, Digits: -1, Digest: c.Digest}}
	return c
}
