package check

import "github.com/mlf-core/mlf-lsp/analysis/project"

var seedNeverReached = register(&Rule{
	Meta: Meta{
		Code: "MLF111", Name: "seed-never-reached", Severity: Warning,
		Summary: "a seed is set only in code that does not run before the draw",
	},
	Run: runSeedNeverReached,
})

func runSeedNeverReached(p *Pass) {
	type key struct {
		seed *project.Call
		run  *project.Run
	}
	byKey := map[key][]seedVerdict{}
	var order []key
	for _, v := range p.seedVerdicts() {
		if v.lost == nil || v.fault {
			continue
		}
		k := key{v.lost, v.run}
		if byKey[k] == nil {
			order = append(order, k)
		}
		byKey[k] = append(byKey[k], v)
	}
	for _, k := range order {
		vs := byKey[k]
		var names []string
		for _, v := range vs {
			names = append(names, seedNames[v.rng])
		}
		f := Finding{
			Place: callPlace(k.seed), Severity: severityIn(k.run, Warning), Symbol: k.seed.Name(),
			Message: k.run.Entry.Name + " never gets to this seed before it draws from " + listOf(names) + ": " + whyUnreached(p, k.seed, k.run),
			Help:    "Set the seed where every run comes by: first thing in the program.",
			Key:     "seed-never-reached " + k.run.Entry.Name,
			Data:    map[string]string{"entry": k.run.Entry.Name, "rng": vs[0].rng},
		}
		for _, v := range vs {
			f.Related = append(f.Related, Related{eventPlace(v.draw), "drawn here, unseeded"})
		}
		f.Related = append(f.Related, Related{entryPlace(k.run.Entry), "the program starts here"})
		p.Report(f)
	}
}

func whyUnreached(p *Pass, seed *project.Call, r *project.Run) string {
	switch {
	case seed.Handler:
		return "it stands in an except clause, which does not run when all is well"
	case !r.Funcs[seed.Fn] && seed.Fn.Name != "":
		return "nothing that it runs calls " + seed.Fn.Name + "()"
	case seed.Unit.Mod != r.Entry.Module && seed.Guard != nil:
		return "it runs only when " + seed.Unit.Mod.Path + " itself is the program"
	}
	return "its branch is never taken"
}
