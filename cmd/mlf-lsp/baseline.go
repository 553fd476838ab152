package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/mlf-core/mlf-lsp/loading"

	"github.com/mlf-core/mlf-lsp/analysis/baseline"
	"github.com/mlf-core/mlf-lsp/analysis/check"
)

// defaultBaseline is where a project's baseline is written when nothing says
// otherwise.
const defaultBaseline = ".mlf-baseline.json"

// baselinePath is the baseline of a project, "" for none. A flag is relative to
// the working directory, the configuration to its own folder.
func (c *checker) baselinePath(r *projectRun) string {
	switch given := *c.flags.options["baseline"]; {
	case len(given) > 0:
		return c.absolute(given[len(given)-1])
	case r.cfg.Baseline != "":
		return filepath.Join(r.root, filepath.FromSlash(r.cfg.Baseline))
	}
	return ""
}

// lines gives the text of findings' lines; it knows those that were handed in.
type lines map[check.Place]string

// inBaseline are the findings of a project with the paths that a baseline in a
// folder has; their lines are noted.
func (r *projectRun) inBaseline(dir string, l lines) []check.Finding {
	out := slices.Clone(r.findings)
	for i := range out {
		f := &out[i]
		text := r.result.Text(f.File)
		f.File = r.pathFrom(dir, f.File)
		if text != nil {
			l[f.Place] = text.LineText(text.LineOf(f.Start))
		}
	}
	return out
}

// pathFrom is the slash path from a folder to a file of the project.
func (r *projectRun) pathFrom(dir, file string) string {
	abs := filepath.Join(r.root, filepath.FromSlash(file))
	if rel, err := filepath.Rel(dir, abs); err == nil {
		return filepath.ToSlash(rel)
	}
	return filepath.ToSlash(abs)
}

func (l lines) source(dir string) baseline.Source {
	return baseline.Source{
		LineText: func(f check.Finding) string { return l[f.Place] },
		Gone: func(file string) bool {
			_, err := os.Lstat(filepath.Join(dir, filepath.FromSlash(file)))
			return os.IsNotExist(err)
		},
	}
}

// applyBaseline marks the findings that the project has accepted.
func (c *checker) applyBaseline(r *projectRun) error {
	path := c.baselinePath(r)
	if path == "" || c.flags.writeBaseline {
		return nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("the baseline %s cannot be read: %w; `mlf-lsp check --write-baseline` writes one", c.display(path), loading.Cause(err))
	}
	b, err := baseline.Read(text)
	if err != nil {
		return fmt.Errorf("the baseline %s is not usable: %w", c.display(path), err)
	}
	dir, l := filepath.Dir(path), lines{}
	marked := r.inBaseline(dir, l)
	b.Apply(marked, l.source(dir))
	for i, f := range marked {
		r.findings[i].Suppressed, r.findings[i].By = f.Suppressed, f.By
	}
	return nil
}

// writeBaselines writes the findings of all projects with one baseline to it.
func (c *checker) writeBaselines(runs []*projectRun) error {
	type target struct {
		findings []check.Finding
		lines    lines
	}
	targets := map[string]*target{}
	for _, r := range runs {
		path := c.baselinePath(r)
		if path == "" {
			path = filepath.Join(r.root, defaultBaseline)
		}
		t := targets[path]
		if t == nil {
			t = &target{lines: lines{}}
			targets[path] = t
		}
		t.findings = append(t.findings, r.inBaseline(filepath.Dir(path), t.lines)...)
	}
	for _, path := range slices.Sorted(maps.Keys(targets)) {
		t := targets[path]
		text := baseline.Write(t.findings, t.lines.source(filepath.Dir(path)))
		if err := os.WriteFile(path, text, 0o644); err != nil {
			return fmt.Errorf("the baseline %s cannot be written: %w", c.display(path), loading.Cause(err))
		}
		n := 0
		for _, f := range t.findings {
			if !f.Suppressed {
				n++
			}
		}
		fmt.Fprintf(c.stderr, "Wrote %s to %s.\n", plural(n, "finding"), c.display(path))
	}
	return nil
}

func plural(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}
