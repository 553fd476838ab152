package check

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/rules"
)

// seedVerdict is what is wrong with the seeding of one generator in one run.
type seedVerdict struct {
	run   *project.Run
	rng   string
	draw  *project.Event   // the first that matters and is unseeded
	more  []*project.Event // other draws
	late  *project.Event   // a seed that comes after the draw: MLF110
	lost  *project.Call    // a seed in code that does not run: MLF111
	fault bool             // another rule has the cause (MLF112, MLF113)
}

// seedVerdicts judges the seeding of every global generator in every program.
func (p *Pass) seedVerdicts() []seedVerdict {
	return once(p.shared, "seeds", func() []seedVerdict {
		var out []seedVerdict
		for _, r := range slices.Concat(p.runs(), p.testRuns()) {
			for _, rng := range []string{"python", "numpy", "torch"} {
				if v, ok := p.judgeSeed(r, rng); ok {
					out = append(out, v)
				}
			}
			out = append(out, p.judgeTensorFlow(r)...)
		}
		return out
	})
}

// judgeTensorFlow judges the generators of TensorFlow and of Keras, which one
// call seeds: where both are missing, the first draw stands for both.
func (p *Pass) judgeTensorFlow(r *project.Run) []seedVerdict {
	var out []seedVerdict
	for _, rng := range []string{"tensorflow", "keras"} {
		if v, ok := p.judgeSeed(r, rng); ok {
			out = append(out, v)
		}
	}
	bare := func(v seedVerdict) bool { return v.late == nil && v.lost == nil && !v.fault }
	if len(out) < 2 || !bare(out[0]) || !bare(out[1]) {
		return out
	}
	if slices.Index(r.Events, out[1].draw) < slices.Index(r.Events, out[0].draw) {
		slices.Reverse(out)
	}
	out[0].more = append(append(out[0].more, out[1].draw), out[1].more...)
	return out[:1]
}

func (p *Pass) judgeSeed(r *project.Run, rng string) (seedVerdict, bool) {
	v := seedVerdict{run: r, rng: rng}
	training, infers := trains(r), p.infers(r)
	var seed *project.Event
	for _, e := range r.Events {
		switch {
		case e.Kind == project.Seeds && slices.Contains(e.RNGs, rng) && !e.Handler:
			if v.draw != nil && seed == nil && !e.Excludes(v.draw) && (e.Call == nil || !isolated(e.Call) && !p.inWorkers(e.Fn)) {
				seed = e
			}
		case e.Kind == project.Draws && !e.Handler && slices.Contains(e.RNGs, rng) && p.drawMatters(e, training) && !(infers && aside(r, e)):
			if e.Before.Has(rng) || rng == "keras" && e.Before.Has("tensorflow") && p.legacyKeras(r) {
				continue
			}
			if v.draw == nil {
				v.draw = e
			} else if e.Call != v.draw.Call {
				v.more = append(v.more, e)
			}
		}
	}
	if v.draw == nil {
		return v, false
	}
	v.late = seed
	if seed == nil {
		v.lost = p.unreachedSeed(r, rng)
	}
	v.fault = p.setterFault(r, rng)
	return v, v.late != nil || v.lost != nil || v.fault || !allOrder(v)
}

// allOrder is true when loaders and splits are all that draws: MLF404 stands
// for them where no seed is set too late, out of reach or in a wrong way.
func allOrder(v seedVerdict) bool {
	if !v.draw.Draw.Order {
		return false
	}
	for _, e := range v.more {
		if !e.Draw.Order {
			return false
		}
	}
	return true
}

// inWorkers tells whether a function runs in the workers of data loaders: what
// it seeds is no generator of the main process.
func (p *Pass) inWorkers(f *project.Func) bool {
	starts := p.handedAs("worker_init_fn")
	return f != nil && (starts[f] || len(starts) > 0 && slices.ContainsFunc(p.CallersOf(f), func(c *project.Call) bool { return starts[c.Fn] }))
}

// infers tells whether a program only uses a model: it does not train, and
// turns gradients or the training behaviour of modules off.
func (p *Pass) infers(r *project.Run) bool {
	if trains(r) {
		return false
	}
	off := once(p.shared, "turns training off", func() []*project.Call {
		var out []*project.Call
		p.namedCalls(func(c *project.Call, name string) {
			if turnsTrainingOff(name) {
				out = append(out, c)
			}
		})
		return out
	})
	return slices.ContainsFunc(off, func(c *project.Call) bool {
		return r.Funcs[c.Fn] || c.Unit.Mod == r.Entry.Module && c.Unit.Class == nil
	})
}

func turnsTrainingOff(name string) bool {
	switch name {
	case "torch.no_grad", "torch.inference_mode", "torch.nn.Module.eval":
		return true
	}
	return false
}

// aside tells whether a draw stands under a condition in another file than the
// program's own: augmentation and dropout that inference leaves out.
func aside(r *project.Run, e *project.Event) bool {
	return e.Conditional && e.Unit.Mod != r.Entry.Module
}

// drawMatters drops draws that cannot change a result: weights that a program
// without training initialises and then loads over, dropout that is off, and
// values that only name things.
func (p *Pass) drawMatters(e *project.Event, training bool) bool {
	if e.Truth != rules.Yes || e.Draw == nil {
		return false
	}
	if !training && (e.Draw.At == "use" || strings.Contains(e.Draw.What, "weight")) {
		return false
	}
	return e.Call == nil || !p.idle(e.Call)
}

// unreachedSeed finds a call that is meant to seed the generator for a run but
// is not reached: in the program's own file, or in a function that the program
// imports by name. Seeding helpers that a library merely offers are not meant.
func (p *Pass) unreachedSeed(r *project.Run, rng string) *project.Call {
	reached := map[*project.Call]bool{}
	for _, e := range r.Events {
		if e.Kind == project.Seeds && e.Call != nil && !e.Handler {
			reached[e.Call] = true
		}
	}
	for _, c := range p.seeders() {
		if r.Modules[c.Unit.Mod] && !reached[c] && seedsRNG(c, rng) && meantFor(c, r.Entry) {
			return c
		}
	}
	return nil
}

// seeders are the calls that seed global generators, in order.
func (p *Pass) seeders() []*project.Call {
	return once(p.shared, "seeders", func() []*project.Call {
		var out []*project.Call
		p.knownCalls(func(c *project.Call, s *rules.Symbol) {
			if len(s.Seeders) > 0 {
				out = append(out, c)
			}
		})
		return out
	})
}

func seedsRNG(c *project.Call, rng string) bool {
	s := c.Symbol()
	if s == nil {
		return false
	}
	for _, sd := range s.Seeders {
		if slices.Contains(sd.RNGs, rng) {
			return true
		}
	}
	return false
}

// meantFor tells whether a call of a seeder belongs to a program: it stands in
// its file, or in a function that the file imports.
func meantFor(c *project.Call, e *project.Entry) bool {
	if c.Unit.Mod == e.Module {
		return true
	}
	for _, u := range e.Module.Units {
		for _, b := range u.Bindings {
			if v := u.Val(b.V); v.Kind == project.Function && v.Fn == c.Fn {
				return true
			}
		}
	}
	return false
}

// setterFault tells whether the program tries to seed the generator in a way
// that MLF112 or MLF113 reports.
func (p *Pass) setterFault(r *project.Run, rng string) bool {
	for _, f := range p.setterFaults() {
		if !r.Modules[f.unit.Mod] {
			continue
		}
		for _, sd := range f.symbol.Seeders {
			if slices.Contains(sd.RNGs, rng) {
				return true
			}
		}
	}
	return false
}

var seedCalls = map[string]string{
	"python": "random.seed(seed)", "numpy": "numpy.random.seed(seed)", "torch": "torch.manual_seed(seed)",
	"tensorflow": "tf.random.set_seed(seed)", "keras": "keras.utils.set_random_seed(seed)",
}

// seedCall is the call that seeds a generator; versions are those of TensorFlow.
func seedCall(rng string, versions rules.Versions) string {
	if rng == "keras" && versions.In("<2.7") == rules.Yes {
		rng = "tensorflow"
	}
	return seedCalls[rng]
}

// legacyKeras tells whether a run asks TensorFlow for Keras 2, whose draws its
// own generator gives.
func (p *Pass) legacyKeras(r *project.Run) bool {
	value, known := p.variableIn(r, "TF_USE_LEGACY_KERAS")
	return known && value != "" && value != "0" || p.setsVariable(r, "TF_USE_LEGACY_KERAS")
}

// reportMissing reports verdicts without any seed as one rule's findings, one
// per place: programs that share the draw share the finding.
func reportMissing(p *Pass, rng string) {
	byPlace := map[Place][]seedVerdict{}
	var order []Place
	for _, v := range p.seedVerdicts() {
		if v.rng != rng || v.late != nil || v.lost != nil || v.fault {
			continue
		}
		at := eventPlace(v.draw)
		if byPlace[at] == nil {
			order = append(order, at)
		}
		byPlace[at] = append(byPlace[at], v)
	}
	for _, at := range order {
		vs := byPlace[at]
		v := vs[0]
		versions := p.Env.Versions(p.KB.LibraryOf("tensorflow"), v.run.Entry.Module.Path)
		f := Finding{
			Place: at, Severity: severityIn(v.run, Warning),
			Message: "this draws from " + seedNames[rng] + ", which nothing in " + programs(vs) +
				" seeds before: every run gets other numbers",
			Why:  drawWhat(v.draw),
			Help: "Call " + seedCall(rng, versions) + " at the start of " + v.run.Entry.Name + ", before anything is drawn.",
			Key:  "missing-seed " + rng + " " + v.run.Entry.Name,
			Data: map[string]string{"rng": rng, "entry": v.run.Entry.Name},
		}
		if rng == "keras" && v.draw.Before.Has("tensorflow") {
			f.Why += " tf.random.set_seed does not reach Keras 3, which TensorFlow has since 2.16: its layers draw their seeds from Python's generator."
		}
		if v.draw.Call != nil {
			f.Symbol = v.draw.Call.Name()
		}
		f.Related = related(vs)
		p.Report(f)
	}
}

func drawWhat(e *project.Event) string {
	if e.Draw == nil || e.Draw.What == "" || e.Call == nil {
		return ""
	}
	return short(e.Call.Name()) + " " + e.Draw.What + "."
}

func programs(vs []seedVerdict) string {
	if len(vs) == 1 {
		return vs[0].run.Entry.Name
	}
	return vs[0].run.Entry.Name + " and " + plural(len(vs)-1, "other program")
}

// related are the entry points and the further draws.
func related(vs []seedVerdict) []Related {
	var out []Related
	for _, v := range vs {
		out = append(out, Related{entryPlace(v.run.Entry), "the program starts here"})
	}
	out = limit(out, 4)
	if via := vs[0].draw.Via; via != nil {
		out = append(out, Related{callPlace(via), "it gets there through this call"})
	}
	seen := map[Place]bool{}
	n := 0
	for _, e := range vs[0].more {
		at := eventPlace(e)
		if seen[at] || n == 5 {
			continue
		}
		seen[at] = true
		n++
		out = append(out, Related{at, "this draws from it too"})
	}
	return out
}

// severityIn is the severity in a run: in tests it is a hint.
func severityIn(r *project.Run, s Severity) Severity {
	if r.Entry.Module.Test {
		return Hint
	}
	return s
}
