package check

var completionOrder = register(&Rule{
	Meta: Meta{
		Code: "MLF408", Name: "completion-order", Severity: Warning,
		Summary: "results are kept in the order in which parallel work happens to finish",
	},
	Run: func(p *Pass) {
		reportOrders(p, "completion", "results in the order in which they happen to finish")
		p.frameOrders()
	},
})
