package analysis

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/analysis/environ"
	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/analysis/record"
	"github.com/mlf-core/mlf-lsp/analysis/source"
)

// Result is what a snapshot was found to be.
type Result struct {
	// Findings are in the order of check.Compare, with the severities of the
	// configuration; those it turns off are left out, those that a comment
	// silences are marked.
	Findings []check.Finding
	Entries  []*project.Entry  // the programs, by path and function
	Versions []check.Judgement // the versions of libraries the code uses, sorted
	// Files is the number of Python files, notebooks and environment files that
	// were judged.
	Files int
	// Undecided is the number of programs whose seeding could not be followed
	// to its end.
	Undecided int
	Skipped   []Skip // by path

	files []*file
}

// Skip is a file that was not judged, and why, as one sentence.
type Skip struct{ Path, Reason string }

// Text is the text of a file, nil when there is none.
func (r *Result) Text(path string) *source.File {
	if f := find(r.files, path); f != nil {
		return f.text
	}
	return nil
}

// Judged are the paths of the files that were judged, sorted.
func (r *Result) Judged() []string {
	var out []string
	for _, f := range r.files {
		if f.judged() {
			out = append(out, f.path)
		}
	}
	return out
}

func (f *file) judged() bool {
	return f.trouble == nil && f.crashed == "" && (f.python || f.env != nil)
}

// parse parses the files that matter and tells which do.
func (w *Workspace) parse() (need []bool) {
	need = needed(w.files, w.opt.Config)
	parallel(w.opt.Jobs, len(w.files), func(i int) {
		if f := w.files[i]; need[i] || f.python && w.opt.ParseAll {
			f.parse()
		}
	})
	return need
}

// judge is nil when the context ended before.
func (w *Workspace) judge(ctx context.Context) *Result {
	r := &Result{files: w.files}
	need := w.parse()
	list := w.ownFindings(need)
	w.engine.mu.Lock()
	defer w.engine.mu.Unlock()
	if ctx.Err() != nil {
		return nil
	}
	p, crash := w.engine.move(w, need)
	if p != nil {
		var found []check.Finding
		ended := false
		crash = guard("The project could not be judged", func() {
			if found, ended = check.Run(ctx, p, w.enabledSomewhere); ended {
				return
			}
			for _, e := range p.Entries() {
				entry := *e
				r.Entries = append(r.Entries, &entry)
			}
			r.Versions = versions(p)
			r.Undecided = undecided(p)
		})
		if ended {
			return nil
		}
		if crash != "" {
			p.Break()
		}
		list = append(list, found...)
	}
	if crash != "" {
		list = append(list, w.failed(crash))
	}
	r.Findings = w.settle(list)
	for _, f := range w.files {
		switch {
		case f.judged():
			r.Files++
		case f.trouble != nil && !f.trouble.silent:
			r.Skipped = append(r.Skipped, Skip{f.path, f.trouble.message})
		case f.crashed != "":
			r.Skipped = append(r.Skipped, Skip{f.path, f.crashed})
		}
	}
	return r
}

// guard calls do and gives a sentence when it fails: a defect of ours must not
// take down an editor's server.
func guard(what string, do func()) (crash string) {
	defer func() {
		if r := recover(); r != nil {
			crash = fmt.Sprintf("%s because mlf-lsp failed on it (%v); please report this.", what, r)
		}
	}()
	do()
	return ""
}

// noFacts are those of a file that was not parsed.
var noFacts = &facts.File{}

// inputs leaves out the facts of files that are not needed, also where an
// earlier snapshot had to parse them: what is judged depends on the files alone.
func (w *Workspace) inputs(need []bool) (inputs []project.Input, env []*environ.File) {
	for i, f := range w.files {
		if f.python && f.text != nil && f.trouble == nil {
			in := project.Input{File: f.text, Facts: f.facts}
			if in.Facts == nil || !need[i] && !w.opt.ParseAll {
				in.Facts = noFacts
			}
			inputs = append(inputs, in)
		}
		if f.env != nil {
			env = append(env, f.env)
		}
	}
	return inputs, env
}

func (w *Workspace) link(inputs []project.Input, env []*environ.File, tracked bool) (p *project.Program, crash string) {
	cfg := w.opt.Config
	texts, present := w.conventions()
	crash = guard("The project could not be linked", func() {
		p = project.Link(w.opt.KB, inputs, env, project.Options{
			Root:        ".",
			EntryPoints: cfg.EntryPoints,
			IsTest:      cfg.IsTest,
			Device:      string(cfg.Device),
			Pins:        cfg.Pins,
			Tracked:     tracked,
			Texts:       texts,
			Present:     present,
			Excluded:    cfg.Excluded,
			Newest:      w.opt.Newest,
			Hardware:    w.opt.Hardware,
			Observed:    w.observations(),
		})
	})
	return p, crash
}

// conventions are the files by which the rules of projects judge; none where
// no project of the snapshot was made from a template.
func (w *Workspace) conventions() (texts []*source.File, present []string) {
	for _, f := range w.files {
		if f.text != nil {
			texts = append(texts, f.text)
		}
		present = append(present, f.path)
	}
	if !slices.ContainsFunc(present, record.Is) {
		return nil, nil
	}
	return texts, present
}

// enabledSomewhere is false for rules that no file asks for: they need not run.
// Patterns of single files only take rules away.
func (w *Workspace) enabledSomewhere(m check.Meta) bool {
	_, on := w.opt.Config.SeverityOf(m, "")
	return on
}

// versions are those of the libraries that the code imports.
func versions(p *project.Program) []check.Judgement {
	var out []check.Judgement
	for _, m := range p.Modules {
		seen := map[string]bool{}
		for _, name := range imported(m) {
			lib := p.KB.Library(name)
			if lib == nil || seen[lib.Name] || len(lib.Releases) == 0 {
				continue
			}
			seen[lib.Name] = true
			out = append(out, check.JudgedBy(p.Env.Versions(lib, m.Path)))
		}
	}
	slices.SortFunc(out, func(a, b check.Judgement) int {
		return cmp.Or(cmp.Compare(a.Package, b.Package), cmp.Compare(a.Version, b.Version), cmp.Compare(a.From, b.From))
	})
	return slices.Compact(out)
}

// imported are the modules that a file names in absolute imports.
func imported(m *project.Module) []string {
	var out []string
	for _, u := range m.All {
		for i := range u.Values {
			switch v := &u.Values[i]; {
			case v.Op == facts.OpModule, v.Op == facts.OpImport && v.Index == 0:
				out = append(out, v.Str)
			}
		}
	}
	return out
}

func undecided(p *project.Program) int {
	n := 0
	for _, r := range p.Runs() {
		if r.Blind {
			n++
		}
	}
	return n
}
