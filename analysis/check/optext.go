package check

import (
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/rules"
)

// severity lowers the catalogue's severity by what is not certain.
func (o opCall) severity(most Severity) Severity {
	switch {
	case o.op.Precision == "low" || o.call.Unit.Mod.Test:
		return Hint
	case o.truth == rules.Maybe, o.idle, o.op.Confidence == "recalled", o.op.Confidence == "inferred":
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
	pass := map[string]string{"backward": "backward pass", "forward": "forward pass"}[o.op.Pass]
	if pass == "" {
		pass = "computation"
	}
	var dev []string
	if o.on("cuda") {
		dev = append(dev, "CUDA")
	}
	if o.on("cpu") {
		dev = append(dev, "the CPU")
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

// doubt says what is not known where the claim is not certain.
func (o opCall) doubt() string {
	var list []string
	for _, n := range o.open {
		if v := o.argument(n); v != "" && v != n {
			list = append(list, n+"="+v)
		} else {
			list = append(list, n)
		}
	}
	switch {
	case o.truth != rules.Maybe && o.idle:
		return "if a gradient is taken through this: "
	case o.truth != rules.Maybe:
		return ""
	case len(list) == 0:
		return "cannot decide whether this is " + short(o.name) + ": if it is, "
	}
	return "cannot decide whether this holds, as it depends on the value of " + listOf(list) + ": "
}

// argument is a keyword argument as written, "" when it is none.
func (o opCall) argument(name string) string {
	for _, a := range o.call.Value().List {
		if a.Name == name && o.call.Unit.Values[a.V].Op != facts.OpUnknown {
			return text(o.call.Unit, a.V)
		}
	}
	return ""
}

// finding fills what MLF301 and MLF302 share.
func (o opCall) finding(most Severity, message string) Finding {
	help := o.op.Help
	if a := o.op.Alternative; strings.ContainsAny(a, "(=") && !strings.Contains(help, a) {
		help = strings.TrimSuffix(help, ".") + ". For example: " + a // code, not words said again
	}
	return Finding{
		Place: callPlace(o.call), Severity: o.severity(most), Message: o.doubt() + message,
		Why: o.op.Why, Help: help, Symbol: o.name, Judged: judged(o.versions),
		Data: o.data(),
	}
}

// data is what fixes need to know: the program that is to turn a mode on is the
// first in which the operation counts.
func (o opCall) data() map[string]string {
	out := map[string]string{"op": o.op.ID, "fix": o.op.Fix}
	if len(o.runs) > 0 {
		out["entry"] = o.runs[0].Entry.Name
	}
	return out
}
