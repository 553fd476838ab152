package editor

import (
	"fmt"
	"slices"
)

// Notebook is an open one; its cells are documents of their own.
type Notebook struct {
	URI     string
	Version int
	Cells   []*Document // all of them code
	made    int         // cells ever made, for their names
}

// OpenNotebook opens a notebook with these cells of Python.
func (e *Editor) OpenNotebook(path string, cells ...string) (*Notebook, error) {
	n := &Notebook{URI: e.uri(path), Version: 1}
	infos, texts := []Object{}, []Object{}
	for _, text := range cells {
		d := e.cell(n, text)
		n.Cells = append(n.Cells, d)
		infos, texts = append(infos, Object{"kind": 2, "document": d.URI}), append(texts, d.item())
	}
	return n, e.Notify("notebookDocument/didOpen", Object{
		"notebookDocument": Object{"uri": n.URI, "notebookType": "jupyter-notebook", "version": n.Version, "cells": infos}, "cellTextDocuments": texts,
	})
}

func (e *Editor) cell(n *Notebook, text string) *Document {
	n.made++
	d := &Document{URI: fmt.Sprintf("vscode-notebook-cell:%s#W%d", n.URI[len("file://"):], n.made), Text: text, Version: 1, notebook: n}
	e.docs[d.URI] = d
	return d
}

func (d *Document) item() Object {
	return Object{"uri": d.URI, "languageId": "python", "version": d.Version, "text": d.Text}
}

// changed tells the server of a change of a notebook's cells.
func (e *Editor) changed(n *Notebook, cells Object) error {
	n.Version++
	return e.Notify("notebookDocument/didChange", Object{
		"notebookDocument": Object{"uri": n.URI, "version": n.Version}, "change": Object{"cells": cells},
	})
}

// InsertCell puts a cell of Python before the one with this number.
func (e *Editor) InsertCell(n *Notebook, at int, text string) error {
	d := e.cell(n, text)
	n.Cells = slices.Insert(n.Cells, at, d)
	return e.changed(n, Object{"structure": Object{
		"array":   Object{"start": at, "deleteCount": 0, "cells": []Object{{"kind": 2, "document": d.URI}}},
		"didOpen": []Object{d.item()},
	}})
}

// DeleteCell takes a cell out.
func (e *Editor) DeleteCell(n *Notebook, at int) error {
	d := n.Cells[at]
	n.Cells = slices.Delete(n.Cells, at, at+1)
	delete(e.docs, d.URI)
	return e.changed(n, Object{"structure": Object{
		"array": Object{"start": at, "deleteCount": 1}, "didClose": []Object{{"uri": d.URI}},
	}})
}

// ShutNotebook closes a notebook.
func (e *Editor) ShutNotebook(n *Notebook) error {
	gone := []Object{}
	for _, d := range n.Cells {
		delete(e.docs, d.URI)
		gone = append(gone, Object{"uri": d.URI})
	}
	return e.Notify("notebookDocument/didClose", Object{"notebookDocument": Object{"uri": n.URI}, "cellTextDocuments": gone})
}
