package check

import (
	"cmp"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/rules"
)

var missingSetEpoch = register(&Rule{
	Meta: Meta{
		Code: "MLF119", Name: "missing-set-epoch", Severity: Warning,
		Summary: "a DistributedSampler that is never told the epoch hands out the same order in each",
	},
	Run: runMissingSetEpoch,
})

const distributedSampler = "torch.utils.data.DistributedSampler"

// epochSetters train in a way that tells samplers the epoch by itself.
var epochSetters = []string{"lightning", "accelerate", "transformers", "composer", "mosaicml", "pytorch-ignite", "mmengine", "mmcv", "fastai", "catalyst", "torchtnt"}

func runMissingSetEpoch(p *Pass) {
	all := slices.DeleteFunc(slices.Clone(p.callsNamed(distributedSampler)), func(c *project.Call) bool { return !p.shuffledSampler(c) })
	reported := map[Place]bool{}
	for _, r := range p.runs() {
		samplers := reached(r, all)
		if len(samplers) == 0 || usesAny(r, epochSetters) || setsEpoch(p, r) {
			continue
		}
		loop := p.epochLoop(r, samplers[0].Unit.Mod)
		if loop == nil {
			continue
		}
		at := PlaceOf(loop.unit, loop.header())
		if reported[at] {
			continue
		}
		reported[at] = true
		f := Finding{
			Place: at, Severity: Warning, Symbol: distributedSampler, Key: "set-epoch " + r.Entry.Name,
			Message: "no epoch of this loop calls set_epoch on the DistributedSampler: each goes through the data in the same order",
			Why:     "DistributedSampler shuffles by its seed plus the epoch that set_epoch told it; without the call that is 0 forever.",
			Help:    "Call set_epoch(epoch) on the sampler at the start of each epoch, before the loader is iterated.",
			Data:    map[string]string{"entry": r.Entry.Name},
		}
		if name := p.samplerIn(samplers, loop); name != "" {
			f.Data["sampler"] = name
			f.Help = "Call " + name + ".set_epoch(epoch) at the start of each epoch, before the loader is iterated."
		}
		if loop.name != "" {
			f.Data["epoch"] = loop.name
		}
		for _, c := range samplers {
			f.Related = append(f.Related, Related{callPlace(c), "the sampler is made here"})
		}
		f.Related = limit(f.Related, 4)
		p.Report(f)
	}
}

// callsNamed are the calls of library functions of some names, in order of
// file and place.
func (p *Pass) callsNamed(names ...string) []*project.Call {
	byName := once(p.shared, "calls by name", func() map[string][]*project.Call {
		out := map[string][]*project.Call{}
		p.namedCalls(func(c *project.Call, name string) { out[name] = append(out[name], c) })
		return out
	})
	if len(names) == 1 {
		return byName[names[0]]
	}
	var out []*project.Call
	for _, n := range names {
		out = append(out, byName[n]...)
	}
	slices.SortStableFunc(out, func(a, b *project.Call) int {
		x, y := callPlace(a), callPlace(b)
		return cmp.Or(cmp.Compare(x.File, y.File), cmp.Compare(x.Start, y.Start))
	})
	return out
}

// reached are those of some calls that a run gets to.
func reached(r *project.Run, calls []*project.Call) []*project.Call {
	var out []*project.Call
	for _, c := range calls {
		if r.Modules[c.Unit.Mod] && (c.Fn.Index == 0 && c.Fn.Class == nil || r.Funcs[c.Fn]) {
			out = append(out, c)
		}
	}
	return out
}

func usesAny(r *project.Run, libraries []string) bool {
	return slices.ContainsFunc(r.Events, func(e *project.Event) bool {
		return (e.Kind == project.Uses || e.Kind == project.Trains) && slices.Contains(libraries, e.Name)
	})
}

// shuffledSampler tells whether a call surely makes a sampler that shuffles.
func (p *Pass) shuffledSampler(c *project.Call) bool {
	if c.Handler {
		return false
	}
	s := c.Symbol()
	b := c.Bind(s, p.VersionsFor(s, c.Unit.Mod))
	return b.Arg("shuffle").Truthy() == rules.Yes
}

// setsEpoch tells whether something in the modules of a run tells a sampler
// the epoch, under any receiver.
func setsEpoch(p *Pass, r *project.Run) bool {
	for _, m := range p.Modules {
		if !r.Modules[m] {
			continue
		}
		for _, u := range m.All {
			for i := range u.Values {
				if v := &u.Values[i]; (v.Op == facts.OpAttr || v.Op == facts.OpStr) && strings.Contains(v.Str, "set_epoch") {
					return true
				}
			}
			if slices.ContainsFunc(u.Defs, func(f *project.Func) bool { return f.Name == "set_epoch" }) {
				return true
			}
			if slices.ContainsFunc(u.Defs, func(f *project.Func) bool { return storesEpoch(u, f) }) {
				return true
			}
		}
	}
	return false
}

// storesEpoch tells whether a function writes sampler.epoch itself.
func storesEpoch(u *project.Unit, f *project.Func) (stores bool) {
	eachStep(f.Body, func(s *facts.Step) {
		stores = stores || s.Kind == facts.StepSetAttr && s.Str == "epoch" && strings.Contains(strings.ToLower(text(u, s.Target)), "sampler")
	})
	return stores
}

// trainingLoop is a loop over epochs.
type trainingLoop struct {
	unit *project.Unit
	fn   *project.Func
	step *facts.Step
	name string // of the epoch's number, "" if it has none
}

// header is the first line of the loop, by what it goes over.
func (l *trainingLoop) header() facts.Span {
	s := l.unit.Values[l.step.V].Span
	if s.End <= s.Start || s.Start < l.step.Span.Start || s.End > l.step.Span.End {
		return l.step.Span
	}
	return facts.Span{Start: l.step.Span.Start, End: s.End}
}

// epochLoop is the loop over epochs in which a run trains, preferably in the
// module that makes the samplers.
func (p *Pass) epochLoop(r *project.Run, near *project.Module) *trainingLoop {
	var found *trainingLoop
	for _, m := range p.Modules {
		if !r.Modules[m] {
			continue
		}
		for _, u := range m.All {
			for _, fn := range u.Defs {
				if fn.Index != 0 && !r.Funcs[fn] {
					continue
				}
				if l := p.epochLoopIn(u, fn); l != nil && (found == nil || m == near && found.unit.Mod != near) {
					found = l
				}
			}
		}
	}
	return found
}

func (p *Pass) epochLoopIn(u *project.Unit, fn *project.Func) (found *trainingLoop) {
	eachStep(fn.Body, func(s *facts.Step) {
		if found != nil || s.Kind != facts.StepLoop {
			return
		}
		for _, c := range u.Calls {
			if c.Fn != fn || !within(c.Step.Span, s.Span) {
				continue
			}
			if loopName(c, s) == "epochs" && !onePass(u, s) && p.trainsBelow(c, s) {
				found = &trainingLoop{u, fn, s, epochName(u, s)}
				return
			}
		}
	})
	return found
}

// onePass tells whether a loop surely has a single round.
func onePass(u *project.Unit, s *facts.Step) bool {
	v := &u.Values[s.V]
	if !s.For || v.Op != facts.OpCall || len(v.List) != 1 {
		return false
	}
	n := u.Val(v.List[0].V)
	return n.Kind == project.Num && n.Text == "1"
}

// trainsBelow tells whether a call in the loop takes training steps in a loop
// of its own: over batches, below the loop over epochs.
func (p *Pass) trainsBelow(c *project.Call, loop *facts.Step) bool {
	if c.Loop != loop && takesStep(c) {
		return true
	}
	return p.leadsTo(c, 3, func(inner *project.Call) bool { return inner != c && inner.Loop != nil && takesStep(inner) }, map[*project.Func]bool{})
}

// epochName is the name that a loop gives the number of its round.
func epochName(u *project.Unit, s *facts.Step) string {
	for i := range u.Values {
		v := &u.Values[i]
		if v.Op != facts.OpElem || v.X != s.V {
			continue
		}
		if name := sourceText(u, facts.ID(i)); isName(name) {
			return name
		}
	}
	return ""
}

func isName(s string) bool {
	for i, r := range s {
		if r != '_' && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return s != ""
}

// samplerIn is the name by which the loop's function knows the only sampler,
// "" if it does not know it.
func (p *Pass) samplerIn(samplers []*project.Call, l *trainingLoop) string {
	c := samplers[0]
	if len(samplers) != 1 || c.Unit.Mod != l.unit.Mod || c.Fn.Index != 0 && (c.Unit != l.unit || c.Fn != l.fn) {
		return ""
	}
	if c.Guard != nil && c.Guard.Kind == facts.StepIf {
		return "" // it may be something else, or nothing
	}
	for _, use := range c.Unit.Uses(c.ID) {
		if use.Step != nil && use.Step.Kind == facts.StepBind && isName(use.Step.Str) {
			return use.Step.Str
		}
	}
	return ""
}
