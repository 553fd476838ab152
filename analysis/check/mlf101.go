package check

var missingPythonSeed = register(&Rule{
	Meta: Meta{
		Code: "MLF101", Name: "missing-python-seed", Severity: Warning,
		Summary: "a program draws from Python's random module and never seeds it before",
	},
	Run: func(p *Pass) { reportMissing(p, "python") },
})
