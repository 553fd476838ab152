package main

import (
	"context"

	"github.com/mlf-core/mlf-lsp/analysis"
	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/online"
)

// newest asks for newer releases of what the projects of a snapshot pin. An
// index that does not answer is said, and keeps nothing from being judged.
func (c *checker) newest(ctx context.Context, w *analysis.Workspace) map[string]string {
	var names []string
	w.Linked(func(p *project.Program) {
		if p != nil {
			names = check.Requirements(p)
		}
	})
	found, err := online.Default().Newest(ctx, names)
	if err != nil {
		c.complain(err)
	}
	return found
}
