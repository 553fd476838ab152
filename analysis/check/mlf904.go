package check

// InvalidConfiguration is reported by package analysis, from the configuration's problems.
var InvalidConfiguration = register(&Rule{Meta: Meta{
	Code: "MLF904", Name: "invalid-configuration", Severity: Error,
	Summary: "The configuration holds a mistake",
}}).Meta
