package analysis

import (
	"sync"

	"github.com/mlf-core/mlf-lsp/analysis/project"
)

// linked keeps the program that a result was judged from, for those who ask
// about a finding afterwards. A program is owned by one goroutine at a time.
type linked struct {
	mu      sync.Mutex
	program *project.Program
}

// Linked hands the linked program of the snapshot to do, while nobody else has
// it; nil when the project could not be linked.
func (w *Workspace) Linked(do func(*project.Program)) {
	r := w.Check()
	r.linked.mu.Lock()
	defer r.linked.mu.Unlock()
	do(r.linked.program)
}
