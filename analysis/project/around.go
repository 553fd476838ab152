package project

import "github.com/mlf-core/mlf-lsp/analysis/syntax"

import "github.com/mlf-core/mlf-lsp/analysis/facts"

// This file follows what stands between a call and the function that it names:
// decorators, the class of the instance, and properties.

// layer is a decorator of ours around a function: while inner runs, the
// decorator's parameter is the function with the remaining layers.
type layer struct {
	decorator *Func
	inner     *Func
	fn        *Val
	rest      []layer
}

// decorate runs a function's decorators, as its definition does.
func (w *walker) decorate(f *Func) {
	for i := len(f.Decorators) - 1; i >= 0; i-- {
		f.Unit.Val(f.Decorators[i]).Each(func(v *Val) {
			for _, t := range w.p.Targets(v) {
				if v.Kind != Function || takesOne(t) {
					w.fn(t.Fn, w.selfOf(nil, t))
				}
			}
		})
	}
}

// takesOne tells whether a function looks like a decorator: one parameter that
// must be given. What a decorator with arguments may return besides (the
// function that it wraps around another) takes the arguments of that one.
func takesOne(t *Val) bool {
	n := 0
	for i, prm := range t.Fn.Params {
		switch {
		case t.Recv != nil && i == 0:
		case prm.Kind == syntax.VarPositional:
			return false
		case prm.Default == 0 && prm.Kind != syntax.VarKeyword:
			n++
		}
	}
	return n <= 1
}

// through follows a call of a function of ours through its decorators.
func (w *walker) through(c *Call, t *Val) {
	var list []layer
	for _, d := range t.Fn.Decorators {
		t.Fn.Unit.Val(d).Each(func(v *Val) { list = append(list, w.p.layersOf(v)...) })
	}
	if t.Recv == nil || t.Recv.Class == nil || c == nil {
		w.layers(t, list)
		return
	}
	w.layers(&Val{Kind: Function, Fn: t.Fn, Recv: &Val{Kind: Object, Class: w.selfOf(c, t)}}, list)
}

// layersOf are the functions that a decorator puts around another.
func (p *Program) layersOf(v *Val) []layer {
	switch v.Kind {
	case Function:
		var out []layer
		p.returned(v.Fn).Each(func(r *Val) {
			if r.Kind == Function && r.Fn != v.Fn {
				out = append(out, layer{decorator: v.Fn, inner: r.Fn})
			}
		})
		return out
	case Type:
		obj := &Val{Kind: Object, Class: v.Class}
		if m := p.callMethod(obj); m != nil {
			return []layer{{decorator: v.Class.constructor(), inner: m.Fn}}
		}
	}
	return nil
}

func (c *Class) constructor() *Func {
	for _, k := range c.MRO() {
		if f := k.own("__init__"); f != nil {
			return f
		}
	}
	return nil
}

// layers runs the outermost layer around a function. What is inside runs where
// the layer calls its parameter; after it, where that is not seen.
func (w *walker) layers(t *Val, list []layer) {
	if len(list) == 0 {
		w.fn(t.Fn, w.selfOf(nil, t))
		return
	}
	l := list[0]
	l.fn, l.rest = t, list[1:]
	met := w.entered[t.Fn]
	w.stack = append(w.stack, l)
	w.fn(l.inner, nil)
	w.stack = w.stack[:len(w.stack)-1]
	if w.entered[t.Fn] == met {
		w.layers(t, l.rest)
	}
}

// layerOf is the layer whose parameter a value is.
func (w *walker) layerOf(u *Unit, id facts.ID, depth int) *layer {
	if len(w.stack) == 0 || depth > 4 {
		return nil
	}
	v := &u.Values[id]
	switch v.Op {
	case facts.OpPhi:
		for _, a := range v.List {
			if l := w.layerOf(u, a.V, depth+1); l != nil {
				return l
			}
		}
	case facts.OpParam:
		for i := len(w.stack) - 1; i >= 0; i-- {
			if w.stack[i].decorator == u.Defs[v.Func] {
				return &w.stack[i]
			}
		}
	}
	return nil
}

// calleeOf is what is called, where "self" is an instance of the class that
// the run has made rather than of the one that defines the method.
func (w *walker) calleeOf(c *Call) *Val {
	v := &c.Unit.Values[c.Value().X]
	if k := w.selfClass(c.Unit, v); k != nil {
		if f := w.p.attr(&Val{Kind: Object, Class: k}, v.Str); f.Kind != Unknown {
			return f
		}
	}
	return c.Callee()
}

// selfClass is the class of the instance in "self.name" where it is another
// than the one that defines the method.
func (w *walker) selfClass(u *Unit, v *facts.Value) *Class {
	if w.self == nil || v.Op != facts.OpAttr {
		return nil
	}
	x := &u.Values[v.X]
	if x.Op != facts.OpParam || x.Index != 0 {
		return nil
	}
	k := u.Defs[x.Func].Class
	if k == nil || k == w.self || !inherits(w.self, k) || u.Val(v.X).Kind != Object {
		return nil
	}
	return w.self
}

// selfOf is the class of the instance on which a method runs: that of the
// receiver, or for calls through self and super that of the current method.
func (w *walker) selfOf(c *Call, t *Val) *Class {
	if t.Fn.Class == nil {
		if t.Fn.Unit.Class == nil {
			return nil
		}
		return w.self // a function inside a method
	}
	k := t.Fn.Class
	if t.Recv != nil && t.Recv.Class != nil {
		k = t.Recv.Class
	}
	if c != nil && w.self != nil && inherits(w.self, k) {
		if x := &c.Unit.Values[c.Value().X]; x.Op == facts.OpAttr && c.onSelf(x.X) {
			return w.self
		}
	}
	return k
}

// onSelf tells whether a receiver is self, super() or a base class that is
// handed self.
func (c *Call) onSelf(id facts.ID) bool {
	switch v := c.Unit.Val(id); v.Kind {
	case Super, Type:
		return true
	case Object:
		x := &c.Unit.Values[id]
		return x.Op == facts.OpParam && x.Index == 0
	}
	return false
}

// ---- properties ----

// loads runs the properties of ours that a step reads.
func (w *walker) loads(u *Unit, s *facts.Step) {
	if len(w.properties) == 0 {
		return
	}
	if s.Kind == facts.StepCall {
		v := &u.Values[s.V]
		w.load(u, v.X, 0)
		for _, a := range v.List {
			w.load(u, a.V, 0)
		}
		return
	}
	w.load(u, s.V, 0)
	w.load(u, s.Key, 0)
	w.load(u, s.Target, 0)
}

func (w *walker) load(u *Unit, id facts.ID, depth int) {
	if id == 0 || depth > 40 {
		return
	}
	v := &u.Values[id]
	switch v.Op {
	case facts.OpCall, facts.OpPhi, facts.OpElem, facts.OpComp, facts.OpEnter, facts.OpFunc:
		return // steps of their own
	case facts.OpAttr:
		w.load(u, v.X, depth+1)
		if w.properties[v.Str] {
			w.property(u, v)
		}
		return
	}
	w.load(u, v.X, depth+1)
	w.load(u, v.Y, depth+1)
	w.load(u, v.Z, depth+1)
	for _, a := range v.List {
		w.load(u, a.V, depth+1)
	}
}

func (w *walker) property(u *Unit, v *facts.Value) {
	x := u.Val(v.X)
	if k := w.selfClass(u, v); k != nil {
		x = &Val{Kind: Object, Class: k}
	}
	x.Each(func(o *Val) {
		if o.Kind != Object {
			return
		}
		for _, k := range o.Class.MRO() {
			if f := k.own(v.Str); f != nil {
				if f.isProperty() {
					w.fn(f, o.Class)
				}
				return
			}
		}
	})
}

func (f *Func) isProperty() bool {
	for _, d := range f.Decorators {
		switch f.Unit.Val(d).Symbol() {
		case "builtins.property", "functools.cached_property":
			return true
		}
	}
	return false
}

// propertyNames are the names of all properties of the program's classes.
func (p *Program) propertyNames() map[string]bool {
	p.depend(fact{kind: propertyName})
	if p.properties == nil {
		p.work(&p.naming, func() { p.properties = p.namesOfProperties() })
		p.knownProperties = p.properties
	}
	return p.properties
}

func (p *Program) namesOfProperties() map[string]bool {
	out := map[string]bool{}
	for _, m := range p.Modules {
		for _, u := range m.All {
			for _, f := range u.Defs {
				if f.Class != nil && len(f.Decorators) > 0 && f.isProperty() {
					out[f.Name] = true
				}
			}
		}
	}
	return out
}

// writtenName is the name under which a call's callee is written, "" if it is
// none.
func (c *Call) writtenName() string {
	if names := c.Unit.writtenNames(c.Value().X, 0); len(names) > 0 {
		return names[0]
	}
	return ""
}
