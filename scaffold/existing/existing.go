// Package existing reads a training program that is there already, so that a
// project can be made around it. It runs and changes nothing.
package existing

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis"
	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/analysis/discover"
	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/config"
	"github.com/mlf-core/mlf-lsp/loading"
	"github.com/mlf-core/mlf-lsp/rules"
)

// Program is what a training program consists of.
type Program struct {
	Entry        string            // slash path of the script, as in Files
	Files        map[string][]byte // the Python files that it loads, by slash path
	Paths        []string          // folders among Files that Python imports from, the script's own first
	Module       string            // its dotted name where it imports relatively, "" to run it by its path
	Parameters   []check.Parameter
	Known        bool // Parameters are all
	Requirements []Requirement
	Python       string // the release that it runs with: 3.12.11
	Tracks       bool   // it keeps parameters or metrics itself
	Notes        []string
	where        string // the absolute path of the script
}

// Name is a name for the project: that of the script, or where it says nothing,
// or is that of a module already, of its folder.
func (p *Program) Name() string {
	name := strings.TrimSuffix(path.Base(p.Entry), ".py")
	if slices.Contains([]string{"train", "main", "run", "training", "script", "__main__", "fit", "trainer"}, name) {
		name = filepath.Base(filepath.Dir(p.where))
	}
	for file := range p.Files {
		top, _, _ := strings.Cut(strings.TrimSuffix(file, ".py"), "/")
		if strings.EqualFold(strings.ReplaceAll(name, "-", "_"), top) {
			return name + " project"
		}
	}
	return name
}

// Read reads the program in a script, or the only one that trains in a folder.
func Read(ctx context.Context, name string) (*Program, error) {
	abs, err := filepath.Abs(name)
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(abs)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, fmt.Errorf("%s: no such file or folder", name)
	case err != nil:
		return nil, err
	case !info.IsDir() && filepath.Ext(abs) == ".ipynb":
		return nil, fmt.Errorf("%s is a notebook; make a script of it first: jupyter nbconvert --to script %s", name, name)
	}
	x := &reader{root: abs, scanned: abs}
	if !info.IsDir() {
		x.root = rootOf(filepath.Dir(abs))
		x.scanned = x.root
	}
	for isPackage(x.root) {
		x.root = filepath.Dir(x.root) // Python imports a package from the folder that it is in
	}
	if !info.IsDir() {
		rel, err := filepath.Rel(x.root, abs)
		if err != nil {
			return nil, err
		}
		x.script = filepath.ToSlash(rel)
	}
	if err := x.load(ctx); err != nil {
		return nil, err
	}
	var out *Program
	x.ws.Linked(func(p *project.Program) {
		if p == nil {
			err = fmt.Errorf("%s cannot be read as a program", name)
			return
		}
		var run *project.Run
		if run, err = x.choose(p, name); err == nil {
			out, err = x.program(p, run)
		}
	})
	return out, err
}

func isPackage(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "__init__.py"))
	return err == nil && filepath.Dir(dir) != dir
}

// rootOf is the project around a script, or its own folder.
func rootOf(dir string) string {
	root, _, err := loading.Home(dir)
	if err != nil || root == "" || loading.HoldsEverything(root) {
		return dir
	}
	return root
}

type reader struct {
	root    string // that paths are relative to
	scanned string // the folder that is read, root or below it
	script  string // "" where it is to be found
	ws      *analysis.Workspace
	raw     map[string][]byte
}

func (x *reader) load(ctx context.Context) error {
	kb, err := rules.Embedded()
	if err != nil {
		return err
	}
	cfg := config.Default()
	if x.script != "" {
		cfg.EntryPoints = []string{x.script}
	}
	paths := []string{x.scanned}
	if x.script != "" {
		paths = append(paths, filepath.Join(x.root, filepath.FromSlash(x.script)))
	}
	found, err := discover.Find(ctx, discover.Options{Dir: x.root, Root: x.root, Git: true, IsEnvironment: loading.Wanted(x.root)}, paths)
	if err != nil {
		return err
	}
	x.raw = map[string][]byte{}
	var sources []analysis.Source
	for _, e := range found.Files {
		s := loading.ReadFile(e, cfg.MaxFileSize)
		x.raw[e.Path] = s.Raw
		sources = append(sources, s)
	}
	x.ws = analysis.New(analysis.Options{KB: kb, Config: cfg}, sources)
	return nil
}

// choose is the run of the script, or the only one that trains.
func (x *reader) choose(p *project.Program, name string) (*project.Run, error) {
	var found []*project.Run
	var names []string
	for _, r := range p.Runs() {
		m := r.Entry.Module
		if x.script != "" && m.Path != x.script || x.script == "" && (m.Test || !trains(r) || path.Ext(m.Path) != ".py") || r.Entry.Func != nil {
			continue
		}
		if !slices.Contains(names, m.Path) {
			found, names = append(found, r), append(names, m.Path)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case x.script != "":
		return nil, fmt.Errorf("%s cannot be read as a program", name)
	case len(found) == 0:
		return nil, fmt.Errorf("no script in %s was seen to train; name the one that does", name)
	}
	return nil, fmt.Errorf("several scripts in %s train (%s); name one of them", name, strings.Join(names, ", "))
}

func trains(r *project.Run) bool {
	return slices.ContainsFunc(r.Events, func(e *project.Event) bool { return e.Kind == project.Trains })
}

var relativeImport = regexp.MustCompile(`(?m)^[ \t]*from[ \t]+\.`)

func (x *reader) program(p *project.Program, r *project.Run) (*Program, error) {
	entry := r.Entry.Module.Path
	reached := map[string]bool{entry: true}
	tracks := false
	for m := range r.Modules {
		reached[m.Path] = true
		for _, u := range m.All {
			for _, c := range u.Calls {
				tracks = tracks || check.Tracks(c.Name())
			}
		}
	}
	x.packages(reached)
	base := commonFolder(reached)
	for base != "" && x.raw[base+"/__init__.py"] != nil { // a package keeps its name
		base = strings.TrimPrefix(path.Dir(base), ".")
	}
	out := &Program{Files: map[string][]byte{}, Tracks: tracks, Python: pythonOf(p)}
	short := func(name string) string { return strings.TrimPrefix(strings.TrimPrefix(name, base), "/") }
	for name := range reached {
		if x.raw[name] == nil {
			return nil, fmt.Errorf("%s cannot be read", name)
		}
		out.Files[short(name)] = x.raw[name]
	}
	out.Entry = short(entry)
	out.where = filepath.Join(x.root, filepath.FromSlash(entry))
	out.Paths = importFolders(out.Entry, out.Files)
	if relativeImport.Match(x.raw[entry]) {
		out.Module = strings.ReplaceAll(strings.TrimSuffix(out.Entry, ".py"), "/", ".")
		out.Paths = out.Paths[1:]
	}
	out.Parameters, out.Known = check.Parameters(p, r)
	out.Requirements = requirements(p, r, reached)
	if !trains(r) {
		out.Notes = append(out.Notes, out.Entry+" was not seen to train anything")
	}
	if r.Blind {
		out.Notes = append(out.Notes, "not everything that the script calls could be followed; look whether a file of its own is missing in source")
	}
	return out, nil
}

// packages adds the __init__.py of every package that reached files are in.
func (x *reader) packages(reached map[string]bool) {
	for name := range reached {
		for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
			if init := dir + "/__init__.py"; x.raw[init] != nil {
				reached[init] = true
			}
		}
	}
}

// commonFolder is the folder that holds all files, "" for the root.
func commonFolder(files map[string]bool) string {
	common := ""
	first := true
	for name := range files {
		dir := path.Dir(name)
		if dir == "." {
			return ""
		}
		if first {
			common, first = dir, false
		}
		for common != "." && dir != common && !strings.HasPrefix(dir, common+"/") {
			common = path.Dir(common)
		}
	}
	if common == "." {
		return ""
	}
	return common
}

// importFolders are the script's folder, the common one, and src.
func importFolders(entry string, files map[string][]byte) []string {
	out := []string{path.Dir(entry), "."}
	for name := range files {
		if strings.HasPrefix(name, "src/") {
			out = append(out, "src")
		}
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(out, func(d string) bool {
		was := seen[d]
		seen[d] = true
		return was
	})
}

var release = regexp.MustCompile(`3\.(\d+)(?:\.(\d+))?`)

// patches are the last releases of Python's minor versions that images and
// conda have.
var patches = map[string]string{
	"3.6": "3.6.15", "3.7": "3.7.12", "3.8": "3.8.20", "3.9": "3.9.23", "3.10": "3.10.18", "3.11": "3.11.13", "3.12": "3.12.11", "3.13": "3.13.5",
}

// pythonOf is the release of Python that the program's environment names, or
// the last of the minor version that it does; 3.12 where it names none.
func pythonOf(p *project.Program) string {
	var found []string
	for _, f := range p.Env.Files {
		for _, pin := range f.Pins {
			if pin.Package == "python" {
				found = append(found, release.FindString(pin.Specifier))
			}
		}
		for _, i := range f.Images {
			if _, tag, ok := strings.Cut(i.Ref, "python:"); ok {
				found = append(found, release.FindString(tag))
			}
		}
	}
	found = slices.DeleteFunc(found, func(v string) bool { return v == "" })
	slices.SortFunc(found, rules.CompareVersions)
	python := "3.12"
	if len(found) > 0 {
		python = found[len(found)-1]
	}
	if full, ok := patches[python]; ok {
		return full
	}
	return python
}
