package check

import (
	"slices"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/rules"
)

var threadCountDependent = register(&Rule{
	Meta: Meta{
		Code: "MLF504", Name: "thread-count-dependent", Severity: Info,
		Summary: "a result depends on the number of threads or workers, or on their timing",
	},
	Run: runThreadCount,
})

func runThreadCount(p *Pass) {
	p.codedOps("MLF504", func(o opCall) {
		if o.truth != rules.Yes || o.call.Handler || !p.inProgram(o.call.Fn) || p.oneThreadEverywhere(o) {
			return
		}
		f := o.finding(Warning, short(o.name)+" lets its threads race: equal runs give different results, with a seed too")
		f.Severity = p.severityAt(o.call.Fn, f.Severity)
		f.Key = o.op.ID
		p.Report(f)
	})
	for _, c := range p.callsNamed("torch.utils.data.DataLoader") {
		p.workersOfMachine(c)
	}
}

// oneThreadEverywhere tells whether each run that gets to an operation allows
// but one thread.
func (p *Pass) oneThreadEverywhere(o opCall) bool {
	if o.op.ID != "faiss-hnsw-threads" {
		return false
	}
	runs := p.opReached(o.call)
	return len(runs) > 0 && !slices.ContainsFunc(runs, func(r *project.Run) bool {
		return !p.threadsFixed(r) && len(reached(r, p.callsNamed("faiss.omp_set_num_threads"))) == 0
	})
}

// countsOfMachine give another number on another machine.
var countsOfMachine = []string{"os.cpu_count", "os.process_cpu_count", "multiprocessing.cpu_count", "multiprocess.cpu_count", "psutil.cpu_count", "joblib.cpu_count"}

// workersOfMachine reports a data loader with as many workers as the machine
// has processors, where the samples are drawn or changed at random: each
// worker has a generator of its own.
func (p *Pass) workersOfMachine(c *project.Call) {
	if c.Handler || !p.inProgram(c.Fn) {
		return
	}
	n := c.Setting(c.Symbol(), "num_workers")
	if n.Unit == nil {
		return
	}
	count := machineCount(n.Unit, n.ID, 0)
	if count == nil {
		return
	}
	for _, r := range p.reaching(c.Fn) {
		for _, e := range r.Events {
			if rankDraw(p, e) == nil || e.Draw.Order {
				continue
			}
			p.Report(Finding{
				Place: callPlace(c), Severity: Info, Symbol: c.Name(), Key: "workers " + c.Name(),
				Message: "the loader has as many workers as the machine has processors, and " + short(e.Call.Name()) + " draws in them: another machine gets other samples from the same seed",
				Why:     "Each worker seeds a generator of its own from the loader's seed and its number; which worker has which sample depends on how many there are.",
				Help:    "Give num_workers a fixed number, or one from the configuration that is recorded with the results.",
				Related: []Related{{callPlace(count), "the number of processors"}, {eventPlace(e), "this draws in the workers"}},
			})
			return
		}
	}
}

// machineCount is the call that counts processors where a value is computed
// from it.
func machineCount(u *project.Unit, id facts.ID, depth int) *project.Call {
	if id == 0 || depth > 6 {
		return nil
	}
	for _, n := range u.Named(id) {
		if c := machineCount(n.Unit, n.ID, depth+1); c != nil {
			return c
		}
	}
	v := &u.Values[id]
	switch v.Op {
	case facts.OpCall:
		c := u.Call(id)
		switch {
		case c == nil:
			return nil
		case slices.Contains(countsOfMachine, c.Name()):
			return c
		case c.Name() == "builtins.max" || c.Name() == "builtins.int":
			for _, a := range v.List {
				if found := machineCount(u, a.V, depth+1); found != nil {
					return found
				}
			}
		}
	case facts.OpBinary:
		if c := machineCount(u, v.X, depth+1); c != nil {
			return c
		}
		return machineCount(u, v.Y, depth+1)
	case facts.OpLogic:
		return machineCount(u, v.X, depth+1)
	}
	return nil
}
