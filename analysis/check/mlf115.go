package check

import (
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
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
		if _, _, ok := p.Env.VariableSet(hashSeed, r.Entry); ok || p.restarts(r) {
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
		Message: "PYTHONHASHSEED acts only on processes that start after this: this one has chosen the salt of its string hashes already",
		Why:     "The interpreter reads the variable once, when it starts.",
		Help:    "Set it where the program is started: MLproject, Dockerfile, CI, shell.",
		Data:    map[string]string{"entry": r.Entry.Name},
	}
	places := p.hashOrderPlaces()
	for _, h := range p.saltedHashes() {
		if h.sure {
			places = append(places, h.place)
		}
	}
	for _, at := range places {
		if m := p.Module(at.File); m != nil && r.Modules[m] {
			f.Severity = severityIn(r, Warning)
			f.Message += ", and hash order reaches its data"
			f.Related = []Related{{at, "hash order reaches data here"}}
			break
		}
	}
	return f
}

// restarts tells whether a program starts Python again, itself or its workers,
// in a process that the variable acts on.
func (p *Pass) restarts(r *project.Run) bool {
	for _, m := range p.Modules {
		if !r.Modules[m] {
			continue
		}
		for _, u := range m.All {
			for _, c := range u.Calls {
				if (c.Fn.Index == 0 || r.Funcs[c.Fn]) && startsPython(c) {
					return true
				}
			}
		}
	}
	return false
}

func startsPython(c *project.Call) bool {
	name := c.Name()
	switch name {
	case "torch.multiprocessing.spawn", "torch.multiprocessing.start_processes":
		return true
	case "multiprocessing.set_start_method", "multiprocessing.get_context", "torch.multiprocessing.set_start_method", "torch.multiprocessing.get_context":
		list := c.Value().List
		return len(list) > 0 && c.Unit.Val(list[0].V).Text != "fork" // the others start a new interpreter
	case "subprocess.run", "subprocess.call", "subprocess.check_call", "subprocess.check_output", "subprocess.Popen":
		for _, a := range c.Value().List {
			if namesPython(c.Unit, a.V, 0) {
				return true
			}
		}
		return false
	}
	return strings.HasPrefix(name, "os.exec") || strings.HasPrefix(name, "os.spawn") || strings.HasPrefix(name, "os.posix_spawn")
}

// namesPython tells whether a command is one of Python's.
func namesPython(u *project.Unit, id facts.ID, depth int) bool {
	if id == 0 || depth > 6 {
		return false
	}
	v := &u.Values[id]
	if x := u.Val(id); x.Is("sys.executable") || x.Kind == project.Str && strings.HasPrefix(x.Text, "python") {
		return true
	}
	for _, a := range v.List {
		if namesPython(u, a.V, depth+1) {
			return true
		}
	}
	return namesPython(u, v.X, depth+1) || namesPython(u, v.Y, depth+1)
}
