package config

// kind is the kind of a value, whatever language it was written in.
type kind uint8

const (
	kindString kind = iota
	kindInt
	kindFloat
	kindBool
	kindNull
	kindList
	kindMap
	kindOther
)

var kindNames = [...]string{"text", "an integer", "a number", "a boolean", "nothing", "a list", "a map", "a value of another type"}

// node is a value with its place. Text is the scalar as decoded; for numbers
// it is the spelling of the source, so that a version 2.10 stays 2.10.
type node struct {
	kind    kind
	text    string
	at      span
	items   []*node
	entries []*entry
}

// entry is one key of a map; a map keeps duplicates for the decoder to report.
type entry struct {
	key   string
	at    span
	value *node
}

// get returns the first entry with the key, or nil.
func (n *node) get(key string) *entry {
	for _, e := range n.entries {
		if e.key == key {
			return e
		}
	}
	return nil
}
