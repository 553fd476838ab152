package check

import (
	"github.com/mlf-core/mlf-lsp/analysis/environ"
)

var dockerfileWithoutFrom = register(&Rule{
	Meta: Meta{
		Code: "MLF702", Name: "dockerfile-without-from", Severity: Warning,
		Summary: "the Dockerfile of a project names no image that it starts from",
		Aliases: []string{"general-2"},
	},
	Run: runDockerfileWithoutFrom,
})

func runDockerfileWithoutFrom(p *Pass) {
	for _, m := range p.madeProjects() {
		text := m.file("Dockerfile")
		if text == nil {
			continue
		}
		for _, f := range p.Env.Files {
			if f.Kind == environ.Dockerfile && f.Path == text.Path && len(f.Images) == 0 {
				p.Report(Finding{
					Place: lineOf(text, 0), Severity: Warning, Key: "no FROM",
					Message: "the Dockerfile has no FROM instruction: no image can be built from it, and nothing says which system the project trains on",
					Help:    "Begin it with FROM and an image by its digest.",
				})
			}
		}
	}
}
