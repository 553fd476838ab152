package editor

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf16"
)

// Position is a place of the protocol, in UTF-16 units: an editor without a
// screen offers no other encoding.
type Position struct {
	Line      int `json:"line"`
	Character int `json:"character"`
}

// Range is a stretch of a text.
type Range struct {
	Start Position `json:"start"`
	End   Position `json:"end"`
}

// Diagnostic is one finding.
type Diagnostic struct {
	Range    Range
	Code     any
	Source   string
	Message  string
	Severity int
	Raw      json.RawMessage // all of it
}

// UnmarshalJSON keeps the diagnostic as it came, to hand it back.
func (d *Diagnostic) UnmarshalJSON(raw []byte) error {
	type plain Diagnostic
	d.Raw = slices.Clone(raw)
	return json.Unmarshal(raw, (*plain)(d))
}

// TextEdit is a change of one place.
type TextEdit struct {
	Range   Range
	NewText string
}

// WorkspaceEdit is a change of documents.
type WorkspaceEdit struct {
	Changes         map[string][]TextEdit
	DocumentChanges []struct {
		TextDocument struct {
			URI     string
			Version *int
		}
		Edits []TextEdit
		Kind  string
	}
}

// Document is an open one.
type Document struct {
	URI     string
	Path    string // "" when it is no file
	Text    string
	Version int

	notebook *Notebook // that it is a cell of, nil for none
}

// Open opens a file of the disk.
func (e *Editor) Open(path string) error {
	uri := e.uri(path)
	text, err := os.ReadFile(e.path(uri))
	if err != nil {
		return err
	}
	return e.OpenText(path, string(text))
}

// OpenText opens a document with a text that may differ from the disk's.
func (e *Editor) OpenText(path, text string) error {
	d := &Document{URI: e.uri(path), Text: text, Version: 1}
	d.Path = e.path(d.URI)
	e.docs[d.URI] = d
	return e.Notify("textDocument/didOpen", Object{"textDocument": Object{"uri": d.URI, "languageId": Language(path), "version": 1, "text": text}})
}

// Language is the language of a file, as editors call it.
func Language(path string) string {
	switch name := filepath.Base(path); {
	case strings.HasSuffix(name, ".py"), strings.HasPrefix(path, "untitled:"):
		return "python"
	case strings.HasPrefix(name, "Dockerfile"):
		return "dockerfile"
	case strings.HasPrefix(name, "requirements"):
		return "pip-requirements"
	case strings.HasSuffix(name, ".yaml"), strings.HasSuffix(name, ".yml"):
		return "yaml"
	case strings.HasSuffix(name, ".toml"):
		return "toml"
	}
	return "plaintext"
}

// path is that of a file's URI, "" for others.
func (e *Editor) path(uri string) string {
	if rest, ok := strings.CutPrefix(uri, URI(e.opt.Root)+"/"); ok {
		return filepath.Join(e.opt.Root, filepath.FromSlash(rest))
	}
	if rest, ok := strings.CutPrefix(uri, "file://"); ok {
		return filepath.FromSlash(rest)
	}
	return ""
}

// Doc is an open document, nil for none.
func (e *Editor) Doc(path string) *Document { return e.docs[e.uri(path)] }

// Edit replaces a stretch of bytes of an open document by one incremental
// change.
func (e *Editor) Edit(path string, start, end int, now string) error {
	d := e.Doc(path)
	if d == nil {
		return fmt.Errorf("%s is not open", path)
	}
	r := Range{PositionOf(d.Text, start), PositionOf(d.Text, end)}
	d.Text = d.Text[:start] + now + d.Text[end:]
	d.Version++
	if d.notebook != nil {
		return e.changed(d.notebook, Object{"textContent": []Object{{
			"document": Object{"uri": d.URI, "version": d.Version}, "changes": []Object{{"range": r, "text": now}},
		}}})
	}
	return e.Notify("textDocument/didChange", Object{
		"textDocument":   Object{"uri": d.URI, "version": d.Version},
		"contentChanges": []Object{{"range": r, "text": now}},
	})
}

// Replace changes the first occurrence of a text in an open document.
func (e *Editor) Replace(path, old, now string) error {
	d := e.Doc(path)
	if d == nil {
		return fmt.Errorf("%s is not open", path)
	}
	i := strings.Index(d.Text, old)
	if i < 0 {
		return fmt.Errorf("%s does not hold %q", path, old)
	}
	return e.Edit(path, i, i+len(old), now)
}

// Save writes an open document to the disk.
func (e *Editor) Save(path string) error {
	d := e.Doc(path)
	if d == nil || d.Path == "" {
		return fmt.Errorf("%s cannot be saved", path)
	}
	if err := os.WriteFile(d.Path, []byte(d.Text), 0o644); err != nil {
		return err
	}
	return e.Notify("textDocument/didSave", Object{"textDocument": Object{"uri": d.URI}})
}

// Shut closes a document.
func (e *Editor) Shut(path string) error {
	delete(e.docs, e.uri(path))
	return e.Notify("textDocument/didClose", Object{"textDocument": Object{"uri": e.uri(path)}})
}

// Apply makes the changes of an edit in open documents, and on the disk in
// others.
func (e *Editor) Apply(w WorkspaceEdit) error {
	for _, c := range w.DocumentChanges {
		if c.Kind != "" {
			return errors.New("files are not made or moved here: " + c.Kind)
		}
		d := e.docs[c.TextDocument.URI]
		if v := c.TextDocument.Version; v != nil && (d == nil || d.Version != *v) {
			return fmt.Errorf("the edit is of version %d of %s", *v, c.TextDocument.URI)
		}
		if err := e.applyTo(c.TextDocument.URI, c.Edits); err != nil {
			return err
		}
	}
	for uri, edits := range w.Changes {
		if err := e.applyTo(uri, edits); err != nil {
			return err
		}
	}
	return nil
}

func (e *Editor) applyTo(uri string, edits []TextEdit) error {
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(a, b TextEdit) int {
		if a.Range.Start.Line != b.Range.Start.Line {
			return a.Range.Start.Line - b.Range.Start.Line
		}
		return a.Range.Start.Character - b.Range.Start.Character
	})
	if d := e.docs[uri]; d != nil {
		for _, x := range slices.Backward(edits) {
			if err := e.Edit(uri, OffsetOf(d.Text, x.Range.Start), OffsetOf(d.Text, x.Range.End), x.NewText); err != nil {
				return err
			}
		}
		return nil
	}
	path := e.path(uri)
	raw, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	text := string(raw)
	for _, x := range slices.Backward(edits) {
		text = text[:OffsetOf(text, x.Range.Start)] + x.NewText + text[OffsetOf(text, x.Range.End):]
	}
	return os.WriteFile(path, []byte(text), 0o644)
}

// PositionOf is the position of an offset in bytes.
func PositionOf(text string, offset int) Position {
	before := text[:offset]
	line := strings.LastIndexByte(before, '\n') + 1
	return Position{strings.Count(before, "\n"), len(utf16.Encode([]rune(before[line:])))}
}

// OffsetOf is the offset in bytes of a position, inside the text.
func OffsetOf(text string, p Position) int {
	at := 0
	for range p.Line {
		n := strings.IndexByte(text[at:], '\n')
		if n < 0 {
			return len(text)
		}
		at += n + 1
	}
	units := 0
	for i, r := range text[at:] {
		if units >= p.Character || r == '\n' {
			return at + i
		}
		units += utf16.RuneLen(r)
	}
	return len(text)
}
