package server

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/analysis/suppress"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
	"go.uber.org/zap"
)

// sourceName is whose diagnostics they are, for people.
const sourceName = "mlf-lsp"

// list are the diagnostics of one document or file. Its id follows from its
// content.
type list struct {
	doc   *document // nil for a file that is not open
	cell  bool
	items []protocol.Diagnostic
	raw   string // as JSON
	id    string
}

// diagnostics are those of a state, by document. Open documents have a list,
// if an empty one, save those whose text is unknown.
func (s *server) diagnostics(st *state) map[uri.URI]*list {
	st.once.Do(func() {
		st.lists = map[uri.URI]*list{}
		for u, d := range st.docs {
			if d.notebook {
				for _, c := range d.cells {
					if c.code {
						st.lists[c.doc.uri] = &list{doc: c.doc, cell: true}
					}
				}
				continue
			}
			st.lists[u] = &list{doc: d}
		}
		for _, v := range st.views {
			s.collect(st, v)
		}
		for u, l := range st.lists {
			if l.doc != nil && l.doc.lost {
				delete(st.lists, u)
				continue
			}
			s.seal(l)
		}
	})
	return st.lists
}

// collect adds the findings of a project that its settings let through.
func (s *server) collect(st *state, v *view) {
	if v.settings.diagnostics == scopeOff {
		return
	}
	for _, f := range v.ws.Check().Findings {
		if f.Suppressed {
			continue
		}
		at := v.location(f.File, f.Start, f.End)
		l := st.lists[at.URI]
		if l == nil {
			if v.settings.diagnostics != scopeWorkspace {
				continue
			}
			l = &list{}
			st.lists[at.URI] = l
		}
		l.items = append(l.items, s.diagnostic(v, f))
	}
}

// seal writes a list as JSON and names it by its content.
func (s *server) seal(l *list) {
	if l.items == nil {
		l.items = []protocol.Diagnostic{}
	}
	raw, err := protocol.Marshal(l.items)
	if err != nil {
		s.log.Error("diagnostics cannot be written", zap.Error(err))
		l.items, raw = []protocol.Diagnostic{}, []byte("[]")
	}
	sum := sha256.Sum256(raw)
	l.raw, l.id = string(raw), hex.EncodeToString(sum[:8])
}

// publish sends what changed of the findings, or asks a client that pulls to
// ask again.
func (s *server) publish(st *state) {
	defer s.guard("the findings could not be sent")
	s.publishing.Lock()
	defer s.publishing.Unlock()
	lists := s.diagnostics(st)
	for u := range s.sent {
		if lists[u] == nil && !st.isLost(u) {
			s.send(u, &list{items: []protocol.Diagnostic{}, raw: "[]"})
		}
	}
	for _, u := range slices.Sorted(maps.Keys(lists)) {
		if l := lists[u]; !s.can.pull || l.cell {
			s.send(u, l)
		}
	}
	if s.can.pull {
		s.askToPull(lists)
	}
	signal(s.judged)
	close(s.published)
	s.published = make(chan struct{})
}

func (st *state) isLost(u uri.URI) bool {
	d, _ := st.documentAt(u)
	return d != nil && d.lost
}

// send publishes the diagnostics of one document, unless the client has them
// already or has changed the text meanwhile.
func (s *server) send(u uri.URI, l *list) {
	before, known := s.sent[u]
	if known && before == l.raw || !known && l.doc == nil && len(l.items) == 0 {
		return
	}
	params := &protocol.PublishDiagnosticsParams{URI: u, Diagnostics: l.items}
	if l.doc != nil && s.can.pushVersions {
		params.Version = protocol.NewOptional(l.doc.version)
	}
	if !s.isCurrent(u, l.doc) {
		return
	}
	if err := s.conn.Notify(s.ctx, "textDocument/publishDiagnostics", params); err != nil {
		return // the connection is gone
	}
	if s.sent[u] = l.raw; l.doc == nil && len(l.items) == 0 {
		delete(s.sent, u)
	}
}

// isCurrent tells whether a document is still what the client has.
func (s *server) isCurrent(u uri.URI, d *document) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	now, _ := (&state{docs: s.docs, cells: s.cells}).documentAt(u)
	return now == d || d == nil && now.notebook // the file of an open notebook
}

// findingID tells findings of one document apart. It goes with a diagnostic to
// the client and comes back with code actions.
type findingID struct {
	Code string `json:"code"`
	Key  string `json:"key,omitempty"`
}

func idOf(f check.Finding) findingID {
	key := f.Key
	if key == "" {
		key = f.Symbol
	}
	return findingID{f.Code, key}
}

// diagnostic is a finding as the client takes it.
func (s *server) diagnostic(v *view, f check.Finding) protocol.Diagnostic {
	at := v.location(f.File, f.Start, f.End)
	message := f.Claim()
	if closedNotebook(v.open[f.File], f.File) {
		if t := v.ws.File(f.File); t != nil {
			p := t.Position(f.Start)
			message = fmt.Sprintf("Cell %d, line %d: %s", p.Cell+1, p.Line, message)
		}
	}
	d := protocol.Diagnostic{
		Range: at.Range, Severity: severity(f.Severity), Code: protocol.String(f.Code),
		Source: protocol.NewOptional(sourceName), Message: protocol.String(message),
	}
	if s.can.descriptions {
		d.CodeDescription = protocol.CodeDescription{Href: uri.URI(check.Meta{Code: f.Code, Name: f.Name}.URL())}
	}
	if s.can.unnecessary && f.Code == suppress.Unused.Code {
		d.Tags = protocol.NewDiagnosticTags(protocol.DiagnosticTagUnnecessary)
	}
	if s.can.data {
		d.Data, _ = json.Marshal(idOf(f)) // strings can be written
	}
	if s.can.related {
		for _, r := range f.Related {
			d.RelatedInformation = append(d.RelatedInformation, protocol.DiagnosticRelatedInformation{
				Location: v.location(r.File, r.Start, r.End), Message: r.Message,
			})
		}
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
