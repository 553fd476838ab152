package check

// SuppressionWithoutReason is reported by package suppress.
var SuppressionWithoutReason = register(&Rule{Meta: Meta{
	Code: "MLF906", Name: "suppression-without-reason", Severity: Warning,
	Summary: "A suppression gives no reason, where the configuration asks for one",
}}).Meta
