package check

var missingTensorFlowSeed = register(&Rule{
	Meta: Meta{
		Code: "MLF104", Name: "missing-tensorflow-seed", Severity: Warning,
		Summary: "a program draws from the global generator of TensorFlow or Keras and never seeds it before",
		Aliases: []string{"mlflow-tensorflow-2"},
	},
	Run: func(p *Pass) {
		reportMissing(p, "tensorflow")
		reportMissing(p, "keras")
	},
})
