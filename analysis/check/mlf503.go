package check

import (
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
)

var allreduce = register(&Rule{
	Meta: Meta{
		Code: "MLF503", Name: "allreduce", Severity: Warning,
		Summary: "floating-point numbers are added over XGBoost's workers",
		Aliases: []string{"mlflow-xgboost-4", "mlflow-xgboost_dask-4"},
	},
	Run: runAllreduce,
})

func runAllreduce(p *Pass) {
	p.codedOps("MLF503", func(o opCall) {
		op, data := o.call.Setting(o.call.Symbol(), "op"), o.call.Setting(o.call.Symbol(), "data")
		if op.Unit != nil && !mayAdd(op.Unit.Val(op.ID)) || data.Unit != nil && integers(data.Unit, data.ID, 0) {
			return
		}
		f := o.finding(Warning, short(o.name)+" adds the workers' numbers in an order that is not fixed: floating-point sums differ between runs")
		if op.Unit == nil || op.Unit.Val(op.ID).Kind == project.Unknown {
			f.Severity = min(f.Severity, Info)
			f.Message = "cannot decide what " + short(o.name) + " does: if it adds floating-point numbers, the order is not fixed and sums differ between runs"
		}
		f.Key = "allreduce"
		p.Report(f)
	})
}

// mayAdd tells whether a reduction can be a sum: the maximum, the minimum and
// bitwise operations do not depend on the order.
func mayAdd(op *project.Val) bool {
	name := op.Symbol()
	i := strings.LastIndexByte(name, '.')
	if i < 0 || !strings.HasSuffix(name[:i], ".Op") {
		return true
	}
	return name[i+1:] == "SUM"
}

// integers tells whether an array holds whole numbers, as far as its making
// shows: integer sums do not depend on the order.
func integers(u *project.Unit, id facts.ID, depth int) bool {
	v := &u.Values[id]
	if depth > 6 {
		return false
	}
	for _, n := range u.Named(id) {
		return integers(n.Unit, n.ID, depth+1)
	}
	switch v.Op {
	case facts.OpNum:
		return !strings.ContainsAny(v.Str, ".eEj") || strings.HasPrefix(v.Str, "0x")
	case facts.OpList, facts.OpTuple:
		for _, e := range v.List {
			if e.Star != 0 || !integers(u, e.V, depth+1) {
				return false
			}
		}
		return len(v.List) > 0
	case facts.OpCall:
		return integerCall(u, id, v, depth)
	}
	return false
}

func integerCall(u *project.Unit, id facts.ID, v *facts.Value, depth int) bool {
	for _, a := range v.List {
		if a.Name == "dtype" {
			return integerType(u.Val(a.V))
		}
	}
	if x := &u.Values[v.X]; x.Op == facts.OpAttr && x.Str == "astype" && len(v.List) > 0 {
		return integerType(u.Val(v.List[0].V))
	}
	switch name := u.Call(id).Name(); name {
	case "builtins.len", "builtins.int", "numpy.bincount", "numpy.count_nonzero", "numpy.arange":
		return name != "numpy.arange" || len(v.List) > 0 && integers(u, v.List[0].V, depth+1)
	case "numpy.array", "numpy.asarray":
		return len(v.List) > 0 && v.List[0].Star == 0 && integers(u, v.List[0].V, depth+1)
	default:
		return strings.HasPrefix(name, "numpy.") && integerType(&project.Val{Kind: project.External, Text: name})
	}
}

func integerType(t *project.Val) bool {
	name := t.Text
	if t.Kind == project.External {
		name = strings.TrimPrefix(strings.TrimPrefix(name, "numpy."), "builtins.")
	} else if t.Kind != project.Str {
		return false
	}
	return strings.HasPrefix(name, "int") || strings.HasPrefix(name, "uint") || name == "bool" || name == "bool_" || name == "longlong"
}
