package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/environ"
	"github.com/mlf-core/mlf-lsp/analysis/record"
	"github.com/mlf-core/mlf-lsp/analysis/source"
)

var environmentInvalid = register(&Rule{
	Meta: Meta{
		Code: "MLF707", Name: "environment-invalid", Severity: Warning,
		Summary: "environment.yml of a project lacks a part, or leaves the version of a package open",
		Aliases: []string{"general-7"},
	},
	Run: runEnvironmentInvalid,
})

// ignoreMark is the comment by which mlf-core left a dependency alone.
const ignoreMark = "MLF-CORE IGNORE"

func runEnvironmentInvalid(p *Pass) {
	for _, m := range p.madeProjects() {
		text := m.file(m.first("environment.yml", "environment.yaml"))
		if text == nil {
			continue
		}
		m.environmentParts(text)
		for _, f := range p.Env.Files {
			if f.Path == text.Path {
				m.environmentPins(text, f)
			}
		}
	}
}

// environmentParts wants what conda needs to make the environment.
func (m *made) environmentParts(text *source.File) {
	var parts map[string]any
	if record.DecodeYAML([]byte(text.Text()), &parts) != nil {
		return // MLF905 tells
	}
	for _, part := range []string{"name", "channels", "dependencies"} {
		if _, ok := parts[part]; !ok {
			m.Report(Finding{
				Place: lineOf(text, 0), Severity: Warning, Key: "part " + part,
				Message: fmt.Sprintf("environment.yml has no %s: conda makes another environment from it than the template did, or none", part),
			})
		}
	}
}

// environmentPins wants every package at one version. What the training
// imports is told by MLF603.
func (m *made) environmentPins(text *source.File, f *environ.File) {
	for _, pin := range f.Pins {
		if pin.Strength >= environ.Exact || pin.URL != "" || conda3(pin.Specifier) || m.judgedElsewhere(pin.Package) ||
			strings.Contains(text.LineText(text.LineOf(pin.Span.Start)), ignoreMark) {
			continue
		}
		m.Report(Finding{
			Place: Place{f.Path, pin.Span.Start, pin.Span.End}, Severity: Warning, Key: "open " + pin.Package,
			Message: fmt.Sprintf("%s has no version of its own: the next environment can hold another release than the one results were made with", pin.Package),
			Help:    "Pin it, as in " + pin.Package + "=1.2.3, or mark the line with # " + ignoreMark + ".",
		})
	}
}

// conda3 tells conda's package=1.2.3, which conda reads as 1.2.3.*.
func conda3(specifier string) bool {
	rest, ok := strings.CutPrefix(specifier, "==")
	return ok && strings.HasSuffix(rest, ".*") && strings.Count(rest, ".") >= 3
}

// judgedElsewhere tells packages that MLF603 judges.
func (p *Pass) judgedElsewhere(name string) bool {
	judged := once(p.shared, "packages of training", func() map[string]bool {
		out := map[string]bool{}
		if len(p.trainings()) > 0 {
			for _, lib := range p.importedLibraries() {
				for _, n := range namesOf(lib) {
					out[n] = true
				}
			}
		}
		return out
	})
	return judged[name]
}

// pinned are a project's direct requirements of one version; lock files follow
// from them.
func (m *made) pinned(visit func(f *environ.File, pin environ.Pin)) {
	for _, f := range m.Env.Files {
		direct := slices.Contains([]environ.Kind{environ.Conda, environ.Requirements, environ.Pyproject, environ.SetupPy, environ.SetupCfg}, f.Kind)
		if !direct || !m.holds(f.Path) || strings.Contains(f.Path, "lock") {
			continue
		}
		for _, pin := range f.Pins {
			if pin.Strength == environ.Exact || conda3(pin.Specifier) {
				visit(f, pin)
			}
		}
	}
}
