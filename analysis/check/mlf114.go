package check

import "github.com/mlf-core/mlf-lsp/analysis/project"

var reseedInLoop = register(&Rule{
	Meta: Meta{
		Code: "MLF114", Name: "reseed-in-loop", Severity: Warning,
		Summary: "the same seed is set again for every batch, step or sample",
	},
	Run: runReseedInLoop,
})

func runReseedInLoop(p *Pass) {
	for _, s := range p.seedSinks() {
		if !s.global || !s.seed.given() || !p.inProgram(s.call.Fn) || !constantSeed(s.seed) {
			continue
		}
		where := repeatedPlace(s.call)
		if where == "" {
			continue
		}
		p.Report(Finding{
			Place: callPlace(s.call), Severity: p.severityAt(s.call.Fn, Warning), Symbol: s.name, Key: "reseed " + s.name,
			Message: "the same seed is set again " + where + ": every time the same random numbers come, and batches and augmentations repeat",
			Why:     "Seeding rewinds the generator. Runs agree, but what should vary within a run no longer does.",
			Help:    "Seed once at the start, or derive the seed from the epoch or the index.",
		})
	}
}

// constantSeed tells whether a seed is the same each time: a number, or an
// option or name that holds one.
func constantSeed(a argument) bool {
	switch v := a.unit.Val(a.id); v.Kind {
	case project.Num, project.OptionVal:
		return true
	}
	return false
}

// repeatedPlace says in which place, run for every batch or sample, a call
// stands; "" for none. Loops over experiments and folds are none: there the
// seed starts each anew, as it should.
func repeatedPlace(c *project.Call) string {
	if k := c.Fn.Class; k != nil {
		switch c.Fn.Name {
		case "__getitem__", "forward", "training_step", "__iter__":
			for _, e := range k.Externals() {
				if derivesFromTorch(c, e) {
					return "in every call of " + c.Fn.Name
				}
			}
		}
	}
	if c.Loop == nil {
		return ""
	}
	for _, other := range c.Unit.Calls {
		if other.Fn != c.Fn || other.Loop != c.Loop {
			continue
		}
		if s := other.Symbol(); s != nil && s.Trainer != nil && s.Trainer.Kind == "torch" {
			return "in every round of the training loop"
		}
	}
	return ""
}

func derivesFromTorch(c *project.Call, class string) bool {
	kb := c.Program().KB
	for _, base := range []string{"torch.utils.data.Dataset", "torch.utils.data.IterableDataset", "torch.nn.Module"} {
		if class == base || kb.Derives(class, base) {
			return true
		}
	}
	return false
}
