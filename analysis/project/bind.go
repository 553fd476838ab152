package project

import (
	"strconv"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/rules"
)

// VersionsFor are the versions of a symbol's library that code in m can run
// with.
func (p *Program) VersionsFor(s *rules.Symbol, m *Module) rules.Versions {
	return p.Env.Versions(s.Library, m.Path)
}

// Bind binds the arguments of a call to the parameters of a library's symbol.
// Arguments of a partial come first.
func (c *Call) Bind(s *rules.Symbol, v rules.Versions) rules.Bound {
	var a arguments
	return a.bind(c, s, v)
}

// BindShown binds by what stands in the call: nothing else hides in *args and
// **kwargs, and an argument that is written is something unless it can be None.
func (c *Call) BindShown(s *rules.Symbol, v rules.Versions) rules.Bound {
	a := arguments{shown: true}
	return a.bind(c, s, v)
}

// BindPartial binds the arguments that a partial has so far, by what stands in
// the call of functools.partial that made it.
func (f *Val) BindPartial(s *rules.Symbol, v rules.Versions) rules.Bound {
	a := arguments{shown: true, settings: s.Parameters}
	a.partial(f)
	return s.Bind(v, a.pos, a.kw, false, false)
}

type arguments struct {
	pos            []rules.Value
	kw             []rules.Keyword
	star, starstar bool
	shown          bool
	settings       *rules.Parameters
}

func (a *arguments) bind(c *Call, s *rules.Symbol, v rules.Versions) rules.Bound {
	if s != nil {
		a.settings = s.Parameters
	}
	a.partial(c.Callee())
	a.add(c, 0)
	a.inDict(c, s)
	return s.Bind(v, a.pos, a.kw, a.star && !a.shown, a.starstar && !a.shown)
}

// inDict adds the settings that a call is given in a dict, as keywords.
func (a *arguments) inDict(c *Call, s *rules.Symbol) {
	if a.settings == nil || a.settings.Dict == "" {
		return
	}
	if id := c.passed(s, a.settings.Dict); id != 0 {
		a.mapping(c.Unit, id)
	} else if a.star || a.starstar || c.Callee().Kind == Partial {
		a.starstar = true
	}
}

// passed is what stands in the call for a parameter; 0 for nothing.
func (c *Call) passed(s *rules.Symbol, parameter string) facts.ID {
	n := 0
	for _, x := range c.Value().List {
		switch {
		case x.Star != 0:
			n = 1 << 20
		case x.Name == parameter:
			return x.V
		case x.Name == "":
			for _, sig := range s.Signatures {
				if n < len(sig.Params) && sig.Params[n].Name == parameter {
					return x.V
				}
			}
			n++
		}
	}
	return 0
}

// Setting finds what a call gives for a setting, under any of its names: as a
// keyword, in **kwargs or in the dict of settings. It is the last of them, with
// Unit nil where there is none.
func (c *Call) Setting(s *rules.Symbol, name string) (found Item) {
	look := func(items []Item) {
		for _, it := range items {
			if it.Unit != nil && s.Parameters.Canonical(it.Key) == name {
				found = it
			}
		}
	}
	for _, x := range c.Value().List {
		switch {
		case x.Star == 2:
			items, _ := c.Program().Items(c.Unit, x.V)
			look(items)
		case x.Name != "":
			look([]Item{{x.Name, c.Unit, x.V}})
		}
	}
	if s.Parameters != nil && s.Parameters.Dict != "" {
		if id := c.passed(s, s.Parameters.Dict); id != 0 {
			items, _ := c.Program().Items(c.Unit, id)
			look(items)
		}
	}
	if id := c.passed(s, name); found.Unit == nil && id != 0 {
		found = Item{name, c.Unit, id}
	}
	return found
}

// partial adds the arguments of a partial, the innermost first.
func (a *arguments) partial(f *Val) {
	if f.Kind == Partial && f.Call != nil {
		a.partial(f.Recv)
		a.add(f.Call, 1)
	}
}

func (a *arguments) value(v *Val) rules.Value {
	x := RuleValue(v)
	if !a.shown || x.Kind != rules.Unknown || v.canBeNone() {
		return x
	}
	return rules.ObjectValue("")
}

// canBeNone tells whether None is among what a value is known to be.
func (v *Val) canBeNone() bool {
	found := false
	v.Each(func(a *Val) {
		found = found || a.Kind == None || a.Kind == OptionVal && a.Opt.Default().Kind == None
	})
	return found
}

func (a *arguments) add(c *Call, skip int) {
	for i, x := range c.Value().List {
		switch {
		case i < skip:
		case x.Star == 1:
			if s := c.Unit.Val(x.V); s.Kind == Seq && !a.star {
				a.spread(s)
			} else {
				a.star = true
			}
		case x.Star == 2:
			a.mapping(c.Unit, x.V)
		case x.Name != "":
			a.kw = append(a.kw, rules.Keyword{Name: a.settings.Canonical(x.Name), Value: a.value(c.Unit.Val(x.V))})
		case !a.star:
			a.pos = append(a.pos, a.value(c.Unit.Val(x.V)))
		}
	}
}

func (a *arguments) spread(s *Val) {
	for _, e := range s.Unit.Values[s.ID].List {
		if e.Star != 0 {
			a.star = true
			return
		}
		a.pos = append(a.pos, a.value(s.Unit.Val(e.V)))
	}
}

// mapping takes the entries of a dict.
func (a *arguments) mapping(u *Unit, id facts.ID) {
	items, complete := u.Mod.prog.Items(u, id)
	a.starstar = a.starstar || !complete
	for i := 0; i < len(items); {
		j := i + 1
		for j < len(items) && items[j].Key == items[i].Key {
			j++
		}
		a.entry(items[i:j])
		i = j
	}
}

// entry takes the alternatives of one key.
func (a *arguments) entry(alts []Item) {
	var vals []*Val
	absent := false
	for _, it := range alts {
		if it.Unit == nil {
			absent = true
			continue
		}
		vals = append(vals, it.Unit.Val(it.ID))
	}
	switch {
	case len(vals) == 0: // taken out again
	case absent:
		a.set(alts[0].Key, rules.UnknownValue())
	default:
		a.set(alts[0].Key, a.value(union(vals)))
	}
}

func (a *arguments) set(name string, v rules.Value) {
	name = a.settings.Canonical(name)
	for i := range a.kw {
		if a.kw[i].Name == name {
			a.kw[i].Value = v
			return
		}
	}
	a.kw = append(a.kw, rules.Keyword{Name: name, Value: v})
}

// RuleValue is a value in the terms of the knowledge base's conditions.
func RuleValue(v *Val) rules.Value { return ruleValue(v, 0) }

// ruleValue goes down displays; depth bounds it, because a list built in a
// loop can be its own element.
func ruleValue(v *Val, depth int) rules.Value {
	if depth > 4 {
		return rules.UnknownValue()
	}
	switch v.Kind {
	case None:
		return rules.NoneValue()
	case Bool:
		return rules.BoolValue(v.Text == "True")
	case Num:
		return number(v.Text)
	case Str:
		return rules.StringValue(v.Text)
	case Seq:
		return sequence(v, depth+1)
	case Instance:
		if v.Text == "torch.device" && v.Unit != nil {
			return deviceArgument(v, depth+1)
		}
		return rules.ObjectValue(v.Text)
	case External:
		if classLike(v.Text) || last(v.Text) != "" {
			return rules.ObjectValue("")
		}
	case Object, Function, Type, ModuleVal, Partial, Map:
		return rules.ObjectValue("")
	case Union:
		return joined(v, depth+1)
	}
	return rules.UnknownValue()
}

// deviceArgument sees through torch.device("cuda").
func deviceArgument(v *Val, depth int) rules.Value {
	val := v.Unit.Values[v.ID]
	if val.Op == facts.OpCall && len(val.List) > 0 && val.List[0].Star == 0 {
		return ruleValue(v.Unit.Val(val.List[0].V), depth)
	}
	return rules.ObjectValue(v.Text)
}

func number(text string) rules.Value {
	t := strings.ReplaceAll(text, "_", "")
	if i, err := strconv.ParseInt(t, 0, 64); err == nil {
		return rules.IntValue(i)
	}
	if f, err := strconv.ParseFloat(t, 64); err == nil {
		return rules.FloatValue(f)
	}
	return rules.ObjectValue("")
}

func sequence(v *Val, depth int) rules.Value {
	if v.Text == "set" {
		return rules.ObjectValue("builtins.set")
	}
	var out []rules.Value
	for i, e := range v.Unit.Values[v.ID].List {
		if e.Star != 0 || i >= 32 {
			return rules.ObjectValue("")
		}
		out = append(out, ruleValue(v.Unit.Val(e.V), depth))
	}
	if v.Text == "tuple" {
		return rules.TupleValue(out...)
	}
	return rules.ListValue(out...)
}

// joined is what all alternatives agree on.
func joined(v *Val, depth int) rules.Value {
	if len(v.Alts) == 0 {
		return rules.UnknownValue()
	}
	first := ruleValue(v.Alts[0], depth)
	equal, notNone, text := true, true, true
	for _, a := range v.Alts {
		x := ruleValue(a, depth)
		equal = equal && x.Equal(first) == rules.Yes
		notNone = notNone && x.IsNone() == rules.No
		text = text && x.Kind == rules.String
	}
	switch {
	case equal:
		return first
	case text:
		return rules.ObjectValue("str")
	case notNone:
		return rules.ObjectValue("")
	}
	return rules.UnknownValue()
}
