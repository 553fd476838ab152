package codeactions

import "github.com/mlf-core/mlf-lsp/analysis/syntax"

func init() { register(stableHash, "MLF403") }

// stableHash takes the hash of a text from hashlib: 64 bits with a sign, as
// hash() gives, the same in every process.
func stableHash(c *context) []Fix {
	pg, n, call, ok := c.operation()
	if f, is := call.Func.(*syntax.Name); !ok || !is || f.ID != "hash" || len(call.Args) != 1 || call.Args[0].Star != 0 || call.Args[0].Name != "" {
		return nil
	}
	if pg.binds("int") || pg.binds("repr") {
		return nil
	}
	im := &imports{pg: pg}
	module := im.module("hashlib", "")
	if im.clash {
		return nil
	}
	text := pg.src(n, call.Args[0].X)
	edit := pg.edit(n.start, n.end, "int.from_bytes("+module+".sha256(repr("+text+").encode()).digest()[:8], \"big\", signed=True)")
	return []Fix{{
		Title: "Hash with hashlib, which is not salted: other numbers than before", Safety: Unsafe,
		Edits: append(im.edits(), edit),
	}}
}
