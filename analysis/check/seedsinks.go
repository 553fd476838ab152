package check

import (
	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/analysis/syntax"
)

// seedSink is a place where a value becomes a seed.
type seedSink struct {
	call *project.Call
	name string   // of what is seeded
	arg  facts.ID // the seed, 0 when none is passed
	none string   // what None does there: entropy, keeps, error, fixed
	// global is true for seeders of global generators.
	global bool
}

// seedSinks are all such places of the program's text, in order.
func (p *Pass) seedSinks() []seedSink {
	return once(p.shared, "sinks", func() []seedSink {
		var out []seedSink
		p.calls(func(c *project.Call) {
			s := c.Symbol()
			if s == nil {
				return
			}
			switch {
			case len(s.Seeders) > 0:
				sd := s.Seeders[0]
				arg, _ := seedArgument(c, sd.Parameter)
				out = append(out, seedSink{c, s.Name, arg, sd.None, true})
			case s.Generator != nil && s.Generator.Parameter != "":
				arg, _ := seedArgument(c, s.Generator.Parameter)
				out = append(out, seedSink{c, s.Name, arg, s.Generator.Unseeded, false})
			case len(s.SeedParameters) > 0:
				sp := s.SeedParameters[0]
				arg, ok := seedArgument(c, sp.Parameter)
				if ok {
					out = append(out, seedSink{c, s.Name, arg, sp.Fallback, false})
				}
			}
		})
		return out
	})
}

// seedArgument is the value passed for a parameter of a library's callable: by
// keyword, or in the place that its signature says.
func seedArgument(c *project.Call, parameter string) (facts.ID, bool) {
	pos := -1
	if s := c.Symbol(); s != nil {
		for _, sig := range s.Signatures {
			for i, prm := range sig.Params {
				if prm.Name == parameter {
					pos = i
				}
			}
		}
		if len(s.Signatures) == 0 {
			pos = 0
		}
	}
	n := 0
	for _, a := range c.Value().List {
		switch {
		case a.Star != 0:
			n = 1 << 20
		case a.Name == parameter && parameter != "":
			return a.V, true
		case a.Name == "":
			if n == pos {
				return a.V, true
			}
			n++
		}
	}
	return 0, false
}

// origin is where a value comes from.
type origin struct {
	unit *project.Unit
	span facts.Span
	name string
}

// entropyOrigin finds a source of entropy that a value is computed from:
// through arithmetic, conversions, attributes, our own functions and the
// arguments of their callers. It is nil when there is none.
func (p *Pass) entropyOrigin(u *project.Unit, id facts.ID, depth int) *origin {
	if id == 0 || depth > 16 {
		return nil
	}
	v := &u.Values[id]
	next := func(ids ...facts.ID) *origin {
		for _, i := range ids {
			if o := p.entropyOrigin(u, i, depth+1); o != nil {
				return o
			}
		}
		return nil
	}
	switch v.Op {
	case facts.OpCall:
		return p.entropyCall(u, id, v, depth, next)
	case facts.OpBinary:
		return next(v.X, v.Y)
	case facts.OpUnary, facts.OpAttr, facts.OpIndex, facts.OpAwait:
		return next(v.X)
	case facts.OpPhi:
		for _, a := range v.List {
			if o := next(a.V); o != nil {
				return o
			}
		}
	case facts.OpCond:
		return next(v.X, v.Y)
	case facts.OpLogic:
		return next(v.X, v.Y)
	case facts.OpParam:
		return p.entropyArgument(u, v, depth)
	}
	return nil
}

func (p *Pass) entropyCall(u *project.Unit, id facts.ID, v *facts.Value, depth int, next func(...facts.ID) *origin) *origin {
	c := u.Call(id)
	if c == nil {
		return nil
	}
	if s := c.Symbol(); s != nil && s.Entropy != nil {
		return &origin{u, v.Span, s.Entropy.What}
	}
	for _, t := range p.Targets(c.Callee()) {
		var found *origin
		eachStep(t.Fn.Body, func(s *facts.Step) {
			if s.Kind == facts.StepReturn && found == nil {
				found = p.entropyOrigin(t.Fn.Unit, s.V, depth+4)
			}
		})
		if found != nil {
			return found
		}
	}
	if passesOn[c.Name()] || c.Name() == "int.from_bytes" || c.Name() == "builtins.int.from_bytes" {
		for _, a := range v.List {
			if o := next(a.V); o != nil {
				return o
			}
		}
	}
	if u.Values[v.X].Op == facts.OpAttr { // datetime.now().timestamp()
		return next(u.Values[v.X].X)
	}
	return nil
}

func (p *Pass) entropyArgument(u *project.Unit, v *facts.Value, depth int) *origin {
	f := u.Defs[v.Func]
	for _, c := range p.CallersOf(f) {
		if id, given, _ := c.Argument(f, int(v.Index)); given {
			if o := p.entropyOrigin(c.Unit, id, depth+2); o != nil {
				return o
			}
		}
	}
	return nil
}

// noneOrigin finds the default of a parameter or of an option through which a
// value can be None; nil when there is none. A literal None has no origin.
func (p *Pass) noneOrigin(u *project.Unit, id facts.ID, depth int) *origin {
	if id == 0 || depth > 12 {
		return nil
	}
	if v := u.Val(id); v.Kind == project.OptionVal {
		if p.replaced(v.Opt) {
			return nil
		}
		return optionNone(v.Opt)
	}
	v := &u.Values[id]
	switch v.Op {
	case facts.OpParam:
		return p.paramNone(u, v, depth)
	case facts.OpPhi:
		for _, a := range v.List {
			if o := p.noneOrigin(u, a.V, depth+1); o != nil {
				return o
			}
		}
	case facts.OpAttr:
		return p.attributeNone(u, v, depth)
	}
	return nil
}

// attributeNone follows self.seed to what the constructor stores there.
func (p *Pass) attributeNone(u *project.Unit, v *facts.Value, depth int) *origin {
	x := u.Val(v.X)
	if x.Kind != project.Object {
		return nil
	}
	for _, st := range p.Stores(x.Class, v.Str) {
		if o := p.noneOrigin(st.Unit, st.ID, depth+2); o != nil {
			return o
		}
	}
	return nil
}

// replaced tells whether the program gives a missing option a value of its
// own: "if args.seed is None: args.seed = 42".
func (p *Pass) replaced(o *project.Option) bool {
	found := false
	for _, u := range o.Call.Unit.Mod.All {
		for _, f := range u.Defs {
			eachStep(f.Body, func(s *facts.Step) {
				if s.Kind == facts.StepSetAttr && s.Str == o.Name && u.Val(s.Target).Kind == project.Namespace {
					found = true
				}
			})
		}
	}
	return found
}

func optionNone(o *project.Option) *origin {
	if o.Required || o.Default == nil || o.Default.Kind != project.None {
		return nil
	}
	span := o.Call.Value().Span
	if o.DefaultID != 0 {
		span = o.Call.Unit.Values[o.DefaultID].Span
	}
	return &origin{o.Call.Unit, span, "option " + o.Flag}
}

func (p *Pass) paramNone(u *project.Unit, v *facts.Value, depth int) *origin {
	f := u.Defs[v.Func]
	i := int(v.Index)
	if i >= len(f.Params) || f.Params[i].Kind == syntax.VarPositional || f.Params[i].Kind == syntax.VarKeyword {
		return nil
	}
	missing := false
	for _, c := range p.CallersOf(f) {
		id, given, known := c.Argument(f, i)
		if given {
			if o := p.noneOrigin(c.Unit, id, depth+2); o != nil {
				return o
			}
		} else if known && p.inProgram(c.Fn) {
			missing = true
		}
	}
	d := f.Params[i].Default
	if missing && d != 0 && u.Val(d).Kind == project.None {
		return &origin{u, f.Params[i].Span, "parameter " + f.Params[i].Name}
	}
	return nil
}
