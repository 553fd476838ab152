package project

import (
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
)

// Option is a command-line option: argparse's add_argument, click's and
// typer's options, or a field of a configuration class used as one.
type Option struct {
	Name string // destination
	Flag string // as users type it: "--seed"
	Call *Call  // the declaration
	// DefaultID is the default as written, TypeID the type; 0 if there is none.
	DefaultID facts.ID
	TypeID    facts.ID
	Action    string
	Required  bool
}

// Default is what the option is when it is not given, None when nothing says.
func (o *Option) Default() *Val {
	switch {
	case o.DefaultID != 0:
		return o.Call.Unit.Val(o.DefaultID)
	case o.Action == "store_true":
		return &Val{Kind: Bool, Text: "False"}
	case o.Action == "store_false":
		return &Val{Kind: Bool, Text: "True"}
	}
	return &Val{Kind: None}
}

// Type is the option's type, nil when nothing says.
func (o *Option) Type() *Val {
	if o.TypeID == 0 {
		return nil
	}
	return o.Call.Unit.Val(o.TypeID)
}

// declarers are the names of functions that declare options.
var declarers = []string{"add_argument", "option", "argument", "Option", "Argument"}

// collectOptions finds the declarations of options in the program.
func (p *Program) collectOptions() map[string][]*Option {
	out := map[string][]*Option{}
	for _, name := range declarers {
		p.depend(fact{kind: calledName, name: name})
		for _, c := range p.callIndex[name] {
			if o := p.declared(c, name); o != nil {
				out[o.Name] = append(out[o.Name], o)
			}
		}
	}
	return out
}

func (p *Program) declared(c *Call, how string) *Option {
	o := &Option{Call: c}
	for _, a := range c.Value().List {
		v := &c.Unit.Values[a.V]
		switch {
		case a.Star != 0:
		case a.Name == "" && v.Op == facts.OpStr:
			o.flag(v.Str)
		case a.Name == "dest" && v.Op == facts.OpStr:
			o.Name = v.Str
		case a.Name == "default":
			o.DefaultID = a.V
		case a.Name == "type":
			o.TypeID = a.V
		case a.Name == "action" && v.Op == facts.OpStr:
			o.Action = v.Str
		case a.Name == "required" && v.Op == facts.OpBool:
			o.Required = v.Str == "True"
		case a.Name == "is_flag" && v.Op == facts.OpBool && v.Str == "True":
			o.Action = "store_true"
		}
	}
	if o.Name == "" {
		return nil
	}
	if how != "add_argument" && !p.isClick(c) {
		return nil
	}
	return o
}

// flag takes a name of the option as written; the first long one counts. Of
// click's "--on/--off" it is the one that means yes.
func (o *Option) flag(s string) {
	if strings.HasPrefix(s, "-") {
		s, _, _ = strings.Cut(s, "/")
		s = strings.TrimSpace(s)
	}
	name := strings.ReplaceAll(strings.TrimLeft(s, "-"), "-", "_")
	if name == "" || strings.ContainsAny(name, " /") {
		return
	}
	if o.Flag == "" || (strings.HasPrefix(s, "--") && !strings.HasPrefix(o.Flag, "--")) {
		o.Flag, o.Name = s, name
	} else if !strings.HasPrefix(s, "-") {
		o.Name = name // click: a bare word names the parameter
	}
}

func (p *Program) isClick(c *Call) bool {
	n := c.Callee().Symbol()
	return strings.HasPrefix(n, "click.") || strings.HasPrefix(n, "typer.")
}

// option finds the option an attribute of parsed arguments stands for: of the
// same file first, else the only one of that name in the program.
func (p *Program) option(ns *Val, name string) *Option {
	p.depend(fact{kind: optionName, name: name})
	all := p.options[name]
	for _, o := range all {
		if ns.Unit != nil && o.Call.Unit.Mod == ns.Unit.Mod {
			return o
		}
	}
	if len(all) == 1 {
		return all[0]
	}
	return nil
}

// Options are the options called name, in order of file and place.
func (p *Program) OptionsNamed(name string) []*Option {
	p.depend(fact{kind: optionName, name: name})
	return p.options[name]
}

// AllOptions calls visit for each declared option in order of file and place.
func (p *Program) AllOptions(visit func(*Option)) {
	for _, m := range p.Modules {
		for _, u := range m.All {
			for _, c := range u.Calls {
				if o := p.OptionOf(c); o != nil {
					visit(o)
				}
			}
		}
	}
}

// OptionOf is the option that a call declares, nil if it declares none that
// can be told.
func (p *Program) OptionOf(c *Call) *Option {
	names := c.Unit.writtenNames(c.Value().X, 0)
	if len(names) != 1 {
		return nil
	}
	switch names[0] {
	case "add_argument", "option", "argument", "Option", "Argument":
		if o := p.declared(c, names[0]); o != nil {
			return o
		}
	}
	return nil
}

// clickOption is the option that fills a parameter of a click command: one of
// its decorators, or typer's default.
func (p *Program) clickOption(f *Func, name string) *Option {
	for _, d := range f.Decorators {
		c := f.Unit.Call(d)
		if c == nil {
			continue
		}
		p.depend(fact{kind: optionName, name: name})
		for _, o := range p.options[name] {
			if o.Call == c {
				return o
			}
		}
	}
	return nil
}
