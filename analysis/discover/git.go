package discover

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

// gitLimit is the time after which git is given up for the whole run.
const gitLimit = 10 * time.Second

var (
	errNoGit   = errors.New("git is not installed")
	errSlowGit = fmt.Errorf("no answer within %v", gitLimit)
)

// workTree is the nearest folder at or above dir that holds a .git, "" for none.
func workTree(dir string) string {
	for {
		if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return ""
		}
		dir = parent
	}
}

// listed takes what git knows and does not ignore below d, a folder of the work
// tree at top. It is false, and nothing is taken, when the folder must be
// walked: because git fails, or because the folder itself is ignored.
func (f *finder) listed(ctx context.Context, d folder, top string) (bool, error) {
	ignored := make(chan bool, 1)
	go func() { ignored <- isIgnored(ctx, d.real, top) }()
	out, warnings, err := git(ctx, d.real, "ls-files", "-z", "-t", "--stage", "--cached", "--others", "--exclude-standard")
	if <-ignored {
		return false, ctx.Err()
	}
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	if err != nil {
		f.note("%s: git cannot list this folder (%v), so that ignored files are checked too", f.display(d.abs), err)
		if err == errNoGit || err == errSlowGit {
			f.git = false
		}
		return false, nil
	}
	l := &listing{finder: f, top: d, folders: map[string]verdict{}}
	l.parse(out)
	l.unreadable(top, warnings)
	return true, l.take(ctx)
}

// isIgnored tells whether git ignores the folder itself, as it does a named
// folder of data or results; ls-files would list next to nothing there.
func isIgnored(ctx context.Context, dir, top string) bool {
	rel, ok := below(top, dir)
	if !ok || rel == "" {
		return false
	}
	// "./" keeps a leading colon from being read as pathspec magic.
	_, _, err := git(ctx, top, "check-ignore", "-q", "--no-index", "--", "./"+filepath.ToSlash(rel)+"/")
	return err == nil
}

// git runs a reading command of git in dir. The error says in a few words why
// there is no answer.
func git(ctx context.Context, dir string, args ...string) (stdout, stderr []byte, err error) {
	limited, cancel := context.WithTimeout(ctx, gitLimit)
	defer cancel()
	args = append([]string{"--no-pager", "-c", "core.fsmonitor=false", "-c", "core.quotepath=off"}, args...)
	cmd := exec.CommandContext(limited, "git", args...)
	cmd.Dir, cmd.Env, cmd.WaitDelay = dir, gitEnvironment(), time.Second
	var out, warn bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &warn
	err = cmd.Run()
	switch {
	case err == nil:
		return out.Bytes(), warn.Bytes(), nil
	case errors.Is(err, exec.ErrNotFound):
		return nil, nil, errNoGit
	case limited.Err() != nil:
		return nil, nil, errSlowGit
	}
	if line, _, _ := strings.Cut(strings.TrimSpace(warn.String()), "\n"); line != "" {
		return nil, nil, errors.New(line)
	}
	return nil, nil, err
}

// gitEnvironment is ours without what a hook of git would tell its children
// about another repository; the user's own configuration stays.
func gitEnvironment() []string {
	var env []string
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "GIT_") || strings.HasPrefix(v, "GIT_CONFIG") || strings.HasPrefix(v, "GIT_EXEC_PATH=") {
			env = append(env, v)
		}
	}
	return append(env, "GIT_OPTIONAL_LOCKS=0", "GIT_NO_LAZY_FETCH=1", "GIT_TERMINAL_PROMPT=0", "GIT_PAGER=cat", "LC_ALL=C")
}
