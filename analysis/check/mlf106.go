package check

var missingRandomState = register(&Rule{
	Meta: Meta{
		Code: "MLF106", Name: "missing-random-state", Severity: Warning,
		Summary: "an estimator or splitter that is random with these arguments is given no random_state",
	},
	Run: reportSamples,
})
