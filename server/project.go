package server

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"

	"github.com/mlf-core/mlf-lsp/analysis"
	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/analysis/discover"
	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/source"
	"github.com/mlf-core/mlf-lsp/analysis/syntax"
	"github.com/mlf-core/mlf-lsp/config"
	"github.com/mlf-core/mlf-lsp/loading"
	"github.com/mlf-core/mlf-lsp/rules"
	"go.lsp.dev/protocol"
	"go.uber.org/zap"
)

// home is where a file belongs: the root of its project, and its configuration,
// "" for none. alone marks a root that is no project.
type home struct {
	root, config string
	alone        bool
}

// project is one that has open documents or lies in the workspace. It is
// guarded by server.judging.
type project struct {
	home
	settings settings
	cfg      *config.Config
	problems config.Problems
	packs    []*rules.Library
	kb       *rules.Base
	ws       *analysis.Workspace
	onDisk   map[string]discover.Entry // what discovery found, by path
	skipped  map[string]bool           // what it passed over with a reason
	inner    map[string]string         // folders with a configuration of their own
	laid     map[string]*laid
	view     *view // the latest
	// differences are those of this machine from the project's report.
	differences []string
}

// laid is a document laid over the files of a project.
type laid struct {
	doc    *document
	parsed *syntax.Document
	facts  facts.Extractor
}

// homeOf finds the project of a folder, once.
func (s *server) homeOf(dir string, folders []string) home {
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
		h.root = dir
	}
	h.alone = h.alone || loading.HoldsEverything(h.root)
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

// snapshot is the view of the project as it is; the same one when nothing
// changed.
func (p *project) snapshot(enc protocol.PositionEncodingKind) *view {
	open := make(map[string]*document, len(p.laid))
	for path, l := range p.laid {
		open[path] = l.doc
	}
	before := p.view
	if before != nil && before.ws == p.ws && before.cfg == p.cfg && maps.Equal(before.open, open) && reflect.DeepEqual(before.settings, p.settings) {
		return before
	}
	p.view = &view{home: p.home, enc: enc, settings: p.settings, cfg: p.cfg, kb: p.kb, ws: p.ws, open: open, texts: map[*source.File]*text{}, jsons: map[*source.File]jsonText{}}
	if before != nil {
		before.mu.Lock()
		for f, t := range before.texts {
			if p.ws.File(f.Path) == f {
				p.view.texts[f] = t
			}
		}
		for f, j := range before.jsons {
			if p.ws.File(f.Path) == f && before.open[f.Path] == open[f.Path] {
				p.view.jsons[f] = j
			}
		}
		before.mu.Unlock()
	}
	return p.view
}

// update brings the snapshot of a project up to its open documents, by path,
// and to what changed on disk.
func (s *server) update(p *project, docs map[string]*document, in *inputs) error {
	var sources []analysis.Source
	fresh := p.ws == nil
	if fresh || in.rescan || p.reconfigured(docs) || p.restructured(in.touched) {
		changed := s.configure(p, docs, in)
		fresh = fresh || changed
		var err error
		if sources, err = s.read(p); err != nil {
			return err
		}
	} else {
		sources = p.reread(in.touched)
	}
	sources = append(sources, p.released(docs)...)
	anew := map[string]bool{}
	for _, src := range sources {
		anew[src.Path] = true
	}
	for _, path := range slices.Sorted(maps.Keys(docs)) {
		d := docs[path]
		if old := p.laid[path]; old != nil && old.doc == d && !fresh && !anew[path] {
			continue
		}
		if d.unknown() && p.laid[path] != nil {
			p.laid[path].doc = d // what is known of its text stays
			continue
		}
		if src, ok := p.lay(path, d); ok {
			sources = append(sources, src)
		}
	}
	switch {
	case fresh:
		p.kb = s.kb.With(p.packs...)
		p.ws = analysis.New(analysis.Options{KB: p.kb, Config: p.cfg, Problems: p.problems, Hardware: p.differences}, sources)
	case len(sources) > 0:
		p.ws = p.ws.With(sources...)
	}
	return nil
}

// reconfigured tells whether the configuration's document was opened, changed
// or closed.
func (p *project) reconfigured(docs map[string]*document) bool {
	if p.config == "" {
		return false
	}
	path := p.relative(p.config)
	var was *document
	if l := p.laid[path]; l != nil {
		was = l.doc
	}
	return was != docs[path]
}

// restructured tells whether files that changed on disk decide which files
// there are and how they are judged, or are new.
func (p *project) restructured(touched map[string]bool) bool {
	for abs := range touched {
		if !loading.Below(p.root, abs) {
			continue
		}
		path, name := p.relative(abs), filepath.Base(abs)
		_, known := p.onDisk[path]
		switch {
		case slices.Contains(config.FileNames(), name), name == ".gitignore", name == "exclude", path == check.HardwareReport, slices.Contains(p.cfg.Packs, path), path == p.cfg.Baseline:
			return true
		case known || p.alone:
		default:
			if _, err := os.Lstat(abs); err == nil && p.relevant(path) {
				return true
			}
		}
	}
	return false
}

// relevant tells whether the analysis may look at a file, by its name.
func (p *project) relevant(path string) bool {
	return source.KindOf(path) != source.Other || loading.Wanted(p.root)(path)
}

// reread reads files that changed on disk and belong to the project.
func (p *project) reread(touched map[string]bool) []analysis.Source {
	var out []analysis.Source
	for _, abs := range slices.Sorted(maps.Keys(touched)) {
		path := p.relative(abs)
		e, known := p.onDisk[path]
		if !known || e.Abs != abs {
			continue
		}
		info, err := os.Stat(abs)
		if err != nil {
			delete(p.onDisk, path)
			out = append(out, analysis.Source{Path: path})
			continue
		}
		e.Size = info.Size()
		p.onDisk[path] = e
		out = append(out, loading.ReadFile(e, p.cfg.MaxFileSize))
	}
	return out
}

// released takes documents out that are no longer open, and gives what the disk
// has in their place.
func (p *project) released(docs map[string]*document) []analysis.Source {
	var out []analysis.Source
	for _, path := range slices.Sorted(maps.Keys(p.laid)) {
		if docs[path] != nil {
			continue
		}
		p.laid[path].close()
		delete(p.laid, path)
		if e, ok := p.onDisk[path]; ok {
			out = append(out, loading.ReadFile(e, p.cfg.MaxFileSize))
		} else {
			out = append(out, analysis.Source{Path: path})
		}
	}
	return out
}

// configure reads the configuration, from its document where it is open, and
// tells whether anything is judged differently now.
func (s *server) configure(p *project, docs map[string]*document, in *inputs) bool {
	var layer *config.Layer
	var problems config.Problems
	if p.config != "" {
		name := p.relative(p.config)
		if d := docs[name]; d != nil && !d.lost {
			layer, problems = config.Parse(name, []byte(d.text.string), s.catalogue)
		} else {
			layer, problems = config.Load(p.config, name, s.catalogue)
		}
	}
	p.settings = in.settingsFor(p.root)
	differences := s.differences(p.root, p.settings.hardware)
	cfg := config.Resolve(p.root, layer, p.settings.layer)
	packs := s.loadPacks(p.root, cfg.Packs)
	if p.ws != nil && slices.Equal(differences, p.differences) && len(packs)+len(p.packs) == 0 && reflect.DeepEqual(cfg, p.cfg) && reflect.DeepEqual(problems, p.problems) {
		return false
	}
	p.cfg, p.problems, p.packs, p.differences = cfg, problems, packs, differences
	return true
}

// loadPacks reads the rule packs of a project. Those that cannot be used are
// left out.
func (s *server) loadPacks(root string, names []string) (packs []*rules.Library) {
	for _, name := range names {
		raw, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
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
	if wrong := s.kb.With(packs...).CheckPacks(names...); len(wrong) > 0 {
		s.log.Error("a rule pack names what does not exist", zap.Error(wrong))
	}
	return packs
}

// read lists a project's files and reads them. Files that went away are among
// the sources, to be taken out.
func (s *server) read(p *project) ([]analysis.Source, error) {
	sources := []analysis.Source{}
	var found discover.Result
	if !p.alone {
		var err error
		found, err = discover.Find(s.ctx, discover.Options{
			Dir: p.root, Root: p.root, Exclude: p.cfg.Exclude, NoDefaultExcludes: p.cfg.NoDefaultExcludes,
			Git: true, IsEnvironment: loading.Wanted(p.root),
		}, []string{p.root})
		if err != nil {
			return nil, fmt.Errorf("the files of %s cannot be listed: %w", p.root, err)
		}
	}
	if !p.alone {
		found.Files = loading.WithObserved(p.root, found.Files)
	}
	p.inner = loading.Inner(p.root, found.Files)
	p.onDisk, p.skipped = map[string]discover.Entry{}, map[string]bool{}
	for _, e := range found.Files {
		if inAny(p.inner, e.Abs) {
			continue
		}
		p.onDisk[e.Path] = e
		sources = append(sources, loading.ReadFile(e, p.cfg.MaxFileSize))
	}
	for _, skip := range found.Skipped {
		p.skipped[skip.Path] = true
		sources = append(sources, loading.Skipped(skip))
	}
	if name := p.relative(p.config); len(p.problems) > 0 && !p.has(name) {
		if raw, err := os.ReadFile(p.config); err == nil {
			p.onDisk[name] = discover.Entry{Path: name, Abs: p.config, Size: int64(len(raw))}
			sources = append(sources, analysis.Source{Path: name, Raw: raw})
		}
	}
	if p.ws != nil {
		for _, path := range p.ws.Paths() {
			if !p.has(path) && p.laid[path] == nil {
				sources = append(sources, analysis.Source{Path: path})
			}
		}
	}
	return sources, nil
}

// has tells whether discovery found a file, to be judged or passed over.
func (p *project) has(path string) bool {
	_, ok := p.onDisk[path]
	return ok || p.skipped[path]
}

func inAny(folders map[string]string, abs string) bool {
	for dir := range folders {
		if loading.Below(dir, abs) {
			return true
		}
	}
	return false
}
