package check

import (
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/rules"
)

// repeats tells whether an index can name one place twice, as arrays of ids
// do. Single numbers, slices, masks and permutations cannot. What is not known
// is judged by its name, and taken for a single number otherwise.
func repeats(u *project.Unit, id facts.ID, depth int) rules.Truth {
	if depth > 8 {
		return rules.No
	}
	for _, n := range u.Named(id) {
		return repeatsNamed(n.Unit, n.ID, n.Key, depth)
	}
	v := &u.Values[id]
	switch v.Op {
	case facts.OpTuple:
		t := rules.No
		for _, e := range v.List {
			t = t.Or(repeats(u, e.V, depth+1))
		}
		return t
	case facts.OpList:
		return twice(u, v)
	case facts.OpCall:
		return repeatsCall(u, id, v, depth)
	case facts.OpBinary, facts.OpAwait:
		return repeats(u, v.X, depth+1).Or(repeats(u, v.Y, depth+1))
	case facts.OpParam:
		return idsByName(v.Str)
	case facts.OpAttr:
		if v.Str == "T" {
			return repeats(u, v.X, depth+1)
		}
		return idsByName(v.Str)
	case facts.OpIndex: // edge_index[0], batch["labels"]
		if k := u.Val(v.Y); k.Kind == project.Str {
			return idsByName(k.Text)
		}
		return rowOf(repeats(u, v.X, depth+1), u, v)
	case facts.OpUnpack:
		if x := &u.Values[v.X]; x.Op != facts.OpElem {
			return repeats(u, v.X, depth+1)
		}
	}
	return rules.No
}

// rowOf: a row of an array of indices is one, an element of a list of ids is
// a number.
func rowOf(t rules.Truth, u *project.Unit, v *facts.Value) rules.Truth {
	name := u.Values[v.X].Str
	if strings.Contains(name, "edge") || u.Values[v.Y].Op == facts.OpSlice || u.Values[v.Y].Op == facts.OpTuple {
		return t
	}
	return rules.No
}

func repeatsNamed(u *project.Unit, id facts.ID, name string, depth int) rules.Truth {
	if u.Values[id].Op == facts.OpUnknown {
		return idsByName(name)
	}
	t := repeats(u, id, depth+1)
	if t == rules.No && u.Values[id].Op == facts.OpCall && u.Val(id).Kind != project.Num {
		if c := u.Call(id); c != nil && unknownArray(c) {
			return idsByName(name)
		}
	}
	return t
}

// unknownArray: what a function that is not known gives may be anything.
func unknownArray(c *project.Call) bool {
	n := c.Name()
	return n == "" || !strings.HasPrefix(n, "jax.") && !strings.HasPrefix(n, "numpy.") && !strings.HasPrefix(n, "builtins.")
}

// twice tells whether a list of literals holds one twice.
func twice(u *project.Unit, v *facts.Value) rules.Truth {
	seen := map[string]bool{}
	for _, e := range v.List {
		x := u.Val(e.V)
		if x.Kind != project.Num {
			return rules.Maybe
		}
		if seen[x.Text] {
			return rules.Yes
		}
		seen[x.Text] = true
	}
	return rules.No
}

// drawnIDs are functions whose arrays of whole numbers repeat some.
var drawnIDs = map[string]bool{
	"jax.random.randint": true, "jax.random.categorical": true, "jax.random.choice": true, "jax.numpy.digitize": true, "jax.numpy.searchsorted": true,
	"numpy.random.randint": true, "numpy.digitize": true, "numpy.searchsorted": true, "jax.numpy.repeat": true, "numpy.repeat": true, "jax.numpy.zeros": true,
	"jax.numpy.mod": true, "jax.numpy.floor_divide": true,
}

func repeatsCall(u *project.Unit, id facts.ID, v *facts.Value, depth int) rules.Truth {
	name := u.Call(id).Name()
	switch {
	case drawnIDs[name]:
		return rules.Yes
	case strings.HasSuffix(name, "numpy.array") || strings.HasSuffix(name, "numpy.asarray"):
		if len(v.List) > 0 {
			return repeats(u, v.List[0].V, depth+1)
		}
	}
	if f := &u.Values[v.X]; f.Op == facts.OpAttr {
		switch f.Str {
		case "astype", "reshape", "ravel", "flatten", "squeeze", "copy", "view":
			return repeats(u, f.X, depth+1)
		}
	}
	return rules.No
}

// idsByName tells what a name says: arrays of ids, an index of some kind, or
// nothing of the sort.
func idsByName(name string) rules.Truth {
	n := strings.ToLower(strings.Trim(name, "_"))
	switch n {
	case "senders", "receivers", "src", "dst", "rows", "cols", "segments", "bins", "edge_index", "edges", "neighbors", "neighbours", "targets", "labels", "tokens":
		return rules.Yes
	case "idx", "index", "inds", "ind":
		return rules.Maybe
	}
	for _, s := range []string{"ids", "indices", "indexes", "idxs", "_labels", "_tokens", "_rows", "_cols", "_bins"} {
		if strings.HasSuffix(n, s) {
			return rules.Yes
		}
	}
	return rules.No
}
