package project

import (
	"path"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
)

// attr is what x.name is.
func (p *Program) attr(x *Val, name string) *Val {
	switch x.Kind {
	case Union:
		if x == bottom {
			return bottom
		}
		var alts []*Val
		for _, a := range x.Alts {
			if a.Kind != None {
				alts = append(alts, p.attr(a, name))
			}
		}
		return union(alts)
	case External:
		return &Val{Kind: External, Text: p.KB.Canonical(x.Text + "." + name)}
	case ModuleVal:
		return p.member(x.Mod, name)
	case Folder:
		if mod := p.byStem[path.Join(x.Text, name)]; mod != nil {
			return &Val{Kind: ModuleVal, Mod: mod}
		}
		if d := path.Join(x.Text, name); p.dirs[d] {
			return &Val{Kind: Folder, Text: d}
		}
	case Instance:
		return &Val{Kind: External, Text: p.method(x.Text, name), Recv: x, Guess: x.Guess}
	case Object:
		return p.objectAttr(x, name)
	case Type:
		return p.classAttr(x.Class, x, name)
	case Super:
		return p.superAttr(x, name)
	case Namespace:
		if o := p.option(x, name); o != nil {
			return &Val{Kind: OptionVal, Opt: o}
		}
	case Seq, Map, Str:
		return &Val{Kind: External, Text: "builtins." + containerType(x) + "." + name, Recv: x}
	case Result:
		return p.resultAttr(x, name)
	case Unknown:
		return p.unknownAttr(x, name)
	}
	return unknown
}

func containerType(x *Val) string {
	switch x.Kind {
	case Map:
		return "dict"
	case Str:
		return "str"
	}
	return x.Text
}

// resultAttr: a method of what some library function returned.
func (p *Program) resultAttr(x *Val, name string) *Val {
	switch x.Text {
	case "comprehension.list", "comprehension.set", "comprehension.dict":
		return &Val{Kind: External, Text: "builtins." + last(x.Text) + "." + name, Recv: x}
	case "builtins.list", "builtins.set", "builtins.dict", "builtins.sorted":
		t := x.Text
		if t == "builtins.sorted" {
			t = "builtins.list"
		}
		return &Val{Kind: External, Text: t + "." + name, Recv: x}
	}
	return p.unknownAttr(x, name)
}

// unknownAttr takes a method for the one class that has it, if there is just
// one such class among all that people use.
func (p *Program) unknownAttr(x *Val, name string) *Val {
	if class := p.KB.OwnMethod(name); class != "" {
		return &Val{Kind: External, Text: p.method(class, name), Recv: x, Guess: true}
	}
	return unknown
}

// method names a method by the class of the knowledge base that has it.
func (p *Program) method(class, name string) string {
	if s := p.KB.Symbol(class + "." + name); s != nil {
		return s.Name
	}
	return class + "." + name
}

// objectAttr is an attribute of an instance of one of our classes: a method, a
// value stored in self, a class attribute, a method of a library's base class.
func (p *Program) objectAttr(x *Val, name string) *Val {
	c := x.Class
	c.link()
	var alts []*Val
	for _, k := range c.mro {
		if f := k.own(name); f != nil {
			return p.boundMethod(f, x)
		}
		for _, s := range k.stored(name) {
			alts = append(alts, s.Unit.Val(s.ID))
		}
		for _, b := range k.bound(name) {
			alts = append(alts, b.u.Val(b.v))
		}
		if len(alts) > 0 {
			return unionOr(alts)
		}
	}
	if v := p.fieldByAnnotation(c, name); v != nil {
		return v
	}
	return p.externalAttr(c, x, name)
}

// boundMethod handles the decorators that change what an attribute is.
func (p *Program) boundMethod(f *Func, recv *Val) *Val {
	for _, d := range f.Decorators {
		switch f.Unit.Val(d).Symbol() {
		case "builtins.property", "functools.cached_property":
			return p.returned(f)
		case "builtins.staticmethod":
			return &Val{Kind: Function, Fn: f}
		case "builtins.classmethod":
			if recv.Kind == Object {
				recv = &Val{Kind: Type, Class: recv.Class}
			}
			return &Val{Kind: Function, Fn: f, Recv: recv}
		}
	}
	return &Val{Kind: Function, Fn: f, Recv: recv}
}

func (p *Program) externalAttr(c *Class, recv *Val, name string) *Val {
	for _, base := range c.ext {
		if s := p.KB.Symbol(base + "." + name); s != nil {
			return &Val{Kind: External, Text: s.Name, Recv: recv}
		}
	}
	if len(c.ext) > 0 {
		return &Val{Kind: External, Text: c.ext[0] + "." + name, Recv: recv}
	}
	return unknown
}

// fieldByAnnotation: "model: nn.Module" in a class body.
func (p *Program) fieldByAnnotation(c *Class, name string) *Val {
	for _, k := range c.mro {
		if a, ok := k.annotated(name); ok {
			return instanceOf(a.Unit.Val(a.ID), a.Unit, a.ID)
		}
	}
	return nil
}

func (p *Program) classAttr(c *Class, recv *Val, name string) *Val {
	c.link()
	for _, k := range c.mro {
		if f := k.own(name); f != nil {
			return p.boundMethod(f, recv)
		}
		if bs := k.bound(name); len(bs) > 0 {
			return bs[len(bs)-1].u.Val(bs[len(bs)-1].v)
		}
	}
	return p.externalAttr(c, recv, name)
}

// superAttr looks behind the class in its MRO.
func (p *Program) superAttr(x *Val, name string) *Val {
	c := x.Class
	c.link()
	self := &Val{Kind: Object, Class: c}
	for _, k := range c.mro[1:] {
		if f := k.own(name); f != nil {
			return p.boundMethod(f, self)
		}
	}
	return p.externalAttr(c, self, name)
}

// instanceOf is an instance of what an annotation names. "Optional[X]", "X |
// None" and strings are not looked into; what is not a class is unknown.
func instanceOf(t *Val, u *Unit, id facts.ID) *Val {
	switch t.Kind {
	case Type:
		return &Val{Kind: Object, Class: t.Class, Unit: u, ID: id}
	case External:
		if classLike(t.Text) {
			return &Val{Kind: Instance, Text: t.Text, Unit: u, ID: id}
		}
	}
	return unknown
}

// link resolves the bases of a class. The MRO is depth-first, which is right
// for all but diamonds.
func (c *Class) link() {
	p := c.Unit.Mod.prog
	p.read(c.linking)
	switch ev := &p.ev; {
	case c.linked:
	case c.linkingAt != 0:
		ev.low = min(ev.low, c.linkingAt)
	default:
		f := ev.enter()
		c.linkingAt = f.depth
		p.work(c.linking, c.join)
		c.linkingAt = 0
		c.linked = ev.leave(f)
	}
}

// join works out the classes above a class.
func (c *Class) join() {
	c.mro, c.ext = []*Class{c}, nil
	p := c.Unit.Mod.prog
	seen := map[*Class]bool{c: true}
	for _, b := range c.Bases {
		if b.Name != "" || b.Star != 0 {
			continue
		}
		base := c.Unit.Val(b.V)
		if base.Kind == Unknown && c.Unit.Values[b.V].Op == facts.OpIndex {
			base = c.Unit.Val(c.Unit.Values[b.V].X) // Generic[T]
		}
		base.Each(func(v *Val) {
			switch v.Kind {
			case Type:
				v.Class.link()
				for _, k := range v.Class.mro {
					if !seen[k] {
						seen[k] = true
						c.mro = append(c.mro, k)
					}
				}
				c.ext = append(c.ext, v.Class.ext...)
			case External:
				c.ext = append(c.ext, p.KB.Canonical(v.Text))
			}
		})
	}
}

// Derives tells whether the class, by the project's and the libraries' bases,
// is a subclass of the library's class base.
func (p *Program) Derives(c *Class, base string) bool {
	c.link()
	for _, e := range c.ext {
		if e == base || p.KB.Derives(e, base) {
			return true
		}
	}
	return false
}

// Externals are the library classes that the class derives from.
func (c *Class) Externals() []string {
	c.link()
	return c.ext
}

// Method is what a call of the method runs on an instance of the class, nil if
// neither it nor its bases of the project define it.
func (c *Class) Method(name string) *Func {
	for _, k := range c.MRO() {
		if f := k.own(name); f != nil {
			return f
		}
	}
	return nil
}

// MRO is the class and its bases of the project, nearest first.
func (c *Class) MRO() []*Class {
	c.link()
	return c.mro
}

// Store is a value that is stored in an attribute.
type Store struct {
	Unit *Unit
	ID   facts.ID
}

// Stores are the values stored under self.name by the methods of a class and
// its bases, in order.
func (p *Program) Stores(c *Class, name string) []Store {
	var out []Store
	for _, k := range c.MRO() {
		out = append(out, k.stored(name)...)
	}
	return out
}
