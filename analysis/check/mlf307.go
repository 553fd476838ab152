package check

import (
	"slices"

	"github.com/mlf-core/mlf-lsp/rules"
)

var versionNondeterministic = register(&Rule{
	Meta: Meta{
		Code: "MLF307", Name: "version-nondeterministic", Severity: Error,
		Summary: "the algorithm is not deterministic in the version that the project pins",
		Aliases: []string{"mlflow-xgboost-3", "mlflow-xgboost_dask-3"},
	},
	Run: runVersionNondeterministic,
})

func runVersionNondeterministic(p *Pass) {
	var found perSettings
	p.codedOps("MLF307", func(o opCall) {
		f := o.finding(Error, short(o.name)+" with these settings has no deterministic "+o.where()+o.inVersion()+": equal runs give different models")
		f.Key = o.op.ID + " " + o.name
		found.add(settingsOf(o.call, o.call.Symbol(), o.op.ID), f)
	})
	found.report(p)
}

// inVersion says which versions are meant where others do better.
func (o opCall) inVersion() string {
	if slices.ContainsFunc(o.op.Status, allVersions) {
		return " in any version"
	}
	if o.verdict.Mixed {
		return o.part()
	}
	return " in " + o.versions.Library + " " + judged(o.versions).Version
}

func allVersions(s rules.Status) bool { return s.Versions == "" }
