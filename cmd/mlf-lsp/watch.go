package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"time"

	"github.com/mlf-core/mlf-lsp/loading"

	"github.com/fsnotify/fsnotify"
	"github.com/mlf-core/mlf-lsp/analysis"
	"github.com/mlf-core/mlf-lsp/analysis/environ"
	"github.com/mlf-core/mlf-lsp/analysis/source"
	"github.com/mlf-core/mlf-lsp/config"
)

// quiet is how long files must rest before they are judged again: editors and
// version control write several at once.
const quiet = 150 * time.Millisecond

// watch checks again whenever a file of a project changes, until it is
// interrupted.
func (c *checker) watch(ctx context.Context, paths []string) error {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return fmt.Errorf("files cannot be watched: %w", err)
	}
	defer w.Close()
	for {
		c.status = exitClean
		runs, err := c.judge(ctx, paths)
		if ctx.Err() != nil {
			return nil
		}
		if err == nil {
			err = c.report(runs)
		}
		if err != nil {
			return err
		}
		c.follow(w, runs)
		fmt.Fprintln(c.stderr, "Watching for changes; interrupt to end.")
		if !waitForChange(ctx, w) {
			return nil
		}
	}
}

// follow watches the folders of the projects' files. Folders that went away
// are forgotten by the watcher itself.
func (c *checker) follow(w *fsnotify.Watcher, runs []*projectRun) {
	folders := map[string]bool{}
	for _, r := range runs {
		c.previous[r.root] = r
		folders[r.root] = true
		for _, p := range r.workspace.Paths() {
			for dir := filepath.Dir(filepath.Join(r.root, filepath.FromSlash(p))); loading.Below(r.root, dir) && !folders[dir]; dir = filepath.Dir(dir) {
				folders[dir] = true
			}
		}
	}
	watched := w.WatchList()
	for dir := range folders {
		if slices.Contains(watched, dir) {
			continue
		}
		if err := w.Add(dir); err != nil && !os.IsNotExist(err) {
			c.complain(fmt.Errorf("changes in %s are not noticed: %w", c.display(dir), err))
		}
	}
}

// waitForChange blocks until files changed and rest; false when it is over.
func waitForChange(ctx context.Context, w *fsnotify.Watcher) bool {
	var rest <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return false
		case <-rest:
			return true
		case e, ok := <-w.Events:
			if !ok {
				return false
			}
			if matters(e) {
				rest = time.After(quiet)
			}
		case _, ok := <-w.Errors:
			if !ok {
				return false
			}
			rest = time.After(quiet) // events may have been lost
		}
	}
}

// matters is false for events of files that are never read.
func matters(e fsnotify.Event) bool {
	if e.Op == fsnotify.Chmod {
		return false
	}
	name := filepath.ToSlash(e.Name)
	if source.KindOf(name) != source.Other || environ.Recognise(name) != environ.None || loading.Conventional(name) ||
		slices.Contains(config.FileNames(), filepath.Base(name)) || filepath.Ext(name) == ".yaml" {
		return true
	}
	info, err := os.Stat(e.Name)
	return err == nil && info.IsDir()
}

// snapshot makes the workspace of a project, from the one before where only
// files changed.
func (c *checker) snapshot(r *projectRun, opt analysis.Options, sources []analysis.Source) *analysis.Workspace {
	old := c.previous[r.root]
	if old == nil || len(old.packs)+len(r.packs) > 0 || !reflect.DeepEqual(old.cfg, r.cfg) || !reflect.DeepEqual(old.problems, r.problems) {
		return analysis.New(opt, sources)
	}
	now := make(map[string]bool, len(sources))
	for _, s := range sources {
		now[s.Path] = true
	}
	for _, p := range old.workspace.Paths() {
		if !now[p] {
			sources = append(sources, analysis.Source{Path: p})
		}
	}
	return old.workspace.With(sources...)
}
