package check

// UnusedSuppression is reported by package suppress.
var UnusedSuppression = register(&Rule{Meta: Meta{
	Code: "MLF902", Name: "unused-suppression", Severity: Info,
	Summary: "A suppression silences nothing",
}}).Meta
