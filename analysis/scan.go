package analysis

import (
	"path"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/source"
	"github.com/mlf-core/mlf-lsp/config"
	"github.com/mlf-core/mlf-lsp/rules"
)

// The scan decides before parsing which files can matter. Parsing is by far the
// dearest step, and most files of a large repository use nothing that any rule
// knows.
//
// A file matters by itself when its bytes hold a word of the knowledge base or
// of a rule, something that may be a suppression, or when they do not look like
// Python that parses; notebooks always do. It also matters when it may hand on
// what another one uses: a module that only re-exports or wraps changes what
// the names of its importers mean, and a program without a word of its own
// decides what the modules it imports run after. So the files that import each
// other, directly or not, matter together: if one does, all do. Files that
// commands of the environment or the configuration start matter too, as rules
// compare their options.
//
// The rest stays in the program as modules that say nothing, since rules ask
// whether a module exists.

// ruleWords are words that lead rules to findings in code that uses nothing of
// the knowledge base.
var ruleWords = []string{
	"add_argument",                   // MLF410: options of argparse
	"set", "frozenset", "hash", "id", // MLF402, MLF403: builtins whose order or value varies
	"torch", "tensorflow", "numpy", "random", "jax", "sklearn", // also where a pack replaces the base
}

// scan is what the bytes of a Python file show.
type scan struct {
	matters bool     // by itself
	imports []string // sorted words of import statements
}

// wordSet holds the words that make a file matter.
type wordSet struct{ words map[string]struct{} }

func newWordSet(kb *rules.Base) *wordSet {
	s := &wordSet{words: map[string]struct{}{}}
	if kb != nil {
		for _, w := range kb.Triggers() {
			s.words[w] = struct{}{}
		}
	}
	for _, w := range ruleWords {
		s.words[w] = struct{}{}
	}
	return s
}

// scan looks at the text of a Python file.
func (s *wordSet) scan(text string) scan {
	var out scan
	seen := map[string]struct{}{}
	for i := 0; i < len(text); {
		if !isWordByte(text[i]) {
			i++
			continue
		}
		start := i
		for i < len(text) && isWordByte(text[i]) {
			i++
		}
		word := text[start:i]
		if word == "import" || word == "__import__" || word == "import_module" {
			importWords(text, start, seen)
		}
		if !out.matters {
			_, out.matters = s.words[word]
		}
	}
	out.matters = out.matters || mayHoldSuppression(text) || looksBroken(text)
	for w := range seen {
		out.imports = append(out.imports, w)
	}
	slices.Sort(out.imports)
	return out
}

func isWordByte(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c >= 0x80
}

// importWords adds the words of the statement around the word "import" at an
// offset: what stands before it on its line ("from a.b"), and what follows up
// to the end of the line, or of the brackets that open on it. Words of prose
// that happens to say "import" come along, which only makes the scan careful.
func importWords(text string, at int, into map[string]struct{}) {
	start := strings.LastIndexAny(text[:at], "\n\r;") + 1
	end, depth := at, 0
	for ; end < len(text); end++ {
		switch c := text[end]; {
		case c == '(':
			depth++
		case c == ')':
			depth--
		case (c == '\n' || c == '\r') && depth <= 0 && text[end-1] != '\\' && !strings.HasSuffix(text[:end], "\\\r"):
			addWords(text[start:end], into)
			return
		case end-at > 1<<16:
			addWords(text[start:end], into)
			return
		}
	}
	addWords(text[start:end], into)
}

func addWords(text string, into map[string]struct{}) {
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return r < 0x80 && !isWordByte(byte(r)) }) {
		into[w] = struct{}{}
	}
}

// mayHoldSuppression is false for texts and comments without a suppression.
func mayHoldSuppression(text string) bool {
	for rest := text; ; {
		i := strings.IndexByte(rest, ':')
		if i < 0 {
			return false
		}
		before := strings.TrimRight(rest[:i], " \t")
		if n := len(before); n >= 3 && strings.EqualFold(before[n-3:], "mlf") || n >= 4 && strings.EqualFold(before[n-4:], "noqa") {
			return true
		}
		rest = rest[i+1:]
	}
}

// looksBroken tells whether brackets or strings of a text do not end, or a
// merge conflict was left in it. It may be wrong both ways: it decides only
// whether a file that nothing else speaks for is parsed to say so.
func looksBroken(text string) bool {
	var open []byte
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '#':
			if i += strings.IndexAny(text[i:]+"\n", "\n\r"); i >= len(text) {
				return len(open) > 0
			}
		case '"', '\'':
			end := stringEnd(text, i)
			if end < 0 {
				return true
			}
			i = end - 1
		case '(', '[', '{':
			open = append(open, c)
		case ')', ']', '}':
			if len(open) == 0 || open[len(open)-1] != closes[c] {
				return true
			}
			open = open[:len(open)-1]
		case '<':
			if strings.HasPrefix(text[i:], "<<<<<<< ") {
				return true
			}
		}
	}
	return len(open) > 0
}

var closes = map[byte]byte{')': '(', ']': '[', '}': '{'}

// stringEnd is the offset behind the string that starts at i, -1 when it does
// not end.
func stringEnd(text string, i int) int {
	quote := text[i : i+1]
	if triple := strings.Repeat(quote, 3); strings.HasPrefix(text[i:], triple) {
		quote = triple
	}
	for j := i + len(quote); j < len(text); j++ {
		switch {
		case text[j] == '\\':
			j++
		case strings.HasPrefix(text[j:], quote):
			return j + len(quote)
		case len(quote) == 1 && (text[j] == '\n' || text[j] == '\r'):
			return -1
		}
	}
	return -1
}

// needed tells for each file of a snapshot whether it matters.
func needed(files []*file, cfg *config.Config) []bool {
	g := newLinks(files)
	started := startedNames(files, cfg)
	out := make([]bool, len(files))
	groups := map[int]bool{}
	for i, f := range files {
		if !f.python {
			continue
		}
		_, byCommand := started[stem(f.path)]
		if f.scan.matters || byCommand || f.text.Kind == source.Notebook {
			groups[g.group(i)] = true
		}
	}
	for i, f := range files {
		out[i] = f.python && groups[g.group(i)]
	}
	return out
}

// startedNames are the last parts of what commands, console scripts and the
// configuration start.
func startedNames(files []*file, cfg *config.Config) map[string]struct{} {
	out := map[string]struct{}{}
	add := func(names ...string) {
		for _, n := range names {
			n = strings.TrimSuffix(path.Base(n), ".py")
			for _, part := range strings.Split(n, ".") {
				out[part] = struct{}{}
			}
		}
	}
	add(cfg.EntryPoints...)
	for _, f := range files {
		if f.env == nil {
			continue
		}
		for _, c := range f.env.Commands {
			add(c.Script, c.Module)
			if c.Module != "" {
				add("__main__")
			}
		}
		for _, s := range f.env.Scripts {
			add(s.Module)
		}
	}
	return out
}

// links joins files that may import each other into groups.
type links struct{ parent []int }

func newLinks(files []*file) *links {
	g := &links{parent: make([]int, len(files))}
	byName := map[string][]int{}
	for i, f := range files {
		g.parent[i] = i
		if f.python {
			byName[stem(f.path)] = append(byName[stem(f.path)], i)
		}
	}
	for i, f := range files {
		for _, w := range f.scan.imports {
			for _, j := range byName[w] {
				g.join(i, j)
			}
		}
		g.joinPackage(files, i)
	}
	return g
}

// joinPackage puts a module into the group of its package: importing it runs
// the package, and "from . import *" names no word.
func (g *links) joinPackage(files []*file, i int) {
	if !files[i].python {
		return
	}
	init := path.Join(path.Dir(files[i].path), "__init__.py")
	if j, ok := index(files, init); ok {
		g.join(i, j)
	}
}

func (g *links) group(i int) int {
	for g.parent[i] != i {
		g.parent[i] = g.parent[g.parent[i]]
		i = g.parent[i]
	}
	return i
}

func (g *links) join(a, b int) { g.parent[g.group(a)] = g.group(b) }

// stem is the name a module is imported by: the last part of it.
func stem(p string) string {
	base := path.Base(p)
	name := strings.TrimSuffix(base, path.Ext(base))
	if name == "__init__" {
		return path.Base(path.Dir(p))
	}
	return name
}
