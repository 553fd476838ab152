package check

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/environ"
	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/rules"
)

// placedPin is a requirement and the file that it stands in.
type placedPin struct {
	*environ.Pin
	file *environ.File
}

// requirements are the pins of a library's distributions that say what the
// program runs with, by file and place. What a CI service installs to test
// with is none of them, and what a notebook installs counts for it alone.
func (p *Pass) requirements(names []string, code string) (out []placedPin) {
	for _, f := range p.Env.Files {
		if isCI(f) || inSideFolder(f.Path) || f.Kind == environ.Notebook && f.Path != code || code != "" && !above(projectDir(f), code) {
			continue
		}
		for i := range f.Pins {
			if slices.Contains(names, f.Pins[i].Package) {
				out = append(out, placedPin{&f.Pins[i], f})
			}
		}
	}
	return out
}

// inSideFolder tells a file about documentation, tests or the build of the project.
func inSideFolder(name string) bool {
	return slices.ContainsFunc(strings.Split(path.Dir(name), "/"), func(part string) bool {
		switch strings.ToLower(part) {
		case "doc", "docs", "test", "tests", "ci", ".ci", "benchmarks", "website", "third_party", "vendor":
			return true
		}
		return false
	})
}

// above tells whether a folder holds a file, at any depth.
func above(dir, file string) bool { return dir == "." || strings.HasPrefix(file, dir+"/") }

// written is a requirement as people write it: "torch==2.4.1".
func (p placedPin) written() string {
	switch {
	case p.Specifier == "":
		return p.Package + " in any version"
	case strings.HasPrefix(p.Specifier, "=="), strings.HasPrefix(p.Specifier, "<"), strings.HasPrefix(p.Specifier, ">"), strings.HasPrefix(p.Specifier, "~"), strings.HasPrefix(p.Specifier, "!"):
		return p.Package + p.Specifier
	}
	return p.Package + " " + p.Specifier
}

func (p placedPin) place() Place { return filePlace(p.file, p.Span) }

// exact tells whether a pin names one release, or one commit.
func (p placedPin) exact() bool { return p.Strength >= environ.Exact }

// sideFolders hold files about the project in the folder above them.
var sideFolders = []string{"docker", ".docker", ".devcontainer", "container", "containers", "requirements", "reqs", "envs", "conda", "environments", "environment", "deploy"}

// projectDir is the folder of the project that an environment file is about.
func projectDir(f *environ.File) string {
	dir := path.Dir(f.Path)
	if slices.Contains(sideFolders, strings.ToLower(path.Base(dir))) {
		return path.Dir(dir)
	}
	return dir
}

// importedLibraries are the libraries of the knowledge base that programs which
// train import, by name. Python itself is none.
func (p *Pass) importedLibraries() (out []*rules.Library) {
	for _, lib := range p.KB.Libraries() {
		switch lib.Name {
		case "python", "fsspec", "multiprocess":
			continue // they compute nothing
		}
		if p.imports(lib) && !p.isOwn(lib) {
			out = append(out, lib)
		}
	}
	slices.SortFunc(out, func(a, b *rules.Library) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

// namesOf are the distributions that ship a library; one may be called as what
// is imported.
func namesOf(lib *rules.Library) []string {
	out := append([]string{environ.NormaliseName(lib.Name)}, lib.Distributions...)
	for _, m := range lib.Modules {
		top, _, _ := strings.Cut(m, ".")
		if name := environ.NormaliseName(top); !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// isOwn tells whether the project is the library itself.
func (p *Pass) isOwn(lib *rules.Library) bool {
	return slices.ContainsFunc(lib.Modules, func(name string) bool {
		stem := strings.ReplaceAll(name, ".", "/")
		return slices.ContainsFunc(p.Modules, func(m *project.Module) bool {
			return m.Path == stem+".py" || strings.HasSuffix(m.Path, "/"+stem+"/__init__.py") || m.Path == stem+"/__init__.py"
		})
	})
}
