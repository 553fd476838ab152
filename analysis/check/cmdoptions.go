package check

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
)

// commandLine is what a program reads from its command line, where all of it
// can be told: its options are declared with argparse or click, in the open.
type commandLine struct {
	options     []*project.Option
	positionals bool
	nested      bool // subcommands: what is required depends on them
	click       bool
}

// readers of command lines that declare options in ways of their own.
var ownReaders = []string{"hydra", "fire", "absl", "docopt", "tyro", "simple_parsing", "tap", "jsonargparse", "configargparse", "plac", "sacred", "gin", "cleo", "clize", "defopt", "pydantic_settings", "typer", "optparse", "getopt", "deepspeed", "detectron2", "fairseq", "mmengine", "mmcv"}

// commandLineOf is the command line of a run, nil where some of it cannot be
// told: then nothing may be said of what it lacks.
func (p *Pass) commandLineOf(r *project.Run) *commandLine {
	return once(p.shared, "command line "+r.Entry.Name, func() *commandLine {
		out := &commandLine{}
		reads := false
		for _, m := range p.Modules {
			if !r.Modules[m] {
				continue
			}
			if readsItsOwnWay(m) {
				return nil
			}
			for _, u := range m.All {
				for _, c := range u.Calls {
					read, open := out.take(p, c)
					if !open {
						return nil
					}
					reads = reads || read
				}
			}
		}
		if !reads {
			return nil
		}
		return out
	})
}

// take looks at one call of the program. open is false where it makes the
// command line one that cannot be told.
func (l *commandLine) take(p *Pass, c *project.Call) (reads, open bool) {
	name := attribute(c)
	switch {
	case name == "add_argument":
		o := p.OptionOf(c)
		if o == nil || unpacks(c) || c.Loops > 0 {
			return false, false
		}
		l.positionals = l.positionals || !strings.HasPrefix(o.Flag, "-")
		l.options = append(l.options, o)
	case name == "parse_args":
		return true, len(c.Value().List) == 0
	case name == "parse_known_args", name == "parse_intermixed_args", name == "add_argparse_args", name == "set_defaults", name == "parse_args_into_dataclasses":
		return false, false
	case name == "add_subparsers":
		l.nested = true
	case strings.HasPrefix(c.Name(), "click."):
		return l.takeClick(p, c)
	case c.Name() == "argparse.ArgumentParser":
		return false, !passesParents(c)
	case handsParser(c):
		return false, false // somebody else may add options
	}
	return false, true
}

func (l *commandLine) takeClick(p *Pass, c *project.Call) (reads, open bool) {
	switch c.Name() {
	case "click.option", "click.argument":
		o := p.OptionOf(c)
		if o == nil || unpacks(c) {
			return false, false
		}
		l.positionals = l.positionals || c.Name() == "click.argument"
		l.options = append(l.options, o)
	case "click.command":
		l.click = true
		for _, a := range c.Value().List {
			if a.Name == "context_settings" || a.Star != 0 {
				return false, false
			}
		}
		return true, true
	case "click.group":
		return false, false
	}
	return false, true
}

// unpacks tells whether a call takes arguments that are not written out.
func unpacks(c *project.Call) bool {
	return slices.ContainsFunc(c.Value().List, func(a facts.Arg) bool { return a.Star != 0 })
}

func passesParents(c *project.Call) bool {
	return slices.ContainsFunc(c.Value().List, func(a facts.Arg) bool {
		switch a.Name {
		case "parents", "fromfile_prefix_chars", "prefix_chars", "conflict_handler":
			return true
		}
		return a.Star != 0
	})
}

// handsParser tells whether a parser is handed to a function of a library, by
// the name that such an argument has.
func handsParser(c *project.Call) bool {
	if k := c.Callee().Kind; k == project.Function || k == project.Object || k == project.Type {
		return false // what it adds is among the calls of the program, if it is reached
	}
	for _, a := range c.Value().List {
		if strings.Contains(strings.ToLower(sourceText(c.Unit, a.V)), "parser") {
			return true
		}
	}
	return false
}

// readsItsOwnWay tells whether a module looks at sys.argv or imports a library
// that reads command lines.
func readsItsOwnWay(m *project.Module) bool {
	for _, u := range m.All {
		for i := range u.Values {
			v := &u.Values[i]
			switch {
			case v.Op == facts.OpAttr && v.Str == "argv":
				return true
			case v.Op == facts.OpImport && v.Str == "sys" && len(v.List) > 0 && v.List[0].Name == "argv":
				return true
			case v.Op == facts.OpModule, v.Op == facts.OpImport && v.Index == 0:
				root, _, _ := strings.Cut(v.Str, ".")
				if slices.Contains(ownReaders, root) {
					return true
				}
			}
		}
	}
	return false
}

// flags are all spellings of an option.
func flags(o *project.Option) (out []string) {
	for _, a := range o.Call.Value().List {
		v := &o.Call.Unit.Values[a.V]
		if a.Name != "" || v.Op != facts.OpStr || !strings.HasPrefix(v.Str, "-") {
			continue
		}
		for part := range strings.SplitSeq(v.Str, "/") {
			out = append(out, strings.TrimSpace(part))
		}
	}
	if strings.Contains(sourceText(o.Call.Unit, o.Call.ID), "BooleanOptionalAction") {
		for _, f := range out {
			if name, ok := strings.CutPrefix(f, "--"); ok {
				out = append(out, "--no-"+name)
			}
		}
	}
	return out
}

// find is the option that a flag means; argparse takes unambiguous beginnings.
func (l *commandLine) find(flag string) *project.Option {
	var begun []*project.Option
	for _, o := range l.options {
		for _, f := range flags(o) {
			switch {
			case f == flag:
				return o
			case !l.click && strings.HasPrefix(flag, "--") && strings.HasPrefix(f, flag):
				begun = append(begun, o)
			}
		}
	}
	if len(begun) > 0 {
		return begun[0]
	}
	return nil
}

// takesNoValue tells whether an option stands alone.
func takesNoValue(o *project.Option) bool {
	switch o.Action {
	case "store_true", "store_false", "count", "help", "version", "store_const", "append_const":
		return true
	}
	return strings.Contains(sourceText(o.Call.Unit, o.Call.ID), "BooleanOptionalAction")
}
