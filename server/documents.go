package server

import (
	"context"
	"strings"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
	"go.uber.org/zap"
)

// document is a text that the client has open.
type document struct {
	uri     uri.URI
	path    string // "" when it is no file
	python  bool   // the client says so
	version int32
	text    *text
	// lost is set when a change did not fit the text: what the editor shows is
	// unknown until it sends a whole text.
	lost bool
}

// DidOpen takes a document over from the disk.
func (s *server) DidOpen(_ context.Context, p *protocol.DidOpenTextDocumentParams) error {
	d := p.TextDocument
	u := uri.URI(strings.Clone(string(d.URI)))
	s.mu.Lock()
	s.docs[u] = &document{
		uri: u, path: filePath(u), python: d.LanguageID == "python", version: d.Version, text: newText(strings.Clone(d.Text)),
	}
	s.stale = true // the file may be new
	s.mu.Unlock()
	s.wake()
	return nil
}

// DidChange edits a document. Documents are replaced, never changed, so that
// those who judge one need no lock.
func (s *server) DidChange(_ context.Context, p *protocol.DidChangeTextDocumentParams) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.docs[p.TextDocument.URI]
	if old == nil {
		s.log.Warn("a document was changed that is not open", zap.String("uri", string(p.TextDocument.URI)))
		return nil
	}
	if p.TextDocument.Version <= old.version {
		s.log.Warn("a change came with an old version", zap.String("uri", string(old.uri)), zap.Int32("version", p.TextDocument.Version))
	}
	next := *old
	next.version = p.TextDocument.Version
	for _, change := range p.ContentChanges {
		if _, whole := change.(*protocol.TextDocumentContentChangeWholeDocument); next.lost && !whole {
			continue
		}
		var ok bool
		next.text, ok = next.text.apply(change, s.enc)
		if next.lost = !ok; next.lost {
			s.log.Error("a change does not fit the document; close it and open it again", zap.String("uri", string(old.uri)))
		}
	}
	s.docs[old.uri] = &next
	s.wake()
	return nil
}

// DidSave reads the disk again where the client does not watch it.
func (s *server) DidSave(context.Context, *protocol.DidSaveTextDocumentParams) error {
	if !s.watches {
		s.refresh()
	}
	return nil
}

// DidClose gives a document back to the disk.
func (s *server) DidClose(_ context.Context, p *protocol.DidCloseTextDocumentParams) error {
	s.mu.Lock()
	delete(s.docs, p.TextDocument.URI)
	s.stale = true
	s.mu.Unlock()
	s.wake()
	return nil
}

// open are the documents at this moment and the folders of the workspace.
func (s *server) open() (docs map[uri.URI]*document, folders []string, stale bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	docs = make(map[uri.URI]*document, len(s.docs))
	for u, d := range s.docs {
		docs[u] = d
	}
	stale, s.stale = s.stale, false
	return docs, append([]string(nil), s.folders...), stale
}
