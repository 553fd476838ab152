// Package analysis turns the files of a project into findings. A Workspace is
// an immutable snapshot: files, configuration and knowledge. With gives the
// next snapshot and shares all that did not change; Check judges one.
//
// The same files, configuration and knowledge give the same findings in the
// same bytes, whatever the number of workers, the order of files and the way
// by which a snapshot came about.
package analysis

import (
	"cmp"
	"context"
	"crypto/sha256"
	"runtime"
	"slices"
	"sync"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/source"
	"github.com/mlf-core/mlf-lsp/analysis/syntax"
	"github.com/mlf-core/mlf-lsp/config"
	"github.com/mlf-core/mlf-lsp/rules"
)

// Options are what a Workspace judges by.
type Options struct {
	KB *rules.Base
	// Config is the resolved configuration; nil means config.Default.
	Config *config.Config
	// Problems are what is wrong with the configuration (MLF904). Their File is
	// a path of the workspace; hand the file in as a Source too, so that the
	// problems can be shown in its text.
	Problems config.Problems
	// Jobs is the number of workers; 0 or less means GOMAXPROCS.
	Jobs int
	// ParseAll turns off the scan that leaves out files which cannot matter.
	// The findings are the same; it exists so that this can be shown.
	ParseAll bool
	// Newest are the newest releases of distributions; see project.Options.
	Newest map[string]string
	// Hardware are differences of this machine; see project.Options.
	Hardware []string
}

// Source is one file: Python, a notebook, an environment file, or one of
// another kind, which is held for its text only.
type Source struct {
	// Path is the slash path relative to the project's root folder.
	Path string
	// Kind is that of a file whose name does not tell, such as a script without
	// an extension; Other leaves it to the name.
	Kind source.Kind
	// Raw are the bytes on disk. The workspace keeps them no longer than it
	// needs to.
	Raw []byte
	// Open is given instead of Raw for a file that somebody keeps parsed.
	Open *Document
	// Trouble is given instead of Raw for a file that cannot be read: why, as
	// one sentence with its full stop.
	Trouble string
	// Skipped marks a Trouble that is a choice of the configuration rather than
	// a defect of the file: it is too large, or a link out of the project.
	Skipped bool
}

// Document is a file open in an editor: its text and what was made of it, all
// of the same version.
type Document struct {
	File  *source.File
	Tree  *syntax.Tree
	Facts *facts.File
}

// Workspace is an immutable snapshot of a project. It may be used by several
// goroutines at once.
type Workspace struct {
	opt   Options
	words *wordSet
	files []*file // by path, each path once

	judging sync.Mutex
	result  *Result
	engine  *engine
}

// New makes the snapshot of some files. Of two with the same path the later
// counts.
func New(opt Options, files []Source) *Workspace {
	if opt.Config == nil {
		opt.Config = config.Default()
	}
	if opt.Jobs <= 0 {
		opt.Jobs = runtime.GOMAXPROCS(0)
	}
	w := &Workspace{opt: opt, words: newWordSet(opt.KB), engine: &engine{}}
	return w.with(nil, files)
}

// With is the next snapshot: a Source takes the place of the file with its
// path, or is added; one with neither Raw nor Open nor Trouble takes the file
// away. An empty file has an empty Raw that is not nil. Snapshots that come
// from each other share what was worked out for one of them, so that judging
// the next costs little more than what its changes touch.
func (w *Workspace) With(changes ...Source) *Workspace {
	w.engine.edited.Store(true)
	return w.with(w.files, changes)
}

func (w *Workspace) with(old []*file, changes []Source) *Workspace {
	next := &Workspace{opt: w.opt, words: w.words, engine: w.engine}
	loaded := make([]*file, len(changes))
	parallel(w.opt.Jobs, len(changes), func(i int) {
		loaded[i] = w.load(find(old, changes[i].Path), changes[i])
	})
	next.files = merge(old, changes, loaded)
	return next
}

// merge lays changes over the files of a snapshot. A nil file is a deletion.
func merge(old []*file, changes []Source, loaded []*file) []*file {
	type change struct {
		path string
		file *file
	}
	list := make([]change, len(changes))
	for i, c := range changes {
		list[i] = change{c.Path, loaded[i]}
	}
	slices.SortStableFunc(list, func(a, b change) int { return cmp.Compare(a.path, b.path) })
	out := make([]*file, 0, len(old)+len(list))
	for i, c := range list {
		if i+1 < len(list) && list[i+1].path == c.path {
			continue // a later change of the same file follows
		}
		for len(old) > 0 && old[0].path < c.path {
			out, old = append(out, old[0]), old[1:]
		}
		if len(old) > 0 && old[0].path == c.path {
			old = old[1:]
		}
		if c.file != nil {
			out = append(out, c.file)
		}
	}
	return append(out, old...)
}

// load makes the file of a Source, or reuses the one it had before.
func (w *Workspace) load(before *file, s Source) *file {
	switch {
	case s.Open != nil:
		return openFile(s, w.words)
	case s.Trouble != "":
		return &file{path: s.Path, trouble: &trouble{message: s.Trouble, skipped: s.Skipped}}
	case s.Raw == nil:
		return nil
	}
	hash := sha256.Sum256(s.Raw)
	kind := s.Kind
	if kind == source.Other {
		kind = source.KindOf(s.Path)
	}
	if before != nil && before.fromRaw && before.hash == hash && before.kind == kind {
		return before
	}
	return w.loadRaw(s, kind, hash)
}

// File is the text of a file, nil when it is not part of the snapshot or could
// not be read.
func (w *Workspace) File(path string) *source.File {
	if f := find(w.files, path); f != nil {
		return f.text
	}
	return nil
}

// Facts are what a Python file or notebook says, nil for others.
func (w *Workspace) Facts(path string) *facts.File {
	if f := find(w.files, path); f != nil && f.python {
		f.parse()
		return f.facts
	}
	return nil
}

// Paths are the files of the snapshot, sorted.
func (w *Workspace) Paths() []string {
	out := make([]string, len(w.files))
	for i, f := range w.files {
		out[i] = f.path
	}
	return out
}

// Check judges the snapshot. The result is worked out once and must not be
// changed.
func (w *Workspace) Check() *Result {
	r, _ := w.CheckContext(context.Background())
	return r
}

// CheckContext judges the snapshot unless it was judged already, and gives up
// when the context ends; what was worked out till then is not lost for the next
// snapshot.
func (w *Workspace) CheckContext(ctx context.Context) (*Result, error) {
	w.judging.Lock()
	defer w.judging.Unlock()
	if w.result == nil {
		w.result = w.judge(ctx)
	}
	if w.result == nil {
		return nil, ctx.Err()
	}
	return w.result, nil
}

func find(files []*file, path string) *file {
	if i, ok := index(files, path); ok {
		return files[i]
	}
	return nil
}

func index(files []*file, path string) (int, bool) {
	return slices.BinarySearchFunc(files, path, func(f *file, p string) int { return cmp.Compare(f.path, p) })
}

// parallel calls do for 0 to n-1 on some workers and waits for all.
func parallel(jobs, n int, do func(i int)) {
	jobs = min(jobs, n)
	if jobs <= 1 {
		for i := range n {
			do(i)
		}
		return
	}
	var wg sync.WaitGroup
	next := make(chan int)
	for range jobs {
		wg.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}
