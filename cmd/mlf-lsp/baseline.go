package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

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

// baselineSource tells a baseline of findings in a project.
func (r *projectRun) baselineSource(path string) baseline.Source {
	dir := filepath.Dir(path)
	return baseline.Source{
		LineText: func(f check.Finding) string {
			if text := r.result.Text(f.File); text != nil {
				return text.LineText(text.LineOf(f.Start))
			}
			return ""
		},
		Rel: func(file string) string {
			abs := filepath.Join(r.root, filepath.FromSlash(file))
			if rel, err := filepath.Rel(dir, abs); err == nil {
				return filepath.ToSlash(rel)
			}
			return filepath.ToSlash(abs)
		},
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
		return fmt.Errorf("the baseline %s cannot be read: %w; `mlf-lsp check --write-baseline` writes one", c.display(path), cause(err))
	}
	b, err := baseline.Read(text)
	if err != nil {
		return fmt.Errorf("the baseline %s is not usable: %w", c.display(path), err)
	}
	b.Apply(r.findings, r.baselineSource(path))
	return nil
}

// writeBaselines writes the findings of each project to its baseline.
func (c *checker) writeBaselines(runs []*projectRun) error {
	type target struct {
		findings []check.Finding
		owners   map[string]*projectRun // by file of a finding
	}
	targets := map[string]*target{}
	for _, r := range runs {
		path := c.baselinePath(r)
		if path == "" {
			path = filepath.Join(r.root, defaultBaseline)
		}
		if targets[path] == nil {
			targets[path] = &target{owners: map[string]*projectRun{}}
		}
		for _, f := range r.findings {
			// Projects may share a file name: findings go by absolute path.
			rel := f.File
			f.File = filepath.ToSlash(filepath.Join(r.root, filepath.FromSlash(rel)))
			f.Data = map[string]string{"file": rel}
			targets[path].findings = append(targets[path].findings, f)
			targets[path].owners[f.File] = r
		}
	}
	for _, path := range slices.Sorted(maps.Keys(targets)) {
		t := targets[path]
		text := baseline.Write(t.findings, baseline.Source{
			LineText: func(f check.Finding) string {
				r := t.owners[f.File]
				f.File = f.Data["file"]
				return r.baselineSource(path).LineText(f)
			},
			Rel: func(file string) string {
				if rel, err := filepath.Rel(filepath.Dir(path), filepath.FromSlash(file)); err == nil {
					return filepath.ToSlash(rel)
				}
				return file
			},
		})
		if err := os.WriteFile(path, text, 0o644); err != nil {
			return fmt.Errorf("the baseline %s cannot be written: %w", c.display(path), cause(err))
		}
		fmt.Fprintf(c.stderr, "Wrote %s to %s.\n", plural(len(t.findings), "finding"), c.display(path))
	}
	return nil
}

func plural(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}
