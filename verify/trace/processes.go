package trace

import (
	"fmt"
	"path/filepath"
	"strings"
)

// Cost is what tracing took, over all processes of a run.
type Cost struct {
	Events  int
	Bytes   int64
	Seconds float64 // in the hook
	Wall    float64 // of the processes that ended by themselves
}

// Cost adds up what tracing took.
func (t *Trace) Cost() Cost {
	var c Cost
	for _, p := range t.Processes {
		c.Events += len(p.Events)
		c.Bytes += p.Bytes
		c.Seconds += p.Cost
		c.Wall += p.Wall
	}
	return c
}

// keys names each process by what it is and where it stands among its like,
// below its parent: processes with the same key in two runs did the same.
func (t *Trace) keys() map[string]*Process {
	byPID := map[int]*Process{}
	for _, p := range t.Processes {
		byPID[p.PID] = p
	}
	names := map[*Process]string{}
	count := map[string]int{}
	out := map[string]*Process{}
	for _, p := range t.Processes { // by start: parents come first
		parent := ""
		if up := byPID[p.Parent]; up != nil && up != p {
			parent = names[up]
		}
		name := parent + "/" + p.kind()
		count[name]++
		names[p] = fmt.Sprintf("%s#%d", name, count[name])
		out[names[p]] = p
	}
	return out
}

// kind is what a process runs.
func (p *Process) kind() string {
	if p.Role != "" {
		return p.Role
	}
	for i, a := range p.Argv {
		switch {
		case i == 0:
		case a == "-m" && i+1 < len(p.Argv):
			return p.Argv[i+1]
		case a == "-c":
			return "-c"
		case !strings.HasPrefix(a, "-"):
			return filepath.Base(a)
		}
	}
	return ""
}
