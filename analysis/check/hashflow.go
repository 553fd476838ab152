package check

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
)

// hashFlow follows the result of hash() to where it decides something. The
// hash itself as a key, in a set or compared for equality is harmless: that
// holds within one process. Its remainder, its bits, its order and its value
// as data are not.
type hashFlow struct {
	p    *Pass
	seen map[flowKey]bool
}

// uses says what the hash decides, "" for nothing that matters.
func (f *hashFlow) uses(u *project.Unit, id facts.ID, depth int) string {
	if f.seen[flowKey{u, id}] || depth > 10 {
		return ""
	}
	f.seen[flowKey{u, id}] = true
	for _, use := range u.Uses(id) {
		does := ""
		if use.Step != nil {
			does = f.step(u, id, use, depth)
		} else {
			does = f.value(u, id, use, depth)
		}
		if does != "" {
			return does
		}
	}
	return ""
}

func (f *hashFlow) value(u *project.Unit, id facts.ID, use project.Use, depth int) string {
	v := &u.Values[use.User]
	switch v.Op {
	case facts.OpBinary:
		if v.X == id {
			switch v.Str {
			case "%", "%=":
				return f.reduced(u, use.User, "picks a bucket")
			case "&", "&=", "//", "//=", ">>", ">>=", "/", "/=":
				return f.reduced(u, use.User, "is computed with")
			}
		}
		return f.uses(u, use.User, depth+1)
	case facts.OpCompare:
		return f.compared(u, id, v)
	case facts.OpIndex:
		if v.X == id { // digits of str(hash(x))
			return f.reduced(u, use.User, "is computed with")
		}
	case facts.OpUnary, facts.OpPhi, facts.OpCond, facts.OpLogic, facts.OpAwait, facts.OpAttr:
		return f.uses(u, use.User, depth+1)
	case facts.OpList, facts.OpTuple, facts.OpComp:
		return f.uses(u, use.User, depth+1)
	case facts.OpCall:
		return f.argument(u, id, use, v, depth)
	}
	return ""
}

// compared: equality of two hashes holds in every process; their order, and
// their equality to a number written down, do not.
func (f *hashFlow) compared(u *project.Unit, id facts.ID, v *facts.Value) string {
	other := v.X
	if other == id {
		other = v.Y
	}
	switch v.Str {
	case "<", "<=", ">", ">=":
		return "decides a comparison"
	case "==", "!=":
		if u.Val(other).Kind == project.Num {
			return "decides a comparison"
		}
	}
	return ""
}

// reduced judges a value computed from the hash: all that does not merely name
// or time things matters, also as a key.
func (f *hashFlow) reduced(u *project.Unit, id facts.ID, does string) string {
	g := flow{seen: map[flowKey]bool{}}
	end := g.uses(u, id, 0)
	if end == noUse {
		for _, name := range boundTo(u, id) {
			eachReader(u, name, func(other *project.Unit, read facts.ID) {
				end = max(end, g.uses(other, read, 0))
			})
		}
	}
	if end == matters {
		return does
	}
	return ""
}

// boundTo are the names of the module that hold a value, or what is computed
// from it, after its unit.
func boundTo(u *project.Unit, id facts.ID) []string {
	if u.Class != nil {
		return nil
	}
	from := map[facts.ID]bool{id: true}
	for queue := []facts.ID{id}; len(queue) > 0; queue = queue[1:] {
		for _, use := range u.Uses(queue[0]) {
			if use.User != 0 && !from[use.User] {
				from[use.User] = true
				queue = append(queue, use.User)
			}
		}
	}
	var out []string
	for _, b := range u.Bindings {
		if from[b.V] {
			out = append(out, b.Name)
		}
	}
	return out
}

// eachReader visits the reads of a name that a unit binds, up to the unit that
// binds it anew.
func eachReader(u *project.Unit, name string, visit func(*project.Unit, facts.ID)) {
	for _, other := range u.Mod.All {
		if other.Class == nil && other.Index <= u.Index {
			continue
		}
		for i := range other.Values {
			if v := &other.Values[i]; v.Op == facts.OpFree && v.Str == name {
				visit(other, facts.ID(i))
			}
		}
		for _, b := range other.Bindings {
			if b.Name == name && !b.Maybe && other.Class == nil {
				return
			}
		}
	}
}

// arithmetic functions pass a hash on.
var hashPasses = []string{
	"builtins.abs", "builtins.int", "builtins.str", "builtins.hex", "builtins.bin", "builtins.float", "builtins.list",
	"builtins.tuple", "numpy.abs", "numpy.uint64", "numpy.int64", "numpy.uint32", "ctypes.c_size_t", "ctypes.c_uint64", "ctypes.c_uint32",
}

func (f *hashFlow) argument(u *project.Unit, id facts.ID, use project.Use, v *facts.Value, depth int) string {
	c := u.Call(use.User)
	if c == nil {
		return ""
	}
	name := c.Name()
	switch {
	case v.X == id: // a method of it: str(hash(x)).zfill(20)
		return f.uses(u, use.User, depth+1)
	case slices.Contains(hashPasses, name):
		return f.uses(u, use.User, depth+1)
	case name == "builtins.divmod", name == "math.fmod", name == "numpy.mod", name == "numpy.remainder", name == "operator.mod":
		if use.Arg == 0 {
			return f.reduced(u, use.User, "picks a bucket")
		}
	case strings.HasPrefix(name, "numpy.") || strings.HasPrefix(name, "torch.") || strings.HasPrefix(name, "pandas."):
		if g := (flow{seen: map[flowKey]bool{}}); g.uses(u, use.User, 0) == matters {
			return "becomes data"
		}
	default:
		return f.passed(c, use.Arg, depth)
	}
	return ""
}

// passed follows the hash into a parameter of a function of ours.
func (f *hashFlow) passed(c *project.Call, arg int, depth int) string {
	if arg < 0 || arg >= len(c.Value().List) {
		return ""
	}
	for _, t := range f.p.Targets(c.Callee()) {
		for i := range t.Fn.Params {
			if v, given, _ := c.Argument(t.Fn, i); given && v == c.Value().List[arg].V {
				if does := f.uses(t.Fn.Unit, t.Fn.Params[i].V, depth+2); does != "" {
					return does
				}
			}
		}
	}
	return ""
}

func (f *hashFlow) step(u *project.Unit, id facts.ID, use project.Use, depth int) string {
	s := use.Step
	switch s.Kind {
	case facts.StepReturn:
		return f.returned(use.Fn, depth)
	case facts.StepBind:
		if use.Fn.Index == 0 && s.V == id { // a name of the module: its readers are in other units
			return f.readers(u, s.Str, depth)
		}
	}
	return ""
}

// returned follows the hash to the callers of the function, and to what a
// lambda or function is the key of.
func (f *hashFlow) returned(fn *project.Func, depth int) string {
	if fn.Func.Kind == facts.Body {
		return ""
	}
	for _, c := range f.p.CallersOf(fn) {
		if does := f.uses(c.Unit, c.ID, depth+2); does != "" {
			return does
		}
	}
	u := fn.Unit
	for i := range u.Values {
		if v := &u.Values[i]; v.Op != facts.OpFunc || v.Func != fn.Index {
			continue
		}
		for _, use := range u.Uses(facts.ID(i)) {
			if use.Step != nil || use.Arg < 0 || u.Values[use.User].Op != facts.OpCall {
				continue
			}
			c := u.Call(use.User)
			if does := handedTo(c, c.Value().List[use.Arg].Name); c != nil && does != "" {
				return does
			}
		}
	}
	return ""
}

// readers follows a name of the module to where it is read.
func (f *hashFlow) readers(u *project.Unit, name string, depth int) string {
	does := ""
	if u.Class == nil {
		eachReader(u, name, func(other *project.Unit, read facts.ID) {
			if does == "" {
				does = f.uses(other, read, depth+1)
			}
		})
	}
	return does
}
