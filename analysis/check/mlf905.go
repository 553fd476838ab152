package check

// UnreadableFile is reported by package analysis.
var UnreadableFile = register(&Rule{Meta: Meta{
	Code: "MLF905", Name: "unreadable-file", Severity: Warning,
	Summary: "A file of the project cannot be read or judged",
}}).Meta
