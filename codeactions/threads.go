package codeactions

import "github.com/mlf-core/mlf-lsp/analysis/syntax"

func init() { register(oneThread, "MLF504") }

// threadParameters are the arguments that say how many threads work, by the
// operation of the knowledge base.
var threadParameters = map[string]string{"gensim-workers": "workers", "hnswlib-threads": "num_threads"}

// oneThread lets one thread do the work, so that none races with another.
func oneThread(c *context) []Fix {
	pg, n, call, ok := c.operation()
	name := threadParameters[c.f.Data["op"]]
	if !ok || name == "" || spread(call) {
		return nil
	}
	fix := Fix{Title: "Pass " + name + "=1: slower, and the same in every run", Safety: Unsafe}
	if a, given := keyword(call, name); given {
		if _, number := a.X.(*syntax.Num); !number {
			return nil
		}
		start, end := pg.abs(n, a.X)
		fix.Edits = []Edit{pg.edit(start, end, "1")}
		return []Fix{fix}
	}
	e, ok := pg.withKeyword(n, call, name, "1")
	if !ok {
		return nil
	}
	fix.Edits = []Edit{e}
	return []Fix{fix}
}
