package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/mlf-core/mlf-lsp/loading"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/analysis/source"
	"github.com/mlf-core/mlf-lsp/analysis/suppress"
)

// addIgnores writes a suppression for each finding into its file.
func (c *checker) addIgnores(runs []*projectRun) error {
	added, files := 0, 0
	for _, r := range runs {
		for _, group := range byFile(r.findings) {
			n, err := c.addIgnoresTo(r, group)
			if err != nil {
				c.trouble(fmt.Errorf("%s: %w", c.display(filepath.Join(r.root, group[0].File)), err))
			}
			if n > 0 {
				added, files = added+n, files+1
			}
		}
	}
	fmt.Fprintf(c.stderr, "Added suppressions for %s in %s.\n", plural(added, "finding"), plural(files, "file"))
	return nil
}

// byFile groups findings in order, without those that are silenced already or
// are about suppressions themselves.
func byFile(list []check.Finding) [][]check.Finding {
	var out [][]check.Finding
	for _, f := range list {
		switch {
		case f.Suppressed, f.Code == check.UnusedSuppression.Code, f.Code == check.UnknownRuleInSuppression.Code:
		case len(out) > 0 && out[len(out)-1][0].File == f.File:
			out[len(out)-1] = append(out[len(out)-1], f)
		default:
			out = append(out, []check.Finding{f})
		}
	}
	return out
}

// addIgnoresTo edits one file and gives the number of findings it silenced.
func (c *checker) addIgnoresTo(r *projectRun, list []check.Finding) (int, error) {
	path := list[0].File
	text := r.workspace.File(path)
	switch {
	case text == nil:
		return 0, errors.New("the file cannot be read, so no comment can be added")
	case text.Kind == source.Notebook:
		return 0, errors.New("comments are not added to notebooks; add them in the cells or use per-file-ignores")
	}
	edits, left := r.workspace.Ignores(path, list)
	for _, f := range left {
		c.trouble(fmt.Errorf("%s:%d: no comment can stand on the line of this %s finding; use per-file-ignores or a baseline",
			c.display(filepath.Join(r.root, path)), text.LineOf(f.Start)+1, f.Code))
	}
	if len(edits) == 0 {
		return 0, nil
	}
	raw, err := text.Encode(apply(text.Text(), edits))
	if err != nil {
		return 0, err
	}
	if err := replaceFile(filepath.Join(r.root, filepath.FromSlash(path)), raw); err != nil {
		return 0, fmt.Errorf("the file cannot be written: %w", loading.Cause(err))
	}
	return len(list) - len(left), nil
}

// apply makes edits that are in order and do not overlap.
func apply(text string, edits []suppress.Edit) string {
	var out strings.Builder
	last := 0
	for _, e := range edits {
		out.WriteString(text[last:e.Start])
		out.WriteString(e.New)
		last = e.End
	}
	out.WriteString(text[last:])
	return out.String()
}

// replaceFile writes a file by way of another, so that it is never half
// written, and keeps its permissions and the links to it.
func replaceFile(path string, raw []byte) error {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".mlf-lsp-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(raw)
	err = errors.Join(err, tmp.Chmod(info.Mode().Perm()), tmp.Close())
	if err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}
