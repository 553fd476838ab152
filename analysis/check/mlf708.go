package check

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/project"
)

var determinismModuleAltered = register(&Rule{
	Meta: Meta{
		Code: "MLF708", Name: "determinism-module-altered", Severity: Warning,
		Summary: "the module of a project that makes runs repeatable no longer does all that its template did",
		Aliases: []string{"mlflow-general-8", "mlflow-pytorch-3", "mlflow-tensorflow-2", "mlflow-xgboost-2", "mlflow-xgboost_dask-2"},
	},
	Run: runDeterminismModuleAltered,
})

// promise is something that the module of a template does for repeatability.
type promise struct {
	rng, what string // rng "" stands for deterministic algorithms
}

// promises are those of the templates by framework, besides those of all.
var promises = map[string][]promise{
	"mlflow-pytorch":      {{"torch", "seeds PyTorch"}, {"", "allows deterministic algorithms only"}},
	"mlflow-tensorflow":   {{"tensorflow", "seeds TensorFlow"}, {"", "makes TensorFlow's operations deterministic"}},
	"mlflow-xgboost":      nil,
	"mlflow-xgboost-dask": nil,
}

var everyPromise = []promise{{"python", "seeds Python's random"}, {"numpy", "seeds NumPy"}}

func runDeterminismModuleAltered(p *Pass) {
	for _, m := range p.madeProjects() {
		own, known := promises[m.handle()]
		if !known {
			continue
		}
		modules := m.repeatability()
		place := m.top()
		if len(modules) > 0 {
			place = Place{File: modules[0].Path}
			place.Start, place.End = modules[0].File.LineSpan(0)
		}
		searched := modules
		if len(searched) == 0 {
			searched = m.modules() // before 1.8, mlf-core had it in the entry point
		}
		kept := p.keeps(searched)
		var gone []string
		for _, x := range slices.Concat(everyPromise, own) {
			if !kept[x.rng] {
				gone = append(gone, x.what)
			}
		}
		if len(gone) == 0 {
			continue
		}
		who := "no module of the project does what the template's did for repeatability"
		if len(modules) > 0 {
			who = path.Base(modules[0].Path) + " no longer does all that the template's did"
		}
		p.Report(Finding{
			Place: place, Severity: Warning, Key: "promises",
			Message: fmt.Sprintf("%s: nothing %s", who, strings.Join(gone, ", nothing ")),
			Why:     "The template keeps all that makes runs repeatable in one module, which programs call before anything is drawn; what it leaves out, no other file makes good.",
			Help:    "Put it back; mlf-lsp create shows the template's module.",
		})
	}
}

// repeatability are the modules that the template made for it.
func (m *made) repeatability() []*project.Module {
	name := "reproducibility.py"
	if m.old {
		name = "mlf_core.py"
	}
	var out []*project.Module
	for _, mod := range m.modules() {
		if path.Base(mod.Path) == name {
			out = append(out, mod)
		}
	}
	return out
}

// keeps are the generators that modules seed, and "" where they ask for
// deterministic algorithms.
func (p *Pass) keeps(modules []*project.Module) map[string]bool {
	out := map[string]bool{}
	setting := func(name, value string) {
		if value != "off" && strings.Contains(strings.ToLower(name), "determinis") && !strings.HasPrefix(name, "ineffective") {
			out[""] = true
		}
	}
	for _, mod := range modules {
		for _, u := range mod.All {
			for _, c := range u.Calls {
				s := c.Symbol()
				if s == nil {
					continue
				}
				for _, x := range s.Seeders {
					for _, rng := range x.RNGs {
						out[rng] = true
					}
				}
				for _, x := range s.Settings {
					setting(x.Switch, x.Value)
				}
			}
		}
	}
	for _, r := range p.Runs() {
		for _, e := range r.Events {
			if !slices.Contains(modules, e.Unit.Mod) {
				continue
			}
			for _, rng := range e.RNGs {
				out[rng] = out[rng] || e.Kind == project.Seeds
			}
			switch e.Kind {
			case project.Switches:
				setting(e.Switch, e.Value)
			case project.SetsEnv:
				setting(e.Name, e.Value)
			}
		}
	}
	return out
}
