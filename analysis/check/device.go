package check

import (
	"github.com/mlf-core/mlf-lsp/analysis/project"
)

// gpu says whether a run can use a GPU.
type gpu uint8

const (
	noGPU    gpu = iota // nothing names a device: the program runs on the CPU
	maybeGPU            // decided when it runs: an option, availability, a trainer
	onGPU
)

// deviceOf decides the device of a run: what the configuration says, else what
// the program names.
func (p *Pass) deviceOf(r *project.Run) gpu {
	switch p.Options.Device {
	case "cpu":
		return noGPU
	case "cuda":
		return onGPU
	}
	return once(p.shared, "device "+r.Entry.Name, func() gpu {
		d := noGPU
		for _, e := range r.Events {
			if e.Kind != project.UsesGPU {
				continue
			}
			switch e.Value {
			case "cuda":
				return onGPU
			case "maybe":
				d = maybeGPU
			}
		}
		return d
	})
}

// library is whether code that no program reaches is to be judged as part of a
// GPU training program.
func (p *Pass) libraryOnGPU() bool { return p.Options.Device != "cpu" }

// trains tells whether a run trains something.
func trains(r *project.Run) bool {
	for _, e := range r.Events {
		if e.Kind == project.Trains {
			return true
		}
	}
	return false
}

// state is what became of a switch in a run.
type state struct {
	last  *project.Event // the last event that sets it
	value string         // on, off, warn, "" when it is not known
	ever  bool           // something sets it
	on    bool           // something turns it on (or may)
}

// switchState follows a switch through a run.
func switchState(r *project.Run, name string) state {
	var s state
	for _, e := range r.Events {
		if e.Kind != project.Switches || e.Switch != name || e.Handler {
			continue
		}
		s.ever, s.last, s.value = true, e, e.Value
		if e.Value == "on" || e.Value == "warn" || !e.Known {
			s.on = true
		}
	}
	return s
}
