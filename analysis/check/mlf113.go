package check

var setterNotCalled = register(&Rule{
	Meta: Meta{
		Code: "MLF113", Name: "setter-not-called", Severity: Error,
		Summary: "a function that sets a seed or a switch is named but not called",
	},
	Run: func(p *Pass) {
		for _, s := range p.setterFaults() {
			if s.assigned {
				continue
			}
			name := short(s.symbol.Name)
			p.Report(Finding{
				Place: PlaceOf(s.unit, s.span), Severity: p.severityAt(s.unit.Defs[0], Error), Symbol: s.symbol.Name,
				Key:     "not-called " + s.symbol.Name,
				Message: name + " is named here but not called: the statement does nothing",
				Help:    "Add the parentheses and the arguments.",
			})
		}
	},
})
