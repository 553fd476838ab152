package codeactions

import (
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/syntax"
)

func init() { register(seededSimulator, "MLF118") }

// seededSimulator seeds an environment, a space, a sampler or a search.
func seededSimulator(c *context) []Fix {
	pg, n, call, ok := c.operation()
	if !ok {
		return nil
	}
	switch c.f.Data["parameter"] {
	case "":
		if c.f.Data["op"] != "" {
			return nil
		}
		return c.seededEnvironment(pg, n, call)
	case "rstate":
		return c.seededBy(pg, n, call, "rstate", func(im *imports, seed string) string {
			return im.module("numpy", "np") + ".random.default_rng(" + seed + ")"
		})
	case "sampler":
		if _, several := keyword(call, "directions"); several {
			return nil // another sampler is the default then
		}
		return c.seededBy(pg, n, call, "sampler", func(im *imports, seed string) string {
			return im.module("optuna", "") + ".samplers.TPESampler(seed=" + seed + ")"
		})
	}
	return randomState(c)
}

// seededBy passes an object that is made with the seed.
func (c *context) seededBy(pg *page, n node, call *syntax.Call, parameter string, object func(*imports, string) string) []Fix {
	seed, edits, ok := c.seedAt(pg, n.start)
	if !ok {
		return nil
	}
	im := &imports{pg: pg}
	value := object(im, seed)
	e, ok := pg.withKeyword(n, call, parameter, value)
	if !ok || im.clash {
		return nil
	}
	return []Fix{{Title: "Pass " + parameter + "=" + value, Edits: append(append(im.edits(), edits...), e)}}
}

// seededEnvironment seeds an environment at its first reset, or a space before
// it is sampled: once, and so in front of the loop that repeats it.
func (c *context) seededEnvironment(pg *page, n node, call *syntax.Call) []Fix {
	method, ok := call.Func.(*syntax.Attribute)
	if !ok || method.Attr != "reset" && method.Attr != "sample" || !pg.runsOnce(n) {
		return nil
	}
	receiver := pg.src(n, method.X)
	if !plain.MatchString(receiver) {
		return nil
	}
	seed, edits, ok := c.seedAt(pg, n.start)
	if !ok {
		return nil
	}
	loop, repeated := pg.outermostLoop(n)
	line := receiver + ".seed(" + seed + ")"
	if method.Attr == "reset" {
		line = receiver + ".reset(seed=" + seed + ")"
		if !repeated {
			e, ok := pg.withKeyword(n, call, "seed", seed)
			if !ok {
				return nil
			}
			return []Fix{{Title: "Pass seed=" + seed + " to the first reset", Edits: append(edits, e)}}
		}
	}
	at := loop
	if !repeated {
		if at, ok = pg.statementAt(n.start); !ok {
			return nil
		}
	}
	root, _, _ := strings.Cut(receiver, ".")
	if !pg.startsLine(at.start) || !pg.boundOnlyBefore(root, at.start, n.start) {
		return nil
	}
	return []Fix{{
		Title: "Call " + line + " once before",
		Edits: append(edits, pg.linesBefore(pg.withComments(at.start), pg.indentAt(at.start), []string{line})),
	}}
}

// runsOnce tells whether code runs once in a program: at the module level, in
// the guard, or in a function that has the loop itself.
func (pg *page) runsOnce(n node) bool {
	f := pg.functionAround(n)
	if f.Node == nil {
		return true
	}
	if _, ok := pg.outermostLoop(n); ok {
		return true
	}
	if g, s, ok := pg.guard(); ok {
		if b, ok := pg.bodyOf(g, s.Body); ok {
			return onlyCall(b) == f.Node.(*syntax.FuncDef).Name
		}
	}
	return false
}

// outermostLoop is the outermost loop around a node within its function.
func (pg *page) outermostLoop(n node) (node, bool) {
	within := pg.functionAround(n)
	for _, m := range pg.nodes {
		if within.Node != nil && m.start <= within.start || m.start >= n.start || m.end < n.end {
			continue
		}
		switch m.Node.(type) {
		case *syntax.For, *syntax.While:
			return m, true
		}
	}
	return node{}, false
}
