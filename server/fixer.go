package server

import (
	"sync"

	"github.com/mlf-core/mlf-lsp/codeactions"
	"github.com/mlf-core/mlf-lsp/hardware"
)

// fixer makes the fixes of a view's findings.
func (v *view) fixer() *codeactions.Fixer {
	x := codeactions.New(v.ws)
	x.Installed = v.installed()
	return x
}

// installed gives the releases of the project's Python environment, read when
// somebody asks.
func (v *view) installed() func() map[string]string {
	return sync.OnceValue(func() map[string]string { return hardware.Releases(v.root) })
}
