package check

var opNeedsMode = register(&Rule{
	Meta: Meta{
		Code: "MLF302", Name: "op-needs-deterministic-mode", Severity: Warning,
		Summary: "operation that is deterministic only in deterministic mode, which the program never turns on",
	},
	Run: runOpNeedsMode,
})

func runOpNeedsMode(p *Pass) {
	for _, o := range p.ops() {
		if o.incurable() || p.modeCovers(o) {
			continue
		}
		p.Report(o.finding(Warning, short(o.name)+" has a deterministic "+o.where()+
			" only in deterministic mode"+o.part()+", and nothing turns that on"))
	}
}

// modeCovers tells whether every run that gets to the operation (or, when none
// does, some run of the project) turns the mode on.
func (p *Pass) modeCovers(o opCall) bool {
	if len(o.reached) == 0 {
		for _, r := range p.runs() {
			if p.modeOn(r, o.op) {
				return true
			}
		}
		return false
	}
	for _, r := range o.reached {
		if !p.modeOn(r, o.op) && p.deviceOf(r) != noGPU && (o.op.Pass != "backward" || trains(r)) {
			return false
		}
	}
	return true
}
