package analysis

import (
	"slices"
	"sync"
	"sync/atomic"

	"github.com/mlf-core/mlf-lsp/analysis/environ"
	"github.com/mlf-core/mlf-lsp/analysis/project"
)

// engine holds the linked program of snapshots that come from each other. It
// stands at one of them at a time and is moved to the next by what differs.
type engine struct {
	edited  atomic.Bool // there is more than one snapshot
	mu      sync.Mutex  // guards the rest, and is held while somebody uses the program
	program *project.Program
	env     []*environ.File
	at      *Workspace
	updates int
}

// maxUpdates is how often a program is brought up to date before it is linked
// anew: names that were typed once are not to be remembered for ever.
const maxUpdates = 2_000

// move gives the program of a snapshot. The engine is locked.
func (e *engine) move(w *Workspace, need []bool) (p *project.Program, crash string) {
	if e.at == w && e.program != nil {
		return e.program, ""
	}
	inputs, env := w.inputs(need)
	texts, present := w.conventions()
	p, e.program = e.program, nil // of no use if this fails
	ok := false
	if p != nil && slices.Equal(env, e.env) && e.updates < maxUpdates {
		if guard("", func() { ok = p.Update(inputs, texts, present) }) == "" && ok {
			e.updates++
			p.Options.Observed = w.observations()
		}
	}
	if !ok {
		if p, crash = w.link(inputs, env, e.edited.Load()); crash != "" {
			return nil, crash
		}
		e.updates = 0
	}
	e.program, e.env, e.at = p, env, w
	return p, ""
}

// Linked hands the linked program of the snapshot to do, while nobody else has
// it; nil when the project could not be linked.
func (w *Workspace) Linked(do func(*project.Program)) {
	e := w.engine
	e.mu.Lock()
	defer e.mu.Unlock()
	p, _ := e.move(w, w.parse())
	do(p)
}
