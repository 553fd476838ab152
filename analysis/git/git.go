// Package git asks git about a work tree: which lines changed, and what its
// index holds. It only reads, and does without git where there is none.
package git

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Limit is the time after which an answer is given up.
const Limit = 10 * time.Second

// Why there is no answer, where git itself says nothing.
var (
	ErrMissing = errors.New("git is not installed")
	ErrSlow    = fmt.Errorf("no answer within %v", Limit)
)

// Read runs a reading command of git in a folder and returns what it prints,
// and what it warns of. The error says in a few words why there is no answer.
func Read(ctx context.Context, dir string, args ...string) (stdout, stderr []byte, err error) {
	return read(ctx, dir, nil, nil, args)
}

func read(ctx context.Context, dir string, variables []string, input []byte, args []string) (stdout, stderr []byte, err error) {
	limited, cancel := context.WithTimeout(ctx, Limit)
	defer cancel()
	args = append([]string{"--no-pager", "-c", "core.fsmonitor=false", "-c", "core.quotepath=off"}, args...)
	cmd := exec.CommandContext(limited, "git", args...)
	cmd.Dir, cmd.Env, cmd.WaitDelay = dir, append(environment(), variables...), time.Second
	var out, warn bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(input), &out, &warn
	err = cmd.Run()
	switch {
	case err == nil:
		return out.Bytes(), warn.Bytes(), nil
	case errors.Is(err, exec.ErrNotFound):
		return nil, nil, ErrMissing
	case ctx.Err() != nil:
		return nil, nil, ctx.Err()
	case limited.Err() != nil:
		return nil, nil, ErrSlow
	}
	if line, _, _ := strings.Cut(strings.TrimSpace(warn.String()), "\n"); line != "" {
		return nil, nil, errors.New(line)
	}
	return nil, nil, err
}

// environment is ours without what a hook of git tells its children about its
// repository, which need not be the one that is asked about; the user's own
// configuration stays.
func environment() []string {
	var env []string
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "GIT_") || strings.HasPrefix(v, "GIT_CONFIG") || strings.HasPrefix(v, "GIT_EXEC_PATH=") {
			env = append(env, v)
		}
	}
	return append(env, "GIT_OPTIONAL_LOCKS=0", "GIT_NO_LAZY_FETCH=1", "GIT_TERMINAL_PROMPT=0", "GIT_PAGER=cat", "LC_ALL=C")
}

// hookIndex is the index that a hook of git was given for the repository of a
// folder: `git commit -a` and `git commit FILE` commit from a temporary one.
// It is empty for the ordinary index.
func hookIndex(ctx context.Context, dir string) []string {
	name := os.Getenv("GIT_INDEX_FILE")
	if name == "" {
		return nil
	}
	abs, err := filepath.Abs(name)
	if err != nil {
		return nil
	}
	out, _, err := Read(ctx, dir, "rev-parse", "--absolute-git-dir")
	if err != nil || !sameFolder(filepath.Dir(abs), strings.TrimSuffix(string(out), "\n")) {
		return nil
	}
	return []string{"GIT_INDEX_FILE=" + abs}
}

func sameFolder(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(filepath.FromSlash(b))
	return err == nil && os.SameFile(x, y)
}
