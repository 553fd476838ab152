package server

import (
	"context"
	"maps"
	"slices"
	"strings"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
	"go.uber.org/zap"
)

// pulledResult is what a client last pulled for a document.
type pulledResult struct {
	version int32
	id      string
}

// Diagnostic gives the findings of one document to a client that pulls. Cells
// of notebooks are pushed, as clients pull them in different ways.
func (s *server) Diagnostic(ctx context.Context, p *protocol.DocumentDiagnosticParams) (protocol.DocumentDiagnosticReport, error) {
	u := uri.URI(strings.Clone(string(p.TextDocument.URI)))
	st, err := s.current(ctx)
	if err != nil {
		return nil, err
	}
	l := s.diagnostics(st)[u]
	if l == nil || l.cell {
		l = &list{items: []protocol.Diagnostic{}}
		s.seal(l)
	}
	if l.doc != nil {
		s.publishing.Lock()
		s.pulled[u] = pulledResult{l.doc.version, l.id}
		s.publishing.Unlock()
	}
	if p.PreviousResultID != nil && *p.PreviousResultID == l.id {
		return &protocol.RelatedUnchangedDocumentDiagnosticReport{
			UnchangedDocumentDiagnosticReport: protocol.UnchangedDocumentDiagnosticReport{Kind: string(protocol.DocumentDiagnosticReportKindUnchanged), ResultID: l.id},
		}, nil
	}
	return &protocol.RelatedFullDocumentDiagnosticReport{FullDocumentDiagnosticReport: full(l)}, nil
}

func full(l *list) protocol.FullDocumentDiagnosticReport {
	id := l.id
	return protocol.FullDocumentDiagnosticReport{Kind: string(protocol.DocumentDiagnosticReportKindFull), ResultID: &id, Items: l.items}
}

// askToPull asks the client to pull again when documents that it did not edit
// itself have other findings than it pulled. s.publishing is held.
func (s *server) askToPull(lists map[uri.URI]*list) {
	stale := false
	for u, p := range s.pulled {
		l := lists[u]
		switch {
		case l == nil || l.doc == nil:
			delete(s.pulled, u)
		case l.doc.version == p.version && l.id != p.id:
			stale = true
			p.id = l.id // asked for once
			s.pulled[u] = p
		}
	}
	if stale && s.can.refreshesDiagnostics {
		go s.ask("workspace/diagnostic/refresh")
	}
}

// ask makes a request of the client that has no parameters and whose answer
// does not matter.
func (s *server) ask(method string) {
	if _, err := s.conn.Call(s.ctx, method, nil, nil); err != nil && s.ctx.Err() == nil {
		s.log.Info("the client refused a request", zap.String("method", method), zap.Error(err))
	}
}

// chunk is the number of reports in a partial result.
const chunk = 100

// DiagnosticWorkspace gives the findings of all files. Where the client has them
// all it waits until something changes, so that a client that asks again and
// again does no work.
func (s *server) DiagnosticWorkspace(ctx context.Context, p *protocol.WorkspaceDiagnosticParams) (*protocol.WorkspaceDiagnosticReport, error) {
	had := map[uri.URI]string{}
	for _, r := range p.PreviousResultIds {
		had[uri.URI(strings.Clone(string(r.URI)))] = strings.Clone(r.Value)
	}
	token := p.PartialResultToken
	for {
		s.publishing.Lock()
		next := s.published
		s.publishing.Unlock()
		st, err := s.current(ctx)
		if err != nil {
			return nil, err
		}
		items, changed := s.workspaceReport(st, had)
		if changed || len(had) == 0 {
			return s.inParts(token, items), nil
		}
		select {
		case <-next:
		case <-ctx.Done():
			return nil, protocol.ErrRequestCancelled
		}
	}
}

// workspaceReport are the reports of all files but cells, and whether any of
// them is other than what the client had.
func (s *server) workspaceReport(st *state, had map[uri.URI]string) (items []protocol.WorkspaceDocumentDiagnosticReport, changed bool) {
	lists := maps.Clone(s.diagnostics(st))
	for u := range had {
		if lists[u] == nil && !st.isLost(u) {
			gone := &list{}
			s.seal(gone)
			lists[u] = gone
		}
	}
	for _, u := range slices.Sorted(maps.Keys(lists)) {
		l := lists[u]
		if _, known := had[u]; l.cell || !known && len(l.items) == 0 {
			continue
		}
		var version *int32
		if l.doc != nil {
			version = &l.doc.version
		}
		if had[u] == l.id {
			items = append(items, &protocol.WorkspaceUnchangedDocumentDiagnosticReport{
				UnchangedDocumentDiagnosticReport: protocol.UnchangedDocumentDiagnosticReport{Kind: string(protocol.DocumentDiagnosticReportKindUnchanged), ResultID: l.id},
				URI:                               u, Version: version,
			})
			continue
		}
		changed = true
		items = append(items, &protocol.WorkspaceFullDocumentDiagnosticReport{FullDocumentDiagnosticReport: full(l), URI: u, Version: version})
	}
	return items, changed
}

// inParts gives reports as partial results where the client takes them.
func (s *server) inParts(token protocol.ProgressToken, items []protocol.WorkspaceDocumentDiagnosticReport) *protocol.WorkspaceDiagnosticReport {
	if token == nil {
		if items == nil {
			items = []protocol.WorkspaceDocumentDiagnosticReport{}
		}
		return &protocol.WorkspaceDiagnosticReport{Items: items}
	}
	for part := range slices.Chunk(items, chunk) {
		raw, err := protocol.Marshal(&protocol.WorkspaceDiagnosticReportPartialResult{Items: part})
		if err != nil {
			s.log.Error("diagnostics cannot be written", zap.Error(err))
			continue
		}
		if s.conn.Notify(s.ctx, "$/progress", &protocol.ProgressParams{Token: token, Value: raw}) != nil {
			break // the connection is gone
		}
	}
	return &protocol.WorkspaceDiagnosticReport{Items: []protocol.WorkspaceDocumentDiagnosticReport{}}
}
