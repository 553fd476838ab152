package check

import (
	"slices"

	"github.com/mlf-core/mlf-lsp/analysis/project"
)

var nondeterministicOp = register(&Rule{
	Meta: Meta{
		Code: "MLF301", Name: "nondeterministic-op", Severity: Error,
		Summary: "operation without a deterministic implementation in the version that the project pins",
		Aliases: []string{"mlflow-pytorch-3"},
	},
	Run: runNondeterministicOp,
})

func runNondeterministicOp(p *Pass) {
	for _, o := range p.ops() {
		if o.incurable() {
			p.Report(o.finding(p.incurableSeverity(o), o.incurableMessage()))
		}
	}
}

// incurableSeverity is lower for what only deterministic mode stops, where
// nothing turns that on: its runs are equal as they are.
func (p *Pass) incurableSeverity(o opCall) Severity {
	if o.verdict.Default == "deterministic" && !slices.ContainsFunc(o.runs, func(r *project.Run) bool { return p.modeOn(r, o.op) }) {
		return Info
	}
	return Error
}

func (o opCall) incurableMessage() string {
	name := short(o.name)
	switch {
	case o.verdict.Default == "deterministic":
		return name + " raises an error in deterministic mode" + o.part() + ", although its result does not vary: the program stops where the mode is on"
	case o.verdict.Mode == "raises":
		return name + " has no deterministic " + o.where() + o.part() + ": runs differ, and deterministic mode stops it with an error"
	case o.verdict.Mode == "varies":
		return name + " has no deterministic " + o.where() + o.part() + ": runs differ silently, in deterministic mode too"
	}
	return name + " has no deterministic " + o.where() + o.part() + ": runs differ, and this version has no mode that would stop it"
}
