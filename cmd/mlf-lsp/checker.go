package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"

	"github.com/mlf-core/mlf-lsp/analysis"
	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/analysis/discover"
	"github.com/mlf-core/mlf-lsp/analysis/git"
	"github.com/mlf-core/mlf-lsp/config"
	"github.com/mlf-core/mlf-lsp/loading"
	"github.com/mlf-core/mlf-lsp/rules"
	"golang.org/x/sync/errgroup"
)

// checker turns paths into judged projects.
type checker struct {
	*session
	flags     *checkFlags
	flagLayer *config.Layer
	catalogue config.Catalogue
	kb        *rules.Base
	dir       string // the working directory
	stdin     *overlay
	notes     []string               // what was said already
	previous  map[string]*projectRun // by root, for --watch
}

// overlay is text that takes the place of a file.
type overlay struct {
	abs string
	raw []byte
}

// projectRun is one judged project.
type projectRun struct {
	*place
	cfg       *config.Config
	kb        *rules.Base
	found     discover.Result
	problems  config.Problems
	workspace *analysis.Workspace
	result    *analysis.Result
	changed   git.Changes     // with --since and --staged
	findings  []check.Finding // those of the asked paths; files relative to the root
	files     map[string]bool // the asked files, relative to the root
	packs     []string        // paths of rule packs in use
}

func (s *session) newChecker(f *checkFlags) (*checker, error) {
	c := &checker{
		session: s, flags: f, catalogue: config.NewCatalogue(metas()),
		previous: map[string]*projectRun{},
	}
	values := map[string][]string{}
	for key, given := range f.options {
		values[key] = *given
	}
	var problems config.Problems
	c.flagLayer, problems = config.Flags(values, c.catalogue)
	if err := problems.Err(); err != nil {
		return nil, err
	}
	var err error
	if c.kb, err = rules.Embedded(); err != nil {
		return nil, err
	}
	if c.dir, err = os.Getwd(); err != nil {
		return nil, fmt.Errorf("the working directory is gone: %w", loading.Cause(err))
	}
	return c, nil
}

// readStdin takes the text to judge from standard input and gives its path.
func (c *checker) readStdin() ([]string, error) {
	name := c.flags.stdinName
	if name == "" {
		name = "stdin.py"
	}
	raw, err := io.ReadAll(c.session.stdin)
	if err != nil {
		return nil, fmt.Errorf("standard input cannot be read: %w", loading.Cause(err))
	}
	if raw == nil {
		raw = []byte{}
	}
	c.stdin = &overlay{abs: c.absolute(name), raw: raw}
	return []string{name}, nil
}

func (c *checker) absolute(path string) string {
	if !filepath.IsAbs(path) {
		path = filepath.Join(c.dir, path)
	}
	return filepath.Clean(path)
}

// prepare locates the projects of paths and lists their files. What keeps a
// path from being judged is told on standard error, and the rest goes on.
func (c *checker) prepare(ctx context.Context, paths []string) ([]*projectRun, error) {
	places, errs := c.locate(paths)
	for _, err := range errs {
		c.trouble(err)
	}
	var runs []*projectRun
	for len(places) > 0 {
		p := places[0]
		places = places[1:]
		r, inner, err := c.list(ctx, p)
		if err := interrupted(ctx); err != nil {
			return nil, err
		}
		if err != nil {
			c.trouble(err)
			continue
		}
		for _, p := range inner {
			places = add(places, p)
		}
		runs = append(runs, r)
	}
	return runs, nil
}

// judge judges the projects of paths.
func (c *checker) judge(ctx context.Context, paths []string) ([]*projectRun, error) {
	runs, err := c.prepare(ctx, paths)
	if err != nil {
		return nil, err
	}
	return c.judgeAll(ctx, runs)
}

// judgeAll judges projects that were prepared, and gives those that could be.
func (c *checker) judgeAll(ctx context.Context, runs []*projectRun) ([]*projectRun, error) {
	return slices.DeleteFunc(runs, func(r *projectRun) bool {
		if ctx.Err() != nil {
			return true
		}
		err := c.project(ctx, r)
		if err == nil {
			err = c.onlyChanged(ctx, r)
		}
		if err != nil {
			c.trouble(err)
		}
		return err != nil
	}), interrupted(ctx)
}

func interrupted(ctx context.Context) error {
	if ctx.Err() != nil {
		return errors.New("interrupted")
	}
	return nil
}

// trouble reports an error that does not end the run.
func (c *checker) trouble(err error) {
	c.complain(err)
	c.status = exitTrouble
}

// list configures a project and lists its files. Inner are projects with a
// configuration of their own that lie in the asked folders.
func (c *checker) list(ctx context.Context, p *place) (r *projectRun, inner []*place, err error) {
	r = &projectRun{place: p, files: map[string]bool{}}
	r.kb = c.configure(r)
	if r.found, err = c.find(ctx, r); err != nil {
		return nil, nil, err
	}
	if inner = p.inner(r.found.Files); len(inner) > 0 {
		r.found.Files = slices.DeleteFunc(r.found.Files, func(e discover.Entry) bool { return inAny(inner, e.Abs) })
	}
	return r, inner, nil
}

// project reads and judges one project.
func (c *checker) project(ctx context.Context, r *projectRun) error {
	sources := c.read(r, r.found)
	if c.flags.staged {
		var err error
		if sources, err = c.staged(ctx, r, sources); err != nil {
			return err
		}
	}
	opt := analysis.Options{KB: r.kb, Config: r.cfg, Problems: r.problems, Jobs: c.flags.jobs}
	if c.flags.hardware {
		opt.Hardware = c.differences(ctx, r)
	}
	r.workspace = c.snapshot(r, opt, sources)
	if c.flags.online {
		opt.Newest = c.newest(ctx, r.workspace)
		r.workspace = analysis.New(opt, sources)
	}
	r.result = r.workspace.Check()
	for _, f := range r.result.Findings {
		if r.files[f.File] || f.Code == check.InvalidConfiguration.Code {
			r.findings = append(r.findings, f)
		}
	}
	return c.applyBaseline(r)
}

// configure resolves the configuration of a project and loads its rule packs.
func (c *checker) configure(r *projectRun) *rules.Base {
	var layer *config.Layer
	if r.config != "" {
		layer, r.problems = config.Load(r.config, r.relative(r.config), c.catalogue)
		for _, p := range r.problems {
			p.File = c.display(r.config)
			c.trouble(p)
		}
	}
	r.cfg = config.Resolve(r.root, layer, c.flagLayer)
	var packs []*rules.Library
	var files []string
	for _, name := range r.cfg.Packs {
		abs := filepath.Join(r.root, filepath.FromSlash(name))
		text, err := os.ReadFile(abs)
		if err != nil {
			c.trouble(fmt.Errorf("the rule pack %s cannot be read: %w; correct `rules` in the configuration", c.display(abs), loading.Cause(err)))
			continue
		}
		lib, problems := rules.Load(c.display(abs), text)
		if len(problems) > 0 {
			c.trouble(problems)
			continue
		}
		packs = append(packs, lib)
		files = append(files, c.display(abs))
		r.packs = append(r.packs, abs)
	}
	base := c.kb.With(packs...)
	if problems := base.CheckPacks(files...); len(problems) > 0 {
		c.trouble(problems)
	}
	return base
}

// find lists the files of a project.
func (c *checker) find(ctx context.Context, r *projectRun) (discover.Result, error) {
	paths := slices.Clone(r.asked)
	if !r.alone {
		paths = append(paths, r.root)
	}
	if c.stdin != nil {
		paths = slices.DeleteFunc(paths, func(p string) bool { return p == c.stdin.abs })
	}
	if len(paths) == 0 {
		return discover.Result{}, nil
	}
	found, err := discover.Find(ctx, discover.Options{
		Dir: r.root, Root: r.root, Exclude: r.cfg.Exclude, NoDefaultExcludes: r.cfg.NoDefaultExcludes,
		Git: true, IsEnvironment: loading.Wanted(r.root),
	}, paths)
	if !r.alone {
		found.Files = loading.WithObserved(r.root, found.Files)
	}
	for _, n := range found.Notes {
		if !slices.Contains(c.notes, n) {
			c.notes = append(c.notes, n)
			c.complain(errors.New(n))
		}
	}
	return found, err
}

// read makes sources of what was found, and marks those that were asked for.
func (c *checker) read(r *projectRun, found discover.Result) []analysis.Source {
	sources := make([]analysis.Source, len(found.Files), len(found.Files)+len(found.Skipped)+2)
	var g errgroup.Group
	g.SetLimit(2 * max(c.flags.jobs, runtime.GOMAXPROCS(0)))
	for i, e := range found.Files {
		r.files[e.Path] = r.isAsked(e.Abs)
		g.Go(func() error {
			sources[i] = loading.ReadFile(e, r.cfg.MaxFileSize)
			return nil
		})
	}
	_ = g.Wait() // what cannot be read becomes a Trouble
	for _, s := range found.Skipped {
		abs := filepath.Join(r.root, filepath.FromSlash(s.Path))
		r.files[s.Path] = r.isAsked(abs)
		sources = append(sources, loading.Skipped(s))
	}
	if c.stdin != nil && inAny([]*place{r.place}, c.stdin.abs) {
		rel := r.relative(c.stdin.abs)
		r.files[rel] = true
		sources = append(sources, analysis.Source{Path: rel, Raw: c.stdin.raw, Kind: loading.KindOf(rel)})
	}
	if _, have := r.files[r.relative(r.config)]; len(r.problems) > 0 && !have {
		if text, err := os.ReadFile(r.config); err == nil {
			sources = append(sources, analysis.Source{Path: r.relative(r.config), Raw: text})
		}
	}
	return sources
}
