package server

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"

	"github.com/mlf-core/mlf-lsp/analysis"
	"github.com/mlf-core/mlf-lsp/analysis/discover"
	"github.com/mlf-core/mlf-lsp/analysis/environ"
	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/source"
	"github.com/mlf-core/mlf-lsp/analysis/syntax"
	"github.com/mlf-core/mlf-lsp/config"
	"github.com/mlf-core/mlf-lsp/loading"
	"github.com/mlf-core/mlf-lsp/rules"
	"go.uber.org/zap"
)

// home is where a file belongs: the root of its project, and its configuration,
// "" for none. alone marks a root that is no project.
type home struct {
	root, config string
	alone        bool
}

// project is one that has open documents. It is guarded by server.judging.
type project struct {
	home
	cfg      *config.Config
	problems config.Problems
	packs    []*rules.Library
	ws       *analysis.Workspace
	onDisk   map[string]bool // the files that discovery found
	laid     map[string]*laid
}

// laid is a document laid over the files of a project.
type laid struct {
	doc    *document
	parsed *syntax.Document
	facts  facts.Extractor
}

// homeOf finds the project of a file, once a folder.
func (s *server) homeOf(path string, folders []string) home {
	dir := filepath.Dir(path)
	if h, ok := s.homes[dir]; ok {
		return h
	}
	root, cfg, err := loading.Home(dir)
	if err != nil {
		s.log.Error("a configuration cannot be read", zap.Error(err))
	}
	h := home{root: root, config: cfg}
	if root == "" {
		for _, f := range folders {
			if loading.Below(f, dir) && len(f) > len(h.root) {
				h.root = f
			}
		}
	}
	if h.root == "" {
		h.root, h.alone = dir, loading.HoldsEverything(dir)
	}
	s.homes[dir] = h
	return h
}

// relative is the slash path of a file in a project.
func (p *project) relative(abs string) string {
	if rel, err := filepath.Rel(p.root, abs); err == nil {
		return filepath.ToSlash(rel)
	}
	return filepath.ToSlash(abs)
}

// update brings the snapshot of a project up to its open documents, by path,
// and reads the disk again when it may have changed.
func (s *server) update(ctx context.Context, p *project, docs map[string]*document, stale bool) error {
	if cfg := p.laid[p.relative(p.config)]; p.config != "" && (cfg == nil) != (docs[p.relative(p.config)] == nil) || cfg != nil && cfg.doc != docs[p.relative(p.config)] {
		stale = true
	}
	var sources []analysis.Source
	fresh := p.ws == nil
	if fresh || stale {
		changed := s.configure(p, docs)
		fresh = fresh || changed
		var err error
		if sources, err = s.read(ctx, p); err != nil {
			return err
		}
	}
	for path, l := range p.laid {
		if docs[path] == nil {
			l.close()
			delete(p.laid, path)
		}
	}
	for _, path := range slices.Sorted(maps.Keys(docs)) {
		d := docs[path]
		if old := p.laid[path]; old != nil && old.doc == d && !fresh && sources == nil {
			continue
		}
		if src, ok := p.lay(path, d); ok {
			sources = append(sources, src)
		}
	}
	switch {
	case fresh:
		p.ws = analysis.New(analysis.Options{KB: s.kb.With(p.packs...), Config: p.cfg, Problems: p.problems}, sources)
	case len(sources) > 0:
		p.ws = p.ws.With(sources...)
	}
	return nil
}

// configure reads the configuration, from its document where it is open, and
// tells whether anything is judged differently now.
func (s *server) configure(p *project, docs map[string]*document) bool {
	var layer *config.Layer
	var problems config.Problems
	if p.config != "" {
		name := p.relative(p.config)
		if d := docs[name]; d != nil {
			layer, problems = config.Parse(name, []byte(d.text.string), s.catalogue)
		} else {
			layer, problems = config.Load(p.config, name, s.catalogue)
		}
	}
	cfg := config.Resolve(p.root, layer)
	var packs []*rules.Library
	for _, name := range cfg.Packs {
		raw, err := os.ReadFile(filepath.Join(p.root, filepath.FromSlash(name)))
		if err != nil {
			s.log.Error("a rule pack cannot be read", zap.String("pack", name), zap.Error(loading.Cause(err)))
			continue
		}
		lib, wrong := rules.Load(name, raw)
		if len(wrong) > 0 {
			s.log.Error("a rule pack is not usable", zap.Error(wrong))
			continue
		}
		packs = append(packs, lib)
	}
	if wrong := s.kb.With(packs...).CheckPacks(cfg.Packs...); len(wrong) > 0 {
		s.log.Error("a rule pack names what does not exist", zap.Error(wrong))
	}
	if p.ws != nil && len(packs)+len(p.packs) == 0 && reflect.DeepEqual(cfg, p.cfg) && reflect.DeepEqual(problems, p.problems) {
		return false
	}
	p.cfg, p.problems, p.packs = cfg, problems, packs
	return true
}

// read lists a project's files and reads them. Files that went away are among
// the sources, to be taken out.
func (s *server) read(ctx context.Context, p *project) ([]analysis.Source, error) {
	sources := []analysis.Source{}
	var found discover.Result
	if !p.alone {
		var err error
		found, err = discover.Find(ctx, discover.Options{
			Dir: p.root, Root: p.root, Exclude: p.cfg.Exclude, NoDefaultExcludes: p.cfg.NoDefaultExcludes,
			Git: true, IsEnvironment: func(p string) bool { return environ.Recognise(p) != environ.None },
		}, []string{p.root})
		if err != nil {
			return nil, fmt.Errorf("the files of %s cannot be listed: %w", p.root, err)
		}
	}
	inner := loading.Inner(p.root, found.Files)
	now := map[string]bool{}
	for _, e := range found.Files {
		if inAny(inner, e.Abs) {
			continue
		}
		now[e.Path] = true
		sources = append(sources, loading.ReadFile(e, p.cfg.MaxFileSize))
	}
	for _, skip := range found.Skipped {
		now[skip.Path] = true
		sources = append(sources, loading.Skipped(skip))
	}
	if name := p.relative(p.config); len(p.problems) > 0 && !now[name] {
		if raw, err := os.ReadFile(p.config); err == nil {
			now[name] = true
			sources = append(sources, analysis.Source{Path: name, Raw: raw})
		}
	}
	if p.ws != nil {
		for _, path := range p.ws.Paths() {
			if !now[path] {
				sources = append(sources, analysis.Source{Path: path})
			}
		}
	}
	p.onDisk = now
	return sources, nil
}

func inAny(folders map[string]string, abs string) bool {
	for dir := range folders {
		if loading.Below(dir, abs) {
			return true
		}
	}
	return false
}

// lay makes the Source of a document; false for one that the project leaves
// out: it is on disk, but discovery passed over it.
func (p *project) lay(path string, d *document) (analysis.Source, bool) {
	if _, err := os.Lstat(d.path); d.path != "" && err == nil && !p.alone && !p.onDisk[path] && !(d.path == p.config && len(p.problems) > 0) {
		return analysis.Source{}, false
	}
	l := p.laid[path]
	if l == nil {
		l = &laid{}
		p.laid[path] = l
	}
	l.doc = d
	kind := source.KindOf(path)
	if kind == source.Other && d.python {
		kind = source.Python
	}
	src := analysis.Source{Path: path, Kind: kind}
	switch size := int64(len(d.text.string)); {
	case p.cfg.MaxFileSize > 0 && size > p.cfg.MaxFileSize:
		src.Trouble, src.Skipped = analysis.TooLarge(size, p.cfg.MaxFileSize), true
	case source.KindOf(path) == source.Python:
		file := source.FromText(path, d.text.string)
		tree := l.parse(file.Code())
		src.Open = &analysis.Document{File: file, Tree: tree, Facts: l.facts.File(tree)}
	case kind == source.Other:
		src.Open = &analysis.Document{File: source.FromText(path, d.text.string)}
	default:
		src.Raw = []byte(d.text.string)
	}
	return src, true
}

// parse edits the tree of the text before into that of the text now.
func (l *laid) parse(now string) *syntax.Tree {
	if l.parsed == nil {
		l.parsed = syntax.NewDocument(now)
		return l.parsed.Tree()
	}
	before := l.parsed.Text()
	start := 0
	for start < min(len(before), len(now)) && before[start] == now[start] {
		start++
	}
	end := 0
	for end < min(len(before), len(now))-start && before[len(before)-1-end] == now[len(now)-1-end] {
		end++
	}
	if start == len(before) && start == len(now) {
		return l.parsed.Tree()
	}
	return l.parsed.Edit(start, len(before)-end, now[start:len(now)-end])
}

func (l *laid) close() {
	if l.parsed != nil {
		l.parsed.Close()
	}
}
