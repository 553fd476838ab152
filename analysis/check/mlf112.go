package check

var setterOverwritten = register(&Rule{
	Meta: Meta{
		Code: "MLF112", Name: "setter-overwritten", Severity: Error,
		Summary: "a function that sets a seed or a switch is replaced instead of called",
	},
	Run: func(p *Pass) {
		for _, s := range p.setterFaults() {
			if !s.assigned {
				continue
			}
			name, value := short(s.symbol.Name), text(s.unit, s.value)
			p.Report(Finding{
				Place: PlaceOf(s.unit, s.span), Severity: p.severityAt(s.unit.Defs[0], Error), Symbol: s.symbol.Name,
				Key:     "overwritten " + s.symbol.Name,
				Message: "this replaces the function " + name + " by " + value + " and sets nothing",
				Help:    "Call it: " + name + "(" + value + ").",
				Data:    map[string]string{"value": value},
			})
		}
	},
})
