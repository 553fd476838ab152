package check

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/rules"
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
	return slices.ContainsFunc(r.Events, func(e *project.Event) bool { return e.Kind == project.Trains })
}

// state is what became of a switch in a run.
type state struct {
	last  *project.Event // the last event that sets it
	value string         // on, off, warn, "" when it is not known
	ever  bool           // something sets it
	on    bool           // something turns it on (or may)
}

// Switches come under several names where frameworks wrap them: asking a
// trainer for determinism is asking PyTorch for it.
var (
	deterministicMode = []string{"torch.deterministic", "lightning.deterministic", "transformers.deterministic",
		"composer.deterministic", "mmengine.deterministic", "ray.deterministic"}
	cudnnBenchmark     = []string{"cudnn.benchmark", "lightning.benchmark"}
	cudnnDeterministic = []string{"cudnn.deterministic"}
)

// switchState follows a switch, under any of its names, through a run. What an
// except clause turns on may be on, but is not the last word.
func (p *Pass) switchState(r *project.Run, names []string) state {
	return once(p.shared, "switch "+r.Entry.Name+" "+strings.Join(names, " "), func() state {
		var s state
		for _, e := range r.Events {
			if e.Kind != project.Switches || !slices.Contains(names, e.Switch) {
				continue
			}
			if e.Value == "on" || e.Value == "warn" || !e.Known {
				s.on = true
			}
			if s.last == nil || !e.Handler {
				s.ever, s.last, s.value = true, e, e.Value
			}
		}
		return s
	})
}

// torchTrainers are the kinds of training that run on PyTorch, whoever calls
// backward.
var torchTrainers = []string{"lightning", "transformers", "composer", "accelerate", "fastai", "ignite", "mmengine"}

// trainsTorch tells whether a run trains with PyTorch or a framework on it.
func trainsTorch(r *project.Run) bool {
	uses := false
	for _, e := range r.Events {
		switch {
		case e.Kind == project.Uses && (e.Name == "torch" || e.Name == "lightning"):
			uses = true
		case e.Kind == project.Trains && (e.Name == "torch" && uses || slices.Contains(torchTrainers, e.Name)):
			return true
		}
	}
	return false
}

// torchVersions are the versions of PyTorch that the code of a program runs
// with.
func (p *Pass) torchVersions(r *project.Run) rules.Versions {
	lib := p.KB.LibraryOf("torch")
	if lib == nil {
		return rules.Versions{}
	}
	return p.Env.Versions(lib, r.Entry.Module.Path)
}

// firstUse is where the file of a program first uses one of some libraries,
// else its entry point.
func firstUse(r *project.Run, libraries ...string) Place {
	for _, e := range r.Events {
		if e.Kind == project.Uses && e.Unit.Mod == r.Entry.Module && slices.Contains(libraries, e.Name) {
			return PlaceOf(e.Unit, e.Span)
		}
	}
	return entryPlace(r.Entry)
}
