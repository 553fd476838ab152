package syntax

/*
#cgo CFLAGS: -O2
#cgo noescape mlf_parse
#cgo nocallback mlf_parse
#cgo noescape mlf_flatten
#cgo nocallback mlf_flatten
#cgo darwin LDFLAGS: -Wl,-undefined,dynamic_lookup
#include "treesitter.h"
#include <stdlib.h>
*/
import "C"

import (
	"math"
	"runtime"
	"sync"
	"unsafe"

	// The C objects of these two define the functions treesitter.h declares.
	_ "github.com/smacker/go-tree-sitter"
	_ "github.com/smacker/go-tree-sitter/python"
)

// rec is one node of the parser's tree: mlf_node in treesitter.h.
type rec struct {
	start, end uint32
	size       uint32 // records of the subtree, this one included: the next sibling is that far
	symbol     uint16
	kind       kind
	field      field
}

const (
	bitMissing = C.MLF_MISSING
	bitError   = C.MLF_ERROR
	bitKnown   = C.MLF_KNOWN
)

func (r *rec) missing() bool { return r.symbol&bitMissing != 0 }

// known is a unit whose text is known to be unchanged: mlf_known in
// treesitter.h.
type known struct {
	start, end uint32
	member     uint32
}

// limitMicros ends a parse that would never end. No text is known that needs
// it; it is far above the time of the largest file, so that results do not
// depend on the speed of the machine.
const limitMicros = 30_000_000

// maxText is the longest text that is parsed: offsets are int32.
const maxText = math.MaxInt32 - 1

// symbolNames holds the grammar's name of each symbol, for error messages.
var symbolNames []string

var initTables = sync.OnceFunc(func() {
	lang := C.tree_sitter_python()
	ops := map[string]bool{}
	for _, op := range operators {
		ops[op] = true
	}
	for s := range uint16(C.ts_language_symbol_count(lang)) {
		name := C.GoString(C.ts_language_symbol_name(lang, C.uint16_t(s)))
		symbolNames = append(symbolNames, name)
		k := kNone
		switch C.ts_language_symbol_type(lang, C.uint16_t(s)) {
		case 0: // named
			if k = named[name]; k == kNone && !ignored[name] {
				k = kOther
			}
		case 1: // a token
			if k = anonymous[name]; k == kNone && ops[name] {
				k = kOperator
			}
		}
		C.mlf_symbol_kind[s] = C.uint8_t(k)
	}
	C.mlf_symbol_kind[511] = C.uint8_t(kError) // tree-sitter's 0xffff
	for f := range uint16(C.ts_language_field_count(lang)) {
		name := C.GoString(C.ts_language_field_name_for_id(lang, C.uint16_t(f+1)))
		C.mlf_field_kind[f+1] = C.uint8_t(fields[name])
	}
	for _, k := range leaf {
		C.mlf_kind_flags[k] = C.MLF_LEAF
	}
	C.mlf_kind_flags[kComment] |= C.MLF_COMMENT
	C.mlf_kind_flags[kModule] = C.MLF_UNITS
	C.mlf_kind_flags[kClassDef] = C.MLF_CLASS
	C.mlf_kind_flags[kBlock] = C.MLF_BLOCK
})

// parser owns a tree-sitter parser and the memory its trees are flattened
// into. It serves one goroutine at a time.
type parser struct {
	c       *C.mlf_parser
	cleanup runtime.Cleanup
}

var parsers = sync.Pool{New: func() any { return newParser() }}

func newParser() *parser {
	initTables()
	p := &parser{c: C.mlf_parser_new()}
	if p.c == nil {
		panic("syntax: out of memory")
	}
	p.cleanup = runtime.AddCleanup(p, func(c *C.mlf_parser) { C.mlf_parser_free(c) }, p.c)
	return p
}

// close gives the parser's memory back now rather than when it is collected.
func (p *parser) close() {
	if p.c != nil {
		p.cleanup.Stop()
		C.mlf_parser_free(p.c)
		p.c = nil
	}
}

// parsed is a tree of the parser. It must be freed; nil is none.
type parsed C.TSTree

func (t *parsed) free() {
	if t != nil {
		C.mlf_tree_free((*C.TSTree)(t))
	}
}

func (t *parsed) hasError() bool { return bool(C.mlf_has_error((*C.TSTree)(t))) }

// edit tells a tree what became of the text it was made from.
func (t *parsed) edit(old, text string, start, oldEnd, newEnd int) {
	var e C.TSInputEdit
	set := func(at *C.uint32_t, p *C.TSPoint, text string, offset int) {
		row, column := point(text, offset)
		*at, p.row, p.column = C.uint32_t(offset), C.uint32_t(row), C.uint32_t(column)
	}
	set(&e.start_byte, &e.start_point, text, start)
	set(&e.old_end_byte, &e.old_end_point, old, oldEnd)
	set(&e.new_end_byte, &e.new_end_point, text, newEnd)
	C.mlf_edit((*C.TSTree)(t), e)
}

// parse makes a tree, from scratch or from an edited old one. It returns nil
// when the text is too long or the time limit was hit.
func (p *parser) parse(old *parsed, text string) *parsed {
	if len(text) > maxText {
		return nil
	}
	text = asFormatted(text)
	data := (*C.char)(unsafe.Pointer(unsafe.StringData(text)))
	t := C.mlf_parse(p.c, (*C.TSTree)(old), data, C.uint32_t(len(text)), limitMicros)
	runtime.KeepAlive(p)
	runtime.KeepAlive(text)
	return (*parsed)(t)
}

// flatten lists the nodes of a tree in preorder, without the inside of known
// units. The result is valid until the parser is used again.
func (p *parser) flatten(t *parsed, units []known) []rec {
	var first *C.mlf_known
	if len(units) > 0 {
		first = (*C.mlf_known)(unsafe.Pointer(&units[0]))
	}
	if !C.mlf_flatten(p.c, (*C.TSTree)(t), first, C.uint32_t(len(units))) {
		panic("syntax: out of memory")
	}
	return unsafe.Slice((*rec)(unsafe.Pointer(p.c.nodes)), int(p.c.len))
}

// release ends the use of what flatten returned.
func (p *parser) release() { C.mlf_trim(p.c) }
