package server

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/analysis/source"
	"github.com/mlf-core/mlf-lsp/codeactions"
	"github.com/rogpeppe/go-internal/diff"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// editor turns edits of a project's files into those of the client's
// documents.
type editor struct {
	view    *view
	can     abilities
	snippet bool // placeholders become fields, where the client has them
	changes map[uri.URI]*fileEdits
}

// fileEdits are those of one document.
type fileEdits struct {
	version *int32 // nil for files that are not open, and for cells
	edits   []protocol.TextEdit
	create  bool // it is not there yet
}

// edit makes a workspace edit; nil when an edit has no place in what the client
// shows.
func (e *editor) edit(list []codeactions.Edit) *protocol.WorkspaceEdit {
	e.changes = map[uri.URI]*fileEdits{}
	for _, file := range codeactions.Files(list) {
		own := slices.DeleteFunc(slices.Clone(list), func(x codeactions.Edit) bool { return x.File != file })
		if own[0].NewFile {
			if !e.can.versions || !e.can.creates {
				return nil
			}
			e.changes[e.view.uriOf(file)] = &fileEdits{create: true, edits: []protocol.TextEdit{{NewText: own[0].NewText}}}
			continue
		}
		if closedNotebook(e.view.open[file], file) {
			if !e.inJSON(file, own) {
				return nil
			}
			continue
		}
		for _, x := range own {
			if !e.add(x) {
				return nil
			}
		}
	}
	return e.workspaceEdit()
}

// add adds an edit of a text or of a cell.
func (e *editor) add(x codeactions.Edit) bool {
	p, ok := e.view.placeOf(x.File, x.Start)
	if !ok || x.End-p.base > len(p.text.string) && !x.NewCell {
		return false
	}
	text := x.NewText
	if x.NewCell {
		// The protocol cannot add cells: the text goes to the top of the next one,
		// where that may have more than its magic.
		if strings.HasPrefix(strings.TrimLeft(p.text.string, " \t\r\n"), "%%") {
			return false
		}
		text = strings.TrimRight(text, "\n") + "\n\n"
	}
	e.put(p, p.span(x.Start, x.End, e.can.enc), text)
	return true
}

func (e *editor) put(p place, r protocol.Range, text string) {
	f := e.changes[p.uri]
	if f == nil {
		f = &fileEdits{}
		if p.doc != nil && !e.isCell(p.doc) {
			version := p.doc.version
			f.version = &version
		}
		e.changes[p.uri] = f
	}
	f.edits = append(f.edits, protocol.TextEdit{Range: r, NewText: text})
}

func (e *editor) isCell(d *document) bool {
	for _, o := range e.view.open {
		if o.notebook && o.cellIndex(d.uri) >= 0 {
			return true
		}
	}
	return false
}

// inJSON edits the file of a notebook that is not open as one.
func (e *editor) inJSON(file string, edits []codeactions.Edit) bool {
	raw, doc, err := e.raw(file)
	if err != nil {
		return false
	}
	f := e.view.ws.File(file)
	if f == nil {
		return false
	}
	after, err := codeactions.Rewrite(f, raw, edits)
	if err != nil {
		return false
	}
	e.rewritten(place{doc: doc, uri: e.view.uriOf(file), text: newText(string(raw))}, string(after))
	return true
}

// raw are the bytes of a file as the client has them, else as the disk has
// them. An open notebook is written as JSON in which cells are named by their
// number.
func (e *editor) raw(file string) ([]byte, *document, error) {
	d := e.view.open[file]
	switch {
	case d == nil:
		raw, err := os.ReadFile(filepath.Join(e.view.root, filepath.FromSlash(file)))
		return raw, nil, err
	case d.notebook:
		raw, err := notebookJSON(d)
		return raw, d, err
	}
	return []byte(d.text.string), d, nil
}

func notebookJSON(d *document) ([]byte, error) {
	type cellJSON struct {
		ID       string         `json:"id"`
		Type     string         `json:"cell_type"`
		Count    *int           `json:"execution_count"`
		Metadata map[string]any `json:"metadata"`
		Source   string         `json:"source"`
	}
	nb := struct {
		Cells  []cellJSON `json:"cells"`
		Format int        `json:"nbformat"`
		Minor  int        `json:"nbformat_minor"`
	}{Format: 4, Minor: 5}
	for i, c := range d.cells {
		x := cellJSON{ID: fmt.Sprintf("mlf%d", i), Type: "markdown", Metadata: map[string]any{}, Source: c.doc.text.string}
		if c.code {
			x.Type = "code"
			if c.doc.language != "" {
				x.Metadata["vscode"] = map[string]string{"languageId": c.doc.language}
			}
		}
		if c.count >= 0 {
			x.Count = &c.count
		}
		nb.Cells = append(nb.Cells, x)
	}
	return json.Marshal(nb)
}

// rewritten adds the edits, by lines, that make a text into another.
func (e *editor) rewritten(p place, after string) {
	for _, h := range hunks(p.text.string, after) {
		r := protocol.Range{Start: lineStart(p.text, h.from, e.can.enc), End: lineStart(p.text, h.to, e.can.enc)}
		e.put(p, r, h.text)
	}
}

// lineStart is the position of a line's start; that behind the last line is the
// end of the text.
func lineStart(t *text, line int, enc protocol.PositionEncodingKind) protocol.Position {
	if line < len(t.starts) {
		return protocol.Position{Line: uint32(line)}
	}
	return t.position(len(t.string), enc)
}

// hunk replaces the lines [from, to) by a text.
type hunk struct {
	from, to int
	text     string
}

// hunks are the replacements that make a text into another. Lines end as in
// the texts: a lone "\r" ends none.
func hunks(before, after string) []hunk {
	if strings.Contains(strings.ReplaceAll(before, "\r\n", ""), "\r") {
		return []hunk{{0, len(newText(before).starts), after}}
	}
	var out []hunk
	open := false
	line, header := 0, 3 // "diff a b", "--- a", "+++ b"
	for row := range strings.Lines(string(diff.Diff("a", []byte(before), "b", []byte(after)))) {
		switch {
		case header > 0:
			header--
		case strings.HasPrefix(row, "@@"):
			_, _ = fmt.Sscanf(row, "@@ -%d", &line)
			if line--; strings.HasPrefix(row, "@@ -0") {
				line = 0
			}
			open = false
		case row[0] == '\\':
			if open {
				h := &out[len(out)-1]
				h.text = strings.TrimSuffix(h.text, "\n")
			}
		case row[0] == ' ':
			open = false
			line++
		default:
			if !open {
				out, open = append(out, hunk{line, line, ""}), true
			}
			h := &out[len(out)-1]
			if row[0] == '-' {
				line++
				h.to = line
			} else {
				h.text += row[1:]
			}
		}
	}
	return out
}

// fixAll applies the safe fixes of a file's findings that change nothing but
// the file; nil when there are none.
func (e *editor) fixAll(file string, wanted func(check.Finding) bool) *protocol.WorkspaceEdit {
	outcome := codeactions.FixAll(e.view.ws, codeactions.Request{
		Wanted:    func(f check.Finding) bool { return f.File == file && wanted(f) },
		May:       func(fix codeactions.Fix) bool { return fix.Safety == codeactions.Safe && within(fix, file) },
		Raw:       func(path string) ([]byte, error) { raw, _, err := e.raw(path); return raw, err },
		Installed: e.view.installed(),
	})
	return e.changed(outcome.Changes)
}

// changed makes a workspace edit of files that were changed as a whole.
func (e *editor) changed(list []codeactions.Change) *protocol.WorkspaceEdit {
	e.changes = map[uri.URI]*fileEdits{}
	e.collect(list)
	return e.workspaceEdit()
}

// collect adds the edits of files that were changed as a whole.
func (e *editor) collect(list []codeactions.Change) {
	for _, c := range list {
		d := e.view.open[c.Path]
		if d != nil && d.notebook {
			e.cellsChanged(d, c.After)
			continue
		}
		before, after := string(c.Before), string(c.After)
		if d == nil && source.KindOf(c.Path) != source.Notebook {
			if f := e.view.ws.File(c.Path); f != nil { // on disk it may have another encoding
				now, err := source.LoadAs(f.Kind, c.Path, c.After)
				if err != nil {
					continue
				}
				before, after = f.Text(), now.Text()
			}
		}
		e.rewritten(place{doc: d, uri: e.view.uriOf(c.Path), text: newText(before)}, after)
	}
}

// cellsChanged edits the cells of an open notebook as its JSON was changed. A
// cell that is new goes to the top of the next one.
func (e *editor) cellsChanged(book *document, after []byte) {
	var nb struct {
		Cells []struct{ ID, Source json.RawMessage }
	}
	if json.Unmarshal(after, &nb) != nil {
		return
	}
	above := ""
	for _, c := range nb.Cells {
		content, ok := cellText(c.Source)
		var id string
		index := -1
		if json.Unmarshal(c.ID, &id) == nil {
			_, _ = fmt.Sscanf(id, "mlf%d", &index)
		}
		switch {
		case !ok:
		case index < 0 || index >= len(book.cells):
			above += strings.TrimRight(content, "\n") + "\n\n"
		default:
			d := book.cells[index].doc
			e.rewritten(place{doc: d, uri: d.uri, text: d.text}, above+content)
			above = ""
		}
	}
}

// cellText reads a source, which is a text or a list of texts.
func cellText(raw json.RawMessage) (string, bool) {
	var pieces []string
	if json.Unmarshal(raw, &pieces) == nil {
		return strings.Join(pieces, ""), true
	}
	var one string
	err := json.Unmarshal(raw, &one)
	return one, err == nil
}

// workspaceEdit is what was collected; nil for nothing.
func (e *editor) workspaceEdit() *protocol.WorkspaceEdit {
	if len(e.changes) == 0 {
		return nil
	}
	if !e.can.versions {
		out := &protocol.WorkspaceEdit{Changes: map[uri.URI][]protocol.TextEdit{}}
		for u, f := range e.changes {
			out.Changes[u] = f.edits
		}
		return out
	}
	out := &protocol.WorkspaceEdit{}
	for _, u := range slices.Sorted(maps.Keys(e.changes)) {
		f := e.changes[u]
		if f.create {
			out.DocumentChanges = append(out.DocumentChanges, &protocol.CreateFile{Kind: "create", URI: u})
		}
		change := &protocol.TextDocumentEdit{}
		change.TextDocument.URI, change.TextDocument.Version = u, f.version
		for _, x := range f.edits {
			change.Edits = append(change.Edits, e.element(x))
		}
		out.DocumentChanges = append(out.DocumentChanges, change)
	}
	return out
}

// element is an edit with its placeholders as fields where both sides know how.
func (e *editor) element(x protocol.TextEdit) protocol.TextDocumentEditElement {
	if !e.snippet || !e.can.snippets {
		return &x
	}
	snippet := strings.NewReplacer(`\`, `\\`, "$", `\$`, "}", `\}`).Replace(x.NewText)
	for _, p := range codeactions.Placeholders {
		snippet = strings.ReplaceAll(snippet, p, "${1:"+p+"}")
	}
	if i := strings.LastIndex(snippet, "-- "+reasonPlaceholder); i >= 0 {
		snippet = snippet[:i] + strings.Replace(snippet[i:], reasonPlaceholder, "${1:"+reasonPlaceholder+"}", 1)
	}
	return &protocol.SnippetTextEdit{Range: x.Range, Snippet: protocol.StringValue{Kind: "snippet", Value: snippet}}
}
