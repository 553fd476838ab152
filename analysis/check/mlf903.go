package check

// UnknownRuleInSuppression is reported by package suppress.
var UnknownRuleInSuppression = register(&Rule{Meta: Meta{
	Code: "MLF903", Name: "unknown-rule-in-suppression", Severity: Warning,
	Summary: "A suppression names a rule that does not exist, or cannot be read",
}}).Meta
