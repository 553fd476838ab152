package check

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/rules"
)

var tfShuffleUnseeded = register(&Rule{
	Meta: Meta{
		Code: "MLF406", Name: "tf-shuffle-unseeded", Severity: Warning,
		Summary: "a tf.data pipeline or a loader of Keras shuffles with neither a seed of its own nor a seeded global state",
	},
	Run: runTFShuffle,
})

// runTFShuffle reports shuffling in programs in which it is all that draws from
// TensorFlow's generator; otherwise it is a related place of MLF104.
func runTFShuffle(p *Pass) {
	reported := map[Place]bool{}
	for _, r := range slices.Concat(p.runs(), p.testRuns()) {
		v, other := p.judgeSeed(r, "tensorflow")
		if other || v.draw == nil {
			continue
		}
		if _, weights := p.judgeSeed(r, "keras"); weights {
			continue // MLF104 has the cause
		}
		for _, e := range append([]*project.Event{v.draw}, v.more...) {
			if e.Call == nil || reported[eventPlace(e)] {
				continue
			}
			reported[eventPlace(e)] = true
			p.Report(Finding{
				Place: eventPlace(e), Severity: severityIn(r, Warning), Symbol: e.Call.Name(), Key: "tf-shuffle " + e.Call.Name(),
				Message: short(e.Call.Name()) + " " + e.Draw.What + " by TensorFlow's global generator, which nothing in " + r.Entry.Name +
					" seeds before: every run gets another order",
				Why:     "Without a seed TensorFlow's generator starts from entropy, and the order of the batches decides how the weights move.",
				Help:    "Pass seed=, or call tf.random.set_seed(seed) at the start of " + r.Entry.Name + ".",
				Related: []Related{{entryPlace(r.Entry), "the program starts here"}},
				Data:    map[string]string{"rng": "tensorflow", "entry": r.Entry.Name, "parameter": "seed"},
			})
		}
	}
	reportSamples(p)
	resuming := slices.DeleteFunc(p.callsNamed(resumers...), func(c *project.Call) bool { return !resumes(c) })
	shuffles := p.callsNamed("tensorflow.data.Dataset.shuffle")
	for _, r := range p.runs() {
		if at := reached(r, resuming); len(at) > 0 {
			p.reshuffled(reached(r, shuffles), at[0], reported)
		}
	}
}

// resumers go on with an earlier training: always, or fit when it is told so.
var resumers = []string{
	"tensorflow.keras.callbacks.BackupAndRestore", "tensorflow.keras.callbacks.experimental.BackupAndRestore", "keras.callbacks.BackupAndRestore",
	"tensorflow.keras.Model.fit", "tensorflow.keras.Sequential.fit", "keras.Model.fit", "keras.Sequential.fit",
}

// resumes tells whether such a call goes on with an earlier training.
func resumes(c *project.Call) bool {
	if c.Handler || !strings.HasSuffix(c.Name(), ".fit") {
		return !c.Handler
	}
	for _, a := range c.Value().List {
		if v := c.Unit.Val(a.V); a.Name == "initial_epoch" && !(v.Kind == project.Num && v.Text == "0") {
			return true
		}
	}
	return false
}

// reshuffled reports seeded shuffling that begins again with the order of the
// first epoch where training is resumed.
func (p *Pass) reshuffled(shuffles []*project.Call, at *project.Call, reported map[Place]bool) {
	for _, c := range shuffles {
		s := c.Symbol()
		if s == nil || reported[callPlace(c)] {
			continue
		}
		b := c.Bind(s, p.VersionsFor(s, c.Unit.Mod))
		again := b.Arg("reshuffle_each_iteration")
		if b.Given("reshuffle_each_iteration") != rules.No && again.Truthy() != rules.Yes && again.IsNone() != rules.Yes {
			continue
		}
		reported[callPlace(c)] = true
		p.Report(Finding{
			Place: callPlace(c), Severity: Info, Symbol: c.Name(), Key: "tf-reshuffle " + c.Name(),
			Message: "a training that is resumed shuffles as in its first epoch again: its batches differ from those of a training without a break",
			Why:     "reshuffle_each_iteration, on by default, draws a new order for each pass, counted from the start of the process, not from the first epoch.",
			Help:    "Pass reshuffle_each_iteration=False, or make the seed depend on the epoch that the training goes on with.",
			Related: []Related{{callPlace(at), "training can be resumed here"}},
		})
	}
}
