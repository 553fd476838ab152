package main

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/config"
	"github.com/mlf-core/mlf-lsp/loading"
	"github.com/mlf-core/mlf-lsp/report"
	"golang.org/x/term"
)

// report prints what was found and decides the exit status.
func (c *checker) report(runs []*projectRun) error {
	text, err := c.render(runs)
	if err != nil {
		return err
	}
	if c.status == exitClean {
		c.status = status(runs)
	}
	return c.write(text)
}

// render makes the report.
func (c *checker) render(runs []*projectRun) ([]byte, error) {
	r := c.result(runs)
	opt := report.Options{
		Statistics: c.flags.statistics, ShowFiles: c.flags.showFiles, Verbose: c.flags.verbose,
		Color: c.colors(), Width: c.width(),
	}
	var out bytes.Buffer
	err := report.Write(&out, c.flags.format, r, opt)
	return out.Bytes(), err
}

// write puts a report where it is wanted.
func (c *checker) write(text []byte) error { return c.writeReport(text, c.flags.output) }

// writeReport writes a report to a file, or to standard output where none is
// named.
func (s *session) writeReport(text []byte, file string) error {
	if file == "" {
		_, err := s.stdout.Write(text)
		return err
	}
	if err := os.WriteFile(file, text, 0o644); err != nil {
		return fmt.Errorf("the report cannot be written to %s: %w", file, loading.Cause(err))
	}
	return nil
}

// status is 1 when a finding is at or above the level of its project.
func status(runs []*projectRun) int {
	for _, r := range runs {
		level, some := failSeverity(r.cfg.FailOn)
		for _, f := range r.findings {
			if some && !f.Suppressed && f.Severity >= level {
				return exitFindings
			}
		}
	}
	return exitClean
}

func failSeverity(level config.FailLevel) (sev check.Severity, some bool) {
	return check.ParseSeverity(string(level))
}

// result joins projects to one report, with paths for people.
func (c *checker) result(runs []*projectRun) *report.Result {
	texts := map[string]report.Text{}
	r := &report.Result{
		Version: version(), Rules: metas(), ShowSuppressed: c.flags.showSuppressed,
		Texts: func(file string) report.Text { return texts[file] },
	}
	fixes := map[string]func() []report.Fix{}
	r.Fixes = func(f check.Finding) []report.Fix {
		if make := fixes[findingKey(f)]; make != nil {
			return make()
		}
		return nil
	}
	for _, run := range runs {
		show := func(rel string) string { return c.display(filepath.Join(run.root, filepath.FromSlash(rel))) }
		offer := fixesFor(run, show, fixes)
		for _, f := range run.findings {
			if f.Severity > check.Hint || c.flags.hints {
				shown := displayed(f, run, show)
				r.Findings = append(r.Findings, shown)
				offer(shown, f)
			}
		}
		for _, path := range run.workspace.Paths() {
			if text := run.result.Text(path); text != nil {
				texts[show(path)] = text
			}
		}
		r.Covered = cover(r.Covered, run, show)
	}
	slices.SortStableFunc(r.Findings, check.Compare)
	sortCovered(&r.Covered)
	return r
}

// displayed is a finding with paths for people.
func displayed(f check.Finding, run *projectRun, show func(string) string) check.Finding {
	f.File = show(f.File)
	f.Related = slices.Clone(f.Related)
	for i := range f.Related {
		f.Related[i].File = show(f.Related[i].File)
	}
	if f.Judged != nil {
		j := displayedJudgement(*f.Judged, run, show)
		f.Judged = &j
	}
	return f
}

// displayedJudgement turns "requirements.txt:3" into the path for people; other
// origins, such as "--pin", are no files of the project.
func displayedJudgement(j check.Judgement, run *projectRun, show func(string) string) check.Judgement {
	if i := strings.LastIndexByte(j.From, ':'); i > 0 && run.workspace.File(j.From[:i]) != nil {
		j.From = show(j.From[:i]) + j.From[i:]
	}
	return j
}

// cover adds what was looked at in a project.
func cover(c report.Covered, run *projectRun, show func(string) string) report.Covered {
	for _, path := range run.result.Judged() {
		if run.files[path] {
			c.Files++
			c.Paths = append(c.Paths, show(path))
		}
	}
	for _, e := range run.result.Entries {
		if !run.files[e.Module.Path] {
			continue
		}
		entry := report.EntryPoint{File: show(e.Module.Path), Kind: e.Kind}
		if e.Func != nil {
			entry.Name = e.Func.Name
		}
		c.EntryPoints = append(c.EntryPoints, entry)
	}
	for _, j := range run.result.Versions {
		c.Versions = append(c.Versions, displayedJudgement(j, run, show))
	}
	for _, s := range run.result.Skipped {
		if run.files[s.Path] {
			c.Skipped = append(c.Skipped, report.Skip{File: show(s.Path), Reason: s.Reason})
		}
	}
	c.Undecided += run.result.Undecided
	return c
}

// sortCovered puts what several projects gave in one order.
func sortCovered(c *report.Covered) {
	slices.Sort(c.Paths)
	slices.SortStableFunc(c.EntryPoints, func(a, b report.EntryPoint) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Name, b.Name))
	})
	slices.SortStableFunc(c.Skipped, func(a, b report.Skip) int { return cmp.Compare(a.File, b.File) })
}

// colors tells whether the report is coloured: as asked, else on a terminal
// unless NO_COLOR is set (https://no-color.org).
func (c *checker) colors() bool {
	switch c.flags.color {
	case "always":
		return true
	case "never":
		return false
	}
	return os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && c.flags.output == "" && isTerminal(c.stdout)
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// width is that of the terminal in columns, 0 when the report goes elsewhere.
func (c *checker) width() int {
	f, ok := c.stdout.(*os.File)
	if !ok || c.flags.output != "" {
		return 0
	}
	columns, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0
	}
	return columns
}
