package server

import (
	"os"
	"path/filepath"

	"github.com/mlf-core/mlf-lsp/analysis/source"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// uriOf is the URI of a file of a project, as the client calls it.
func (v *view) uriOf(file string) uri.URI {
	if d := v.open[file]; d != nil {
		return d.uri
	}
	return uri.File(filepath.Join(v.root, filepath.FromSlash(file)))
}

// textOf is the text of a file of a project as the client counts in it; in
// notebooks that are not open as such it is the source of all code cells. It is
// empty for files that are not there.
func (v *view) textOf(file string) *text {
	if d := v.open[file]; d != nil && !d.notebook && !closedNotebook(d, file) {
		return d.text
	}
	f := v.ws.File(file)
	if f == nil {
		return newText("")
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	t := v.texts[f]
	if t == nil {
		t = newText(f.Text())
		v.texts[f] = t
	}
	return t
}

// place is where a range of a file is for the client: in a text document, or in
// a cell of an open notebook.
type place struct {
	doc  *document // nil for a file that is not open
	uri  uri.URI
	text *text
	base int             // offset of the text in the file
	json *source.JSONMap // of a notebook whose JSON the client shows
}

// placeOf finds the document that holds an offset of a file; false in a
// notebook whose JSON cannot be followed.
func (v *view) placeOf(file string, offset int) (place, bool) {
	d := v.open[file]
	switch {
	case d != nil && d.notebook:
		return cellPlace(d, v.ws.File(file), offset)
	case closedNotebook(d, file):
		j := v.jsonOf(file)
		return place{doc: d, uri: v.uriOf(file), text: j.text, json: j.places}, j.places != nil
	}
	return place{doc: d, uri: v.uriOf(file), text: v.textOf(file)}, true
}

func cellPlace(book *document, f *source.File, offset int) (place, bool) {
	if f == nil {
		return place{}, false
	}
	for i, c := range f.Cells {
		last := i == len(f.Cells)-1
		if (offset <= c.End || last) && c.Index < len(book.cells) {
			d := book.cells[c.Index].doc
			return place{doc: d, uri: d.uri, text: d.text, base: c.Start}, true
		}
	}
	return place{}, false
}

// span is the range of file offsets in the place's document.
func (p place) span(start, end int, enc protocol.PositionEncodingKind) protocol.Range {
	if p.json != nil {
		at := p.json.JSON(start)
		return p.text.span(at, max(at, p.json.JSONEnd(end)), enc)
	}
	return p.text.span(start-p.base, end-p.base, enc)
}

// closedNotebook tells whether a file is a notebook whose JSON is all that the
// client can show of it; d is the document that it has open.
func closedNotebook(d *document, file string) bool {
	return source.KindOf(file) == source.Notebook && (d == nil || !d.notebook)
}

// jsonText is the JSON of a notebook and where the text of its cells is in it;
// places is nil when that cannot be told.
type jsonText struct {
	text   *text
	places *source.JSONMap
}

// jsonOf is the JSON of a notebook that is not open as one: as the client has
// it open, else as it is on disk.
func (v *view) jsonOf(file string) jsonText {
	f := v.ws.File(file)
	if f == nil {
		return jsonText{}
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if j, ok := v.jsons[f]; ok {
		return j
	}
	var j jsonText
	if d := v.open[file]; d != nil {
		j.text = d.text
	} else if raw, err := os.ReadFile(filepath.Join(v.root, filepath.FromSlash(file))); err == nil {
		j.text = newText(string(raw))
	}
	if j.text != nil {
		j.places, _ = source.MapJSON(f, j.text.string) // nil for what cannot be followed
	}
	v.jsons[f] = j
	return j
}

// location is where a range of a file is. In a notebook whose JSON cannot be
// followed it is the beginning of the file.
func (v *view) location(file string, start, end int) protocol.Location {
	p, ok := v.placeOf(file, start)
	if !ok {
		return protocol.Location{URI: v.uriOf(file)}
	}
	return protocol.Location{URI: p.uri, Range: p.span(start, end, v.enc)}
}

// spot is a place that a client asks about.
type spot struct {
	view       *view
	file       string
	doc        *document // the text: a document, or a cell
	start, end int       // offsets in the file
}

// spotAt finds what a range of a document is in the projects; false when
// nothing is known there.
func (st *state) spotAt(u uri.URI, r protocol.Range) (spot, bool) {
	p, ok := st.spotOf(u)
	if !ok {
		return spot{}, false
	}
	base := p.start
	start, ok1 := p.doc.text.offset(r.Start, st.enc)
	end, ok2 := p.doc.text.offset(r.End, st.enc)
	if !ok1 || !ok2 || start > end {
		return spot{}, false
	}
	if p.json() {
		j := p.view.jsonOf(p.file)
		if j.places == nil {
			return spot{}, false
		}
		p.start, ok1 = j.places.Text(start)
		p.end, ok2 = j.places.Text(end)
		return p, ok1 && ok2
	}
	p.start, p.end = base+start, base+end
	return p, true
}

// spotOf is the beginning of a document.
func (st *state) spotOf(u uri.URI) (spot, bool) {
	d, book := st.documentAt(u)
	if d == nil || d.lost || d.notebook {
		return spot{}, false
	}
	whole := d
	if book != nil {
		whole = book
	}
	for _, v := range st.views {
		for file, o := range v.open {
			if o != whole {
				continue
			}
			base, ok := 0, true
			if book != nil {
				base, ok = v.cellBase(file, book.cellIndex(u))
			}
			return spot{view: v, file: file, doc: d, start: base, end: base}, ok
		}
	}
	return spot{}, false
}

// json tells whether the document is the JSON of a notebook.
func (p spot) json() bool { return closedNotebook(p.view.open[p.file], p.file) }

// cellBase is where the text of a cell begins in the file of its notebook.
func (v *view) cellBase(file string, index int) (int, bool) {
	if f := v.ws.File(file); f != nil {
		for _, c := range f.Cells {
			if c.Index == index {
				return c.Start, true
			}
		}
	}
	return 0, false
}

// bounds are the offsets at which the text of a spot begins and ends in its
// file.
func (p spot) bounds() (start, end int) {
	if d := p.view.open[p.file]; d.notebook {
		base, _ := p.view.cellBase(p.file, d.cellIndex(p.doc.uri))
		return base, base + len(p.doc.text.string)
	}
	return 0, len(p.doc.text.string)
}
