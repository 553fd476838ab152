package check

import (
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
)

// Parameter is an option or argument of a program, as argparse or click declare
// it.
type Parameter struct {
	Name       string // as keys have it, without leading hyphens: max-epochs
	Flag       string // as users type it, "" for a positional argument
	Type       string // int, float, str, or "" for others
	Default    string // where HasDefault: the value as users would type it
	HasDefault bool
	Required   bool // there is no default, and the program wants it
	Switch     bool // stands alone and takes no value
	Many       bool // takes any number of values
}

// Parameters are those that a program declares, in the order in which it does.
// known is false where the program may take others, too.
func Parameters(p *project.Program, r *project.Run) (list []Parameter, known bool) {
	pass := &Pass{Program: p, shared: &Shared{p: p, cache: map[string]any{}}}
	if line := pass.commandLineOf(r); line != nil {
		for _, o := range line.options {
			list = append(list, parameterFrom(o))
		}
		return list, !line.nested
	}
	reads := false
	p.AllOptions(func(o *project.Option) {
		if r.Modules[o.Call.Unit.Mod] {
			list = append(list, parameterFrom(o))
			reads = true
		}
	})
	for m := range r.Modules {
		reads = reads || readsItsOwnWay(m)
	}
	return list, !reads
}

func parameterFrom(o *project.Option) Parameter {
	x := Parameter{Name: strings.TrimLeft(o.Flag, "-"), Flag: o.Flag, Switch: takesNoValue(o), Required: o.Required}
	if !strings.HasPrefix(o.Flag, "-") {
		x.Name, x.Flag, x.Required = o.Name, "", true
	}
	if o.Type() != nil {
		switch {
		case o.Type().Is("builtins.int"):
			x.Type = "int"
		case o.Type().Is("builtins.float"):
			x.Type = "float"
		case o.Type().Is("builtins.str"):
			x.Type = "str"
		}
	}
	for _, a := range o.Call.Value().List {
		v := &o.Call.Unit.Values[a.V]
		switch a.Name {
		case "nargs":
			x.Many = true
			if v.Op == facts.OpStr && v.Str != "+" {
				x.Required = false
			}
		case "multiple":
			x.Many = true
		}
	}
	switch d := o.Default(); d.Kind {
	case project.Num, project.Str:
		x.Default, x.HasDefault, x.Required = d.Text, true, false
		if x.Type == "" && d.Kind == project.Num {
			x.Type = "float"
		} else if x.Type == "" {
			x.Type = "str"
		}
	case project.Bool, project.None:
	default:
		x.Required = false // some default that only running it tells
	}
	return x
}
