package check

import (
	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
)

var setOrder = register(&Rule{
	Meta: Meta{
		Code: "MLF402", Name: "set-order", Severity: Warning,
		Summary: "the iteration order of a set of strings reaches data",
	},
	Run: runSetOrder,
})

// setUse is a set whose iteration order reaches data.
type setUse struct {
	unit *project.Unit
	id   facts.ID
	sink *orderSink
	sure bool // its elements are known to be strings
}

func runSetOrder(p *Pass) {
	for _, s := range p.setUses() {
		f := Finding{
			Place: PlaceOf(s.unit, s.unit.Values[s.id].Span), Severity: Warning, Symbol: "builtins.set", Key: "set-order",
			Message: "a set gives its elements in hash order, which is new in every run for strings, and here " + s.sink.how,
			Why:     "Python salts the hashes of str and bytes anew in each process unless PYTHONHASHSEED is set before it starts.",
			Help:    "Iterate over sorted(…) of it.",
			Related: []Related{{PlaceOf(s.sink.unit, s.sink.span), "the order reaches data here: " + s.sink.how}},
		}
		if !s.sure {
			f.Severity = Info
			f.Message = "if its elements are strings or objects, this set gives them in an order that is new in every run, and here " + s.sink.how
		}
		if s.unit.Mod.Test {
			f.Severity = Hint
		}
		if f.Related[0].Place == f.Place {
			f.Related = nil
		}
		p.Report(f)
	}
}

// hashOrderPlaces are the places where hash order reaches data.
func (p *Pass) hashOrderPlaces() []Place {
	var out []Place
	for _, s := range p.setUses() {
		if s.sure {
			out = append(out, PlaceOf(s.unit, s.unit.Values[s.id].Span))
		}
	}
	return out
}

func (p *Pass) setUses() []setUse {
	return once(p.shared, "sets", func() []setUse {
		var out []setUse
		for _, m := range p.Modules {
			for _, u := range m.All {
				for i := range u.Values {
					id := facts.ID(i)
					kind, isSet := setElements(u, id)
					if !isSet || kind == stableElements {
						continue
					}
					if sink, _ := p.orderSinkOf(u, id); sink != nil {
						out = append(out, setUse{u, id, sink, kind == stringElements})
					}
				}
			}
		}
		return out
	})
}

// elements says what is known of the elements of a set.
type elements uint8

const (
	unknownElements elements = iota
	stableElements           // numbers: their hashes are the same in every run
	stringElements
)

// setElements tells whether a value is made as a set, and of what.
func setElements(u *project.Unit, id facts.ID) (elements, bool) {
	v := &u.Values[id]
	switch v.Op {
	case facts.OpSet:
		if len(v.List) == 1 && v.List[0].Star == 0 {
			return stableElements, true // one element has no order
		}
		e := stableElements
		for _, a := range v.List {
			e = worse(e, elementKind(u, a.V, 0))
		}
		return e, true
	case facts.OpComp:
		if v.Str == "set" {
			return elementKind(u, v.X, 0), true
		}
	case facts.OpCall:
		c := u.Call(id)
		if c == nil {
			return 0, false
		}
		switch c.Name() {
		case "builtins.set", "builtins.frozenset":
			if len(v.List) == 0 {
				return filledWith(u, id), true
			}
			return iterableKind(u, v.List[0].V, 0), true
		}
	}
	return 0, false
}

// filledWith looks at what is added to an empty set.
func filledWith(u *project.Unit, id facts.ID) elements {
	e, any := stableElements, false
	for _, use := range u.Uses(id) {
		if use.Step != nil {
			continue
		}
		v := &u.Values[use.User]
		ids := []facts.ID{use.User}
		if v.Op == facts.OpPhi {
			continue
		}
		if v.Op != facts.OpAttr || v.Str != "add" {
			continue
		}
		for _, at := range ids {
			for _, call := range u.Uses(at) {
				if call.Step == nil && u.Values[call.User].Op == facts.OpCall && len(u.Values[call.User].List) == 1 {
					any = true
					e = worse(e, elementKind(u, u.Values[call.User].List[0].V, 0))
				}
			}
		}
	}
	if !any {
		return unknownElements
	}
	return e
}

func worse(a, b elements) elements {
	if a == stableElements {
		return b
	}
	if b == stableElements {
		return a
	}
	if a == stringElements || b == stringElements {
		return stringElements
	}
	return unknownElements
}

// iterableKind is what the elements of an iterable are.
func iterableKind(u *project.Unit, id facts.ID, depth int) elements {
	v := &u.Values[id]
	if depth > 6 {
		return unknownElements
	}
	switch v.Op {
	case facts.OpList, facts.OpTuple, facts.OpSet:
		e := stableElements
		for _, a := range v.List {
			e = worse(e, elementKind(u, a.V, depth+1))
		}
		return e
	case facts.OpComp:
		return elementKind(u, v.X, depth+1)
	case facts.OpStr:
		return stringElements // its characters
	case facts.OpCall:
		if c := u.Call(id); c != nil {
			switch n := c.Name(); n {
			case "builtins.range":
				return stableElements
			case "builtins.list", "builtins.sorted", "builtins.tuple":
				if len(v.List) > 0 {
					return iterableKind(u, v.List[0].V, depth+1)
				}
			case "os.listdir", "glob.glob":
				return stringElements
			}
		}
		if x := &u.Values[v.X]; x.Op == facts.OpAttr && (x.Str == "split" || x.Str == "splitlines") {
			return stringElements
		}
	}
	if x := u.Val(id); x.Kind == project.Seq && x.Unit != nil && (x.Unit != u || x.ID != id) {
		return iterableKind(x.Unit, x.ID, depth+1)
	}
	return unknownElements
}

// elementKind is what one element is.
func elementKind(u *project.Unit, id facts.ID, depth int) elements {
	if depth > 6 {
		return unknownElements
	}
	v := &u.Values[id]
	switch v.Op {
	case facts.OpStr, facts.OpBytes, facts.OpFormat:
		return stringElements
	case facts.OpNum, facts.OpBool, facts.OpNone:
		return stableElements
	case facts.OpTuple:
		e := stableElements
		for _, a := range v.List {
			e = worse(e, elementKind(u, a.V, depth+1))
		}
		return e
	case facts.OpElem:
		return iterableKind(u, v.X, depth+1)
	case facts.OpCall:
		c := u.Call(id)
		if c == nil {
			return unknownElements
		}
		switch c.Name() {
		case "builtins.int", "builtins.len", "builtins.float", "builtins.ord", "builtins.id":
			return stableElements
		case "builtins.str", "builtins.repr", "os.path.basename", "os.path.join":
			return stringElements
		}
		if x := &u.Values[v.X]; x.Op == facts.OpAttr {
			switch x.Str {
			case "lower", "upper", "strip", "rstrip", "lstrip", "title", "replace", "format", "join", "decode":
				return stringElements
			}
		}
	}
	switch u.Val(id).Kind {
	case project.Str:
		return stringElements
	case project.Num, project.Bool:
		return stableElements
	}
	return unknownElements
}
