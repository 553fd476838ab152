package project

import (
	"cmp"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/environ"
	"github.com/mlf-core/mlf-lsp/rules"
)

// Environment is what the files around the code say it runs with.
type Environment struct {
	Files []*environ.File // by path

	p        *Program
	versions map[string]rules.Versions
	installs map[string]bool // notebooks that install something themselves
}

func newEnvironment(p *Program, files []*environ.File) *Environment {
	files = slices.Clone(files)
	slices.SortFunc(files, func(a, b *environ.File) int { return cmp.Compare(a.Path, b.Path) })
	e := &Environment{Files: files, p: p, versions: map[string]rules.Versions{}, installs: map[string]bool{}}
	for _, f := range files {
		if f.Kind == environ.Notebook && len(f.Pins) > 0 {
			e.installs[f.Path] = true
		}
	}
	return e
}

// pinAt is a pin and the file it stands in.
type pinAt struct {
	environ.Pin
	file *environ.File
	near int // how close the file is to the code: folders in common
}

// Versions are the versions of a library that the code in file can run with.
func (e *Environment) Versions(lib *rules.Library, file string) rules.Versions {
	key := lib.Name + "\x00" + path.Dir(file)
	if e.installs[file] {
		key = lib.Name + "\x00" + file
	}
	if v, ok := e.versions[key]; ok {
		return v
	}
	v := e.decide(lib, file)
	e.versions[key] = v
	return v
}

func (e *Environment) decide(lib *rules.Library, file string) rules.Versions {
	names := append([]string{lib.Name}, lib.Distributions...)
	for _, n := range names {
		if v := e.p.Options.Pins[n]; v != "" {
			return lib.Admit([]string{"==" + v}, "--pin")
		}
	}
	pins := e.pins(names, file)
	if len(pins) == 0 || pins[0].Strength == environ.Loose {
		return e.imageVersions(lib, names, file)
	}
	best := pins[0]
	switch best.Strength {
	case environ.Locked, environ.Exact:
		return lib.Admit([]string{best.Specifier}, best.where())
	}
	var specs []string
	for _, p := range pins {
		if p.Strength == environ.Range && p.near == best.near && p.file == best.file {
			specs = append(specs, p.Specifier)
		}
	}
	return lib.Admit(specs, best.where())
}

// imageVersions are those that the nearest image of the framework itself holds,
// else the newest.
func (e *Environment) imageVersions(lib *rules.Library, names []string, file string) rules.Versions {
	best, out := -1, lib.Newest()
	for _, f := range e.Files {
		near := nearness(path.Dir(f.Path), path.Dir(file))
		for _, image := range f.Images {
			if name, specifier, ok := image.Framework(); ok && near > best && (slices.Contains(names, name) || name == "pytorch" && lib.Name == "torch") {
				best, out = near, lib.Admit([]string{specifier}, f.Path+":"+strconv.Itoa(image.Line))
			}
		}
	}
	return out
}

func (p pinAt) where() string { return p.file.Path + ":" + strconv.Itoa(p.Line) }

// pins are the requirements on a distribution that count for file, strongest
// and nearest first.
func (e *Environment) pins(names []string, file string) []pinAt {
	var out []pinAt
	for _, f := range e.Files {
		near := nearness(path.Dir(f.Path), path.Dir(file))
		if f.Kind == environ.Notebook {
			if f.Path != file {
				continue // what a notebook installs is for itself
			}
			near++
		}
		for _, p := range f.Pins {
			if slices.Contains(names, p.Package) {
				out = append(out, pinAt{p, f, near})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b pinAt) int {
		return cmp.Or(
			cmp.Compare(b.near, a.near),
			cmp.Compare(group(a.Group), group(b.Group)),
			cmp.Compare(b.Strength, a.Strength),
			cmp.Compare(a.file.Path, b.file.Path),
			cmp.Compare(a.Span.Start, b.Span.Start),
		)
	})
	return out
}

// group ranks a project's own requirements before its optional ones.
func group(name string) int {
	if name == "" {
		return 0
	}
	return 1
}

// nearness ranks folders that contain the code, the innermost highest; all
// others (docker/, requirements/) count as the folder that holds both.
func nearness(dir, code string) int {
	a, b := strings.Split(path.Clean(dir), "/"), strings.Split(path.Clean(code), "/")
	if path.Clean(dir) == "." {
		a = nil
	}
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// VariableSet finds where an environment variable gets its value for the runs
// of an entry: by the commands that start it, or by a file that describes the
// whole environment (Dockerfile, compose, conda, MLproject, .env).
func (e *Environment) VariableSet(name string, entry *Entry) (v environ.Var, file *environ.File, ok bool) {
	for _, f := range e.Files {
		for i := range f.Commands {
			cmd := &f.Commands[i]
			if entry == nil || slices.Contains(entry.Commands, cmd) {
				for _, v := range cmd.Env {
					if v.Name == name {
						return v, f, true
					}
				}
			}
		}
		switch f.Kind {
		case environ.Dockerfile, environ.Compose, environ.Conda, environ.MLproject, environ.DotEnv, environ.Apptainer:
		case environ.Notebook:
			if entry == nil || entry.Module.Path != f.Path || name == "PYTHONHASHSEED" {
				continue // the notebook's process runs already
			}
		default:
			continue
		}
		for _, v := range f.Vars {
			if v.Name == name && (v.Exported || f.Kind == environ.DotEnv) {
				return v, f, true
			}
		}
	}
	return environ.Var{}, nil, false
}

// UsesCUDA tells whether the environment is made for GPUs: a CUDA base image,
// a CUDA build of a framework.
func (e *Environment) UsesCUDA() bool {
	for _, f := range e.Files {
		for _, im := range f.Images {
			if strings.Contains(strings.ToLower(im.Ref), "cuda") || strings.Contains(im.Ref, "nvcr.io") {
				return true
			}
		}
		for _, p := range f.Pins {
			if strings.Contains(p.Specifier, "+cu") || p.Package == "cudatoolkit" || p.Package == "pytorch-cuda" {
				return true
			}
		}
	}
	return false
}
