package check

var samplingUnseeded = register(&Rule{
	Meta: Meta{
		Code: "MLF409", Name: "sampling-unseeded", Severity: Warning,
		Summary: "rows are sampled, shuffled or split without a seed",
	},
	Run: reportSamples,
})
