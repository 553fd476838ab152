package check

import "strings"

var opNeedsMode = register(&Rule{
	Meta: Meta{
		Code: "MLF302", Name: "op-needs-deterministic-mode", Severity: Warning,
		Summary: "operation that is deterministic only in deterministic mode, which the program never turns on",
	},
	Run: runOpNeedsMode,
})

func runOpNeedsMode(p *Pass) {
	for _, o := range p.ops() {
		if o.incurable() {
			continue
		}
		mode := "in deterministic mode"
		if o.verdict.Mode == "" {
			mode = "with " + switchesInWords(o.op.Switches)
		}
		p.Report(o.finding(Warning, short(o.name)+" has a deterministic "+o.where()+" only "+mode+o.part()+", and nothing turns that on"))
	}
}

// switchesInWords names switches as programs set them.
func switchesInWords(names []string) string {
	var out []string
	for _, n := range names {
		if strings.HasPrefix(n, "cudnn.") {
			out = append(out, "torch.backends."+n+" = True")
		}
	}
	return listOf(out)
}
