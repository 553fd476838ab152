package check

import (
	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/analysis/syntax"
	"github.com/mlf-core/mlf-lsp/rules"
)

// seedSink is a place where a value becomes a seed.
type seedSink struct {
	call *project.Call
	name string // of what is seeded
	seed argument
	none string // what None does there: entropy, keeps, error, fixed
	// global is true for seeders of global generators.
	global bool
	rngs   []string
}

// argument is a value that a call is given, perhaps by a partial. The zero
// argument is none; spread is true when *args or **kwargs may hold it.
type argument struct {
	unit   *project.Unit
	id     facts.ID
	spread bool
}

func (a argument) given() bool { return a.id != 0 }

// seedSinks are all such places of the program's text, in order.
func (p *Pass) seedSinks() []seedSink {
	return once(p.shared, "sinks", func() []seedSink {
		var out []seedSink
		p.knownCalls(func(c *project.Call, s *rules.Symbol) {
			switch {
			case len(s.Seeders) > 0:
				sd := s.Seeders[0]
				out = append(out, seedSink{c, s.Name, seedArgument(c, sd.Parameter), sd.None, true, sd.RNGs})
			case s.Generator != nil && s.Generator.Parameter != "":
				out = append(out, seedSink{c, s.Name, seedArgument(c, s.Generator.Parameter), s.Generator.Unseeded, false, nil})
			case len(s.SeedParameters) > 0:
				sp := s.SeedParameters[0]
				if seed := seedArgument(c, sp.Parameter); seed.given() {
					out = append(out, seedSink{c, s.Name, seed, sp.Fallback, false, nil})
				}
			}
		})
		return out
	})
}

// seedArgument is the value passed for a parameter of a library's callable: by
// keyword, or in the place that its signature says.
func seedArgument(c *project.Call, parameter string) argument {
	f := argumentFinder{parameter: parameter, pos: -1}
	if s := c.Symbol(); s != nil {
		for _, sig := range s.Signatures {
			for i, prm := range sig.Params {
				if prm.Name == parameter {
					f.pos = i
				}
			}
		}
		if len(s.Signatures) == 0 {
			f.pos = 0
		}
	}
	if v := c.Callee(); v.Kind == project.Partial && v.Call != nil {
		f.take(v.Call, 1)
	}
	f.take(c, 0)
	return f.found
}

type argumentFinder struct {
	parameter string
	pos       int // of the parameter, -1 when it has none
	n         int // positional arguments so far
	found     argument
}

// take looks through the arguments of a call but the first skip; a later
// keyword wins.
func (f *argumentFinder) take(c *project.Call, skip int) {
	for i, a := range c.Value().List {
		switch {
		case i < skip:
		case a.Star == 1:
			f.n = 1 << 20
			f.found.spread = true
		case a.Star == 2:
			f.fromMapping(c.Unit, a.V)
		case a.Name == f.parameter && f.parameter != "":
			f.found = argument{unit: c.Unit, id: a.V}
		case a.Name == "":
			if f.n == f.pos {
				f.found = argument{unit: c.Unit, id: a.V}
			}
			f.n++
		}
	}
}

// fromMapping looks into a "**" argument that is written as a dict.
func (f *argumentFinder) fromMapping(u *project.Unit, id facts.ID) {
	d := u.Val(id)
	if d.Kind != project.Map {
		f.found.spread = true
		return
	}
	for _, e := range d.Unit.Values[d.ID].List {
		if e.Key == 0 {
			f.found.spread = true
		} else if k := d.Unit.Val(e.Key); k.Kind == project.Str && k.Text == f.parameter {
			f.found = argument{unit: d.Unit, id: e.V}
		}
	}
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
	case facts.OpFree, facts.OpImport:
		for _, n := range u.Named(id) {
			if o := p.entropyOrigin(n.Unit, n.ID, depth+1); o != nil {
				return o
			}
		}
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
	if o.Required || o.Default().Kind != project.None {
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
