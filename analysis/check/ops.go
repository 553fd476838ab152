package check

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/rules"
)

// opCall is a call of an operation of the knowledge base that can differ
// between runs of this project.
type opCall struct {
	call     *project.Call
	op       *rules.Op
	name     string
	versions rules.Versions
	verdict  rules.Verdict
	truth    rules.Truth // of the condition on its arguments
	reached  []*project.Run
}

// ops are all such calls, judged but for the deterministic mode.
func (p *Pass) ops() []opCall {
	return once(p.shared, "ops", func() []opCall {
		var out []opCall
		p.calls(func(c *project.Call) { out = append(out, p.opsAt(c)...) })
		return out
	})
}

func (p *Pass) opsAt(c *project.Call) []opCall {
	name := p.opName(c)
	if name == "" {
		return nil
	}
	s := p.KB.Symbol(name)
	if s == nil || len(s.Ops) == 0 {
		return nil
	}
	v := p.VersionsFor(s, c.Unit.Mod)
	b := c.Bind(s, v)
	var out []opCall
	for _, op := range s.Ops {
		t := op.When.Eval(b)
		if op.Project || op.Code != "" || t == rules.No {
			continue
		}
		if t == rules.Maybe && !visible(op.When, b) {
			continue
		}
		verdict := op.Judge(v)
		if verdict.Deterministic() {
			continue
		}
		o := opCall{c, op, s.Name, v, verdict, t, p.reaching(c.Fn)}
		if p.opMatters(o) {
			out = append(out, o)
		}
	}
	return out
}

// visible tells whether an argument that leaves a condition open stands in the
// call: what may hide in **kwargs is no ground for a finding.
func visible(when rules.Condition, b rules.Bound) bool {
	for _, n := range when.Names() {
		if b.Given(n) == rules.Yes && b.Arg(n).Kind == rules.Unknown {
			return true
		}
	}
	return false
}

// opName is the operation that a call makes or runs: a library's symbol, or
// the library's class under an own class that does not replace its forward.
func (p *Pass) opName(c *project.Call) string {
	f := c.Callee()
	if f.Kind != project.Type {
		return c.Name()
	}
	for _, k := range f.Class.MRO() {
		if k.Methods["forward"] != nil {
			return ""
		}
	}
	for _, e := range f.Class.Externals() {
		if s := p.KB.Symbol(e); s != nil && len(s.Ops) > 0 {
			return e
		}
	}
	return ""
}

// opMatters drops operations on devices the code cannot run on, and backward
// passes in programs that only infer.
func (p *Pass) opMatters(o opCall) bool {
	cuda := slices.Contains(o.op.Devices, "cuda") || slices.Contains(o.op.Devices, "gpu")
	cpu := slices.Contains(o.op.Devices, "cpu") || slices.Contains(o.op.Devices, "any")
	if len(o.reached) == 0 {
		return cuda && p.libraryOnGPU() || cpu && o.verdict.Default == "varies"
	}
	for _, r := range o.reached {
		if o.op.Pass == "backward" && !trains(r) {
			continue
		}
		if cuda && p.deviceOf(r) != noGPU || cpu && (o.verdict.Default == "varies" || p.modeOn(r, o.op)) {
			return true
		}
	}
	return false
}

// modeOn tells whether a run turns on what makes the operation deterministic
// (or raise).
func (p *Pass) modeOn(r *project.Run, op *rules.Op) bool {
	return switchState(r, deterministicMode).on || len(op.Switches) > 0 && switchState(r, op.Switches).on
}

// incurable tells whether the deterministic mode does not help.
func (o opCall) incurable() bool {
	switch o.verdict.Mode {
	case "raises", "varies":
		return true
	case "":
		return o.verdict.Default == "varies"
	}
	return false
}

// severity lowers the catalogue's severity by what is not certain.
func (o opCall) severity(most Severity) Severity {
	switch {
	case o.op.Precision == "low" || o.call.Unit.Mod.Test:
		return Hint
	case o.truth == rules.Maybe, o.op.Confidence == "recalled", o.op.Confidence == "inferred":
		return Info
	case o.op.Precision == "medium":
		most = min(most, Warning)
	}
	if o.verdict.Mixed {
		return min(most, Warning)
	}
	return most
}

// where is the device and pass in words.
func (o opCall) where() string {
	pass := map[string]string{"backward": "backward pass", "forward": "forward pass", "both": "computation"}[o.op.Pass]
	if pass == "" {
		pass = "computation"
	}
	var dev []string
	for _, d := range o.op.Devices {
		switch d {
		case "cuda", "gpu":
			dev = append(dev, "CUDA")
		case "cpu":
			dev = append(dev, "the CPU")
		}
	}
	if len(dev) == 0 {
		return pass
	}
	return pass + " on " + listOf(dev)
}

func (o opCall) part() string {
	if o.verdict.Mixed && o.verdict.Part != "" {
		return " (for " + o.verdict.Part + ")"
	}
	return ""
}

// finding fills what MLF301 and MLF302 share.
func (o opCall) finding(most Severity, message string) Finding {
	if o.truth == rules.Maybe {
		message = "cannot decide from the arguments whether it holds here: " + message
	}
	help := o.op.Help
	if a := o.op.Alternative; strings.ContainsAny(a, "(=") && !strings.Contains(help, a) {
		help = strings.TrimSuffix(help, ".") + ". For example: " + a // code, not words said again
	}
	return Finding{
		Place: callPlace(o.call), Severity: o.severity(most), Message: message,
		Why: o.op.Why, Help: help, Symbol: o.name, Judged: judged(o.versions),
		Data: map[string]string{"op": o.op.ID, "fix": o.op.Fix},
	}
}
