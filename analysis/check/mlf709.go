package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/environ"
	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/rules"
)

var dependencyOutdated = register(&Rule{
	Meta: Meta{
		Code: "MLF709", Name: "dependency-outdated", Severity: Info,
		Summary: "a requirement of a project has a newer release, or no index knows it; only with --online",
		Aliases: []string{"general-7", "package-prediction-2"},
	},
	Run: runDependencyOutdated,
})

func runDependencyOutdated(p *Pass) {
	if p.Options.Newest == nil {
		return
	}
	for _, m := range p.madeProjects() {
		m.pinned(func(f *environ.File, pin environ.Pin) {
			newest, asked := p.Options.Newest[pin.Package]
			text := textAt(p.Options.Texts, f.Path)
			if !asked || text == nil || strings.Contains(text.LineText(text.LineOf(pin.Span.Start)), ignoreMark) {
				return
			}
			has := strings.TrimSuffix(strings.TrimLeft(pin.Specifier, "="), ".*")
			finding := Finding{Place: Place{f.Path, pin.Span.Start, pin.Span.End}, Severity: Info, Key: "outdated " + pin.Package}
			switch {
			case newest == "":
				finding.Severity = Warning
				finding.Message = fmt.Sprintf("no index of packages knows %s: nobody can make this environment again", pin.Package)
				finding.Help = "Correct the name, or say where it comes from."
			case rules.CompareVersions(has, newest) < 0:
				finding.Message = fmt.Sprintf("%s %s is out: the project pins %s", pin.Package, newest, has)
				finding.Help = "Update it in a change of its own, and train again: results are of the pinned releases. Mark the line with # " + ignoreMark + " to leave it."
			default:
				return
			}
			p.Report(finding)
		})
	}
}

// Requirements are the direct requirements of the projects that were made from
// templates, by normalised name and sorted: what MLF709 wants to know of.
func Requirements(p *project.Program) []string {
	pass := &Pass{Program: p, shared: &Shared{p: p, cache: map[string]any{}}}
	var out []string
	for _, m := range pass.madeProjects() {
		m.pinned(func(_ *environ.File, pin environ.Pin) { out = append(out, pin.Package) })
	}
	slices.Sort(out)
	return slices.Compact(out)
}
