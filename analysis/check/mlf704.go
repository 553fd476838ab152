package check

import (
	"fmt"
	"regexp"
	"strings"
)

var templateSyntaxLeft = register(&Rule{
	Meta: Meta{
		Code: "MLF704", Name: "template-syntax-left", Severity: Info,
		Summary: "a file of a project holds an instruction of its template that nothing filled in",
		Aliases: []string{"general-4"},
	},
	Run: runTemplateSyntaxLeft,
})

// templateSyntax is what Cookiecutter and mlf-lsp's own templates fill in.
var templateSyntax = regexp.MustCompile(`\{\{[-+]?[^{}\n]*\bcookiecutter\b[^{}\n]*\}\}|\{%[-+]?[^%\n]*\bcookiecutter\b[^%\n]*%\}|<%-?[ \t]*(?:\.[a-z_]+|if|else|end|with|range|json|lower|printf)\b[^%\n]*%>`)

func runTemplateSyntaxLeft(p *Pass) {
	for _, m := range p.madeProjects() {
		for _, f := range m.files() {
			if strings.Contains(f.Path, "{{") {
				continue // the project holds a template itself
			}
			eachMatch(f, templateSyntax, func(place Place, groups []string) {
				p.Report(Finding{
					Place: place, Severity: Info, Key: "syntax " + groups[0],
					Message: fmt.Sprintf("nothing filled in %s of the template: readers and programs take it as it stands", groups[0]),
					Help:    "Write what belongs here.",
				})
			})
		}
	}
}
