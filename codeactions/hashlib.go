package codeactions

import (
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/syntax"
)

func init() { register(stableHash, "MLF403") }

// stableHash takes the hash of a text from hashlib: 64 bits with a sign, as
// hash() gives, the same in every process. A function of the module does it,
// written once.
func stableHash(c *context) []Fix {
	pg, n, call, ok := c.operation()
	if !ok {
		return nil
	}
	if f, is := call.Func.(*syntax.Name); !is || f.ID != "hash" || len(call.Args) != 1 || call.Args[0].Star != 0 || call.Args[0].Name != "" {
		return nil
	}
	if pg.binds("int") || pg.binds("repr") {
		return nil
	}
	im := &imports{pg: pg}
	body := "return int.from_bytes(" + im.module("hashlib", "") + ".sha256(repr(value).encode()).digest()[:8], " + pg.quote("big") + ", signed=True)"
	start, end := pg.abs(n, call.Func)
	edits := []Edit{pg.edit(start, end, "stable_hash")}
	switch own, f, defined := pg.function("stable_hash"); {
	case defined && !strings.Contains(pg.src(own, f), "sha256"), !defined && pg.binds("stable_hash"), im.clash:
		return nil
	case !defined:
		helper, ok := pg.functionAtTop(n.start, []string{"def stable_hash(value):", "    " + body})
		if !ok {
			return nil
		}
		edits = append(append(im.edits(), helper), edits...)
	}
	return []Fix{{Title: "Hash with hashlib, which is not salted: other numbers than before", Safety: Unsafe, Edits: edits}}
}
