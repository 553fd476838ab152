package server

import (
	"context"
	"os"
	"strings"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
	"go.uber.org/zap"
)

// document is a text, or a notebook, that the client has open. Documents are
// replaced, never changed, so that those who judge one need no lock.
type document struct {
	uri      uri.URI
	path     string // "" when it is no file
	language string // as the client says
	version  int32
	text     *text
	// lost is set when a change did not fit the text: what the editor shows is
	// unknown until it sends a whole text.
	lost     bool
	notebook bool
	cells    []cell // of a notebook
}

// cell is one of a notebook, of code or not.
type cell struct {
	doc   *document
	code  bool
	count int // of its execution, -1 when it was not run
}

func newDocument(item *protocol.TextDocumentItem) *document {
	u := uri.URI(strings.Clone(string(item.URI))) // strings of a message keep all of it
	return &document{
		uri: u, path: filePath(u), language: strings.Clone(string(item.LanguageID)), version: item.Version,
		text: newText(strings.Clone(item.Text)),
	}
}

func (d *document) python() bool { return d.language == "python" }

// DidOpen takes a document over from the disk.
func (s *server) DidOpen(_ context.Context, p *protocol.DidOpenTextDocumentParams) error {
	d := newDocument(&p.TextDocument)
	s.mu.Lock()
	s.docs[d.uri] = d
	s.touch(d.path)
	s.mu.Unlock()
	s.wake()
	return nil
}

// DidChange edits a document.
func (s *server) DidChange(_ context.Context, p *protocol.DidChangeTextDocumentParams) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.docs[p.TextDocument.URI]
	if old == nil {
		s.log.Warn("a document was changed that is not open", zap.String("uri", string(p.TextDocument.URI)))
		return nil
	}
	s.docs[old.uri] = s.edited(old, p.TextDocument.Version, p.ContentChanges)
	s.wake()
	return nil
}

// edited is a document after changes, which apply one after the other.
func (s *server) edited(old *document, version int32, changes []protocol.TextDocumentContentChangeEvent) *document {
	if version <= old.version {
		s.log.Warn("a change came with an old version", zap.String("uri", string(old.uri)), zap.Int32("version", version), zap.Int32("known", old.version))
	}
	next := *old
	next.version = version
	for _, change := range changes {
		if _, whole := change.(*protocol.TextDocumentContentChangeWholeDocument); next.lost && !whole {
			continue
		}
		var ok bool
		next.text, ok = next.text.apply(change, s.can.enc)
		next.lost = !ok
	}
	if next.lost && !old.lost {
		s.log.Error("a change does not fit the document", zap.String("uri", string(old.uri)), zap.Int32("version", version))
		s.tell(protocol.MessageTypeWarning, "mlf-lsp no longer knows the text of "+baseName(old.uri)+
			", since a change from the editor did not fit it; save the file, or close it and open it again")
	}
	return &next
}

// DidSave compares what was saved with what is known, and reads the disk again
// where the client does not watch it.
func (s *server) DidSave(_ context.Context, p *protocol.DidSaveTextDocumentParams) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if d := s.docs[p.TextDocument.URI]; d != nil {
		s.compare(d, p.Text)
	}
	if s.can.watches {
		s.touch(filePath(p.TextDocument.URI))
	} else {
		s.rescan = true
	}
	s.wake()
	return nil
}

// compare puts a document right that is not what the editor saved: what was
// sent along, else the file where the document is lost.
func (s *server) compare(d *document, saved *string) {
	if saved == nil && d.lost {
		if raw, err := os.ReadFile(d.path); err == nil {
			content := string(raw)
			saved = &content
		}
	}
	if saved == nil || *saved == d.text.string && !d.lost {
		return
	}
	if !d.lost {
		s.log.Error("a saved document differs from what the editor sent before", zap.String("uri", string(d.uri)), zap.Int32("version", d.version))
	}
	next := *d
	next.text, next.lost = newText(strings.Clone(*saved)), false
	s.docs[d.uri] = &next
}

// DidClose gives a document back to the disk.
func (s *server) DidClose(_ context.Context, p *protocol.DidCloseTextDocumentParams) error {
	s.mu.Lock()
	delete(s.docs, p.TextDocument.URI)
	s.touch(filePath(p.TextDocument.URI))
	s.mu.Unlock()
	s.wake()
	return nil
}

// touch notes that a file may have changed on disk. s.mu is held.
func (s *server) touch(path string) {
	if path != "" {
		s.touched[path] = true
	}
}

// documentAt is the document that a URI names in a state, with the notebook
// that it is a cell of; nil when there is none.
func (st *state) documentAt(u uri.URI) (d, book *document) {
	if d = st.docs[u]; d != nil {
		return d, nil
	}
	if book = st.docs[st.cells[u]]; book != nil {
		for _, c := range book.cells {
			if c.doc.uri == u {
				return c.doc, book
			}
		}
	}
	return nil, nil
}

func baseName(u uri.URI) string {
	s := string(u)
	return s[strings.LastIndexByte(s, '/')+1:]
}
