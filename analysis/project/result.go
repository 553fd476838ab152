package project

import (
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/syntax"
)

// callResult is what a call gives.
func (u *Unit) callResult(id facts.ID) *Val {
	v := &u.Values[id]
	callee := u.Val(v.X)
	if callee == bottom {
		return bottom
	}
	var alts []*Val
	callee.Each(func(f *Val) { alts = append(alts, u.applied(id, v, f)) })
	return unionOr(alts)
}

func (u *Unit) applied(id facts.ID, v *facts.Value, f *Val) *Val {
	p := u.Mod.prog
	switch f.Kind {
	case Function:
		return p.returned(f.Fn)
	case Type:
		return &Val{Kind: Object, Class: f.Class, Unit: u, ID: id}
	case Object:
		if m := p.callMethod(f); m != nil {
			return p.returned(m.Fn)
		}
		return u.externalResult(id, v, &Val{Kind: External, Text: p.objectCall(f)})
	case Instance:
		return u.externalResult(id, v, &Val{Kind: External, Text: p.method(f.Text, "__call__"), Recv: f})
	case Partial:
		return u.applied(id, v, f.Recv)
	case External:
		return u.externalResult(id, v, f)
	}
	return unknown
}

// callMethod is the method of ours that calling an instance runs.
func (p *Program) callMethod(obj *Val) *Val {
	obj.Class.link()
	names := []string{"__call__"}
	for _, e := range obj.Class.ext {
		if k := p.KB.Class(e); k != nil && k.Call != "" {
			names = append(names, k.Call)
		} else if p.KB.Derives(e, "torch.nn.Module") {
			names = append(names, "forward")
		}
	}
	for _, n := range names {
		for _, k := range obj.Class.mro {
			if f := k.own(n); f != nil {
				return &Val{Kind: Function, Fn: f, Recv: obj}
			}
		}
	}
	return nil
}

func (p *Program) objectCall(obj *Val) string {
	for _, e := range obj.Class.ext {
		return p.method(e, "__call__")
	}
	return ""
}

// externalResult is what a library's function or class gives.
func (u *Unit) externalResult(id facts.ID, v *facts.Value, f *Val) *Val {
	p := u.Mod.prog
	switch f.Text {
	case "functools.partial":
		if len(v.List) > 0 && v.List[0].Name == "" && v.List[0].Star == 0 {
			return &Val{Kind: Partial, Recv: u.Val(v.List[0].V), Call: u.Call(id)}
		}
	case "builtins.getattr":
		if len(v.List) >= 2 {
			if name := u.Val(v.List[1].V); name.Kind == Str {
				return p.attr(u.Val(v.List[0].V), name.Text)
			}
		}
	case "builtins.super":
		return u.super(id)
	case "importlib.import_module", "builtins.__import__":
		if len(v.List) >= 1 {
			if name := u.Val(v.List[0].V); name.Kind == Str && !strings.HasPrefix(name.Text, ".") {
				return p.moduleVal(u.Mod, name.Text, 0)
			}
		}
	case "builtins.int", "builtins.float", "builtins.abs", "builtins.round", "copy.copy", "copy.deepcopy", "builtins.bool", "builtins.str",
		"builtins.dict.copy", "builtins.list.copy":
		if arg := u.passed(v, f); arg.Kind != Unknown {
			return arg
		}
	case "argparse.ArgumentParser.parse_args", "argparse.ArgumentParser.parse_known_args":
		return &Val{Kind: Namespace, Unit: u, ID: id}
	case "builtins.vars":
		return &Val{Kind: Result, Text: f.Text, Unit: u, ID: id}
	case "torch.nn.Module.to", "torch.nn.Module.cuda", "torch.nn.Module.cpu", "torch.nn.Module.train", "torch.nn.Module.eval",
		"torch.nn.Module.half", "torch.nn.Module.float", "torch.nn.Module.double", "torch.nn.Module.apply", "torch.nn.Module.requires_grad_":
		if f.Recv != nil {
			return f.Recv // they return self
		}
	}
	if s := p.KB.Symbol(f.Text); s != nil {
		switch {
		case s.Returns == "self" && f.Recv != nil:
			return f.Recv
		case s.Returns != "" && s.Returns != "unknown":
			return &Val{Kind: Instance, Text: s.Returns, Unit: u, ID: id, Guess: f.Guess}
		case s.Generator != nil && s.Generator.Type != "":
			return &Val{Kind: Instance, Text: s.Generator.Type, Unit: u, ID: id}
		}
	}
	if classLike(f.Text) && f.Recv == nil {
		return &Val{Kind: Instance, Text: f.Text, Unit: u, ID: id}
	}
	return &Val{Kind: Result, Text: f.Text, Unit: u, ID: id}
}

// passed is the value that a conversion or copy hands through.
func (u *Unit) passed(v *facts.Value, f *Val) *Val {
	if f.Recv != nil {
		return f.Recv
	}
	if len(v.List) == 1 && v.List[0].Name == "" && v.List[0].Star == 0 {
		x := u.Val(v.List[0].V)
		if f.Text == "builtins.str" && x.Kind != Str {
			return unknown
		}
		return x
	}
	return unknown
}

func (u *Unit) super(facts.ID) *Val {
	if u.Class == nil {
		return unknown
	}
	return &Val{Kind: Super, Class: u.Class}
}

// returned is what a function of ours gives, over all its returns.
func (p *Program) returned(f *Func) *Val {
	p.read(f.returning)
	if f.returns != nil {
		return f.returns
	}
	ev := &p.ev
	if f.openAt != 0 {
		ev.low = min(ev.low, f.openAt)
		return bottom
	}
	if f.Generator || ev.depth >= maxDepth {
		return &Val{Kind: Result, Text: "generator", Fn: f}
	}
	fr := ev.enter()
	f.openAt = fr.depth
	var r *Val
	p.work(f.returning, func() { r = f.joinReturns() })
	f.openAt = 0
	if ev.leave(fr) {
		f.returns = r
	}
	return r
}

func (f *Func) joinReturns() *Val {
	alts := []*Val{}
	eachIn(f.Body, func(s *facts.Step) {
		if s.Kind == facts.StepReturn {
			if s.V == 0 {
				alts = append(alts, &Val{Kind: None})
			} else {
				alts = append(alts, f.Unit.Val(s.V))
			}
		}
	})
	if len(alts) == 0 {
		return &Val{Kind: None}
	}
	r := unionOr(alts)
	if (r.Kind == Unknown || r == bottom) && f.Returns != 0 {
		return instanceOf(f.Unit.Val(f.Returns), f.Unit, f.Returns)
	}
	return r
}

// param is what a parameter can be: self, what callers in the project pass,
// its default, its annotation.
func (p *Program) param(f *Func, i int) *Val {
	if i >= len(f.Params) {
		return unknown
	}
	prm := &f.Params[i]
	if f.Class != nil && i == 0 && f.Func.Kind == facts.Def {
		switch {
		case f.decorated("builtins.staticmethod"):
		case f.decorated("builtins.classmethod") || f.Name == "__new__" || f.Name == "__init_subclass__":
			return &Val{Kind: Type, Class: f.Class}
		default:
			return &Val{Kind: Object, Class: f.Class}
		}
	}
	if prm.Kind == syntax.VarPositional || prm.Kind == syntax.VarKeyword {
		return unknown
	}
	if o := p.clickOption(f, prm.Name); o != nil {
		return &Val{Kind: OptionVal, Opt: o}
	}
	var alts []*Val
	if prm.Annotation != 0 {
		if v := instanceOf(f.Unit.Val(prm.Annotation), f.Unit, prm.Annotation); v.Kind != Unknown {
			if v.Kind == Object || !strings.HasPrefix(v.Text, "builtins.") {
				return v
			}
		}
	}
	missing := false
	calls := p.CallersOf(f)
	for _, c := range calls {
		a, given, known := c.Argument(f, i)
		switch {
		case given:
			alts = append(alts, c.Unit.Val(a))
		case !known:
			alts = append(alts, unknown)
		default:
			missing = true
		}
	}
	if len(calls) == 0 {
		alts = append(alts, unknown)
		missing = true
	}
	if missing && prm.Default != 0 {
		alts = append(alts, f.Unit.Val(prm.Default))
	}
	return unionOr(alts)
}

func (f *Func) decorated(name string) bool {
	for _, d := range f.Decorators {
		if f.Unit.Val(d).Is(name) {
			return true
		}
	}
	return false
}

// ---- containers ----

// index is x[y] for what can be seen: displays with literal keys.
func (u *Unit) index(v *facts.Value) *Val {
	x, key := u.Val(v.X), u.Val(v.Y)
	switch x.Kind {
	case Map:
		if e, ok := entry(x, key); ok {
			return e
		}
		if key.Kind != Str && key.Kind != Num {
			return functionsIn(x)
		}
		return unknown
	case Seq:
		if key.Kind == Num {
			return u.element(x, small(key.Text))
		}
		return u.iterated(x)
	case Instance:
		if x.Text == "torch.Tensor" {
			return x
		}
		return &Val{Kind: Result, Text: x.Text + ".__getitem__", Recv: x}
	case OptionVal, Namespace:
		if key.Kind == Str {
			return u.Mod.prog.attr(x, key.Text)
		}
	case Result:
		if x.Text == "builtins.vars" && key.Kind == Str {
			if c := x.Unit.Values[x.ID]; len(c.List) == 1 {
				return u.Mod.prog.attr(x.Unit.Val(c.List[0].V), key.Text)
			}
		}
	}
	return unknown
}

func entry(m, key *Val) (*Val, bool) {
	if key.Kind != Str && key.Kind != Num {
		return nil, false
	}
	for _, e := range m.Unit.Values[m.ID].List {
		if e.Key == 0 {
			continue
		}
		if k := m.Unit.Val(e.Key); k.Kind == key.Kind && k.Text == key.Text {
			return m.Unit.Val(e.V), true
		}
	}
	return nil, false
}

// functionsIn are the functions and classes of a table that is looked up by a
// key that is not known: any of them. Other values stay unknown.
func functionsIn(m *Val) *Val {
	var alts []*Val
	for _, e := range m.Unit.Values[m.ID].List {
		v := m.Unit.Val(e.V)
		if e.Key == 0 || v.Kind != Function && v.Kind != Type && v.Kind != Partial {
			return unknown
		}
		alts = append(alts, v)
	}
	return unionOr(alts)
}

func small(text string) int {
	n := 0
	for _, r := range text {
		if r < '0' || r > '9' || n > 1<<20 {
			return -1
		}
		n = n*10 + int(r-'0')
	}
	return n
}

func (u *Unit) element(x *Val, i int) *Val {
	switch x.Kind {
	case Union:
		if x == bottom {
			return bottom
		}
		var alts []*Val
		x.Each(func(a *Val) { alts = append(alts, u.element(a, i)) })
		return union(alts)
	case Seq:
		list := x.Unit.Values[x.ID].List
		if i >= 0 && i < len(list) && list[i].Star == 0 {
			return x.Unit.Val(list[i].V)
		}
	case Instance:
		if x.Text == "torch.Tensor" {
			return x
		}
	case Namespace:
		if i <= 0 {
			return x // parse_known_args gives (namespace, rest)
		}
	}
	return unknown
}

func (u *Unit) iterated(x *Val) *Val {
	switch x.Kind {
	case Seq:
		var alts []*Val
		for _, e := range x.Unit.Values[x.ID].List {
			if e.Star != 0 || len(alts) >= maxAlts {
				return unknown
			}
			alts = append(alts, x.Unit.Val(e.V))
		}
		return unionOr(alts)
	case Instance:
		if x.Text == "torch.Tensor" {
			return x
		}
		if s := u.Mod.prog.KB.Symbol(x.Text + ".__iter__"); s != nil && s.Returns != "" {
			return &Val{Kind: Instance, Text: s.Returns}
		}
	}
	return unknown
}

// entered is what "with x as y" binds: most context managers give themselves.
func (u *Unit) entered(x *Val) *Val {
	if x.Kind == Instance {
		if s := u.Mod.prog.KB.Symbol(x.Text + ".__enter__"); s != nil && s.Returns != "" && s.Returns != "self" {
			return &Val{Kind: Instance, Text: s.Returns, Unit: x.Unit, ID: x.ID}
		}
	}
	return x
}
