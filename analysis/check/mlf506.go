package check

import (
	"fmt"
	"strings"
)

var hardwareDiffers = register(&Rule{
	Meta: Meta{
		Code: "MLF506", Name: "hardware-differs", Severity: Info,
		Summary: "this machine computes differently from the one that the project's hardware report is of; in editors, and with --hardware",
	},
	Run: runHardwareDiffers,
})

// HardwareReport is the report that a project keeps of the machine that its
// results are from, in its root folder.
const HardwareReport = "hardware.json"

// runHardwareDiffers reports once, in the report: what is compared is not code.
func runHardwareDiffers(p *Pass) {
	if len(p.Options.Hardware) == 0 || len(p.trainings()) == 0 {
		return
	}
	list := p.Options.Hardware
	what := strings.Join(list[:min(3, len(list))], "; ")
	if more := len(list) - 3; more > 0 {
		what += fmt.Sprintf("; and %d more", more)
	}
	p.Report(Finding{
		Place: Place{File: HardwareReport}, Severity: Info, Key: "hardware differs",
		Message: "this machine is not the one of this report, and numbers depend on it: " + what,
		Why:     "Kernels are chosen by the GPU, its driver and libraries, and sums are ordered by instruction sets and threads: the same code with the same seeds gives other results here.",
		Help:    "Compare results of this machine with its own; mlf-lsp hardware diff " + HardwareReport + " lists all differences, and mlf-lsp hardware report --output " + HardwareReport + " records this machine.",
	})
}
