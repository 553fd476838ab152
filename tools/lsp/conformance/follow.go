package conformance

import (
	"slices"

	"github.com/mlf-core/mlf-lsp/tools/lsp/wire"
)

// fromClient follows the documents that a client opens, edits and closes.
func (s *session) fromClient(name string, params any) {
	doc := at(params, "textDocument")
	uri, fault := str(at(doc, "uri")), ""
	switch name {
	case "exit":
		s.exiting = true
	case "textDocument/didOpen":
		fault = s.docs.opened(uri, number(at(doc, "version")), str(at(doc, "text")))
	case "textDocument/didChange":
		fault = s.docs.changed(uri, number(at(doc, "version")), list(at(params, "contentChanges")))
	case "textDocument/didClose":
		delete(s.docs.open, uri)
	case "notebookDocument/didOpen":
		s.openCells(list(at(params, "cellTextDocuments")))
	case "notebookDocument/didClose":
		s.closeCells(list(at(params, "cellTextDocuments")))
	case "notebookDocument/didChange":
		cells := at(params, "change.cells")
		s.openCells(list(at(cells, "structure.didOpen")))
		s.closeCells(list(at(cells, "structure.didClose")))
		for _, c := range list(at(cells, "textContent")) {
			cell := str(at(c, "document.uri"))
			if p := s.docs.changed(cell, number(at(c, "document.version")), list(at(c, "changes"))); p != "" {
				s.fault(wire.FromClient, name, "%s: %s", cell, p)
			}
		}
	}
	if fault != "" {
		s.fault(wire.FromClient, name, "%s: %s", uri, fault)
	}
}

func (s *session) openCells(cells []any) {
	for _, c := range cells {
		uri := str(at(c, "uri"))
		if p := s.docs.opened(uri, number(at(c, "version")), str(at(c, "text"))); p != "" {
			s.fault(wire.FromClient, "notebookDocument", "%s: %s", uri, p)
		}
	}
}

func (s *session) closeCells(cells []any) {
	for _, c := range cells {
		delete(s.docs.open, str(at(c, "uri")))
	}
}

// places holds every range and position in what the server says to the text
// that it is about. uri is the document of ranges that name none.
func (s *session) places(method string, v any, uri string, when func(uri string) versions) {
	switch v := v.(type) {
	case []any:
		s.overlap(method, v)
		for _, x := range v {
			s.places(method, x, uri, when)
		}
	case map[string]any:
		if isRange(v) {
			s.span(method, v, uri, when(uri))
			return
		}
		if own := str(v["uri"]); own != "" {
			uri = own
		}
		if own := str(at(v["textDocument"], "uri")); own != "" {
			uri = own
			s.editedVersion(method, own, at(v["textDocument"], "version"))
		}
		for _, k := range sortedKeys(v) {
			switch k {
			case "data", "arguments", "experimental":
			case "changes", "relatedDocuments":
				byURI := object(v[k])
				for _, u := range sortedKeys(byURI) {
					s.places(method, byURI[u], u, when)
				}
			case "position":
				s.span(method, map[string]any{"start": v[k], "end": v[k]}, uri, when(uri))
			case "targetRange", "targetSelectionRange":
				s.span(method, v[k], str(v["targetUri"]), when(str(v["targetUri"])))
			default:
				s.places(method, v[k], uri, when)
			}
		}
	}
}

func (s *session) span(method string, v any, uri string, when versions) {
	start, end := rangeOf(v)
	switch {
	case end.before(start):
		s.fault(wire.FromServer, method, "a range of %s ends before it starts", uri)
	case !s.docs.holds(uri, start, end, when):
		s.fault(wire.FromServer, method, "%d:%d to %d:%d is outside the text of %s", start.line, start.character, end.line, end.character, uri)
	}
}

func (s *session) editedVersion(method, uri string, version any) {
	if version == nil {
		return
	}
	if texts, known := s.docs.texts[uri]; known && !slices.ContainsFunc(texts, func(t text) bool { return t.version == number(version) }) {
		s.fault(wire.FromServer, method, "edits version %d of %s, which does not exist", number(version), uri)
	}
}

// overlap holds a list of edits to not touching one place twice.
func (s *session) overlap(method string, edits []any) {
	type span struct{ start, end place }
	var spans []span
	for _, e := range edits {
		if object(e)["newText"] == nil || !isRange(object(e)["range"]) {
			return
		}
		start, end := rangeOf(object(e)["range"])
		spans = append(spans, span{start, end})
	}
	if method == "textDocument/completion" {
		return // items are alternatives
	}
	slices.SortStableFunc(spans, func(a, b span) int {
		switch {
		case a.start.before(b.start):
			return -1
		case b.start.before(a.start):
			return 1
		}
		return 0
	})
	for i := 1; i < len(spans); i++ {
		if spans[i].start.before(spans[i-1].end) {
			s.fault(wire.FromServer, method, "edits overlap")
			return
		}
	}
}
