package analysis

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"sync"

	"github.com/mlf-core/mlf-lsp/analysis/environ"
	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/source"
	"github.com/mlf-core/mlf-lsp/analysis/suppress"
	"github.com/mlf-core/mlf-lsp/analysis/syntax"
)

// file is one file of a snapshot. It is shared between snapshots and does not
// change, save that it is parsed when somebody needs that.
type file struct {
	path    string
	hash    [sha256.Size]byte
	fromRaw bool // hash is that of a Source's Raw
	kind    source.Kind
	text    *source.File // nil when the file cannot be read
	python  bool         // Python or a notebook
	env     *environ.File
	trouble *trouble
	scan    scan // what the bytes show without parsing; Python only

	once sync.Once
	// What parsing gives; use parse first. The zero value is that of a file
	// that says nothing.
	facts   *facts.File
	notes   []suppress.Comment // comments that may hold suppressions
	errors  []syntaxError      // the first only
	crashed string             // why extraction failed, "" when it did not
}

// trouble is why a file cannot be judged.
type trouble struct {
	message    string // a sentence
	start, end int
	skipped    bool
	silent     bool // of no interest: a notebook of another language
}

// syntaxError is the first error of a file.
type syntaxError struct {
	start, end int
	message    string // a clause: what is wrong
}

func (w *Workspace) loadRaw(s Source, kind source.Kind, hash [sha256.Size]byte) *file {
	f := &file{path: s.Path, hash: hash, fromRaw: true, kind: kind}
	defer f.survive("The file could not be read")
	relevant := kind != source.Other || environ.Recognise(s.Path) != environ.None
	if limit := w.opt.Config.MaxFileSize; relevant && limit > 0 && int64(len(s.Raw)) > limit {
		f.trouble = &trouble{message: TooLarge(int64(len(s.Raw)), limit), skipped: true}
		return f
	}
	text, err := source.LoadAs(kind, s.Path, s.Raw)
	switch {
	case err == nil:
		f.take(text, w.words)
	case relevant:
		f.unreadable(err)
	}
	return f
}

// take fills in what follows from the text.
func (f *file) take(text *source.File, words *wordSet) {
	f.text = text
	if environ.Recognise(f.path) != environ.None {
		f.env = environ.Parse(f.path, text.Text())
	}
	if text.Kind == source.Notebook {
		f.env = escaped(text)
	}
	if f.python = text.Kind != source.Other; f.python {
		f.scan = words.scan(text.Code())
	} else if mayHoldSuppression(text.Text()) {
		f.notes = suppress.LineComments(text.Text(), text)
	}
}

// escaped is what the magics and shell escapes of a notebook say, nil if it has
// none.
func escaped(text *source.File) *environ.File {
	var at []environ.Span
	for _, e := range text.Escapes() {
		at = append(at, environ.Span{Start: e.Start, End: e.End})
	}
	if at == nil {
		return nil
	}
	return environ.ParseNotebook(text.Path, text.Text(), at)
}

// openFile is the file of a Document.
func openFile(s Source, words *wordSet) *file {
	f := &file{path: s.Path}
	f.take(s.Open.File, words)
	if f.python {
		f.once.Do(func() {
			f.read(s.Open.Tree)
			f.facts = s.Open.Facts
		})
	}
	return f
}

// TooLarge is the sentence for a file above the limit of max-file-size; both
// are bytes.
func TooLarge(size, limit int64) string {
	return fmt.Sprintf("The file was not judged: its %s are above the limit of %s (max-file-size).", bytesInWords(size), bytesInWords(limit))
}

func bytesInWords(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d bytes", n)
	}
	return fmt.Sprintf("%.2f MiB", float64(n)/(1<<20))
}

func (f *file) unreadable(err error) {
	f.trouble = &trouble{message: "The file cannot be read: " + err.Error() + "."}
	var e *source.Error
	if errors.As(err, &e) {
		f.trouble.silent = e.NotPython
	}
}

// survive turns a panic into a trouble of this one file. It is deferred.
func (f *file) survive(what string) {
	if r := recover(); r != nil {
		f.facts, f.env = nil, nil
		f.crashed = fmt.Sprintf("%s because mlf-lsp failed on it (%v); please report this with the file.", what, r)
	}
}

// parse makes the facts of a Python file, once.
func (f *file) parse() {
	f.once.Do(func() {
		defer f.survive("The file could not be judged")
		tree := syntax.Parse(f.text.Code())
		f.read(tree)
		var x facts.Extractor
		f.facts = x.File(tree)
	})
}

// read keeps what is needed of a tree besides facts.
func (f *file) read(tree *syntax.Tree) {
	for _, c := range tree.Comments {
		if mayHoldSuppression(c.Text) {
			f.notes = append(f.notes, suppress.Comment{Start: int(c.Span.Start), End: int(c.Span.End), Text: c.Text})
		}
	}
	if len(tree.Errors) > 0 {
		e := tree.Errors[0]
		f.errors = []syntaxError{{int(e.Span.Start), int(e.Span.End), clause(e)}}
	}
}

// clause says what is wrong at a syntax error.
func clause(e syntax.Error) string {
	switch {
	case e.Message != "":
		return e.Message
	case e.Missing != "":
		return "`" + e.Missing + "` is missing here"
	}
	return "this is not valid Python"
}
