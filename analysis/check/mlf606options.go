package check

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/environ"
	"github.com/mlf-core/mlf-lsp/analysis/project"
)

// mlprojectOptions compares what the command of an entry point passes with the
// options that its script declares.
func (p *Pass) mlprojectOptions(f *environ.File, cmd *environ.Command, r *project.Run) {
	line := p.commandLineOf(r)
	if line == nil {
		return
	}
	script := r.Entry.Module.Path
	for i := 0; i < len(cmd.Args); i++ {
		flag, value, joined := strings.Cut(cmd.Args[i], "=")
		if !strings.HasPrefix(flag, "--") || len(flag) == 2 || strings.ContainsAny(flag, "{}$") {
			continue
		}
		if !joined && i+1 < len(cmd.Args) && !strings.HasPrefix(cmd.Args[i+1], "-") {
			value, joined = cmd.Args[i+1], true
		}
		o := line.find(flag)
		switch {
		case o == nil:
			p.Report(p.optionFinding(f, cmd, value, Finding{
				Key:     "option " + cmd.Entry + " " + flag,
				Message: "entry point " + cmd.Entry + " passes " + flag + ", which " + script + " does not take: the run ends with an error at once",
				Why:     "argparse and click end the program at an option that is not declared.",
				Help:    "Declare " + flag + " in " + script + ", or take it out of the command.",
			}))
		case takesNoValue(o) && joined && !line.positionals && !line.nested:
			finding := p.optionFinding(f, cmd, value, Finding{
				Key:     "flag " + cmd.Entry + " " + flag,
				Message: "entry point " + cmd.Entry + " passes a value to " + flag + ", which takes none in " + script + ": the run ends with an error at once",
				Why:     "An option with action=\"" + o.Action + "\" stands alone; the word after it is an argument that nobody reads.",
				Help:    "Give the option a type, or leave the value out.",
			})
			finding.Related = append(finding.Related, Related{callPlace(o.Call), "the option is declared here"})
			p.Report(finding)
		case joined:
			p.optionDefault(f, cmd, o, flag, value)
		}
	}
	p.requiredOptions(f, cmd, line, script)
}

var fills = regexp.MustCompile(`^\{([A-Za-z_][A-Za-z0-9_.-]*)\}$`)

// parameterOf is the parameter that fills a value of the command, nil if the
// value is none or is made of several.
func parameterOf(f *environ.File, entry, value string) *environ.Param {
	m := fills.FindStringSubmatch(value)
	if m == nil {
		return nil
	}
	for i := range f.Params {
		if x := &f.Params[i]; x.Entry == entry && x.Name == m[1] {
			return x
		}
	}
	return nil
}

// optionFinding places a finding at the parameter that the value comes from,
// else at the command.
func (p *Pass) optionFinding(f *environ.File, cmd *environ.Command, value string, out Finding) Finding {
	out.Place, out.Severity = filePlace(f, cmd.Span), Error
	if x := parameterOf(f, cmd.Entry, value); x != nil {
		out.Related = append(out.Related, Related{out.Place, "the command is here"})
		out.Place = filePlace(f, x.Span)
	}
	return out
}

// optionDefault reports a default that the option's type refuses.
func (p *Pass) optionDefault(f *environ.File, cmd *environ.Command, o *project.Option, flag, value string) {
	x := parameterOf(f, cmd.Entry, value)
	if x == nil || !x.HasDefault || o.Type() == nil {
		return
	}
	want := ""
	switch {
	case o.Type().Is("builtins.int") && !isInt(x.Default):
		want = "int"
	case o.Type().Is("builtins.float") && !isFloat(x.Default):
		want = "float"
	default:
		return
	}
	p.Report(Finding{
		Place: filePlace(f, x.Span), Severity: Error, Key: "default " + cmd.Entry + " " + x.Name,
		Message: "the default " + strconv.Quote(x.Default) + " of parameter " + x.Name + " is no " + want + ", which " + flag + " asks for: the run ends with an error at once",
		Why:     "MLflow writes the default into the command as it stands, and the script's own reader turns it into a number.",
		Help:    "Give a default that " + want + "() accepts.",
		Related: []Related{{callPlace(o.Call), "the option is declared here"}},
	})
}

var integer = regexp.MustCompile(`^\s*[+-]?[0-9]+(_[0-9]+)*\s*$`)

func isInt(s string) bool { return integer.MatchString(s) }

func isFloat(s string) bool {
	_, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	return err == nil || strings.ContainsAny(s, "_") && isInt(s)
}

// requiredOptions reports options that the script insists on and the command
// does not pass.
func (p *Pass) requiredOptions(f *environ.File, cmd *environ.Command, line *commandLine, script string) {
	if line.nested || slices.ContainsFunc(cmd.Args, func(a string) bool { return strings.HasPrefix(a, "@") || strings.ContainsAny(a, "$*") }) {
		return
	}
	for _, o := range line.options {
		if !o.Required || passed(line, cmd, o) {
			continue
		}
		p.Report(Finding{
			Place: filePlace(f, cmd.Span), Severity: Error, Key: "required " + cmd.Entry + " " + o.Flag,
			Message: "entry point " + cmd.Entry + " does not pass " + o.Flag + ", which " + script + " requires: the run ends with an error at once",
			Why:     "An option with required=True ends the program when it is missing.",
			Help:    "Add " + o.Flag + " to the command.",
			Related: []Related{{callPlace(o.Call), "the option is declared here"}},
		})
	}
}

func passed(line *commandLine, cmd *environ.Command, o *project.Option) bool {
	spellings := flags(o)
	for _, a := range cmd.Args {
		flag, _, _ := strings.Cut(a, "=")
		if slices.Contains(spellings, flag) || strings.HasPrefix(flag, "--") && line.find(flag) == o {
			return true
		}
		if len(a) > 1 && a[0] == '-' && a[1] != '-' && slices.ContainsFunc(spellings, func(s string) bool { return len(s) == 2 && strings.HasPrefix(a, s) }) {
			return true
		}
	}
	return false
}
