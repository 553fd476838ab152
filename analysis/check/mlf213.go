package check

import "github.com/mlf-core/mlf-lsp/analysis/project"

var reducedPrecisionMode = register(&Rule{
	Meta: Meta{
		Code: "MLF213", Name: "reduced-precision-mode", Severity: Hint,
		Summary: "a reduced precision is turned on, whose results differ between generations of hardware",
	},
	Run: runReducedPrecision,
})

// reducedPrecision says what the switches mean that lower the precision.
var reducedPrecision = map[string]string{
	"torch.tf32":                 "matrix products may be computed in TF32",
	"torch.matmul-precision":     "matrix products may be computed in TF32 or bfloat16",
	"torch.reduced-precision":    "half-precision products are summed with reduced precision",
	"torch.mixed-precision":      "the program computes in mixed precision",
	"cudnn.tf32":                 "convolutions may be computed in TF32",
	"tensorflow.tf32":            "TensorFlow may compute in TF32",
	"tensorflow.mixed-precision": "Keras computes in mixed precision",
}

// runReducedPrecision reports each switch once for a program, where it is
// first turned on.
func runReducedPrecision(p *Pass) {
	reported := map[Place]bool{}
	for _, r := range p.runs() {
		seen := map[string]bool{}
		for _, e := range r.Events {
			what := reducedPrecision[e.Switch]
			if e.Kind != project.Switches || what == "" || e.Value != "on" || !e.Known || e.Handler || seen[e.Switch] || !p.precisionDevice(r, e) {
				continue
			}
			seen[e.Switch] = true
			if at := eventPlace(e); !reported[at] {
				reported[at] = true
				p.Report(Finding{
					Place: at, Severity: Hint, Key: "precision " + e.Switch, Symbol: settingSymbol(e),
					Message: "here " + what + ": runs on one machine agree, but another generation of GPUs, or the CPU, rounds differently",
					Why:     "TF32 keeps 10 bits of the mantissa and bfloat16 7, against 23 in float32; which operations use them depends on the hardware and the version.",
					Help:    "Compare results of one kind of hardware only, or compute in float32 where they have to agree elsewhere.",
				})
			}
		}
	}
}

// precisionDevice tells whether a run has a GPU for the switch to matter.
func (p *Pass) precisionDevice(r *project.Run, e *project.Event) bool {
	if e.Switch == "tensorflow.tf32" || e.Switch == "tensorflow.mixed-precision" {
		return p.tensorflowDevice(r) != noGPU
	}
	return p.deviceOf(r) != noGPU
}

func settingSymbol(e *project.Event) string {
	if e.Call != nil {
		return e.Call.Name()
	}
	if e.Setting != nil && len(e.Setting.Symbols) == 1 {
		return e.Setting.Symbols[0]
	}
	return ""
}
