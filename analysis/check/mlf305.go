package check

import (
	"slices"

	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/rules"
)

var extensionNondeterministicOp = register(&Rule{
	Meta: Meta{
		Code: "MLF305", Name: "extension-nondeterministic-op", Severity: Warning,
		Summary: "an operation of an extension library that adds atomically on a GPU",
	},
	Run: runExtensionOps,
})

func runExtensionOps(p *Pass) {
	p.codedOps("MLF305", func(o opCall) {
		if !p.extensionCounts(o) || exactScatter(o.call) {
			return
		}
		if o.truth == rules.Maybe && o.verdict.Mode == "varies" {
			return // the entry of sums speaks for the same call
		}
		name := short(o.name)
		message := name + " adds floating-point numbers atomically on a GPU, and PyTorch's deterministic mode cannot see it: runs differ silently"
		switch {
		case o.verdict.Mode == "deterministic":
			message = name + " adds floating-point numbers atomically on a GPU unless deterministic mode is on, and nothing turns that on"
		case o.call.Symbol().Library.Name == "cupy":
			message = name + " adds floating-point numbers atomically on the GPU, in an order that differs between runs"
		}
		f := o.finding(Warning, message)
		f.Key = o.op.ID + " " + o.name
		p.Report(f)
	})
}

// extensionCounts tells whether some run does the operation on a GPU without
// the mode that cures it, or no run reaches it and the project may.
func (p *Pass) extensionCounts(o opCall) bool {
	if !p.libraryOnGPU() {
		return false
	}
	curable := o.verdict.Mode == "deterministic"
	runs := p.opReached(o.call)
	if len(runs) == 0 {
		return !curable || !slices.ContainsFunc(p.runs(), func(r *project.Run) bool { return p.modeOn(r, o.op) })
	}
	alwaysGPU := o.call.Symbol().Library.Name == "cupy" // it has no other device
	return slices.ContainsFunc(runs, func(r *project.Run) bool {
		return (alwaysGPU || p.deviceOf(r) != noGPU) && !(curable && p.modeOn(r, o.op))
	})
}

// exactScatter tells whether what is added is surely whole numbers or ones,
// whose sums are the same in any order.
func exactScatter(c *project.Call) bool {
	for _, name := range []string{"src", "value", "b", "weights"} {
		v := c.Setting(c.Symbol(), name)
		if v.Unit == nil {
			continue
		}
		if c.Unit.Val(v.ID).Kind == project.Num || ones(v.Unit, v.ID, 0) || integers(v.Unit, v.ID, 0) {
			return true
		}
	}
	return false
}
