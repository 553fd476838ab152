package check

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/rules"
)

var multiGPUBoosting = register(&Rule{
	Meta: Meta{
		Code: "MLF501", Name: "multi-gpu-boosting", Severity: Warning,
		Summary: "a gradient boosting model is trained on several workers or GPUs",
	},
	Run: runMultiGPUBoosting,
})

func runMultiGPUBoosting(p *Pass) {
	var found perSettings
	p.codedOps("MLF501", func(o opCall) {
		if p.oneWorker(o) {
			return
		}
		f := o.finding(Warning, short(o.name)+" trains one model on several workers: their number, the partitions of the data and the order of arrival change the sums, and with them the trees"+o.part())
		f.Key = o.op.ID + " " + o.name
		found.add(settingsOf(o.call, o.call.Symbol(), o.op.ID), f)
	})
	found.report(p)
}

// workerCounts are the callables that say how many workers there are, with the
// parameter that does.
var workerCounts = map[string]string{
	"ray.train.ScalingConfig": "num_workers", "xgboost_ray.RayParams": "num_actors",
	"dask.distributed.LocalCluster": "n_workers", "dask_cuda.LocalCUDACluster": "n_workers", "dask.distributed.Client": "n_workers",
	"distributed.LocalCluster": "n_workers", "distributed.Client": "n_workers",
}

// oneWorker tells whether the training visibly has one worker only: by the
// configuration that it is given, or by the Dask clusters of the program.
func (p *Pass) oneWorker(o opCall) bool {
	for _, a := range o.call.Value().List {
		if a.Name == "scaling_config" || a.Name == "ray_params" {
			v := o.call.Unit.Val(a.V)
			return v.Unit != nil && workers(v.Unit.Call(v.ID)) == "1"
		}
	}
	if !strings.Contains(strings.ToLower(o.name), "dask") {
		return false
	}
	var counts []string
	for _, u := range o.call.Unit.Mod.All {
		for _, c := range u.Calls {
			if n := workers(c); n != "" {
				counts = append(counts, n)
			}
		}
	}
	return len(counts) > 0 && !slices.ContainsFunc(counts, func(n string) bool { return n != "1" })
}

// workers is the number of workers that a call configures, as written; "" when
// it says none.
func workers(c *project.Call) string {
	if c == nil {
		return ""
	}
	parameter := workerCounts[c.Name()]
	if parameter == "" {
		return ""
	}
	for _, a := range c.Value().List {
		if a.Name == parameter {
			if v := project.RuleValue(c.Unit.Val(a.V)); v.Kind == rules.Int {
				return v.String()
			}
			return "?"
		}
	}
	return ""
}
