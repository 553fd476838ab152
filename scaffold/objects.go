package scaffold

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// treeEntry is a file in a tree of git.
type treeEntry struct{ mode, object string }

// blob writes a file's bytes as they are.
func (r *repository) blob(data []byte) (string, error) {
	return r.feed(data, nil, "hash-object", "-w", "--stdin", "--no-filters")
}

// tree lists the files of a commit.
func (r *repository) tree(commit string) (map[string]treeEntry, error) {
	out, err := r.run("ls-tree", "-r", "-z", "--full-tree", commit)
	if err != nil {
		return nil, err
	}
	entries := map[string]treeEntry{}
	for line := range strings.SplitSeq(strings.TrimSuffix(out, "\x00"), "\x00") {
		meta, name, ok := strings.Cut(line, "\t")
		if words := strings.Fields(meta); ok && len(words) == 3 {
			entries[name] = treeEntry{words[0], words[2]}
		}
	}
	return entries, nil
}

// writeTree writes a tree through an index of its own.
func (r *repository) writeTree(entries map[string]treeEntry) (string, error) {
	folder, err := os.MkdirTemp("", "mlf-lsp-index-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(folder)
	index := []string{"GIT_INDEX_FILE=" + filepath.Join(folder, "index")}
	var lines bytes.Buffer
	for _, name := range sortedKeys(entries) {
		fmt.Fprintf(&lines, "%s %s\t%s\x00", entries[name].mode, entries[name].object, name)
	}
	if _, err := r.feed(lines.Bytes(), index, "update-index", "-z", "--index-info"); err != nil {
		return "", err
	}
	return r.feed(nil, index, "write-tree")
}

func (r *repository) commitTree(tree, message string, parents ...string) (string, error) {
	args := []string{"commit-tree", tree, "-m", message}
	for _, p := range parents {
		args = append(args, "-p", p)
	}
	out, err := r.run(args...)
	return strings.TrimSpace(out), err
}

// merge merges two commits without touching files; it returns the tree, or the
// files in conflict.
func (r *repository) merge(ours, theirs string) (string, []string, error) {
	cmd := r.command(nil, "merge-tree", "--write-tree", "--name-only", "-z", "--no-messages", ours, theirs)
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	exit, failed := errors.AsType[*exec.ExitError](err)
	if err != nil && (!failed || exit.ExitCode() != 1) {
		return "", nil, fmt.Errorf("git cannot merge; it must be version 2.38 or newer: %s", strings.TrimSpace(complaint.String()))
	}
	fields := strings.Split(strings.Trim(string(out), "\x00"), "\x00")
	if !failed {
		return strings.TrimSpace(fields[0]), nil, nil
	}
	conflicts := slices.DeleteFunc(fields[1:], func(name string) bool { return name == "" })
	slices.Sort(conflicts)
	return fields[0], slices.Compact(conflicts), nil
}

func (r *repository) command(env []string, args ...string) *exec.Cmd {
	all := append([]string{"-c", "core.hooksPath=" + os.DevNull}, r.who...)
	cmd := exec.CommandContext(r.ctx, "git", append(all, args...)...)
	cmd.Dir = r.folder
	cmd.Env = append(append(os.Environ(), "GIT_TERMINAL_PROMPT=0", "LC_ALL=C"), env...)
	return cmd
}

// feed runs git with bytes on its standard input and returns its first line.
func (r *repository) feed(data []byte, env []string, args ...string) (string, error) {
	cmd := r.command(env, args...)
	cmd.Stdin = bytes.NewReader(data)
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("git %s failed: %s", args[0], strings.TrimSpace(complaint.String()))
	}
	return strings.TrimSpace(string(out)), nil
}
