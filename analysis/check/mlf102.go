package check

var missingNumpySeed = register(&Rule{
	Meta: Meta{
		Code: "MLF102", Name: "missing-numpy-seed", Severity: Warning,
		Summary: "a program draws from NumPy's global generator and never seeds it before",
	},
	Run: func(p *Pass) { reportMissing(p, "numpy") },
})
