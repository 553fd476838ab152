package check

import (
	"regexp"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/source"
)

var todoLeft = register(&Rule{
	Meta: Meta{
		Code: "MLF703", Name: "todo-left", Severity: Info,
		Summary: "a project still holds what its template left to do",
		Aliases: []string{"general-3"},
	},
	Run: runTodoLeft,
})

// leftToDo are the marks by which templates of mlf-core, and those of mlf-lsp
// and of its users, say what is left to do.
var leftToDo = regexp.MustCompile(`(?:TODO MLF-(?:CORE|LSP)|MLF-(?:CORE|LSP) TODO):[ \t]*(.*)`)

func runTodoLeft(p *Pass) {
	for _, m := range p.madeProjects() {
		for _, f := range m.files() {
			eachMatch(f, leftToDo, func(place Place, groups []string) {
				what := strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(groups[1]), "-->"))
				if what == "" {
					what = "something"
				}
				p.Report(Finding{
					Place: place, Severity: Info, Key: "todo " + what,
					Message: "the template left this to do: " + what,
					Help:    "Do it, and take the mark out.",
				})
			})
		}
	}
}

// eachMatch visits the places in a file where a pattern matches, at most one
// for a line, with the groups.
func eachMatch(f *source.File, re *regexp.Regexp, visit func(Place, []string)) {
	last := -1
	for _, at := range re.FindAllStringSubmatchIndex(f.Text(), -1) {
		line := f.LineOf(at[0])
		if line == last {
			continue
		}
		last = line
		groups := make([]string, len(at)/2)
		for i := range groups {
			if at[2*i] >= 0 {
				groups[i] = f.Text()[at[2*i]:at[2*i+1]]
			}
		}
		visit(Place{f.Path, at[0], at[1]}, groups)
	}
}
