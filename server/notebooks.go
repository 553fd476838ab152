package server

import (
	"context"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/source"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
	"go.uber.org/zap"
)

// DidOpenNotebookDocument takes a notebook and the texts of its cells over from
// the disk.
func (s *server) DidOpenNotebookDocument(_ context.Context, p *protocol.DidOpenNotebookDocumentParams) error {
	u := uri.URI(strings.Clone(string(p.NotebookDocument.URI)))
	book := &document{uri: u, path: filePath(u), version: p.NotebookDocument.Version, notebook: true}
	s.mu.Lock()
	defer s.mu.Unlock()
	book.cells = s.newCells(p.NotebookDocument.Cells, p.CellTextDocuments)
	s.enter(book)
	s.touch(book.path)
	s.wake()
	return nil
}

// DidChangeNotebookDocument follows cells that come, go, move, are run and
// edited.
func (s *server) DidChangeNotebookDocument(_ context.Context, p *protocol.DidChangeNotebookDocumentParams) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.docs[p.NotebookDocument.URI]
	if old == nil || !old.notebook {
		s.log.Warn("a notebook was changed that is not open", zap.String("uri", string(p.NotebookDocument.URI)))
		return nil
	}
	next := *old
	next.version, next.cells = p.NotebookDocument.Version, slices.Clone(old.cells)
	if c := p.Change.Cells; c != nil {
		if c.Structure != nil {
			s.rearrange(&next, c.Structure)
		}
		for _, data := range c.Data {
			if i := next.cellIndex(data.Document); i >= 0 {
				next.cells[i].code, next.cells[i].count = data.Kind == protocol.NotebookCellKindCode, runs(&data)
			}
		}
		for _, t := range c.TextContent {
			if i := next.cellIndex(t.Document.URI); i >= 0 {
				next.cells[i].doc = s.edited(next.cells[i].doc, t.Document.Version, t.Changes)
			}
		}
	}
	s.enter(&next)
	s.wake()
	return nil
}

// rearrange replaces a run of cells. Cells that only move come without their
// texts.
func (s *server) rearrange(book *document, change *protocol.NotebookDocumentCellChangeStructure) {
	known := map[uri.URI]*document{}
	for _, c := range book.cells {
		known[c.doc.uri] = c.doc
	}
	added := s.newCells(change.Array.Cells, change.DidOpen)
	for i := range added {
		if old := known[added[i].doc.uri]; old != nil && !opens(change.DidOpen, old.uri) {
			added[i].doc = old
		}
	}
	start := min(int(change.Array.Start), len(book.cells))
	end := min(start+int(change.Array.DeleteCount), len(book.cells))
	book.cells = slices.Concat(book.cells[:start], added, book.cells[end:])
}

func opens(list []protocol.TextDocumentItem, u uri.URI) bool {
	return slices.ContainsFunc(list, func(t protocol.TextDocumentItem) bool { return t.URI == u })
}

// DidSaveNotebookDocument reads the disk again where the client does not watch
// it.
func (s *server) DidSaveNotebookDocument(_ context.Context, p *protocol.DidSaveNotebookDocumentParams) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.touch(filePath(p.NotebookDocument.URI))
	s.rescan = s.rescan || !s.can.watches
	s.wake()
	return nil
}

// DidCloseNotebookDocument gives a notebook back to the disk.
func (s *server) DidCloseNotebookDocument(_ context.Context, p *protocol.DidCloseNotebookDocumentParams) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if old := s.docs[p.NotebookDocument.URI]; old != nil {
		s.leave(old)
		s.touch(old.path)
	}
	s.wake()
	return nil
}

// newCells makes cells with the texts that come with them. s.mu is held.
func (s *server) newCells(cells []protocol.NotebookCell, texts []protocol.TextDocumentItem) []cell {
	docs := map[uri.URI]*document{}
	for i := range texts {
		d := newDocument(&texts[i])
		docs[d.uri] = d
	}
	var out []cell
	for i := range cells {
		c := &cells[i]
		d := docs[c.Document]
		if d == nil {
			u := uri.URI(strings.Clone(string(c.Document)))
			d = &document{uri: u, text: newText("")}
		}
		out = append(out, cell{doc: d, code: c.Kind == protocol.NotebookCellKindCode, count: runs(c)})
	}
	return out
}

// runs is the number of a cell's execution, -1 when it was not run.
func runs(c *protocol.NotebookCell) int {
	if c.ExecutionSummary == nil || c.ExecutionSummary.ExecutionOrder == 0 {
		return -1
	}
	return int(c.ExecutionSummary.ExecutionOrder)
}

// enter puts a notebook in the place of what is known under its URI. s.mu is
// held.
func (s *server) enter(book *document) {
	if old := s.docs[book.uri]; old != nil {
		s.leave(old)
	}
	s.docs[book.uri] = book
	for _, c := range book.cells {
		s.cells[c.doc.uri] = book.uri
	}
}

func (s *server) leave(book *document) {
	delete(s.docs, book.uri)
	for _, c := range book.cells {
		delete(s.cells, c.doc.uri)
	}
}

func (d *document) cellIndex(u uri.URI) int {
	return slices.IndexFunc(d.cells, func(c cell) bool { return c.doc.uri == u })
}

// file is the text of a document as the analysis takes it; in a notebook the
// Python cells laid end to end.
func (d *document) file(path string) *source.File {
	if !d.notebook {
		return source.FromText(path, d.text.string)
	}
	var cells []source.CellSource
	for i, c := range d.cells {
		if c.code && (c.doc.python() || c.doc.language == "") {
			cells = append(cells, source.CellSource{Index: i, ExecutionCount: c.count, Source: c.doc.text.string})
		}
	}
	return source.FromCells(path, cells)
}

// unknown tells whether the text of a document, or of a cell, is unknown.
func (d *document) unknown() bool {
	return d.lost || slices.ContainsFunc(d.cells, func(c cell) bool { return c.doc.lost })
}
