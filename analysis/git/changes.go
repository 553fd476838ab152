package git

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// Since gives what differs between the files in a folder and the commit where
// HEAD left a branch, tag or commit. Files that git does not know yet are new,
// and lines of a file that only moved did not change.
func Since(ctx context.Context, dir, ref string) (Changes, error) {
	commit, _, err := Read(ctx, dir, "rev-parse", "--verify", "--quiet", "--end-of-options", ref+"^{commit}")
	if err != nil {
		return nil, fmt.Errorf("git knows no such commit here (%w); name a branch, tag or commit of this repository, and fetch it if this is a shallow clone", err)
	}
	base, _, err := Read(ctx, dir, "merge-base", strings.TrimSpace(string(commit)), "HEAD")
	if err != nil {
		return nil, fmt.Errorf("git finds no common commit with HEAD (%w); fetch the full history", err)
	}
	changed, err := differences(ctx, dir, nil, strings.TrimSpace(string(base)))
	if err != nil {
		return nil, err
	}
	fresh, _, err := Read(ctx, dir, "ls-files", "-z", "--others", "--exclude-standard")
	if err != nil {
		return nil, fmt.Errorf("git cannot list new files (%w)", err)
	}
	for _, name := range names(fresh) {
		changed[name] = nil
	}
	return changed, nil
}

// differences compares a commit with the work tree, or with the index.
func differences(ctx context.Context, dir string, index []string, what ...string) (Changes, error) {
	// Everything that the user's configuration could change is said.
	diff := []string{"diff", "--no-color", "--no-ext-diff", "--no-textconv", "--relative", "--find-renames", "--ignore-submodules"}
	patch, _, err := read(ctx, dir, index, nil, append(append(append([]string{}, diff...), "--unified=0", "--inter-hunk-context=0",
		"--src-prefix=a/", "--dst-prefix=b/"), append(what, "--")...))
	if err != nil {
		return nil, fmt.Errorf("git cannot compare (%w)", err)
	}
	counts, _, err := read(ctx, dir, index, nil, append(append(append([]string{}, diff...), "--numstat", "-z"), append(what, "--")...))
	if err != nil {
		return nil, fmt.Errorf("git cannot compare (%w)", err)
	}
	changed := ParsePatch(patch)
	for _, name := range wholly(counts) {
		changed[name] = nil
	}
	return changed, nil
}

// Index is what the next commit would hold.
type Index struct {
	// Changes are the lines that differ from HEAD.
	Changes Changes
	// Tracked are the files in it, by slash path from the folder.
	Tracked map[string]bool
	// Text holds those that differ from the files on disk, or are not there.
	Text map[string][]byte
}

// Staged reads the index of the repository of a folder, as far as it is about
// files in that folder. Wanted chooses the files whose text matters.
func Staged(ctx context.Context, dir string, wanted func(path string) bool) (*Index, error) {
	index := hookIndex(ctx, dir)
	against := []string{"--cached"}
	if _, _, err := Read(ctx, dir, "rev-parse", "--verify", "--quiet", "HEAD"); err != nil {
		if errors.Is(err, ErrMissing) {
			return nil, err
		}
		empty, _, err := read(ctx, dir, nil, nil, []string{"hash-object", "-t", "tree", "--stdin"})
		if err != nil {
			return nil, fmt.Errorf("git cannot compare (%w); run this in a git repository", err)
		}
		against = append(against, strings.TrimSpace(string(empty))) // the first commit is still to be made
	}
	changes, err := differences(ctx, dir, index, against...)
	if err != nil {
		return nil, err
	}
	list, _, err := read(ctx, dir, index, nil, []string{"ls-files", "-z", "--cached"})
	if err != nil {
		return nil, fmt.Errorf("git cannot list the index (%w)", err)
	}
	differ, _, err := read(ctx, dir, index, nil, []string{"diff-files", "--name-only", "-z", "--relative", "--ignore-submodules"})
	if err != nil {
		return nil, fmt.Errorf("git cannot compare the index with the files (%w)", err)
	}
	out := &Index{Changes: changes, Tracked: map[string]bool{}, Text: map[string][]byte{}}
	for _, name := range names(list) {
		out.Tracked[name] = true
	}
	for _, name := range names(differ) {
		if !out.Tracked[name] || !wanted(name) {
			continue
		}
		text, _, err := read(ctx, dir, index, nil, []string{"cat-file", "blob", ":./" + name})
		if err != nil {
			return nil, fmt.Errorf("git cannot read %s from the index (%w); finish the merge first", name, err)
		}
		if text == nil {
			text = []byte{}
		}
		out.Text[name] = text
	}
	return out, nil
}

// names splits a list that ends each name by a zero byte.
func names(list []byte) []string {
	text := strings.TrimSuffix(string(list), "\x00")
	if text == "" {
		return nil
	}
	return strings.Split(text, "\x00")
}
