package check

import (
	"slices"

	"github.com/mlf-core/mlf-lsp/analysis/environ"
)

var noContainer = register(&Rule{
	Meta: Meta{
		Code: "MLF601", Name: "no-container", Severity: Info,
		Summary: "a training project describes neither a container nor an MLflow environment",
	},
	Run: runNoContainer,
})

// runNoContainer asks only projects that say something of their environment: a
// script that is checked alone has its project elsewhere.
func runNoContainer(p *Pass) {
	runs := p.trainings()
	describes := slices.ContainsFunc(p.Env.Files, func(f *environ.File) bool {
		return !isCI(f) && f.Kind != environ.Notebook && f.Kind != environ.Settings
	})
	if len(runs) == 0 || !describes || slices.ContainsFunc(p.Env.Files, isContained) {
		return
	}
	first := runs[0].Entry
	f := Finding{
		Place: Place{File: first.Module.Path}, Severity: Info, Key: "no-container",
		Message: "nothing says which system " + first.Name + " trains on: the project has neither a Dockerfile nor an MLproject with an environment",
		Why:     "Requirements pin Python's packages alone. The C library, BLAS, CUDA and cuDNN come from the machine, and their releases choose other algorithms, which add in another order.",
		Help:    "Add a Dockerfile that pins its base image by digest, or an MLproject with docker_env; mlf-lsp create makes projects that have both.",
	}
	if text := first.Module.File; text != nil {
		f.Start, f.End = text.LineSpan(0)
	}
	for _, r := range runs[1:] {
		f.Related = append(f.Related, Related{entryPlace(r.Entry), "this program trains too"})
	}
	f.Related = limit(f.Related, min(5, len(f.Related)))
	p.Report(f)
}

// isContained tells whether a file describes where programs run, beyond
// Python's packages.
func isContained(f *environ.File) bool {
	switch f.Kind {
	case environ.Dockerfile, environ.Compose:
		return true
	case environ.Apptainer:
		return len(f.Images) > 0
	case environ.MLproject:
		return len(f.Images) > 0 || len(f.Includes) > 0
	}
	return false
}
