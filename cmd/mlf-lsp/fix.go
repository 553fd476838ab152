package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/codeactions"
	"github.com/mlf-core/mlf-lsp/hardware"
	"github.com/mlf-core/mlf-lsp/loading"
	"github.com/mlf-core/mlf-lsp/report"
	"github.com/rogpeppe/go-internal/diff"
)

// fix applies fixes to the judged projects, and writes the files or prints a
// patch.
func (c *checker) fix(ctx context.Context, runs []*projectRun) error {
	var changes []absoluteChange
	fixed := 0
	for _, r := range runs {
		if ctx.Err() != nil {
			return errors.New("interrupted")
		}
		out := codeactions.FixAll(r.workspace, codeactions.Request{
			Wanted: c.wanted(r), May: c.may(r), Raw: func(path string) ([]byte, error) { return c.raw(r, path) },
			Installed: sync.OnceValue(func() map[string]string { return hardware.Releases(r.root) }),
		})
		for _, reason := range out.Refused {
			c.trouble(errors.New(reason))
		}
		for _, ch := range out.Changes {
			changes = append(changes, absoluteChange{ch, filepath.Join(r.root, filepath.FromSlash(ch.Path))})
		}
		fixed += out.Fixed
		if err := c.settle(r, out); err != nil {
			return err
		}
	}
	if c.flags.diff {
		return c.printDiff(changes)
	}
	if err := writeTogether(changes); err != nil {
		return err
	}
	if fixed > 0 {
		fmt.Fprintf(c.stderr, "Fixed %s in %s.\n", plural(fixed, "finding"), plural(len(changes), "file"))
	}
	return c.report(runs)
}

// settle makes the outcome of fixing what is reported.
func (c *checker) settle(r *projectRun, out codeactions.Outcome) error {
	if len(out.Changes) == 0 {
		return nil
	}
	r.workspace, r.result, r.findings = out.Workspace, out.Workspace.Check(), nil
	for _, f := range r.result.Findings {
		if r.files[f.File] || f.Code == check.InvalidConfiguration.Code {
			r.findings = append(r.findings, f)
		}
	}
	return c.applyBaseline(r)
}

// wanted are the findings that the report of the project has.
func (c *checker) wanted(r *projectRun) func(check.Finding) bool {
	accepted := map[check.Place]bool{}
	for _, f := range r.findings {
		if f.Suppressed {
			accepted[f.Place] = true
		}
	}
	return func(f check.Finding) bool {
		return r.files[f.File] && (f.Severity > check.Hint || c.flags.hints) && !accepted[f.Place]
	}
}

// may tells which fixes are applied: safe ones, others when asked for, and only
// in files that were asked for.
func (c *checker) may(r *projectRun) func(codeactions.Fix) bool {
	return func(x codeactions.Fix) bool {
		if x.Safety != codeactions.Safe && !c.flags.unsafeFixes {
			return false
		}
		for _, path := range codeactions.Files(x.Edits) {
			if !r.files[path] {
				return false
			}
		}
		return true
	}
}

// raw reads a file again and refuses one that is no longer what was judged.
func (c *checker) raw(r *projectRun, path string) ([]byte, error) {
	abs := filepath.Join(r.root, filepath.FromSlash(path))
	if c.stdin != nil && abs == c.stdin.abs {
		return c.stdin.raw, nil
	}
	raw, err := os.ReadFile(abs)
	if err != nil {
		return nil, fmt.Errorf("it cannot be read: %w", loading.Cause(err))
	}
	if f := r.workspace.File(path); f == nil || f.Hash() != hashOf(raw) {
		return nil, errors.New("it changed while it was being checked; run the command again")
	}
	return raw, nil
}

// printDiff prints a patch that "git apply" takes in the working directory.
func (c *checker) printDiff(changes []absoluteChange) error {
	var out bytes.Buffer
	for _, ch := range changes {
		name := c.display(ch.abs)
		out.Write(diff.Diff(patchName("a/"+name), ch.Before, patchName("b/"+name), ch.After))
	}
	if c.status == exitClean && len(changes) > 0 {
		c.status = exitFindings
	}
	return c.write(out.Bytes())
}

// patchName quotes a name as Git does when it has to.
func patchName(name string) string {
	if strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == '"' || r == '\\' }) {
		return strconv.Quote(name)
	}
	return name
}

// fixesFor gives the fixes of findings as reports show them, with paths for
// people. Findings are asked about by the form they are displayed in.
func fixesFor(run *projectRun, show func(string) string, known map[string]func() []report.Fix) func(shown, f check.Finding) {
	fixer := codeactions.New(run.workspace)
	return func(shown, f check.Finding) {
		known[findingKey(shown)] = func() []report.Fix {
			var out []report.Fix
			for _, x := range fixer.For(f) {
				if x.Safety != codeactions.NeedsInput { // nothing that a command could apply
					out = append(out, shownFix(x, show))
				}
			}
			return out
		}
	}
}

func findingKey(f check.Finding) string {
	return fmt.Sprintf("%s\x00%d\x00%d\x00%s\x00%s\x00%s", f.File, f.Start, f.End, f.Code, f.Symbol, f.Message)
}

// shownFix leaves new cells to editors: reports can only say replacements.
func shownFix(x codeactions.Fix, show func(string) string) report.Fix {
	out := report.Fix{Title: x.Title, Safety: report.Unsafe}
	if x.Safety == codeactions.Safe {
		out.Safety = report.Safe
	}
	for _, e := range x.Edits {
		text := e.NewText
		if e.NewCell {
			text += "\n"
		}
		out.Edits = append(out.Edits, report.Edit{File: show(e.File), Start: e.Start, End: e.End, NewText: text})
	}
	return out
}

// absoluteChange is a change and where the file lies.
type absoluteChange struct {
	codeactions.Change
	abs string
}

// writeTogether writes all files or none: each is written beside its target
// first, nothing is put in place while one of them is not what it was, and what
// was put in place is taken back when a later one fails.
func writeTogether(changes []absoluteChange) error {
	for i := range changes {
		if real, err := filepath.EvalSymlinks(changes[i].abs); err == nil {
			changes[i].abs = real
		}
	}
	var temps []string
	defer func() {
		for _, t := range temps {
			os.Remove(t)
		}
	}()
	for _, ch := range changes {
		tmp, err := writeBeside(ch)
		if err != nil {
			return fmt.Errorf("nothing was changed: %s cannot be written: %w", ch.Path, loading.Cause(err))
		}
		temps = append(temps, tmp)
	}
	for _, ch := range changes {
		if now, err := os.ReadFile(ch.abs); err != nil || !bytes.Equal(now, ch.Before) {
			return fmt.Errorf("nothing was changed: %s changed in the meantime; run the command again", ch.Path)
		}
	}
	for i, ch := range changes {
		if err := os.Rename(temps[i], ch.abs); err != nil {
			undo := slices.Clone(changes[:i])
			for _, done := range undo {
				err = errors.Join(err, replaceFile(done.abs, done.Before))
			}
			return fmt.Errorf("nothing was changed: %s cannot be replaced: %w", ch.Path, loading.Cause(err))
		}
	}
	return nil
}

func writeBeside(ch absoluteChange) (string, error) {
	info, err := os.Stat(ch.abs)
	if err != nil {
		return "", err
	}
	tmp, err := os.CreateTemp(filepath.Dir(ch.abs), ".mlf-lsp-*")
	if err != nil {
		return "", err
	}
	_, err = tmp.Write(ch.After)
	if err = errors.Join(err, tmp.Chmod(info.Mode().Perm()), tmp.Close()); err != nil {
		os.Remove(tmp.Name())
		return "", err
	}
	return tmp.Name(), nil
}

func hashOf(raw []byte) [sha256.Size]byte { return sha256.Sum256(raw) }
