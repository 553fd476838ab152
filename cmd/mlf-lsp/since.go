package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/analysis/source"
)

// changedLines are the lines of files that changed, by path from the project's
// root. A nil list stands for the whole file.
type changedLines map[string][]lineRange

// lineRange is lines [first, end), counted from 0.
type lineRange struct{ first, end int }

// onlySince keeps the findings of lines that changed since the point where the
// work left --since: those that lie there or name a related place there.
func (c *checker) onlySince(ctx context.Context, r *projectRun) error {
	if c.flags.since == "" {
		return nil
	}
	changed, err := changesSince(ctx, r.root, c.flags.since)
	if err != nil {
		return fmt.Errorf("--since %s: %w", c.flags.since, err)
	}
	r.findings = slices.DeleteFunc(r.findings, func(f check.Finding) bool {
		return !r.touched(changed, f.Place) &&
			!slices.ContainsFunc(f.Related, func(p check.Related) bool { return r.touched(changed, p.Place) })
	})
	return nil
}

// touched tells whether a place lies on changed lines. The lines of a notebook's
// file are not those of its cells, so that a changed notebook is taken whole.
func (r *projectRun) touched(changed changedLines, p check.Place) bool {
	ranges, ok := changed[p.File]
	text := r.result.Text(p.File)
	if !ok || ranges == nil || text == nil || source.KindOf(p.File) == source.Notebook {
		return ok
	}
	first, last := text.LineOf(p.Start), text.LineOf(max(p.Start, p.End-1))
	return slices.ContainsFunc(ranges, func(l lineRange) bool { return first < l.end && last >= l.first })
}

// changesSince asks git what differs between the files in dir and the commit
// where HEAD left ref. Files that git does not know yet are new.
func changesSince(ctx context.Context, dir, ref string) (changedLines, error) {
	commit, err := gitRead(ctx, dir, "rev-parse", "--verify", "--quiet", "--end-of-options", ref+"^{commit}")
	if err != nil {
		return nil, fmt.Errorf("git knows no such commit here (%w); name a branch, tag or commit of this repository, and fetch it if this is a shallow clone", err)
	}
	base, err := gitRead(ctx, dir, "merge-base", strings.TrimSpace(string(commit)), "HEAD")
	if err != nil {
		return nil, fmt.Errorf("git finds no common commit with HEAD (%w); fetch the full history", err)
	}
	patch, err := gitRead(ctx, dir, "diff", "--no-color", "--no-ext-diff", "--no-textconv", "--relative", "--unified=0",
		"--inter-hunk-context=0", "--ignore-submodules", "--src-prefix=a/", "--dst-prefix=b/", strings.TrimSpace(string(base)), "--")
	if err != nil {
		return nil, fmt.Errorf("git cannot compare (%w)", err)
	}
	fresh, err := gitRead(ctx, dir, "ls-files", "-z", "--others", "--exclude-standard")
	if err != nil {
		return nil, fmt.Errorf("git cannot list new files (%w)", err)
	}
	changed := parsePatch(string(patch))
	for name := range strings.SplitSeq(string(fresh), "\x00") {
		if name != "" {
			changed[name] = nil
		}
	}
	return changed, nil
}

// parsePatch reads a patch without context, as git writes it.
func parsePatch(patch string) changedLines {
	out := changedLines{}
	file, body := "", 0 // body is the number of lines left of the present hunk
	for line := range strings.Lines(patch) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case body > 0 && (strings.HasPrefix(line, "+") || strings.HasPrefix(line, "-")):
			body--
		case strings.HasPrefix(line, "+++ "):
			file = patchedName(strings.TrimPrefix(line, "+++ "))
		case strings.HasPrefix(line, "@@ "):
			fields := strings.Fields(line)
			if len(fields) < 3 {
				continue
			}
			_, removed := hunkSide(fields[1])
			first, added := hunkSide(fields[2])
			body = removed + added
			if added > 0 && file != "" {
				out[file] = append(out[file], lineRange{first - 1, first - 1 + added})
			}
		}
	}
	return out
}

// patchedName is the path in a header of a patch, "" when the file went away.
// Git quotes unusual names as C does, and ends those with a space by a tab.
func patchedName(s string) string {
	if name, err := strconv.Unquote(s); err == nil {
		s = name
	}
	name, ok := strings.CutPrefix(strings.TrimSuffix(s, "\t"), "b/")
	if !ok {
		return ""
	}
	return name
}

// hunkSide reads "-12,3" or "+12": the first line, from 1, and their number.
func hunkSide(s string) (first, n int) {
	at, count, some := strings.Cut(strings.TrimLeft(s, "+-"), ",")
	first, _ = strconv.Atoi(at)
	if n = 1; some {
		n, _ = strconv.Atoi(count)
	}
	return first, n
}

// gitRead runs a reading command of git. Inside a hook, git's variables name
// the repository of the hook, which need not be that of dir.
func gitRead(ctx context.Context, dir string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "git", append([]string{"--no-pager", "-c", "core.fsmonitor=false", "-c", "core.quotepath=off"}, args...)...)
	cmd.Dir = dir
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "GIT_") || strings.HasPrefix(v, "GIT_CONFIG") || strings.HasPrefix(v, "GIT_EXEC_PATH=") {
			cmd.Env = append(cmd.Env, v)
		}
	}
	cmd.Env = append(cmd.Env, "GIT_OPTIONAL_LOCKS=0", "GIT_NO_LAZY_FETCH=1", "LC_ALL=C")
	var warn bytes.Buffer
	cmd.Stderr = &warn
	out, err := cmd.Output()
	if errors.Is(err, exec.ErrNotFound) {
		return nil, errors.New("git is not installed")
	}
	if line, _, _ := strings.Cut(strings.TrimSpace(warn.String()), "\n"); err != nil && line != "" {
		return nil, errors.New(line)
	}
	return out, err
}
