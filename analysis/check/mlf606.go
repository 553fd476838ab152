package check

import (
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mlf-core/mlf-lsp/analysis/environ"
	"github.com/mlf-core/mlf-lsp/analysis/project"
)

var mlprojectInvalid = register(&Rule{
	Meta: Meta{
		Code: "MLF606", Name: "mlproject-invalid", Severity: Error,
		Summary: "MLproject does not say what MLflow and the script read",
	},
	Run: runMLprojectInvalid,
})

func runMLprojectInvalid(p *Pass) {
	for _, f := range p.Env.Files {
		if f.Kind != environ.MLproject {
			continue
		}
		for _, problem := range f.Problems {
			p.Report(Finding{
				Place: filePlace(f, problem.Span), Severity: Error, Key: "problem " + problem.Message,
				Message: clauseOf(problem.Message),
				Why:     "MLflow reads MLproject before it starts anything; what it cannot read it refuses, or takes for something else.",
			})
		}
		p.mlprojectTypes(f)
		for i := range f.Commands {
			p.mlprojectCommand(f, &f.Commands[i])
		}
	}
}

// clauseOf turns a sentence into the clause that messages of findings are.
func clauseOf(sentence string) string {
	s := strings.TrimSuffix(sentence, ".")
	first, n := utf8.DecodeRuneInString(s)
	if second, _ := utf8.DecodeRuneInString(s[n:]); unicode.IsUpper(first) && (unicode.IsLower(second) || second == ' ') {
		return string(unicode.ToLower(first)) + s[n:]
	}
	return s
}

// mlflowTypes are the types of parameters that MLflow knows.
var mlflowTypes = []string{"string", "float", "path", "uri"}

func (p *Pass) mlprojectTypes(f *environ.File) {
	for i := range f.Params {
		x := &f.Params[i]
		if x.Type != "" && !slices.Contains(mlflowTypes, x.Type) {
			p.Report(Finding{
				Place: filePlace(f, x.Span), Severity: Info, Key: "type " + x.Entry + " " + x.Name,
				Message: x.Type + ", the type of parameter " + x.Name + ", is none of MLflow's: the value is taken for a string and not checked",
				Why:     "MLflow knows string, float, path and uri, and treats every other word as string.",
				Help:    "Write float for numbers and string for the rest.",
				Data:    map[string]string{"type": x.Type},
			})
		}
		if !x.Used && entryCommand(f, x.Entry) {
			p.Report(Finding{
				Place: filePlace(f, x.Span), Severity: Warning, Key: "unused " + x.Entry + " " + x.Name,
				Message: "the command of entry point " + x.Entry + " has no place for the parameter " + x.Name + ": whatever a run passes for it is recorded and changes nothing",
				Why:     "MLflow fills declared parameters into {" + x.Name + "} in the command and adds only undeclared ones by itself. The run's record then names a value that the program never saw.",
				Help:    "Add --" + x.Name + " {" + x.Name + "} to the command, or remove the parameter.",
			})
		}
	}
}

// entryCommand tells whether the command of an entry point starts Python code.
func entryCommand(f *environ.File, entry string) bool {
	return slices.ContainsFunc(f.Commands, func(c environ.Command) bool { return c.Entry == entry })
}

// mlprojectCommand judges a command of an entry point by the script it starts.
func (p *Pass) mlprojectCommand(f *environ.File, cmd *environ.Command) {
	m := p.Started(f, cmd)
	if m == nil {
		p.missingScript(f, cmd)
		return
	}
	for _, r := range p.runs() {
		if slices.Contains(r.Entry.Commands, cmd) {
			p.mlprojectOptions(f, cmd, r)
			return
		}
	}
}

// missingScript reports a script that is not there. Where the project shows no
// Python file below the command's folder, nothing can be said.
func (p *Pass) missingScript(f *environ.File, cmd *environ.Command) {
	if strings.ContainsAny(cmd.Script+cmd.Module, "{}$*~") || path.IsAbs(cmd.Script) || !p.holdsPython(path.Dir(f.Path)) {
		return
	}
	name := cmd.Script
	if cmd.Module != "" {
		top, _, nested := strings.Cut(cmd.Module, ".")
		if !nested || !p.holdsPython(path.Join(path.Dir(f.Path), cmd.WorkDir, top)) {
			return // a module of a library
		}
		name = "the module " + cmd.Module
	} else if !strings.HasSuffix(cmd.Script, ".py") {
		return
	}
	p.Report(Finding{
		Place: filePlace(f, cmd.Span), Severity: Error, Key: "script " + cmd.Entry,
		Message: "entry point " + cmd.Entry + " starts " + name + ", which the project does not have",
		Why:     "MLflow runs the command in the folder of MLproject; Python ends at once when there is no such file.",
		Help:    "Write the path from the folder of MLproject.",
	})
}

// holdsPython tells whether there are modules in a folder, at any depth.
func (p *Pass) holdsPython(dir string) bool {
	dir = path.Clean(dir)
	return slices.ContainsFunc(p.Modules, func(m *project.Module) bool { return dir == "." || strings.HasPrefix(m.Path, dir+"/") })
}
