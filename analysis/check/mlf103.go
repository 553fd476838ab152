package check

var missingTorchSeed = register(&Rule{
	Meta: Meta{
		Code: "MLF103", Name: "missing-torch-seed", Severity: Warning,
		Summary: "a program draws from PyTorch's global generator and never seeds it before",
	},
	Run: func(p *Pass) { reportMissing(p, "torch") },
})
