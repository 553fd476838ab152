package check

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
)

var booleanOptionLies = register(&Rule{
	Meta: Meta{
		Code: "MLF410", Name: "boolean-option-lies", Severity: Error,
		Summary: "an option of argparse with type=bool is True for every text, \"False\" too",
	},
	Run: runBooleanOptionLies,
})

func runBooleanOptionLies(p *Pass) {
	p.AllOptions(func(o *project.Option) {
		if !p.liesAboutBool(o) {
			return
		}
		c := o.Call
		f := Finding{
			Place: typeArgument(c), Severity: Error, Symbol: "argparse.ArgumentParser.add_argument", Key: "bool-option " + o.Flag,
			Message: o.Flag + " False still means True: argparse's type=bool is True for every text but the empty one, so the run is not the one that its command line says",
			Why:     "argparse calls the type with the text of the argument, and bool(\"False\") is True as the text is not empty.",
			Help:    "Use action=argparse.BooleanOptionalAction, action=\"store_true\", or a function that reads the text.",
			Data:    map[string]string{"flag": o.Flag, "name": o.Name},
		}
		if !strings.HasPrefix(o.Flag, "-") {
			f.Message = "the argument " + o.Flag + " is True for every text: argparse's type=bool takes \"False\" for True too, so the run is not the one that its command line says"
		}
		if d := o.Default(); d.Kind == project.Bool {
			f.Data["default"] = d.Text
		}
		if !switchName(o.Name) && !p.switchesByUse(o) {
			f.Severity = Warning
		}
		f.Severity = p.severityAt(c.Fn, f.Severity)
		p.Report(f)
	})
}

// liesAboutBool tells whether an option of argparse turns its text to a truth
// value by bool().
func (p *Pass) liesAboutBool(o *project.Option) bool {
	c := o.Call
	if x := &c.Unit.Values[c.Value().X]; x.Op != facts.OpAttr || x.Str != "add_argument" {
		return false
	}
	for _, a := range c.Value().List {
		if a.Name == "action" && o.Action != "store" || a.Star == 2 {
			return false // flags take no text
		}
	}
	return o.Type() != nil && onlyBool(o.Type()) && !otherParser(c)
}

// onlyBool is bool itself, or a function of the project that does no more than
// call it.
func onlyBool(t *project.Val) bool {
	if t.Is("builtins.bool") {
		return true
	}
	if t.Kind != project.Function || len(t.Fn.Params) != 1 {
		return false
	}
	body := t.Fn.Body
	if len(body) != 2 || body[0].Kind != facts.StepCall || body[1].Kind != facts.StepReturn || body[1].V != body[0].V {
		return false
	}
	u := t.Fn.Unit
	c := u.Call(body[0].V)
	return c != nil && c.Name() == "builtins.bool" && len(c.Value().List) == 1 && c.Value().List[0].V == t.Fn.Params[0].V
}

// otherParsers are packages whose add_argument reads "False" as it is meant.
var otherParsers = []string{"jsonargparse", "flask_restful", "flask_restx", "tap", "simple_parsing"}

// otherParser tells whether the option may be declared with something else
// than argparse: by what is known of the parser, or, where nothing is known,
// by what the file imports.
func otherParser(c *project.Call) bool {
	f := c.Callee()
	if f.Kind == project.External {
		root, _, _ := strings.Cut(f.Text, ".")
		return root != "argparse" && root != "configargparse" && root != "transformers"
	}
	if f.Kind == project.Function || strings.Contains(c.Fn.Name, "add_arguments_to_parser") {
		return true
	}
	for _, u := range c.Unit.Mod.All {
		for i := range u.Values {
			v := &u.Values[i]
			if v.Op != facts.OpModule && (v.Op != facts.OpImport || v.Index != 0) {
				continue
			}
			root, _, _ := strings.Cut(v.Str, ".")
			if slices.Contains(otherParsers, root) {
				return true
			}
		}
	}
	return false
}

func typeArgument(c *project.Call) Place {
	for _, a := range c.Value().List {
		if a.Name == "type" {
			return PlaceOf(c.Unit, a.Span)
		}
	}
	return callPlace(c)
}

// Words by which a name says that it is a switch of training: parts of a name,
// and whole ones that are too short to be looked for inside others.
var (
	switchParts = []string{
		"determin", "reprod", "seed", "benchmark", "cuda", "gpu", "cudnn", "train", "shuffle", "augment", "resume", "dropout",
		"freeze", "finetun", "fine_tun", "distribut", "parallel", "mixed", "precision", "normal", "sampl", "bidirect",
		"checkpoint", "load", "restore", "residual", "attention", "batch", "weight", "early_stop", "evaluat", "random",
	}
	switchWords = []string{"amp", "fp16", "bf16", "half", "tf32", "ddp", "sync", "bn", "ema", "eval", "test", "val", "aug", "flip", "crop", "cpu", "mps", "bias", "warmup", "mixup", "cutmix"}
)

func switchName(name string) bool {
	n := strings.ToLower(name)
	for _, w := range switchParts {
		if strings.Contains(n, w) {
			return true
		}
	}
	for _, part := range strings.FieldsFunc(n, func(r rune) bool { return r == '_' || r == '-' || r == '.' }) {
		if slices.Contains(switchWords, part) {
			return true
		}
	}
	return false
}

// switchesByUse tells whether the option's value is passed or assigned to a
// switch, whatever the option itself is called.
func (p *Pass) switchesByUse(o *project.Option) bool {
	is := func(u *project.Unit, v facts.ID) bool {
		x := u.Val(v)
		return x.Kind == project.OptionVal && x.Opt.Call == o.Call
	}
	found := false
	p.calls(func(c *project.Call) {
		for _, a := range c.Value().List {
			if found || a.Star != 0 || !is(c.Unit, a.V) {
				continue
			}
			s := c.Symbol()
			found = a.Name != "" && switchName(a.Name) || s != nil && (len(s.Settings) > 0 || len(s.Seeders) > 0)
		}
	})
	for _, m := range p.Modules {
		for _, u := range m.All {
			for _, f := range u.Defs {
				eachStep(f.Body, func(s *facts.Step) {
					found = found || s.Kind == facts.StepSetAttr && is(u, s.V) && switchName(s.Str)
				})
			}
		}
	}
	return found
}
