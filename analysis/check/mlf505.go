package check

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/environ"
	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
)

var hardwareNotRecorded = register(&Rule{
	Meta: Meta{
		Code: "MLF505", Name: "hardware-not-recorded", Severity: Info,
		Summary: "training is tracked by MLflow without a record of the hardware",
	},
	Run: runHardwareNotRecorded,
})

// runHardwareNotRecorded reports once for each program that trains and tracks
// its runs by MLflow, which records code and parameters but no hardware.
func runHardwareNotRecorded(p *Pass) {
	runs := p.trainings()
	if len(runs) == 0 || p.recordsHardware() {
		return
	}
	reported := map[Place]bool{}
	for _, r := range runs {
		c := p.firstTracked(r)
		if c == nil || reported[callPlace(c)] {
			continue
		}
		reported[callPlace(c)] = true
		p.Report(Finding{
			Place: callPlace(c), Severity: Info, Symbol: c.Name(), Key: "hardware",
			Message: "the runs that " + r.Entry.Name + " tracks do not record the hardware: nobody can tell later why the same code gave other numbers",
			Why:     "MLflow records code, parameters and metrics, but not the GPU, its driver, the CPU or the number of threads. Kernels are chosen by them, so equal code gives equal results on equal machines only.",
			Help:    `Write a report and log it with the run: subprocess.run(["mlf-lsp", "hardware", "report", "--output", "hardware.json"], check=True), then mlflow.log_artifact("hardware.json").`,
		})
	}
}

// firstTracked is the first call of a run that has MLflow track it.
func (p *Pass) firstTracked(r *project.Run) *project.Call {
	for _, c := range p.trackingCalls() {
		if r.Modules[c.Unit.Mod] && (c.Fn.Index == 0 || r.Funcs[c.Fn]) && !c.Handler {
			return c
		}
	}
	return nil
}

func (p *Pass) trackingCalls() []*project.Call {
	return once(p.shared, "tracking calls", func() []*project.Call {
		var out []*project.Call
		p.namedCalls(func(c *project.Call, name string) {
			if tracks(name) {
				out = append(out, c)
			}
		})
		return out
	})
}

// tracks tells whether a function begins or fills a run of MLflow.
func tracks(name string) bool {
	rest, ok := strings.CutPrefix(name, "mlflow.")
	return ok && (rest == "start_run" || rest == "autolog" || strings.HasSuffix(rest, ".autolog") ||
		slices.Contains([]string{"log_metric", "log_metrics", "log_param", "log_params"}, rest))
}

// recorders are libraries that record hardware, or ask for it so that the
// program can.
var recorders = []string{
	"system_intelligence.", "wandb.", "comet_ml.", "neptune.", "clearml.", "sacred.", "pynvml.", "GPUtil.", "cpuinfo.", "nvidia_smi.", "py3nvml.",
	"torch.cuda.get_device_name", "torch.cuda.get_device_properties", "torch.utils.collect_env.", "tensorflow.config.experimental.get_device_details",
}

// recordsHardware tells whether anything in the project visibly records
// hardware: a library, a command, or a program that is started.
func (p *Pass) recordsHardware() bool {
	for _, f := range p.Env.Files {
		if slices.ContainsFunc(f.Commands, reportsHardware) {
			return true
		}
	}
	found := false
	p.namedCalls(func(_ *project.Call, name string) {
		found = found || slices.ContainsFunc(recorders, func(r string) bool { return strings.HasPrefix(name, r) })
	})
	return found || slices.ContainsFunc(p.Modules, namesReporter)
}

func reportsHardware(c environ.Command) bool {
	return strings.HasSuffix(c.Script, "system-intelligence") || strings.HasSuffix(c.Script, "mlf-lsp") && slices.Contains(c.Args, "hardware")
}

// namesReporter tells whether a text in a module names a program that reports
// hardware, as in a list of arguments.
func namesReporter(m *project.Module) bool {
	return slices.ContainsFunc(m.All, func(u *project.Unit) bool {
		return slices.ContainsFunc(u.Values, func(v facts.Value) bool {
			return v.Op == facts.OpStr && (strings.Contains(v.Str, "mlf-lsp") || strings.Contains(v.Str, "system-intelligence") || strings.Contains(v.Str, "nvidia-smi"))
		})
	})
}
