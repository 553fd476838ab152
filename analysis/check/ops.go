package check

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/rules"
)

// opCall is a call of an operation of the knowledge base that can differ
// between runs of this project, or stop them in deterministic mode.
type opCall struct {
	call     *project.Call
	op       *rules.Op
	name     string
	versions rules.Versions
	verdict  rules.Verdict
	truth    rules.Truth // of the condition on its arguments, and of its being this operation
	open     []string    // arguments that leave the condition undecided
	runs     []*project.Run
	idle     bool // only the gradient varies, and none is seen to flow here
}

// ops are all such calls that are to be reported, one for each call.
func (p *Pass) ops() []opCall {
	return once(p.shared, "ops", func() []opCall {
		var out []opCall
		p.calls(func(c *project.Call) {
			if o, ok := p.opAt(c); ok {
				out = append(out, o)
			}
		})
		return out
	})
}

// opAt picks what is worst of the operations that a call can be: what is
// certain before what is not, then what the deterministic mode does not cure.
func (p *Pass) opAt(c *project.Call) (best opCall, found bool) {
	harmless := false // one of what it can be is no finding
	for _, list := range p.opCandidates(c) {
		any := false
		for _, o := range list {
			if o.runs = p.opRuns(o); o.runs == nil && !p.judgedAlone(o) {
				continue
			}
			if !o.incurable() && p.modeCovers(o) {
				continue
			}
			any = true
			o.idle = o.op.Pass == "backward" && !p.differentiated(o)
			if !found || o.rank() > best.rank() {
				best, found = o, true
			}
		}
		harmless = harmless || !any
	}
	if harmless {
		best.truth = best.truth.And(rules.Maybe)
	}
	return best, found
}

// opCandidates are the operations that a call can be by its text and values, a
// list for each of what it calls.
func (p *Pass) opCandidates(c *project.Call) [][]opCall {
	return project.Remember(c, "operations", func() [][]opCall {
		var out [][]opCall
		for _, k := range p.opCallees(c) {
			list := p.opsOf(c, k)
			for i := range list {
				list[i].truth = list[i].truth.And(k.truth)
			}
			out = append(out, list)
		}
		return out
	})
}

func (o opCall) rank() int {
	n := 2 * int(o.severity(Error))
	if o.truth == rules.Yes {
		n += 20
	}
	if o.incurable() {
		n++
	}
	return n
}

// opCallee is an operation that a call can make or run.
type opCallee struct {
	symbol *rules.Symbol
	truth  rules.Truth  // Maybe where the callee can be something else as well
	of     *project.Val // a partial that is made here, else nil
}

// opCallees are the operations that a call makes or runs: a library's
// function or class, the library's class under an own one that keeps its
// forward, or what a partial is made of.
func (p *Pass) opCallees(c *project.Call) []opCallee {
	if r := c.Result(); r.Kind == project.Partial && r.Call == c {
		if s := p.opSymbol(p.opName(r), r); s != nil {
			return []opCallee{{s, rules.Yes, r}}
		}
		return nil
	}
	var out []opCallee
	others := false
	c.Callee().Each(func(f *project.Val) {
		switch s := p.opSymbol(p.opName(f), f); {
		case s != nil:
			out = append(out, opCallee{s, rules.Yes, nil})
		case f.Kind != project.None && f.Kind != project.Unknown:
			others = true
		}
	})
	if others {
		for i := range out {
			out[i].truth = rules.Maybe
		}
	}
	return out
}

// opSymbol is what is known of an operation's name, nil for other names. A
// method of a receiver of unknown type counts where the project uses the
// library at all.
func (p *Pass) opSymbol(name string, f *project.Val) *rules.Symbol {
	if name == "" {
		return nil
	}
	s := p.KB.Symbol(name)
	if s == nil || len(s.Ops) == 0 || f.Guess && !p.imports(s.Library) {
		return nil
	}
	return s
}

// imports tells whether some file of the project imports a library.
func (p *Pass) imports(lib *rules.Library) bool {
	return p.Imports(lib)
}

func (p *Pass) opName(f *project.Val) string {
	switch f.Kind {
	case project.Type:
		if f.Class.Method("__init__") != nil {
			return "" // judged where it calls the library's
		}
		return p.keptForward(f.Class)
	case project.External:
		if class, ok := strings.CutSuffix(f.Text, ".__init__"); ok && f.Recv != nil && f.Recv.Kind == project.Object {
			if p.keptForward(f.Recv.Class) == "" {
				return ""
			}
			return class
		}
		return f.Text
	case project.Partial:
		return p.opName(f.Recv)
	}
	return ""
}

// keptForward is the operation that an own class inherits from a library's,
// "" if it computes something else.
func (p *Pass) keptForward(k *project.Class) string {
	if k.Method("forward") != nil {
		return ""
	}
	for _, e := range k.Externals() {
		if s := p.KB.Symbol(e); s != nil && len(s.Ops) > 0 {
			return e
		}
	}
	return ""
}

// opsOf judges the entries of a symbol for one call.
func (p *Pass) opsOf(c *project.Call, k opCallee) []opCall {
	s := k.symbol
	v := p.VersionsFor(s, c.Unit.Mod)
	var out []opCall
	for _, op := range s.Ops {
		if op.Project || op.Code != "" || exactSum(c, s.Name) || flatLoss(c, s.Name) {
			continue
		}
		if !slices.Contains(op.Devices, "cpu") && (forCPU(c.Fn) || onHost(c, s.Name)) {
			continue
		}
		o := opCall{call: c, op: op, name: s.Name, versions: v, verdict: op.Judge(v)}
		if o.verdict.Deterministic() {
			continue
		}
		o.truth, o.open = opHolds(c, k, op, v)
		if o.truth == rules.No {
			continue
		}
		out = append(out, o)
	}
	return out
}

// forCPU tells by its name that a function is the variant for the CPU.
func forCPU(f *project.Func) bool {
	return slices.Contains(strings.Split(strings.ToLower(f.Name), "_"), "cpu")
}

// opHolds evaluates the condition on the arguments. What may hide in *args and
// **kwargs is no ground for a finding: some argument that the condition speaks
// of must stand in the call when it is not certain.
func opHolds(c *project.Call, k opCallee, op *rules.Op, v rules.Versions) (rules.Truth, []string) {
	if k.of != nil {
		if op.When.Eval(k.of.BindPartial(k.symbol, v)) == rules.Yes {
			return rules.Yes, nil
		}
		return rules.No, nil // the rest comes with the call
	}
	if f := c.Callee(); f.Kind == project.Partial && op.When.Eval(f.BindPartial(k.symbol, v)) == rules.Yes {
		return rules.No, nil // reported where the partial is made
	}
	b := c.Bind(k.symbol, v)
	t := op.When.Eval(b)
	if t != rules.Maybe {
		return t, nil
	}
	shown := false
	for _, n := range op.When.Names() {
		shown = shown || b.Given(n) == rules.Yes
	}
	if !shown {
		return rules.No, nil
	}
	b = c.BindShown(k.symbol, v)
	var open []string
	for _, n := range op.When.Names() {
		if b.Given(n) == rules.Yes && !literal(b.Arg(n)) {
			open = append(open, n)
		}
	}
	return op.When.Eval(b), open
}

func literal(v rules.Value) bool {
	switch v.Kind {
	case rules.Object, rules.Unknown:
		return false
	case rules.Tuple, rules.List:
		return !slices.ContainsFunc(v.Elements, func(e rules.Value) bool { return !literal(e) })
	}
	return true
}

// opRuns are the runs in which the operation counts: those that get to the
// call, or load its file where nothing is seen to call the function, and that
// have a device for it and, for a gradient, train.
func (p *Pass) opRuns(o opCall) []*project.Run {
	var out []*project.Run
	for _, r := range p.opReached(o.call) {
		if o.op.Pass == "backward" && !trainsTorch(r) {
			continue
		}
		if o.on("cuda") && p.deviceOf(r) != noGPU || o.on("cpu") && (o.verdict.Default == "varies" || p.modeOn(r, o.op)) {
			out = append(out, r)
		}
	}
	return out
}

func (p *Pass) opReached(c *project.Call) []*project.Run {
	if runs := p.reaching(c.Fn); len(runs) > 0 {
		return runs
	}
	return p.loading(c.Unit.Mod)
}

// judgedAlone tells whether an operation in a file that no program loads is to
// be judged as part of a GPU training program.
func (p *Pass) judgedAlone(o opCall) bool {
	if len(p.opReached(o.call)) > 0 {
		return false
	}
	return o.on("cuda") && p.libraryOnGPU() || o.on("cpu") && o.verdict.Default == "varies"
}

func (o opCall) on(device string) bool { return slices.Contains(o.op.Devices, device) }

// modeOn tells whether a run turns on what makes the operation deterministic
// (or raise).
func (p *Pass) modeOn(r *project.Run, op *rules.Op) bool {
	return p.switchState(r, deterministicMode).on || len(op.Switches) > 0 && p.switchState(r, op.Switches).on
}

// modeCovers tells whether every run in which the operation counts (or, when
// none loads it, some run of the project) turns the mode on.
func (p *Pass) modeCovers(o opCall) bool {
	if len(o.runs) == 0 {
		return slices.ContainsFunc(p.runs(), func(r *project.Run) bool { return p.modeOn(r, o.op) })
	}
	return !slices.ContainsFunc(o.runs, func(r *project.Run) bool { return !p.modeOn(r, o.op) })
}

// incurable tells whether nothing can be turned on that helps.
func (o opCall) incurable() bool {
	switch o.verdict.Mode {
	case "raises", "varies":
		return true
	case "":
		return o.verdict.Default == "varies" && !o.otherSwitch()
	}
	return false
}

// otherSwitch tells whether something else than the deterministic mode, which
// came later than the operation, makes it deterministic.
func (o opCall) otherSwitch() bool {
	return slices.ContainsFunc(o.op.Switches, func(s string) bool { return !slices.Contains(deterministicMode, s) })
}
