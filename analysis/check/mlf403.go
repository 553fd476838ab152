package check

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
)

var hashDependent = register(&Rule{
	Meta: Meta{
		Code: "MLF403", Name: "hash-dependent", Severity: Warning,
		Summary: "the salted hash of a text decides a bucket, a split or an order",
	},
	Run: runHashDependent,
})

func runHashDependent(p *Pass) {
	for _, h := range p.saltedHashes() {
		f := Finding{
			Place: h.place, Severity: Warning, Symbol: "builtins.hash", Key: "hash",
			Message: "hash() of " + h.of + " is salted anew in every process, and here it " + h.does + ": runs differ although every seed is set",
			Why:     "Python mixes a random salt into the hashes of strings, bytes and dates, and objects without a __hash__ of their own hash their address.",
			Help:    "Use hashlib (int(hashlib.sha256(text.encode()).hexdigest(), 16)), or zlib.crc32; PYTHONHASHSEED helps only when it is set before Python starts.",
		}
		if !h.sure {
			f.Severity = Info
			f.Message = "if " + h.of + " is a text, its hash() is salted anew in every process, and here it " + h.does
		}
		f.Severity = p.severityAt(h.fn, f.Severity)
		p.Report(f)
	}
}

// saltedHash is a call of hash() whose result reaches data.
type saltedHash struct {
	place Place
	fn    *project.Func
	of    string // what is hashed, for messages
	does  string // what the hash decides
	sure  bool   // what is hashed is no number for certain
}

// saltedHashes are all such calls in the project, in order.
func (p *Pass) saltedHashes() []saltedHash {
	return once(p.shared, "salted hashes", func() []saltedHash {
		seeds := p.hashSeeds()
		mentioned := p.mentionsHash()
		var out []saltedHash
		p.calls(func(c *project.Call) {
			h, ok := p.hashCall(c)
			if !ok && mentioned {
				h, ok = p.hashHanded(c)
			}
			if ok && !seeds[h.place] {
				h.fn = c.Fn
				out = append(out, h)
			}
		})
		return out
	})
}

// mentionsHash tells whether the name hash stands anywhere in the project.
func (p *Pass) mentionsHash() bool {
	return slices.ContainsFunc(p.Modules, func(m *project.Module) bool {
		return slices.ContainsFunc(m.All, func(u *project.Unit) bool {
			return slices.ContainsFunc(u.Values, func(v facts.Value) bool {
				return v.Str == "hash" || v.Op == facts.OpImport && v.List[0].Name == "hash"
			})
		})
	})
}

// hashSeeds are the calls of hash() that end up as seeds: MLF108 has them.
func (p *Pass) hashSeeds() map[Place]bool {
	out := map[Place]bool{}
	for _, s := range p.seedSinks() {
		if !s.seed.given() {
			continue
		}
		if o := p.entropyOrigin(s.seed.unit, s.seed.id, 0); o != nil {
			out[PlaceOf(o.unit, o.span)] = true
		}
	}
	return out
}

// hashCall judges "hash(x)".
func (p *Pass) hashCall(c *project.Call) (h saltedHash, ok bool) {
	args := c.Value().List
	if c.Name() != "builtins.hash" || len(args) != 1 || args[0].Name != "" || args[0].Star != 0 || hashTable(c.Fn) {
		return h, false
	}
	kind := saltOf(p, c.Unit, args[0].V, 0)
	if kind == stable {
		return h, false
	}
	f := hashFlow{p: p, seen: map[flowKey]bool{}}
	does := f.uses(c.Unit, c.ID, 0)
	if does == "" {
		return h, false
	}
	return saltedHash{place: callPlace(c), of: text(c.Unit, args[0].V), does: does, sure: kind == salted}, true
}

// hashHanded judges hash itself when it is handed to a call: as the key of a
// sort, or to be applied to every element.
func (p *Pass) hashHanded(c *project.Call) (h saltedHash, ok bool) {
	for _, a := range c.Value().List {
		if !c.Unit.Val(a.V).Is("builtins.hash") || hashTable(c.Fn) {
			continue
		}
		if does := handedTo(c, a.Name); does != "" {
			return saltedHash{place: callPlace(c), of: "each element", does: does, sure: true}, true
		}
	}
	return h, false
}

// handedTo says what a function that hashes decides when it is an argument.
func handedTo(c *project.Call, keyword string) string {
	method := written(c.Unit, c.Value().X)
	switch {
	case keyword == "key" && slices.Contains([]string{"sorted", "sort", "min", "max", "nlargest", "nsmallest"}, method):
		return "decides an order"
	case keyword == "" && slices.Contains([]string{"apply", "map", "applymap", "transform"}, method):
		if c.Name() == "builtins.map" || c.Unit.Values[c.Value().X].Op == facts.OpAttr {
			return "becomes data"
		}
	}
	return ""
}

// hashTable tells whether a function belongs to hashing in one process, where
// the salt does no harm: __hash__, __eq__, and hand-made tables and caches.
func hashTable(f *project.Func) bool {
	if f.Name == "__hash__" || f.Name == "__eq__" {
		return true
	}
	class := f.Class
	if class == nil {
		class = f.Unit.Class
	}
	if class == nil {
		return false
	}
	n := strings.ToLower(class.Name)
	for _, w := range []string{"hashmap", "hashtable", "hash_map", "hash_table", "hashset", "dict", "cache", "lru", "bloom"} {
		if strings.Contains(n, w) {
			return true
		}
	}
	return false
}

// salt says whether a value's hash is the same in every process.
type salt uint8

const (
	stable  salt = iota // numbers, and tuples of them
	perhaps             // nobody can tell from the text
	salted              // strings, bytes, dates, objects
)

// saltOf judges what is hashed.
func saltOf(p *Pass, u *project.Unit, id facts.ID, depth int) salt {
	if depth > 8 {
		return perhaps
	}
	v := &u.Values[id]
	switch v.Op {
	case facts.OpNum, facts.OpBool, facts.OpNone, facts.OpEllipsis, facts.OpCompare:
		return stable
	case facts.OpStr, facts.OpBytes, facts.OpFormat:
		return salted
	case facts.OpTuple:
		worst := stable
		for _, a := range v.List {
			worst = max(worst, saltOf(p, u, a.V, depth+1))
		}
		return worst
	case facts.OpBinary, facts.OpCond:
		x, y := saltOf(p, u, v.X, depth+1), saltOf(p, u, v.Y, depth+1)
		return max(x, y)
	case facts.OpCall:
		return saltOfCall(p, u, id, v, depth)
	case facts.OpParam:
		return saltOfParam(p, u, v)
	}
	return saltOfVal(u, id, v)
}

// textMethods give strings or bytes whatever they are called on.
var textMethods = []string{
	"encode", "decode", "strip", "lstrip", "rstrip", "lower", "upper", "replace", "join", "format", "hexdigest", "digest",
	"tobytes", "as_posix", "read_text", "read_bytes", "isoformat", "strftime", "casefold", "title",
}

// numberCalls give numbers.
var numberCalls = []string{"int", "float", "len", "ord", "round", "abs", "bool", "id", "complex", "sum"}

func saltOfCall(p *Pass, u *project.Unit, id facts.ID, v *facts.Value, depth int) salt {
	name := ""
	if c := u.Call(id); c != nil {
		name = c.Name()
	}
	base, builtin := strings.CutPrefix(name, "builtins.")
	switch {
	case builtin && slices.Contains(numberCalls, base):
		return stable
	case builtin && slices.Contains([]string{"str", "repr", "bytes", "hex", "bin", "chr", "format", "ascii", "input"}, base):
		return salted
	case builtin && (base == "tuple" || base == "frozenset" || base == "sorted"):
		if len(v.List) == 1 && v.List[0].Star == 0 {
			return max(perhaps, saltOf(p, u, v.List[0].V, depth+1))
		}
		return perhaps
	case slices.Contains([]string{"json.dumps", "pickle.dumps", "os.path.basename", "os.path.join", "os.path.abspath", "os.fspath", "os.path.splitext"}, name):
		return salted
	}
	if x := &u.Values[v.X]; x.Op == facts.OpAttr && slices.Contains(textMethods, x.Str) {
		return salted
	}
	return saltOfVal(u, id, v)
}

func saltOfParam(p *Pass, u *project.Unit, v *facts.Value) salt {
	f := u.Defs[v.Func]
	if i := int(v.Index); i < len(f.Params) && f.Params[i].Annotation != 0 {
		switch f.Unit.Val(f.Params[i].Annotation).Symbol() {
		case "builtins.str", "builtins.bytes", "pathlib.Path", "os.PathLike":
			return salted
		case "builtins.int", "builtins.float", "builtins.bool":
			return stable
		}
	}
	for i := range f.Params {
		if f.Params[i].Name == v.Str {
			return saltOfKind(u.Val(f.Params[i].V), v.Str)
		}
	}
	return saltOfName(v.Str)
}

func saltOfVal(u *project.Unit, id facts.ID, v *facts.Value) salt {
	name := written(u, id)
	switch v.Op {
	case facts.OpElem, facts.OpUnpack:
		if v.Op == facts.OpElem && textElements(u, v.X) {
			return salted
		}
		start, end := u.Place(v.Span)
		if s := u.Mod.File.Text(); start >= 0 && end <= len(s) && start < end {
			name = s[start:end] // the name of the loop's variable
		}
	case facts.OpIndex:
		if k := u.Val(v.Y); k.Kind == project.Str {
			name = k.Text
		}
	}
	return saltOfKind(u.Val(id), name)
}

// textElements tells whether iterating over a value gives texts or paths.
func textElements(u *project.Unit, id facts.ID) bool {
	v := &u.Values[id]
	if v.Op != facts.OpCall {
		return false
	}
	return slices.Contains([]string{"iterdir", "glob", "rglob", "iglob", "listdir", "split", "splitlines", "readlines", "namelist"}, written(u, v.X))
}

func saltOfKind(x *project.Val, name string) salt {
	worst, known := stable, true
	x.Each(func(a *project.Val) {
		switch a.Kind {
		case project.Num, project.Bool, project.None:
		case project.Str, project.Object, project.Function, project.Type:
			worst = salted
		case project.Instance:
			if strings.HasPrefix(a.Text, "numpy.") || strings.HasPrefix(a.Text, "builtins.") || strings.HasPrefix(a.Text, "decimal.") {
				known = false
				return
			}
			worst = salted
		case project.External:
			worst = salted
		default:
			known = false
		}
	})
	if worst == salted {
		return salted
	}
	if known && x.Kind != project.Union {
		return stable
	}
	return saltOfName(name)
}

// saltOfName goes by the name of what nobody else knows.
func saltOfName(name string) salt {
	n := strings.ToLower(name)
	for _, w := range []string{
		"name", "path", "file", "text", "word", "token", "string", "label", "url", "title", "sentence", "uuid", "smiles",
		"sequence", "caption", "prompt", "question", "email", "line", "gene", "barcode", "stem", "basename", "ngram",
	} {
		if n == w || strings.HasSuffix(n, "_"+w) || strings.HasPrefix(n, w+"_") || (len(w) > 4 && strings.Contains(n, w)) {
			return salted
		}
	}
	if n == "w" || n == "s" || n == "tok" || n == "fname" || n == "filename" {
		return salted
	}
	return perhaps
}
