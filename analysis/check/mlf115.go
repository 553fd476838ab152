package check

import (
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/project"
)

var hashSeedTooLate = register(&Rule{
	Meta: Meta{
		Code: "MLF115", Name: "hash-seed-too-late", Severity: Info,
		Summary: "PYTHONHASHSEED is set inside the process that it should act on",
	},
	Run: runHashSeedTooLate,
})

const hashSeed = "PYTHONHASHSEED"

func runHashSeedTooLate(p *Pass) {
	worst := map[Place]int{}
	var found []Finding
	for _, r := range p.runs() {
		if _, _, ok := p.Env.VariableSet(hashSeed, r.Entry); ok || restarts(r) {
			continue
		}
		for _, e := range r.Events {
			if e.Kind != project.SetsEnv || e.Name != hashSeed {
				continue
			}
			f := hashSeedFinding(p, r, e)
			if i, ok := worst[f.Place]; !ok {
				worst[f.Place] = len(found)
				found = append(found, f)
			} else if f.Severity > found[i].Severity {
				found[i] = f
			}
		}
	}
	for _, f := range found {
		p.Report(f)
	}
}

func hashSeedFinding(p *Pass, r *project.Run, e *project.Event) Finding {
	f := Finding{
		Place: eventPlace(e), Severity: Info, Symbol: hashSeed, Key: hashSeed,
		Message: "PYTHONHASHSEED acts only on processes that start after this: this one has chosen its hash seed already",
		Why:     "The interpreter reads the variable once, when it starts.",
		Help:    "Set it where the program is started: MLproject, Dockerfile, CI, shell.",
		Data:    map[string]string{"entry": r.Entry.Name},
	}
	for _, at := range p.hashOrderPlaces() {
		if m := p.Module(at.File); m != nil && r.Modules[m] {
			f.Severity = severityIn(r, Warning)
			f.Message += ", and hash order reaches its data"
			f.Related = []Related{{at, "hash order reaches data here"}}
			break
		}
	}
	return f
}

// restarts tells whether a program starts itself again with its new
// environment.
func restarts(r *project.Run) bool {
	for _, u := range r.Entry.Module.All {
		for _, c := range u.Calls {
			if strings.HasPrefix(c.Name(), "os.exec") {
				return true
			}
		}
	}
	return false
}
