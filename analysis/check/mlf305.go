package check

import (
	"slices"
	"strings"

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

// onlyGPU are libraries that know no other device.
var onlyGPU = []string{"cupy", "cuml", "numba", "triton", "flash-attn"}

func runExtensionOps(p *Pass) {
	met := map[string]bool{} // operations that are one finding of the project
	p.codedOps("MLF305", func(o opCall) {
		if met[o.op.ID] || !p.extensionCounts(o) || exactScatter(o.call) {
			return
		}
		if o.op.ID == flashModels && !p.flashGradient(o) {
			return
		}
		met[o.op.ID] = o.op.Project
		if o.truth == rules.Maybe && o.verdict.Mode == "varies" {
			return // the entry of sums speaks for the same call
		}
		name := short(o.name)
		message := name + " adds floating-point numbers atomically on a GPU, and PyTorch's deterministic mode cannot see it: runs differ silently"
		switch {
		case o.verdict.Mode == "deterministic":
			message = name + " adds floating-point numbers atomically on a GPU unless deterministic mode is on, and nothing turns that on"
		case o.op.ID == flashModels:
			message = "the gradient of FlashAttention is added atomically, and PyTorch's deterministic mode cannot see it: runs differ silently"
		case o.op.ID == "cuml-umap" || o.op.ID == "cuml-tsne":
			message = name + " lays points out by threads that race on the GPU: runs differ, with a seed too"
		case o.op.ID == "flash-attention-gradient":
			message = name + " without deterministic=True adds its gradient atomically, and PyTorch's deterministic mode cannot see it: runs differ silently"
		case slices.Contains(onlyGPU, o.call.Symbol().Library.Name):
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
	alwaysGPU := slices.Contains(onlyGPU, o.call.Symbol().Library.Name)
	if len(runs) == 0 {
		if inScript(o.call) && !alwaysGPU {
			return false // a script that names no device works on the CPU
		}
		return !curable || !slices.ContainsFunc(p.runs(), func(r *project.Run) bool { return p.modeOn(r, o.op) })
	}
	return slices.ContainsFunc(runs, func(r *project.Run) bool {
		return (alwaysGPU || p.deviceOf(r) != noGPU) && !(curable && p.modeOn(r, o.op))
	})
}

// flashModels is the operation of models that are loaded with FlashAttention.
const flashModels = "transformers-flash-attention"

// flashGradient tells whether some run trains a model with FlashAttention and
// does not ask for its deterministic gradient.
func (p *Pass) flashGradient(o opCall) bool {
	return slices.ContainsFunc(p.opReached(o.call), func(r *project.Run) bool {
		return trainsTorch(r) && !p.switchState(r, []string{"attention.deterministic"}).on && !p.setsVariable(r, "FLASH_ATTENTION_DETERMINISTIC")
	})
}

// inScript tells whether a call stands in a file's own code, which nothing in
// the file sends to a GPU.
func inScript(c *project.Call) bool {
	if c.Fn.Index != 0 || c.Fn.Class != nil {
		return false
	}
	text := strings.ToLower(c.Unit.Mod.File.Text())
	return !strings.Contains(text, "cuda") && !strings.Contains(text, "gpu")
}

// exactScatter tells whether what is added is surely whole numbers or ones,
// whose sums are the same in any order.
func exactScatter(c *project.Call) bool {
	for _, name := range []string{"src", "value", "val", "b", "weights"} {
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
