package check

import (
	"slices"

	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/rules"
)

var multiDeviceTraining = register(&Rule{
	Meta: Meta{
		Code: "MLF502", Name: "multi-device-training", Severity: Info,
		Summary: "a program trains on several devices, whose number and communication change the numbers",
	},
	Run: runMultiDevice,
})

// runMultiDevice reports one finding for each program, at the first call that
// spreads its training.
func runMultiDevice(p *Pass) {
	var all []opCall
	p.codedOps("MLF502", func(o opCall) {
		if o.truth == rules.Yes && !o.call.Handler {
			all = append(all, o)
		}
	})
	reported := map[Place]bool{}
	for _, r := range p.runs() {
		if !trains(r) || p.Options.Device == "cpu" {
			continue
		}
		var here []opCall
		for _, o := range all {
			if slices.Contains(p.opReached(o.call), r) && !(fixedByNCCL(o) && p.setsVariable(r, "NCCL_ALGO")) {
				here = append(here, o)
			}
		}
		if len(here) == 0 || reported[callPlace(here[0].call)] {
			continue
		}
		reported[callPlace(here[0].call)] = true
		p.Report(p.multiDeviceFinding(r, here))
	}
}

// fixedByNCCL tells whether the variable that fixes NCCL's algorithm leaves
// only the number of devices to be kept.
func fixedByNCCL(o opCall) bool {
	return o.op.ID != "torch-dataparallel" && o.op.ID != "tensorflow-parameter-server"
}

func (p *Pass) multiDeviceFinding(r *project.Run, here []opCall) Finding {
	o := here[0]
	name := short(o.name)
	f := o.finding(Info, name+" spreads training over several devices: results agree only between runs with the same number and kind of devices and the same algorithm of communication")
	f.Severity = min(f.Severity, Info)
	if o.op.ID == "tensorflow-parameter-server" {
		f.Severity = Warning
		f.Message = name + " trains asynchronously: updates arrive in an order that timing decides, and no two runs give the same weights"
	}
	f.Key = "devices " + r.Entry.Name
	f.Data = map[string]string{"entry": r.Entry.Name, "variable": "NCCL_ALGO"}
	for _, other := range here[1:] {
		f.Related = append(f.Related, Related{callPlace(other.call), short(other.name) + " does so too"})
	}
	f.Related = limit(f.Related, 3)
	return f
}
