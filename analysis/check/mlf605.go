package check

import (
	"slices"
	"strconv"

	"github.com/mlf-core/mlf-lsp/analysis/environ"
	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/rules"
)

var variableMissing = register(&Rule{
	Meta: Meta{
		Code: "MLF605", Name: "environment-variable-missing", Severity: Warning,
		Summary: "a file that starts a program leaves out a determinism variable that another one sets",
	},
	Run: runVariableMissing,
})

// runVariableMissing compares the files that start one program. A variable that
// is set nowhere is told where it is needed (MLF204, MLF205, MLF211).
func runVariableMissing(p *Pass) {
	for _, r := range p.runs() {
		all := p.startsOf(r)
		if len(all) == 0 {
			continue
		}
		for _, v := range p.KB.Variables() {
			if setsInside(r, v.Name) || !p.variableMatters(r, v) {
				continue
			}
			p.missingVariable(r, v, all)
		}
	}
}

// placedCommand is a command that starts a program.
type placedCommand struct {
	cmd  *environ.Command
	file *environ.File
}

// startsOf are the commands that start a program, CI apart.
func (p *Pass) startsOf(r *project.Run) (out []placedCommand) {
	for _, f := range p.Env.Files {
		if isCI(f) {
			continue
		}
		for i := range f.Commands {
			if slices.Contains(r.Entry.Commands, &f.Commands[i]) {
				out = append(out, placedCommand{&f.Commands[i], f})
			}
		}
	}
	return out
}

func setsInside(r *project.Run, name string) bool {
	return slices.ContainsFunc(r.Events, func(e *project.Event) bool { return e.Kind == project.SetsEnv && e.Name == name })
}

// variableMatters tells whether a program needs a variable, as far as the
// knowledge base says when it does.
func (p *Pass) variableMatters(r *project.Run, v *rules.Variable) bool {
	if v.Needs == "" {
		lib := p.libraryOfVariable(v)
		return trains(r) && lib != nil && (lib.Name == "python" || uses(r, lib))
	}
	mode := p.switchState(r, []string{v.Needs})
	return mode.on && mode.value != "off" && p.deviceOf(r) != noGPU && p.torchVersions(r).In(v.Versions) != rules.No
}

// libraryOfVariable is the library that reads a variable.
func (p *Pass) libraryOfVariable(v *rules.Variable) *rules.Library {
	for _, lib := range p.KB.Libraries() {
		for i := range lib.Variables {
			if &lib.Variables[i] == v || lib.Variables[i].Name == v.Name {
				return lib
			}
		}
	}
	return nil
}

func uses(r *project.Run, lib *rules.Library) bool {
	return slices.ContainsFunc(r.Events, func(e *project.Event) bool { return e.Kind == project.Uses && e.Name == lib.Name })
}

func (p *Pass) missingVariable(r *project.Run, v *rules.Variable, all []placedCommand) {
	set, file, ok := p.Env.VariableSet(v.Name, r.Entry)
	if !ok || slices.Contains(v.Invalid, set.Value) || isCI(file) {
		return
	}
	for _, s := range all {
		if s.cmd.Sets(v.Name) || !lacks(s.file, file) {
			continue
		}
		f := Finding{
			Place: filePlace(s.file, s.cmd.Span), Severity: Warning, Symbol: v.Name, Key: "variable " + v.Name + " " + s.cmd.Entry,
			Message: "this starts " + r.Entry.Name + " without " + v.Name + ", which " + file.Path + ":" + strconv.Itoa(set.Line) + " sets for it: runs from the two files differ",
			Why:     v.Why, Help: "Set " + v.Name + "=" + set.Value + " here too.",
			Related: []Related{{filePlace(file, set.Span), "it is set here"}},
			Data:    map[string]string{"variable": v.Name, "value": set.Value},
		}
		if v.Needs == "" {
			f.Severity = Info
		}
		p.Report(f)
	}
}

// lacks tells whether a command of one file surely does not get what another
// file sets. Scripts may run in the container, and what starts a script may
// hand on its own variables.
func lacks(starter, setter *environ.File) bool {
	script := func(f *environ.File) bool { return f.Kind == environ.Shell || f.Kind == environ.Makefile }
	if len(starter.Includes) > 0 && script(starter) {
		return false
	}
	switch setter.Kind {
	case environ.Dockerfile, environ.Compose, environ.Apptainer:
		return starter.Kind == environ.MLproject && len(starter.Images) == 0 || starter == setter && starter.Kind == environ.Compose
	case environ.MLproject:
		return starter == setter || script(starter) || starter.Kind == environ.Dockerfile || starter.Kind == environ.Compose
	case environ.Shell, environ.Makefile:
		return script(starter)
	}
	return false
}
