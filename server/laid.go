package server

import (
	"os"

	"github.com/mlf-core/mlf-lsp/analysis"
	"github.com/mlf-core/mlf-lsp/analysis/source"
	"github.com/mlf-core/mlf-lsp/analysis/syntax"
)

// lay makes the Source of a document; false for one that the project leaves
// out: it is on disk, but discovery passed over it.
func (p *project) lay(path string, d *document) (analysis.Source, bool) {
	if !p.takes(path, d) {
		return analysis.Source{}, false
	}
	l := p.laid[path]
	if l == nil {
		l = &laid{}
		p.laid[path] = l
	}
	l.doc = d
	kind := source.KindOf(path)
	if kind == source.Other && d.python() {
		kind = source.Python
	}
	src := analysis.Source{Path: path, Kind: kind}
	if closedNotebook(d, path) {
		src.Raw = []byte(d.text.string)
		return src, true
	}
	file := d.file(path)
	switch size := int64(file.Size()); {
	case p.cfg.MaxFileSize > 0 && size > p.cfg.MaxFileSize:
		src.Trouble, src.Skipped = analysis.TooLarge(size, p.cfg.MaxFileSize), true
	case source.KindOf(path) != source.Other:
		tree := l.parse(file.Code())
		src.Open = &analysis.Document{File: file, Tree: tree, Facts: l.facts.File(tree)}
	case kind == source.Other:
		src.Open = &analysis.Document{File: file}
	default:
		src.Raw = []byte(d.text.string)
	}
	return src, true
}

// takes tells whether a document belongs to the files of the project.
func (p *project) takes(path string, d *document) bool {
	if d.path == "" || p.alone || p.has(path) && !p.skipped[path] || d.path == p.config {
		return true
	}
	_, err := os.Lstat(d.path)
	return err != nil // a new file
}

// parse edits the tree of the text before into that of the text now.
func (l *laid) parse(now string) *syntax.Tree {
	if l.parsed == nil {
		l.parsed = syntax.NewDocument(now)
		return l.parsed.Tree()
	}
	before := l.parsed.Text()
	start := 0
	for start < min(len(before), len(now)) && before[start] == now[start] {
		start++
	}
	end := 0
	for end < min(len(before), len(now))-start && before[len(before)-1-end] == now[len(now)-1-end] {
		end++
	}
	if start == len(before) && start == len(now) {
		return l.parsed.Tree()
	}
	return l.parsed.Edit(start, len(before)-end, now[start:len(now)-end])
}

func (l *laid) close() {
	if l.parsed != nil {
		l.parsed.Close()
	}
}

// close lets go of what a project holds for its documents. It may be nil.
func (p *project) close() {
	if p == nil {
		return
	}
	for _, l := range p.laid {
		l.close()
	}
}
