package check

var nondeterministicOp = register(&Rule{
	Meta: Meta{
		Code: "MLF301", Name: "nondeterministic-op", Severity: Error,
		Summary: "operation without a deterministic implementation in the version that the project pins",
		Aliases: []string{"mlflow-pytorch-3"},
	},
	Run: runNondeterministicOp,
})

func runNondeterministicOp(p *Pass) {
	for _, o := range p.ops() {
		if !o.incurable() {
			continue
		}
		message := short(o.name) + " has no deterministic " + o.where() + o.part()
		switch o.verdict.Mode {
		case "raises":
			if o.verdict.Default == "deterministic" {
				message = short(o.name) + " raises an error in deterministic mode" + o.part() + ": the program stops once determinism is asked for"
			} else {
				message += ": runs differ, and deterministic mode stops it with an error"
			}
		default:
			message += ": runs differ silently, in deterministic mode too"
		}
		p.Report(o.finding(Error, message))
	}
}
