package server

import (
	"cmp"
	"context"
	"maps"
	"path/filepath"
	"slices"
	"sync"

	"github.com/mlf-core/mlf-lsp/analysis"
	"github.com/mlf-core/mlf-lsp/analysis/source"
	"github.com/mlf-core/mlf-lsp/config"
	"github.com/mlf-core/mlf-lsp/loading"
	"github.com/mlf-core/mlf-lsp/requirements"
	"github.com/mlf-core/mlf-lsp/rules"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// state is what the server knows at one moment: the open documents and the
// projects around them, judged. It never changes, so that requests work on it
// while the next one is being made.
type state struct {
	enc    protocol.PositionEncodingKind
	docs   map[uri.URI]*document
	cells  map[uri.URI]uri.URI // of a cell to that of its notebook
	views  []*view             // by root
	global settings

	once  sync.Once
	lists map[uri.URI]*list // of diagnostics; use diagnostics
}

// view is a project in a state.
type view struct {
	home
	enc      protocol.PositionEncodingKind
	settings settings
	cfg      *config.Config
	kb       *rules.Base // with the project's own packs
	ws       *analysis.Workspace
	open     map[string]*document // laid over its files, by path

	assess   sync.Once
	assessed *requirements.Card // use card

	assessing sync.Mutex                    // guards programs; held while the program is linked, as mu is not
	programs  map[string]*requirements.Card // by module and name, nil for those that do not train; use programCard

	mu    sync.Mutex
	texts map[*source.File]*text // line tables, by need
	jsons map[*source.File]jsonText
}

// inputs are what a state is made from.
type inputs struct {
	docs     map[uri.URI]*document
	cells    map[uri.URI]uri.URI
	folders  []string
	settings map[string]settings
	rescan   bool
	touched  map[string]bool
}

// take takes what changed since the last state.
func (s *server) take() inputs {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := inputs{
		docs: maps.Clone(s.docs), cells: maps.Clone(s.cells), folders: slices.Clone(s.folders),
		settings: s.settings, rescan: s.rescan, touched: s.touched,
	}
	s.rescan, s.touched = false, map[string]bool{}
	return in
}

// settingsFor are those of the innermost folder around a path.
func (in *inputs) settingsFor(path string) settings {
	best := ""
	for dir := range in.settings {
		if dir != "" && loading.Below(dir, path) && len(dir) > len(best) {
			best = dir
		}
	}
	return in.settings[best]
}

// current gives a state at least as new as what the client said before it
// asked. It gives up waiting when ctx ends.
func (s *server) current(ctx context.Context) (*state, error) {
	type answer struct {
		st  *state
		err error
	}
	done := make(chan answer, 1)
	go func() {
		st, err := s.judge()
		done <- answer{st, err}
	}()
	select {
	case a := <-done:
		if ctx.Err() != nil {
			return nil, protocol.ErrRequestCancelled
		}
		return a.st, a.err
	case <-ctx.Done():
		return nil, protocol.ErrRequestCancelled
	}
}

// judge makes the state of now.
func (s *server) judge() (st *state, err error) {
	s.judging.Lock()
	defer s.judging.Unlock()
	defer s.survived("the projects could not be judged", &err)
	if s.ctx.Err() != nil {
		return nil, protocol.ErrRequestCancelled
	}
	in := s.take()
	if in.rescan {
		clear(s.homes)
	}
	byHome := s.homesOf(&in)
	queue := slices.SortedFunc(maps.Keys(byHome), func(a, b home) int { return cmp.Compare(a.root, b.root) })
	st = &state{enc: s.can.enc, docs: in.docs, cells: in.cells, global: in.settings[""]}
	for len(queue) > 0 {
		h := queue[0]
		queue = queue[1:]
		p := s.projects[h.root]
		if p == nil || p.home != h {
			p.close()
			p = &project{home: h, laid: map[string]*laid{}}
			s.projects[h.root] = p
		}
		if err := s.update(p, byHome[h], &in); err != nil {
			return nil, err
		}
		for _, inner := range p.innerHomes(s, &in) {
			if _, ok := byHome[inner]; !ok {
				byHome[inner] = nil
				queue = append(queue, inner)
			}
		}
		st.views = append(st.views, p.snapshot(st.enc))
	}
	slices.SortFunc(st.views, func(a, b *view) int { return cmp.Compare(a.root, b.root) })
	for root, p := range s.projects {
		if _, ok := byHome[p.home]; !ok {
			p.close()
			delete(s.projects, root)
		}
	}
	if s.latest != nil && !slices.ContainsFunc(st.views, func(v *view) bool { return !slices.Contains(s.latest.views, v) }) &&
		maps.Equal(s.latest.docs, st.docs) && len(s.latest.views) == len(st.views) {
		return s.latest, nil
	}
	for _, v := range st.views {
		if _, err := v.ws.CheckContext(s.ctx); err != nil {
			return nil, protocol.ErrRequestCancelled // the connection ended
		}
	}
	s.latest = st
	return st, nil
}

// homesOf sorts the open documents into their projects, and finds those of the
// workspace's folders.
func (s *server) homesOf(in *inputs) map[home]map[string]*document {
	byHome := map[home]map[string]*document{}
	enter := func(h home) map[string]*document {
		if byHome[h] == nil {
			byHome[h] = map[string]*document{}
		}
		return byHome[h]
	}
	for _, u := range slices.Sorted(maps.Keys(in.docs)) { // of two with the same path the same one counts each time
		d := in.docs[u]
		switch {
		case d.path != "":
			h := s.homeOf(filepath.Dir(d.path), in.folders)
			enter(h)[(&project{home: h}).relative(d.path)] = d
		case d.notebook:
			enter(home{root: string(d.uri), alone: true})["untitled.ipynb"] = d
		case d.python():
			enter(home{root: string(d.uri), alone: true})["untitled.py"] = d
		}
	}
	for _, dir := range in.folders {
		if in.settingsFor(dir).diagnostics != scopeWorkspace {
			continue
		}
		if h := s.homeOf(dir, in.folders); !h.alone {
			enter(h)
		}
	}
	return byHome
}

// innerHomes are the projects with a configuration of their own in a project of
// the workspace.
func (p *project) innerHomes(s *server, in *inputs) []home {
	var out []home
	for _, dir := range slices.Sorted(maps.Keys(p.inner)) {
		inWorkspace := slices.ContainsFunc(in.folders, func(f string) bool { return loading.Below(f, dir) })
		if inWorkspace && in.settingsFor(dir).diagnostics == scopeWorkspace {
			out = append(out, s.homeOf(dir, in.folders))
		}
	}
	return out
}
