package check

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/rules"
)

var sameSeedEveryRank = register(&Rule{
	Meta: Meta{
		Code: "MLF116", Name: "same-seed-every-rank", Severity: Warning,
		Summary: "all processes of a distributed training draw the same order or augmentation, as each sets the same seed",
	},
	Run: runSameSeed,
})

// processGroups start or join a group of processes, each with a rank.
var processGroups = []string{"torch.distributed.init_process_group", "deepspeed.init_distributed", "horovod.torch.init"}

func runSameSeed(p *Pass) {
	all := slices.DeleteFunc(p.callsNamed(processGroups...), func(c *project.Call) bool { return c.Handler })
	reported := map[Place]bool{}
	for _, r := range p.runs() {
		groups := reached(r, all)
		if len(groups) == 0 || r.Blind || usesAny(r, epochSetters) {
			continue
		}
		for _, e := range r.Events {
			rngs := rankDraw(p, e)
			if rngs == nil {
				continue
			}
			seed := p.rankFreeSeed(r, rngs)
			if seed == nil || reported[eventPlace(seed)] {
				continue
			}
			reported[eventPlace(seed)] = true
			p.Report(p.sameSeedFinding(r, seed, e, groups[0]))
			break
		}
	}
}

func (p *Pass) sameSeedFinding(r *project.Run, seed, draw *project.Event, group *project.Call) Finding {
	name := short(seed.Call.Name())
	f := Finding{
		Place: eventPlace(seed), Severity: severityIn(r, Warning), Symbol: seed.Call.Name(), Key: "same-seed " + r.Entry.Name,
		Message: name + " sets the same seed in every process of the distributed run, so that " + short(draw.Call.Name()) + " draws the same in all of them",
		Why:     "Each process of a group draws from a generator of its own; with equal seeds all apply the same random changes, or go through the same batches, and the samples of a step are no longer independent.",
		Help:    "Add the rank to the seed, after the model is made from the common seed: " + name + "(seed + torch.distributed.get_rank()).",
		Related: []Related{{eventPlace(draw), "this draws from it"}, {callPlace(group), "the processes join here"}},
		Data:    map[string]string{"entry": r.Entry.Name},
	}
	if group.Guard != nil {
		f.Severity = min(f.Severity, Info)
		f.Message = "where the program runs distributed, " + f.Message
	}
	return f
}

// rankDraw are the generators of which any decides what the event draws, if
// that ought to be different on each rank: the order of batches, or what
// happens to samples. Splits ought to be the same, and initial weights are
// sent around.
func rankDraw(p *Pass, e *project.Event) []string {
	if e.Kind != project.Draws || e.Handler || e.Truth != rules.Yes || e.Call == nil {
		return nil
	}
	name := e.Call.Name()
	switch {
	case e.Draw.Order && strings.HasSuffix(name, ".DataLoader"):
		return e.RNGs
	case strings.HasPrefix(name, "torchvision.transforms.") && e.Draw.At == "use":
		return e.RNGs
	case e.Fn != nil && e.Fn.Class != nil && e.Fn.Name == "__getitem__" && p.Derives(e.Fn.Class, "torch.utils.data.Dataset"):
		return e.RNGs
	}
	return nil
}

// rankFreeSeed is the first call that seeds one of the generators, if every one
// that does sets the same seed on all ranks.
func (p *Pass) rankFreeSeed(r *project.Run, rngs []string) (first *project.Event) {
	for _, e := range r.Events {
		if e.Kind != project.Seeds || !slices.ContainsFunc(rngs, func(g string) bool { return slices.Contains(e.RNGs, g) }) {
			continue
		}
		if e.Call == nil {
			return nil
		}
		seed := seedArgument(e.Call, e.Seeder.Parameter)
		k := rankSearch{p: p, run: r}
		if !seed.given() || !k.same(seed.unit, seed.id, 0) {
			return nil
		}
		if first == nil && !e.Handler {
			first = e
		}
	}
	return first
}

// rankSearch tells seeds that are surely the same on all ranks.
type rankSearch struct {
	p   *Pass
	run *project.Run
}

func (k *rankSearch) same(u *project.Unit, id facts.ID, depth int) bool {
	if id == 0 || depth > 8 {
		return false
	}
	v := &u.Values[id]
	all := func(ids ...facts.ID) bool {
		return !slices.ContainsFunc(ids, func(x facts.ID) bool { return !k.same(u, x, depth+1) })
	}
	switch v.Op {
	case facts.OpNum:
		return true
	case facts.OpFree:
		return fixedNumber(u.Val(id))
	case facts.OpAttr:
		return (fixedNumber(u.Val(id)) || isSeed(v.Str) && !changes(v.Str) && settingsName(u, v.X)) && !k.addsRank(v.Str)
	case facts.OpIndex:
		key := u.Val(v.Y)
		return key.Kind == project.Str && isSeed(key.Text) && !changes(key.Text) && settingsName(u, v.X)
	case facts.OpBinary, facts.OpLogic, facts.OpCond:
		return all(v.X, v.Y)
	case facts.OpUnary:
		return all(v.X)
	case facts.OpPhi:
		for _, a := range v.List {
			if !k.same(u, a.V, depth+1) {
				return false
			}
		}
		return len(v.List) > 0
	case facts.OpCall:
		c := u.Call(id)
		return c != nil && c.Name() == "builtins.int" && len(v.List) == 1 && all(v.List[0].V)
	case facts.OpParam:
		return !changes(v.Str) && k.parameter(u, v, depth)
	}
	return false
}

func fixedNumber(v *project.Val) bool { return v.Kind == project.Num || v.Kind == project.OptionVal }

// parameter tells whether all calls that this run makes pass the same seed.
func (k *rankSearch) parameter(u *project.Unit, v *facts.Value, depth int) bool {
	fn := u.Defs[v.Func]
	n := 0
	for _, c := range k.p.CallersOf(fn) {
		if c.Fn.Index != 0 && !k.run.Funcs[c.Fn] || !k.run.Modules[c.Unit.Mod] {
			continue
		}
		n++
		id, given, known := c.Argument(fn, int(v.Index))
		switch {
		case given && !k.same(c.Unit, id, depth+1), !known && !given:
			return false
		case !given && !k.same(u, fn.Params[v.Index].Default, depth+1):
			return false
		}
	}
	return n > 0
}

// settingsName tells by its name that a value holds the settings of the
// program.
func settingsName(u *project.Unit, id facts.ID) bool {
	v := &u.Values[id]
	if u.Val(id).Kind == project.Namespace {
		return true
	}
	n := strings.ToLower(v.Str)
	switch v.Op {
	case facts.OpFree, facts.OpParam, facts.OpAttr:
		return slices.ContainsFunc([]string{"args", "opt", "cfg", "config", "conf", "flags", "hparams", "params", "hps", "settings"}, func(w string) bool {
			return n == w || strings.HasSuffix(n, "_"+w)
		})
	}
	return false
}

// addsRank tells whether something in the run's modules stores a rank in an
// attribute of that name: args.seed += args.rank.
func (k *rankSearch) addsRank(name string) (adds bool) {
	for _, m := range k.p.Modules {
		if !k.run.Modules[m] {
			continue
		}
		for _, u := range m.All {
			for _, f := range u.Defs {
				eachStep(f.Body, func(s *facts.Step) {
					adds = adds || s.Kind == facts.StepSetAttr && s.Str == name && strings.Contains(strings.ToLower(text(u, s.V)+" "+stepText(u, s)), "rank")
				})
			}
		}
	}
	return adds
}

// stepText is the source of a step.
func stepText(u *project.Unit, s *facts.Step) string {
	start, end := u.Place(s.Span)
	if t := u.Mod.File.Text(); start >= 0 && start < end && end <= len(t) {
		return t[start:end]
	}
	return ""
}
