package check

// SyntaxError is reported by package analysis, for the first error of a file.
var SyntaxError = register(&Rule{Meta: Meta{
	Code: "MLF901", Name: "syntax-error", Severity: Warning,
	Summary: "A Python file or notebook cannot be parsed to its end",
}}).Meta
