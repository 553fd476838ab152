package check

import (
	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/rules"
)

var workerRNGCopied = register(&Rule{
	Meta: Meta{
		Code: "MLF405", Name: "worker-rng-copied", Severity: Warning,
		Summary: "every worker of a data loader draws the same random numbers",
	},
	Run: runWorkerRNGCopied,
})

func runWorkerRNGCopied(p *Pass) {
	loaders := p.workerLoaders()
	if len(loaders) == 0 {
		return
	}
	for _, m := range p.Modules {
		for _, u := range m.All {
			for _, k := range u.Types {
				if p.Derives(k, "torch.utils.data.Dataset") || p.Derives(k, "torch.utils.data.IterableDataset") {
					copiedGenerators(p, k, loaders[0])
					oldNumpyDraws(p, k, loaders[0])
				}
			}
		}
	}
}

// workerLoaders are the data loaders of the program that can have workers and
// do nothing about their seeds. The default is no worker.
func (p *Pass) workerLoaders() []*project.Call {
	return once(p.shared, "loaders", func() []*project.Call {
		var out []*project.Call
		p.namedCalls(func(c *project.Call, name string) {
			if name != "torch.utils.data.DataLoader" || c.Unit.Mod.Test {
				return
			}
			s := c.Symbol()
			b := c.Bind(s, p.VersionsFor(s, c.Unit.Mod))
			workers := b.Arg("num_workers")
			if b.Given("num_workers") == rules.No || workers.Equal(rules.IntValue(0)) == rules.Yes {
				return
			}
			if b.Given("worker_init_fn") == rules.No {
				out = append(out, c)
			}
		})
		return out
	})
}

// copiedGenerators: a generator made in __init__ and drawn from when samples
// are made. Each worker gets a copy in the same state.
func copiedGenerators(p *Pass, k *project.Class, loader *project.Call) {
	init := k.Methods["__init__"]
	if init == nil {
		return
	}
	eachStep(init.Body, func(s *facts.Step) {
		if s.Kind != facts.StepSetAttr {
			return
		}
		if x := init.Unit.Val(s.Target); x.Kind != project.Object {
			return
		}
		made := p.generatorMade(init.Unit, s.V)
		if made == nil || renewed(k, s.Str) {
			return
		}
		draw := samplesFrom(k, s.Str)
		if draw == nil {
			return
		}
		p.Report(Finding{
			Place: PlaceOf(init.Unit, s.Span), Severity: p.severityAt(init, Warning), Symbol: made.Name, Key: "copied " + k.Name + "." + s.Str,
			Message: "self." + s.Str + " is copied into every worker of the data loader in the same state: all workers draw the same numbers, in every epoch",
			Why:     "PyTorch seeds its own, Python's and NumPy's global generators in each worker, but knows nothing of generators that a dataset holds.",
			Help:    "Make the generator in the worker: in worker_init_fn, or from torch.initial_seed() when the first sample is asked for.",
			Related: []Related{
				{PlaceOf(draw.Unit, draw.Value().Span), "it is drawn from here, in the worker"},
				{callPlace(loader), "this loader has workers and no worker_init_fn"},
			},
		})
	})
}

// renewed tells whether a method other than the constructor makes the
// generator anew or seeds it: then workers need not share a state.
func renewed(k *project.Class, name string) bool {
	found := false
	for _, u := range k.Members {
		for _, f := range u.Defs {
			if f.Class != k || f.Name == "__init__" {
				continue
			}
			eachStep(f.Body, func(s *facts.Step) {
				found = found || s.Kind == facts.StepSetAttr && s.Str == name
			})
		}
		for _, c := range u.Calls {
			x := &u.Values[c.Value().X]
			found = found || c.Fn.Name != "__init__" && x.Op == facts.OpAttr && x.Str == "seed" && written(u, x.X) == name
		}
	}
	return found
}

// generatorMade is the generator that a value is, if it is one that workers
// copy; nil otherwise.
func (p *Pass) generatorMade(u *project.Unit, id facts.ID) *rules.Symbol {
	if c := u.Call(id); c != nil {
		if s := c.Symbol(); s != nil && s.Generator != nil && s.Generator.Copied {
			return s
		}
	}
	return nil
}

// samplesFrom finds a draw from self.name in the methods that make samples.
func samplesFrom(k *project.Class, name string) *project.Call {
	for _, m := range k.Members {
		for _, c := range m.Calls {
			if c.Fn.Class != k || c.Fn.Name == "__init__" {
				continue
			}
			x := &m.Values[c.Value().X]
			if x.Op != facts.OpAttr {
				continue
			}
			if recv := &m.Values[x.X]; recv.Op == facts.OpAttr && recv.Str == name && m.Values[recv.X].Op == facts.OpParam {
				return c
			}
		}
	}
	return nil
}

// oldNumpyDraws: before torch 1.9 workers did not seed NumPy.
func oldNumpyDraws(p *Pass, k *project.Class, loader *project.Call) {
	get := k.Methods["__getitem__"]
	if get == nil {
		return
	}
	lib := p.KB.LibraryOf("torch")
	if lib == nil {
		return
	}
	v := p.Env.Versions(lib, get.Unit.Mod.Path)
	if v.Assumed || v.In("<1.9") == rules.No {
		return
	}
	for _, c := range get.Unit.Calls {
		s := c.Symbol()
		if c.Fn != get || s == nil {
			continue
		}
		for _, d := range s.Draws {
			if d.RNG != "numpy" {
				continue
			}
			p.Report(Finding{
				Place: callPlace(c), Severity: p.severityAt(get, Warning), Symbol: s.Name, Judged: judged(v), Key: "worker-numpy " + k.Name,
				Message: "before torch 1.9 every worker of a data loader starts with the same NumPy state: all workers draw the same numbers here",
				Help:    "Seed NumPy in worker_init_fn, or use torch 1.9 or newer.",
				Related: []Related{{callPlace(loader), "this loader has workers and no worker_init_fn"}},
			})
			return
		}
	}
}
