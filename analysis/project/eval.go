package project

import (
	"path"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
)

// bottom is what a value that is still being evaluated stands for: in a union
// it adds nothing.
var bottom = &Val{Kind: Union}

// evaluation keeps results of a cycle provisional while its head is still
// open: they answer questions asked within the cycle, so that the work stays
// linear, and are forgotten when the head closes, so that what is remembered
// does not depend on where the question started.
type evaluation struct {
	depth       int
	low         int // smallest depth of an open value that was met
	provisional []*answer
	user        *answer // what is being worked out
}

// frame is an open value, function or search.
type frame struct{ depth, outer, mark int }

func (ev *evaluation) enter() frame {
	ev.depth++
	f := frame{ev.depth, ev.low, len(ev.provisional)}
	ev.low = f.depth
	return f
}

// leave tells whether the frame depends on nothing that is still open: then
// its result may be remembered.
func (ev *evaluation) leave(f frame) (closed bool) {
	ev.depth--
	closed = ev.low >= f.depth
	if closed || ev.depth == 0 {
		for _, p := range ev.provisional[f.mark:] {
			p.val, p.open = nil, 0
		}
		ev.provisional = ev.provisional[:f.mark]
	}
	if closed {
		ev.low = f.outer
	} else {
		ev.low = min(ev.low, f.outer)
	}
	return closed
}

const maxDepth = 120

// Val says what a value is known to be. It never returns nil.
func (u *Unit) Val(id facts.ID) *Val {
	if id <= 0 || int(id) >= len(u.Values) {
		return unknown
	}
	if u.memo == nil {
		u.memo = make([]*answer, len(u.Values))
	}
	p := u.Mod.prog
	ev := &p.ev
	a := u.memo[id]
	if a == nil {
		a = &answer{}
		u.memo[id] = a
	}
	p.read(a)
	if a.val != nil {
		if a.open < 0 {
			ev.low = min(ev.low, int(-a.open)-1)
		}
		return a.val
	}
	if a.open > 0 {
		ev.low = min(ev.low, int(a.open))
		return bottom
	}
	if ev.depth >= maxDepth {
		ev.low = 0
		return unknown
	}
	f := ev.enter()
	a.open = int32(f.depth)
	user := ev.user
	ev.user = a
	v := u.eval(id)
	ev.user = user
	low := ev.low
	if ev.leave(f) {
		if v == bottom {
			v = unknown
		}
		a.val, a.open = v, 0
		return v
	}
	a.open = 0
	if ev.depth > 0 {
		a.val, a.open = v, int32(-low-1)
		ev.provisional = append(ev.provisional, a)
	}
	return v
}

// settled is what a value is known to be for good, rather than while the cycle
// that it is part of is being evaluated; nil where that is not known yet.
func (u *Unit) settled(id facts.ID) *Val {
	if u.memo == nil || id <= 0 || u.memo[id] == nil || u.memo[id].open != 0 {
		return nil
	}
	return u.memo[id].val
}

func (u *Unit) eval(id facts.ID) *Val {
	v := &u.Values[id]
	switch v.Op {
	case facts.OpNone:
		return &Val{Kind: None}
	case facts.OpBool:
		return &Val{Kind: Bool, Text: v.Str}
	case facts.OpNum:
		return &Val{Kind: Num, Text: v.Str}
	case facts.OpStr:
		return &Val{Kind: Str, Text: v.Str}
	case facts.OpList, facts.OpTuple, facts.OpSet:
		names := map[facts.Op]string{facts.OpList: "list", facts.OpTuple: "tuple", facts.OpSet: "set"}
		return &Val{Kind: Seq, Text: names[v.Op], Unit: u, ID: id}
	case facts.OpDict:
		return &Val{Kind: Map, Unit: u, ID: id}
	case facts.OpComp:
		return &Val{Kind: Result, Text: "comprehension." + v.Str, Unit: u, ID: id}
	case facts.OpFree:
		return u.free(v.Str)
	case facts.OpParam:
		return u.Mod.prog.param(u.Defs[v.Func], int(v.Index))
	case facts.OpAttr:
		return u.Mod.prog.attr(u.Val(v.X), v.Str)
	case facts.OpCall:
		return u.callResult(id)
	case facts.OpIndex:
		return u.index(v)
	case facts.OpUnpack:
		return u.element(u.Val(v.X), int(v.Index))
	case facts.OpElem:
		return u.iterated(u.Val(v.X))
	case facts.OpEnter:
		return u.entered(u.Val(v.X))
	case facts.OpFunc:
		return &Val{Kind: Function, Fn: u.Defs[v.Func]}
	case facts.OpClass:
		return &Val{Kind: Type, Class: u.Types[v.Func]}
	case facts.OpModule:
		return u.Mod.prog.moduleVal(u.Mod, v.Str, 0)
	case facts.OpImport:
		return u.Mod.prog.imported(u.Mod, v.Str, int(v.Index), v.List[0].Name)
	case facts.OpPhi:
		var alts []*Val
		for _, a := range v.List {
			alts = append(alts, u.Val(a.V))
		}
		return unionOr(alts)
	case facts.OpCond:
		return unionOr([]*Val{u.Val(v.X), u.Val(v.Y)})
	case facts.OpLogic:
		return u.logic(v)
	case facts.OpUnary:
		return unary(v.Str, u.Val(v.X))
	case facts.OpBinary:
		return u.binary(id, v)
	case facts.OpStar, facts.OpAwait:
		return u.Val(v.X)
	}
	return unknown
}

// unionOr is union, but stays open when every alternative is.
func unionOr(alts []*Val) *Val {
	all := true
	for _, a := range alts {
		all = all && a == bottom
	}
	if all && len(alts) > 0 {
		return bottom
	}
	return union(alts)
}

// logic: "a or b" is usually a default for a missing a.
func (u *Unit) logic(v *facts.Value) *Val {
	x, y := u.Val(v.X), u.Val(v.Y)
	if v.Str == "or" {
		if x.Kind == None || (x.Kind == Bool && x.Text == "False") {
			return y
		}
		return unionOr([]*Val{x, y})
	}
	return unionOr([]*Val{y, x})
}

func unary(op string, x *Val) *Val {
	switch {
	case op == "-" && x.Kind == Num:
		return &Val{Kind: Num, Text: "-" + x.Text}
	case op == "not" && x.Kind == Bool && x.Text == "True", op == "not" && x.Kind == None:
		return &Val{Kind: Bool, Text: map[bool]string{true: "False", false: "True"}[x.Kind == Bool]}
	case op == "not" && x.Kind == Bool:
		return &Val{Kind: Bool, Text: "True"}
	}
	return unknown
}

// binary keeps the type of library objects through arithmetic: a path joined
// by "/" is a path, a tensor plus anything is a tensor.
func (u *Unit) binary(id facts.ID, v *facts.Value) *Val {
	x := u.Val(v.X)
	if x.Kind == Instance {
		return &Val{Kind: Instance, Text: x.Text, Unit: u, ID: id}
	}
	y := u.Val(v.Y)
	if y.Kind == Instance && y.Text == "torch.Tensor" {
		return &Val{Kind: Instance, Text: y.Text, Unit: u, ID: id}
	}
	if x.Kind == Str && y.Kind == Str && v.Str == "+" {
		return &Val{Kind: Str, Text: x.Text + y.Text}
	}
	if x.Kind == Seq && v.Str == "+" {
		return &Val{Kind: Result, Text: "builtins." + x.Text, Unit: u, ID: id}
	}
	return unknown
}

// ---- names ----

// free resolves a name from outside the unit.
func (u *Unit) free(name string) *Val {
	if u.Class != nil && u.isClassBody(name) {
		if v := u.classBody(name); v != nil {
			return v
		}
	}
	before := -1
	if u.Class == nil {
		before = u.Index
	}
	if v := u.Mod.lookup(name, before, u); v != nil {
		return v
	}
	if u.Inner {
		return unknown // may be a local of the function around the class
	}
	if builtins[name] {
		return &Val{Kind: External, Text: "builtins." + name}
	}
	switch name {
	case "__name__":
		return &Val{Kind: External, Text: "builtins.__name__"}
	}
	return unknown
}

func (u *Unit) isClassBody(name string) bool { return len(u.Class.bound(name)) > 0 }

// classBody resolves a name used directly in a class body. Functions do not
// see the names of the class around them, so this applies to members that are
// no functions themselves.
func (u *Unit) classBody(name string) *Val {
	bound := u.Class.bound(name)
	for i := len(bound) - 1; i >= 0; i-- {
		b := bound[i]
		if b.unit < u.Index {
			for _, d := range u.Defs[1:] {
				if d.Parent == 0 && d.Kind == facts.Def {
					return nil
				}
			}
			return b.u.Val(b.v)
		}
	}
	return nil
}

// lookup resolves a name of the module. In straight code of unit number before
// only earlier bindings count; with before < 0, or from a function (whose
// names stay free although its unit may come early), the module is complete.
func (m *Module) lookup(name string, before int, from *Unit) *Val {
	m.prog.depend(fact{kind: boundName, mod: m, name: name})
	bs := m.bindings[name]
	if before >= 0 && !from.inFunction(name) {
		n := 0
		for n < len(bs) && bs[n].unit < before {
			n++
		}
		if n > 0 {
			bs = bs[:n]
		}
	}
	if len(bs) > 0 {
		return m.reaching(bs)
	}
	m.prog.depend(fact{kind: starImports, mod: m})
	for i := len(m.stars) - 1; i >= 0; i-- {
		if v := m.star(m.stars[i], name); v != nil {
			return v
		}
	}
	return nil
}

// inFunction tells whether the unit is a definition, so that its free names
// are read when it is called.
func (u *Unit) inFunction(string) bool {
	return len(u.Defs) > 1 && u.Defs[1].Kind == facts.Def && u.Defs[1].Parent == 0 && len(u.Bindings) == 1
}

// reaching joins the bindings that can be the last one.
func (m *Module) reaching(bs []binding) *Val {
	first := 0
	for i := len(bs) - 1; i >= 0; i-- {
		if !bs[i].maybe {
			first = i
			break
		}
	}
	var alts []*Val
	for _, b := range bs[first:] {
		alts = append(alts, b.u.Val(b.v))
	}
	return unionOr(alts)
}

func (m *Module) star(s starImport, name string) *Val {
	if strings.HasPrefix(name, "_") {
		return nil
	}
	v := s.u.Values[s.v]
	if mod := m.prog.find(m, v.Str, int(v.Index)); mod != nil {
		return mod.lookup(name, -1, nil)
	}
	if v.Index > 0 {
		return nil
	}
	canon := m.prog.KB.Canonical(v.Str + "." + name)
	for _, n := range m.prog.KB.Star(v.Str) {
		if n == name {
			return &Val{Kind: External, Text: canon}
		}
	}
	return nil
}

// moduleVal is what "import name" gives.
func (p *Program) moduleVal(m *Module, name string, level int) *Val {
	if mod := p.find(m, name, level); mod != nil {
		return &Val{Kind: ModuleVal, Mod: mod}
	}
	if dir, ok := p.namespace(m, name, level); ok {
		return &Val{Kind: Folder, Text: dir}
	}
	if level > 0 {
		return unknown
	}
	return &Val{Kind: External, Text: p.KB.Canonical(name)}
}

// imported is what "from module import name" gives.
func (p *Program) imported(m *Module, module string, level int, name string) *Val {
	if mod := p.find(m, module, level); mod != nil {
		return p.member(mod, name)
	}
	dot := module
	if module != "" {
		dot += "."
	}
	if mod := p.find(m, dot+name, level); mod != nil {
		return &Val{Kind: ModuleVal, Mod: mod}
	}
	if dir, ok := p.namespace(m, module, level); ok {
		return p.attr(&Val{Kind: Folder, Text: dir}, name)
	}
	if level > 0 {
		return unknown
	}
	return &Val{Kind: External, Text: p.KB.Canonical(dot + name)}
}

// member is a name of one of our modules: what it binds, else a submodule.
func (p *Program) member(mod *Module, name string) *Val {
	if v := mod.lookup(name, -1, nil); v != nil {
		return v
	}
	dir := strings.TrimSuffix(strings.TrimSuffix(mod.Path, ".py"), ".pyi")
	if path.Base(dir) == "__init__" {
		if sub := p.byStem[path.Join(path.Dir(dir), name)]; sub != nil {
			return &Val{Kind: ModuleVal, Mod: sub}
		}
	}
	return unknown
}

var builtins = func() map[string]bool {
	m := map[string]bool{}
	for _, n := range strings.Fields(`abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr
		classmethod compile complex delattr dict dir divmod enumerate eval exec filter float format frozenset getattr
		globals hasattr hash help hex id input int isinstance issubclass iter len list locals map max memoryview min
		next object oct open ord pow print property range repr reversed round set setattr slice sorted staticmethod str
		sum super tuple type vars zip __import__ NotImplemented Exception ValueError RuntimeError KeyError TypeError
		ImportError ModuleNotFoundError OSError AttributeError StopIteration SystemExit`) {
		m[n] = true
	}
	return m
}()
