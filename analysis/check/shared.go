package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/rules"
)

// PlaceOf is the place of a span of a unit.
func PlaceOf(u *project.Unit, s facts.Span) Place {
	start, end := u.Place(s)
	return Place{File: u.Mod.Path, Start: start, End: end}
}

// callPlace points at a call: its callee and arguments when they stand on one
// line, else the callee alone, so that an underline stays readable.
func callPlace(c *project.Call) Place {
	p := PlaceOf(c.Unit, c.Value().Span)
	f := c.Unit.Mod.File
	if f.LineOf(p.Start) == f.LineOf(p.End) {
		return p
	}
	return PlaceOf(c.Unit, c.Unit.Values[c.Value().X].Span)
}

// eventPlace points at what an event stands for.
func eventPlace(e *project.Event) Place {
	if e.Call != nil {
		return callPlace(e.Call)
	}
	return PlaceOf(e.Unit, e.Span)
}

// entryPlace points at an entry point.
func entryPlace(e *project.Entry) Place {
	return Place{File: e.Module.Path, Start: e.Start, End: e.End}
}

// judged says by which version of a library a finding was decided.
func judged(v rules.Versions) *Judgement {
	j := &Judgement{Package: v.Library, Version: v.Newest(), From: v.From}
	if n := len(v.Candidates); n > 1 {
		j.Version = v.Candidates[0] + " to " + v.Candidates[n-1]
	}
	if v.Assumed {
		j.From = "newest known, nothing pins it"
	}
	return j
}

// runs are the runs of all programs that are not tests.
func (p *Pass) runs() []*project.Run {
	return once(p.shared, "runs", func() []*project.Run { return p.runsWhere(false) })
}

func (p *Pass) runsWhere(test bool) []*project.Run {
	var out []*project.Run
	for _, e := range p.Entries() {
		p.shared.proceed()
		if e.Module.Test == test {
			out = append(out, p.Program.Run(e))
		}
	}
	return out
}

// testRuns are the runs that start in test files.
func (p *Pass) testRuns() []*project.Run {
	return once(p.shared, "testRuns", func() []*project.Run { return p.runsWhere(true) })
}

// calls visits every call of the program's text in order of file and place,
// reached or not.
func (p *Pass) calls(visit func(*project.Call)) {
	for _, m := range p.Modules {
		p.shared.proceed()
		for _, u := range m.All {
			for _, c := range u.Calls {
				visit(c)
			}
		}
	}
}

// namedCall is a call of something that has a canonical name.
type namedCall struct {
	call   *project.Call
	name   string
	symbol *rules.Symbol // what the knowledge base has on it, nil for nothing
}

func (p *Pass) named() []namedCall {
	return once(p.shared, "named calls", func() []namedCall {
		n := 0
		for _, m := range p.Modules {
			for _, u := range m.All {
				n += len(u.Calls)
			}
		}
		out := make([]namedCall, 0, n)
		p.calls(func(c *project.Call) {
			if n := c.Name(); n != "" {
				out = append(out, namedCall{c, n, c.Symbol()})
			}
		})
		return out
	})
}

// namedCalls visits the calls of what has a canonical name, in order of file
// and place, reached or not.
func (p *Pass) namedCalls(visit func(c *project.Call, name string)) {
	for _, n := range p.named() {
		visit(n.call, n.name)
	}
}

// knownCalls visits the calls of what the knowledge base has an entry for, in
// order of file and place, reached or not.
func (p *Pass) knownCalls(visit func(*project.Call, *rules.Symbol)) {
	for _, n := range p.named() {
		if n.symbol != nil {
			visit(n.call, n.symbol)
		}
	}
}

// reaching are the runs that can get to a function or to a unit's own code.
func (p *Pass) reaching(f *project.Func) []*project.Run {
	if f.Index == 0 {
		return p.loading(f.Unit.Mod)
	}
	idx := once(p.shared, "reaching", func() map[*project.Func][]*project.Run {
		out := map[*project.Func][]*project.Run{}
		for _, r := range p.runs() {
			for f := range r.Funcs {
				out[f] = append(out[f], r)
			}
		}
		return out
	})
	return idx[f]
}

// loading are the runs that load a module, and so run its own code.
func (p *Pass) loading(m *project.Module) []*project.Run {
	return once(p.shared, "loading "+m.Path, func() []*project.Run {
		var out []*project.Run
		for _, r := range p.runs() {
			if r.Modules[m] {
				out = append(out, r)
			}
		}
		return out
	})
}

// text is the source of a value, on one line and cut to a readable length.
func text(u *project.Unit, id facts.ID) string {
	out := strings.Join(strings.Fields(sourceText(u, id)), " ")
	if r := []rune(out); len(r) > 60 {
		out = string(r[:57]) + "…"
	}
	return out
}

// sourceText is the source of a value as it stands, "" if it has none.
func sourceText(u *project.Unit, id facts.ID) string {
	start, end := u.Place(u.Values[id].Span)
	s := u.Mod.File.Text()
	if start < 0 || end > len(s) || start >= end {
		return ""
	}
	return s[start:end]
}

// short is how people write a qualified name: the last two parts of a
// function's, the last part of a class's.
func short(symbol string) string {
	parts := strings.Split(strings.TrimPrefix(symbol, "builtins."), ".")
	n := len(parts)
	if n >= 2 && parts[n-1] == "__call__" {
		return parts[n-2]
	}
	if n == 1 || (parts[n-1] != "" && parts[n-1][0] >= 'A' && parts[n-1][0] <= 'Z') {
		return parts[n-1]
	}
	return parts[n-2] + "." + parts[n-1]
}

// seedNames is how messages call the global generators.
var seedNames = map[string]string{
	"python": "Python's global random generator", "numpy": "NumPy's global generator", "torch": "PyTorch's global generator",
	"tensorflow": "TensorFlow's global generator", "keras": "Keras's global generator", "cupy": "CuPy's global generator",
}

// listOf joins names as a sentence does.
func listOf(names []string) string {
	switch n := len(names); n {
	case 0:
		return ""
	case 1:
		return names[0]
	default:
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
}

// plural is "1 call" or "3 calls".
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// limit keeps the first n related places.
func limit(list []Related, n int) []Related {
	return slices.Clone(list[:min(n, len(list))])
}
