package server

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"time"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/analysis/source"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
	"go.uber.org/zap"
)

// Judging waits until nothing changed for a while when it took longer than
// cheap; the while follows its cost between these bounds.
const (
	cheap        = 25 * time.Millisecond
	shortestWait = 50 * time.Millisecond
	longestWait  = 400 * time.Millisecond
)

// work judges and publishes whenever something changed, until the connection
// ends.
func (s *server) work() {
	cost := time.Duration(0)
	for {
		select {
		case <-s.ctx.Done():
			return
		case <-s.changed:
		}
		if cost > cheap && !s.rest(min(max(2*cost, shortestWait), longestWait)) {
			return
		}
		started := time.Now()
		s.judgeAndPublish()
		cost = time.Since(started)
	}
}

// rest waits until nothing changed for a while; false when it is over.
func (s *server) rest(quiet time.Duration) bool {
	for {
		select {
		case <-s.ctx.Done():
			return false
		case <-s.changed:
		case <-time.After(quiet):
			return true
		}
	}
}

func (s *server) judgeAndPublish() {
	s.judging.Lock()
	defer s.judging.Unlock()
	defer func() {
		if r := recover(); r != nil {
			s.log.Error("the projects could not be judged", zap.Any("panic", r), zap.Stack("stack"))
		}
	}()
	docs, err := s.judge(s.ctx)
	if err != nil {
		s.log.Error("the projects could not be judged", zap.Error(err))
		return
	}
	s.publish(docs)
}

// judge brings all projects with open documents up to date.
func (s *server) judge(ctx context.Context) (map[uri.URI]*document, error) {
	docs, folders, stale := s.open()
	if stale {
		clear(s.homes)
	}
	byHome := map[home]map[string]*document{}
	for _, u := range slices.Sorted(maps.Keys(docs)) {
		d := docs[u]
		h := home{root: string(u), alone: true}
		name := "untitled.py"
		if d.path != "" {
			h = s.homeOf(d.path, folders)
			name = (&project{home: h}).relative(d.path)
		} else if !d.python {
			continue
		}
		if byHome[h] == nil {
			byHome[h] = map[string]*document{}
		}
		byHome[h][name] = d
	}
	for root, p := range s.projects {
		if byHome[p.home] == nil {
			for _, l := range p.laid {
				l.close()
			}
			delete(s.projects, root)
		}
	}
	for h, list := range byHome {
		p := s.projects[h.root]
		if p == nil {
			p = &project{home: h, laid: map[string]*laid{}}
			s.projects[h.root] = p
		}
		if err := s.update(ctx, p, list, stale); err != nil {
			return docs, err
		}
		p.ws.Check()
	}
	return docs, nil
}

// publish sends what changed of the findings.
func (s *server) publish(docs map[uri.URI]*document) {
	lists := map[uri.URI][]protocol.Diagnostic{}
	for u, d := range docs {
		if !d.lost {
			lists[u] = []protocol.Diagnostic{}
		}
	}
	for _, p := range s.projects {
		texts := map[string]*text{}
		for _, f := range p.ws.Check().Findings {
			u := s.uriOf(p, f.File)
			if d := docs[u]; f.Suppressed || d != nil && d.lost || source.KindOf(f.File) == source.Notebook {
				continue
			}
			lists[u] = append(lists[u], s.diagnostic(p, texts, f))
		}
	}
	for u := range s.sent {
		if _, ok := lists[u]; !ok && (docs[u] == nil || !docs[u].lost) {
			lists[u] = []protocol.Diagnostic{}
		}
	}
	for _, u := range slices.Sorted(maps.Keys(lists)) {
		s.send(u, docs[u], lists[u])
	}
}

// send publishes the diagnostics of one file, unless the client has them
// already or has changed the text meanwhile.
func (s *server) send(u uri.URI, d *document, list []protocol.Diagnostic) {
	raw, err := protocol.Marshal(list)
	if err != nil {
		s.log.Error("diagnostics cannot be written", zap.Error(err))
		return
	}
	before, known := s.sent[u]
	if known && before == string(raw) {
		return
	}
	params := &protocol.PublishDiagnosticsParams{URI: u, Diagnostics: list}
	if d != nil {
		params.Version = protocol.NewOptional(d.version)
	}
	s.mu.Lock()
	current := s.docs[u] == d
	s.mu.Unlock()
	if !current {
		return
	}
	if err := s.conn.Notify(s.ctx, "textDocument/publishDiagnostics", params); err != nil {
		return // the connection is gone
	}
	if s.sent[u] = string(raw); d == nil && len(list) == 0 {
		delete(s.sent, u)
	}
}

// uriOf is the URI of a file of a project, as the client calls it.
func (s *server) uriOf(p *project, file string) uri.URI {
	if l := p.laid[file]; l != nil {
		return l.doc.uri
	}
	return uri.File(filepath.Join(p.root, filepath.FromSlash(file)))
}

// textOf is the text of a file in the snapshot of a project, nil for none.
func textOf(p *project, texts map[string]*text, file string) *text {
	if l := p.laid[file]; l != nil {
		return l.doc.text
	}
	if texts[file] == nil {
		if f := p.ws.File(file); f != nil {
			texts[file] = newText(f.Text())
		} else {
			texts[file] = newText("")
		}
	}
	return texts[file]
}

func (s *server) diagnostic(p *project, texts map[string]*text, f check.Finding) protocol.Diagnostic {
	d := protocol.Diagnostic{
		Range:           textOf(p, texts, f.File).span(f.Start, f.End, s.enc),
		Severity:        severity(f.Severity),
		Code:            protocol.String(f.Code),
		CodeDescription: protocol.CodeDescription{Href: uri.URI(check.Meta{Code: f.Code, Name: f.Name}.URL())},
		Source:          protocol.NewOptional("mlf-lsp"),
		Message:         protocol.String(f.Message),
	}
	for _, r := range f.Related {
		if source.KindOf(r.File) == source.Notebook {
			continue
		}
		d.RelatedInformation = append(d.RelatedInformation, protocol.DiagnosticRelatedInformation{
			Location: protocol.Location{URI: s.uriOf(p, r.File), Range: textOf(p, texts, r.File).span(r.Start, r.End, s.enc)},
			Message:  r.Message,
		})
	}
	return d
}

func severity(x check.Severity) protocol.DiagnosticSeverity {
	switch x {
	case check.Error:
		return protocol.DiagnosticSeverityError
	case check.Warning:
		return protocol.DiagnosticSeverityWarning
	case check.Info:
		return protocol.DiagnosticSeverityInformation
	}
	return protocol.DiagnosticSeverityHint
}

// at calls visit with the findings of a document that touch a range, judged on
// its text as it is now.
func (s *server) at(ctx context.Context, u uri.URI, r protocol.Range, visit func(p *project, path string, t *text, f check.Finding)) error {
	s.judging.Lock()
	defer s.judging.Unlock()
	if ctx.Err() != nil {
		return protocol.ErrRequestCancelled
	}
	docs, err := s.judge(ctx)
	if err != nil {
		return err
	}
	s.publish(docs)
	d := docs[u]
	if d == nil {
		return fmt.Errorf("the document %s is not open", u)
	}
	start, ok1 := d.text.offset(r.Start, s.enc)
	end, ok2 := d.text.offset(r.End, s.enc)
	if d.lost || !ok1 || !ok2 {
		return nil
	}
	for _, p := range s.projects {
		for _, f := range p.ws.Check().Findings {
			if l := p.laid[f.File]; l == nil || l.doc != d || f.Suppressed || source.KindOf(f.File) == source.Notebook {
				continue
			}
			if f.Start <= end && start <= f.End {
				visit(p, f.File, d.text, f)
			}
		}
	}
	return nil
}
