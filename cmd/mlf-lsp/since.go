package main

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"

	"github.com/mlf-core/mlf-lsp/analysis"
	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/analysis/git"
	"github.com/mlf-core/mlf-lsp/analysis/source"
	"github.com/mlf-core/mlf-lsp/loading"
)

// partial tells whether only findings of changed lines are asked for.
func (f *checkFlags) partial() bool { return f.since != "" || f.staged }

// onlyChanged keeps the findings of lines that changed since the point where
// the work left --since, or that --staged would commit: those that lie there or
// name a related place there.
func (c *checker) onlyChanged(ctx context.Context, r *projectRun) error {
	if c.flags.since != "" {
		var err error
		if r.changed, err = git.Since(ctx, r.root, c.flags.since); err != nil {
			return fmt.Errorf("--since %s: %w", c.flags.since, err)
		}
	}
	if !c.flags.partial() {
		return nil
	}
	r.findings = slices.DeleteFunc(r.findings, func(f check.Finding) bool {
		return !r.touched(f.Place) &&
			!slices.ContainsFunc(f.Related, func(p check.Related) bool { return r.touched(p.Place) })
	})
	return nil
}

// touched tells whether a place lies on changed lines. The lines of a notebook's
// file are not those of its cells, so that a changed notebook is taken whole.
func (r *projectRun) touched(p check.Place) bool {
	ranges, ok := r.changed[p.File]
	text := r.result.Text(p.File)
	if !ok || ranges == nil || text == nil || source.KindOf(p.File) == source.Notebook {
		return ok
	}
	first, last := text.LineOf(p.Start), text.LineOf(max(p.Start, p.End-1))
	return slices.ContainsFunc(ranges, func(l git.Lines) bool { return first < l.End && last >= l.First })
}

// staged makes the sources of a project those that the next commit would hold:
// files take their text from the index, and what is not in it is not judged.
func (c *checker) staged(ctx context.Context, r *projectRun, sources []analysis.Source) ([]analysis.Source, error) {
	known := map[string]bool{}
	for _, s := range sources {
		known[s.Path] = true
	}
	wanted := loading.Wanted(r.root)
	index, err := git.Staged(ctx, r.root, func(path string) bool {
		return known[path] || source.KindOf(path) != source.Other || wanted(path)
	})
	if err != nil {
		return nil, fmt.Errorf("--staged: %w", err)
	}
	r.changed = index.Changes
	sources = slices.DeleteFunc(sources, func(s analysis.Source) bool { return !index.Tracked[s.Path] })
	for i, s := range sources {
		if text, ok := index.Text[s.Path]; ok {
			sources[i] = r.limited(analysis.Source{Path: s.Path, Kind: s.Kind, Raw: text})
		}
	}
	for _, path := range slices.Sorted(maps.Keys(index.Text)) {
		if known[path] || r.cfg.Excluded(path) {
			continue
		}
		r.files[path] = r.isAsked(filepath.Join(r.root, filepath.FromSlash(path)))
		sources = append(sources, r.limited(analysis.Source{Path: path, Raw: index.Text[path]}))
	}
	return sources, nil
}

// limited refuses a text that is larger than the configuration allows.
func (r *projectRun) limited(s analysis.Source) analysis.Source {
	if size, limit := int64(len(s.Raw)), r.cfg.MaxFileSize; limit > 0 && size > limit {
		s.Raw, s.Trouble, s.Skipped = nil, analysis.TooLarge(size, limit), true
	}
	return s
}
