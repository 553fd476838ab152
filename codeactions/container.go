package codeactions

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/analysis/environ"
	"github.com/mlf-core/mlf-lsp/analysis/project"
)

func init() { register(container, "MLF601") }

var minor = regexp.MustCompile(`^\d+\.\d+`)

// container writes a Dockerfile for a project with requirements; its image has
// to be pinned by a digest that only a registry knows.
func container(c *context) []Fix {
	if c.ws.File("Dockerfile") != nil {
		return nil
	}
	needs := c.requirementsFile()
	module := c.p.Module(c.f.File)
	python := c.p.KB.LibraryOf("python")
	if needs == "" || module == nil || python == nil || strings.ContainsAny(c.f.File, "\"\\") {
		return nil
	}
	image := minor.FindString(c.p.Env.Versions(python, c.f.File).Newest())
	lines := []string{
		"FROM python:" + image + "-slim@sha256:DIGEST",
		"WORKDIR /work",
		"COPY " + needs + " .",
		"RUN pip install --no-cache-dir -r " + needs,
		"COPY . .",
		"ENV PYTHONHASHSEED=0",
	}
	if slices.ContainsFunc(c.p.Runs(), func(r *project.Run) bool { return r.Entry.Module == module && usesLibrary(r, "torch") }) {
		lines = append(lines, "ENV "+workspace.name+"="+workspace.value)
	}
	lines = append(lines, `CMD ["python", "`+c.f.File+`"]`, "")
	return []Fix{{
		Title: "Write a Dockerfile: put the image's digest in place of DIGEST", Safety: NeedsInput,
		Edits: []Edit{{Place: check.Place{File: "Dockerfile"}, NewText: strings.Join(lines, "\n"), NewFile: true}},
	}}
}

func usesLibrary(r *project.Run, library string) bool {
	return slices.ContainsFunc(r.Events, func(e *project.Event) bool { return e.Kind == project.Uses && e.Name == library })
}

// requirementsFile is the requirements of the root folder, a lock before the
// others.
func (c *context) requirementsFile() string {
	found := ""
	for _, f := range c.p.Env.Files {
		if f.Kind != environ.Requirements || path.Dir(f.Path) != "." || strings.HasSuffix(f.Path, ".in") {
			continue
		}
		if found == "" || strings.Contains(f.Path, "lock") || f.Path == "requirements.txt" && !strings.Contains(found, "lock") {
			found = f.Path
		}
	}
	return found
}
