package check

import (
	"path"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/environ"
	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/rules"
)

var unpinnedDependency = register(&Rule{
	Meta: Meta{
		Code: "MLF603", Name: "unpinned-dependency", Severity: Warning,
		Summary: "a library that the training uses may be another release in the next environment",
	},
	Run: runUnpinnedDependency,
})

func runUnpinnedDependency(p *Pass) {
	if len(p.trainings()) == 0 {
		return
	}
	reported := map[Place]bool{}
	nameless := map[*rules.Library]bool{} // told once: the cause is one
	for _, lib := range p.importedLibraries() {
		for _, r := range p.trainings() {
			use, ok := p.importOf(r, lib)
			if !ok {
				continue
			}
			f, ok := p.unpinned(r, lib, use)
			if ok && !reported[f.Place] && !(f.Place == use && nameless[lib]) {
				reported[f.Place] = true
				nameless[lib] = nameless[lib] || f.Place == use
				p.Report(f)
			}
		}
	}
}

// importOf is where a program first imports a library.
func (p *Pass) importOf(r *project.Run, lib *rules.Library) (Place, bool) {
	for _, m := range append([]*project.Module{r.Entry.Module}, p.Modules...) {
		if !r.Modules[m] {
			continue
		}
		for _, u := range m.All {
			for i := range u.Values {
				v := &u.Values[i]
				if (v.Op == facts.OpModule || v.Op == facts.OpImport && v.Index == 0) && p.KB.Library(v.Str) == lib {
					return PlaceOf(u, v.Span), true
				}
			}
		}
	}
	return Place{}, false
}

func (p *Pass) unpinned(r *project.Run, lib *rules.Library, use Place) (Finding, bool) {
	f := Finding{
		Severity: Warning, Symbol: lib.Name, Key: "unpinned " + lib.Name,
		Why:  "Releases change algorithms, defaults and the order in which numbers are added, and random generators are drawn from in other ways; so the same code with the same seed gives other results. An exact pin, or a lock file, names the releases that made them.",
		Help: "Pin it exactly, or commit a lock file (pip-compile, uv lock, poetry lock, conda-lock) beside it.",
	}
	pins := p.requirements(namesOf(lib), r.Entry.Module.Path)
	if slices.ContainsFunc(pins, placedPin.exact) {
		return f, false
	}
	if len(pins) == 0 {
		return p.undeclared(r, lib, use, f)
	}
	best := pins[0]
	for _, x := range pins {
		if x.Strength > best.Strength {
			best = x
		}
	}
	f.Place = best.place()
	f.Message = best.written() + " does not name one release: each new environment takes the newest that fits, which can compute other numbers"
	if narrow(best.Specifier) {
		f.Severity = Info
		f.Message = best.written() + " leaves the patch release open: a new environment takes the newest that fits"
	}
	if abstract(best.file) {
		f.Severity = Info
		f.Message = best.written() + " leaves the release open, as it should for a package that others install, but no lock file says which one results were made with"
		f.Help = "Commit a lock file for the environment that trains: uv lock, poetry lock, pip-compile or conda-lock make one."
	}
	if best.Package != lib.Name {
		f.Key += " " + best.Package
	}
	f.Related = []Related{{use, "the program imports it here"}}
	return f, true
}

// narrow tells a range that leaves only patch releases open: ==2.4.*, ~=2.4.1.
func narrow(specifier string) bool {
	s := strings.ReplaceAll(specifier, " ", "")
	switch {
	case strings.HasPrefix(s, "==") && strings.HasSuffix(s, ".*"):
		return strings.Count(s, ".") >= 2
	case strings.HasPrefix(s, "~="):
		return strings.Count(s, ".") >= 2 && !strings.Contains(s, ",")
	}
	return false
}

// abstract tells a file that says what a package can work with, where ranges
// are right.
func abstract(f *environ.File) bool {
	switch f.Kind {
	case environ.Pyproject, environ.SetupPy, environ.SetupCfg:
		return true
	}
	return path.Ext(f.Path) == ".in"
}

// undeclared is about a library that no file names though some name others.
func (p *Pass) undeclared(r *project.Run, lib *rules.Library, use Place, f Finding) (Finding, bool) {
	declares := slices.ContainsFunc(p.Env.Files, func(e *environ.File) bool {
		return !isCI(e) && e.Kind != environ.Notebook && len(e.Pins) > 0 && !inSideFolder(e.Path) && above(projectDir(e), r.Entry.Module.Path)
	})
	if !declares || p.locked() || p.inImage(lib) || r.Entry.Module.Test {
		return f, false
	}
	f.Place, f.Severity = use, Info
	f.Message = "no file of the project says which release of " + lib.Name + " this is: it is whichever came with something else"
	return f, true
}

// locked tells whether the project has a lock file: then a library that the
// lock does not name is of the project itself, or comes from outside.
func (p *Pass) locked() bool {
	return slices.ContainsFunc(p.Env.Files, func(f *environ.File) bool {
		return slices.ContainsFunc(f.Pins, func(x environ.Pin) bool { return x.Strength == environ.Locked })
	})
}

// inImage tells whether a base image may bring a library along.
func (p *Pass) inImage(lib *rules.Library) bool {
	return slices.ContainsFunc(p.Env.Files, func(f *environ.File) bool {
		return slices.ContainsFunc(f.Images, func(i environ.Image) bool {
			ref := strings.ToLower(i.Ref)
			for _, whole := range []string{"nvcr.io", "kaggle", "deeplearning", "jupyter/", "sagemaker", "huggingface", "colab"} {
				if strings.Contains(ref, whole) {
					return true
				}
			}
			return slices.ContainsFunc(namesOf(lib), func(n string) bool { return strings.Contains(ref, n) }) ||
				lib.Name == "numpy" && (strings.Contains(ref, "torch") || strings.Contains(ref, "tensorflow"))
		})
	})
}
