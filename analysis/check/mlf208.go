package check

import (
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/rules"
)

var settingHasNoEffect = register(&Rule{
	Meta: Meta{
		Code: "MLF208", Name: "setting-has-no-effect", Severity: Warning,
		Summary: "a setting made where it no longer acts",
	},
	Run: runNoEffect,
})

func runNoEffect(p *Pass) {
	lateAttributes(p)
	unreadAttributes(p)
	lateVariables(p)
}

// lateAttributes: an argument of a constructor that is assigned to the object
// afterwards, when the constructor has long acted on its default.
func lateAttributes(p *Pass) {
	reported := map[Place]bool{}
	for _, r := range p.runs() {
		for _, e := range r.Events {
			if e.Kind != project.Switches || !ineffective(e.Switch) || reported[eventPlace(e)] {
				continue
			}
			reported[eventPlace(e)] = true
			class, attribute := splitLast(e.Setting.Symbols[0])
			p.Report(Finding{
				Place: eventPlace(e), Severity: Warning, Symbol: class, Key: "late " + attribute,
				Message: "setting " + attribute + " on a finished " + short(class) + " has no effect: it is read when the object is made",
				Help:    "Pass " + attribute + "=" + text(e.Unit, e.V) + " to " + short(class) + "(…).",
			})
		}
	}
}

// unreadAttributes: a misspelt setting makes an attribute that nobody reads.
func unreadAttributes(p *Pass) {
	for _, m := range p.Modules {
		for _, u := range m.All {
			for _, fn := range u.Defs {
				eachStep(fn.Body, func(s *facts.Step) {
					if s.Kind == facts.StepSetAttr && p.inProgram(fn) {
						unreadAttribute(p, u, fn, s)
					}
				})
			}
		}
	}
}

func unreadAttribute(p *Pass, u *project.Unit, fn *project.Func, s *facts.Step) {
	x := u.Val(s.Target)
	if x.Kind != project.External {
		return
	}
	sym := p.KB.Symbol(x.Text + "." + s.Str)
	if sym == nil || sym.Removed == nil || sym.Removed.Versions != "" || sym.Removed.Instead == "" {
		return
	}
	p.Report(Finding{
		Place: PlaceOf(u, s.Span), Severity: p.severityAt(fn, Warning), Symbol: sym.Name, Key: "unread " + sym.Name,
		Message: sym.Name + " does not exist: the assignment makes an attribute that nothing reads",
		Help:    "Set " + sym.Removed.Instead + ".",
	})
}

func splitLast(name string) (parent, last string) {
	i := strings.LastIndexByte(name, '.')
	return name[:max(i, 0)], name[i+1:]
}

// lateVariables: an environment variable that is set after the library that
// reads it has done so.
func lateVariables(p *Pass) {
	reported := map[Place]bool{}
	for _, r := range p.runs() {
		used := map[string]*project.Event{}
		var training *project.Event
		for _, e := range r.Events {
			switch e.Kind {
			case project.Uses:
				used[e.Name] = e
			case project.Trains:
				if training == nil {
					training = e
				}
			case project.SetsEnv:
				before, when := lateFor(p, e, used, training)
				if before == nil || reported[eventPlace(e)] {
					continue
				}
				reported[eventPlace(e)] = true
				p.Report(Finding{
					Place: eventPlace(e), Severity: severityIn(r, Warning), Symbol: e.Name, Key: "late " + e.Name,
					Message: e.Name + " is set too late: " + when,
					Help:    "Set it in the environment that starts the program, or as its very first statement.",
					Related: []Related{{eventPlace(before), "it was read here"}},
				})
			}
		}
	}
}

func lateFor(p *Pass, e *project.Event, used map[string]*project.Event, training *project.Event) (*project.Event, string) {
	info := p.KB.Variable(e.Name)
	if info == nil {
		return nil, ""
	}
	switch info.Read {
	case "import":
		// Python itself has read the environment before any program starts; what
		// its children read is in time.
		if lib := variableLibrary(p.KB, e.Name); used[lib] != nil && lib != "python" {
			return used[lib], lib + " reads it when it is imported"
		}
	case "device":
		if training != nil {
			return training, "training has started by then, and with it CUDA"
		}
	}
	return nil, ""
}

// variableLibrary is the library that reads an environment variable.
func variableLibrary(kb *rules.Base, name string) string {
	for _, lib := range kb.Libraries() {
		for i := range lib.Variables {
			if lib.Variables[i].Name == name {
				return lib.Name
			}
		}
	}
	return ""
}
