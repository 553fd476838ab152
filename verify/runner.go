// Package verify runs a command several times, each time in a fresh copy of the
// project, and compares what came out: exit statuses, printed numbers, files.
// It is the only part of mlf-lsp that runs the user's code, and only on request.
//
// The way of the data: Runner (copies, starts, watches) → Record (what one run
// did, a value that can be saved) → Compare → Report → text, JSON, Markdown,
// HTML. Records of several machines enter at Compare.
package verify

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/mlf-core/mlf-lsp/hardware"
	"github.com/mlf-core/mlf-lsp/loading"
)

// Options say how runs go.
type Options struct {
	// Command and its arguments; Dir is its working folder, in the project Root.
	Command   []string
	Root, Dir string
	// Outputs are paths or patterns, relative to Root, of what is compared; all
	// that a run wrote when empty. Ignore are those left out.
	Outputs, Ignore []string
	// Link are data that runs read where they lie, Copy what is copied although
	// it is large; both relative to Root.
	Link, Copy []string
	// Timeout is that of one run and MaxDisk the bytes that copies and runs may
	// take together; 0 for no limit.
	Timeout time.Duration
	MaxDisk int64
	// Scratch is the folder for copies; the system's when empty.
	Scratch string
	// KeepValues puts all values into records, not only small ones.
	KeepValues bool
	// Version is that of mlf-lsp.
	Version string
	// Hardware is put into every record.
	Hardware *hardware.Report
}

// Run says which run to make.
type Run struct {
	Mode  string // "" for the program as it is
	N     int    // counts from 1 within the mode
	Env   map[string]string
	Unset []string // variables to take away
	Hooks []Hook
}

// Runner makes runs, one after the other.
type Runner struct {
	opt   Options
	space *workspace
	count int
}

// ErrCannotRun is wrapped by errors that say why no run could be made.
var ErrCannotRun = errors.New("the command could not be run")

// NewRunner copies the project. Close removes all copies and what runs wrote.
func NewRunner(ctx context.Context, o Options) (*Runner, error) {
	var err error
	for _, path := range []*string{&o.Root, &o.Dir} {
		if *path, err = filepath.Abs(*path); err != nil {
			return nil, err
		}
		if *path, err = filepath.EvalSymlinks(*path); err != nil {
			return nil, fmt.Errorf("the project cannot be read: %w", loading.Cause(err))
		}
	}
	if !loading.Below(o.Root, o.Dir) {
		return nil, fmt.Errorf("the working folder %s is not in the project %s", o.Dir, o.Root)
	}
	for _, p := range slices.Concat(o.Outputs, o.Link, o.Copy) {
		if !filepath.IsLocal(filepath.FromSlash(p)) {
			return nil, fmt.Errorf("%s is not a path in the project %s", p, o.Root)
		}
	}
	space, err := openWorkspace(ctx, o.Root, o.Dir, o)
	if err != nil {
		return nil, err
	}
	return &Runner{opt: o, space: space}, nil
}

// Close removes the copies and what runs wrote.
func (r *Runner) Close() { r.space.close() }

// Root is the folder of the project.
func (r *Runner) Root() string { return r.opt.Root }

// Linked are the data that runs read where they lie, relative to the project.
func (r *Runner) Linked() []string {
	return slices.DeleteFunc(slices.Clone(r.space.tree.linked), func(p string) bool { return p == ".git" })
}

// Touched are files of the user that changed since the runner was made: by the
// user, or by a program that writes to absolute paths or through linked data.
func (r *Runner) Touched() []string { return r.space.touched() }

// Run makes one run and records it. A command that fails is a record; an error
// says why there is none.
func (r *Runner) Run(ctx context.Context, run Run) (*Record, error) {
	r.count++
	if err := r.space.fresh(r.count); err != nil {
		return nil, fmt.Errorf("no working copy can be made: %w", loading.Cause(err))
	}
	dir := filepath.Join(r.space.scratch, fmt.Sprintf("run-%04d", r.count))
	hooks := append([]Hook{processHook}, run.Hooks...)
	for _, sub := range []string{dir, filepath.Join(r.space.scratch, "tmp")} {
		if err := errors.Join(os.RemoveAll(sub), os.MkdirAll(sub, 0o755)); err != nil {
			return nil, err
		}
	}
	inject := filepath.Join(r.space.scratch, "hooks")
	if err := errors.Join(os.RemoveAll(inject), writeHooks(inject, hooks)); err != nil {
		return nil, err
	}
	before := stamps(r.space.work, "")
	rec := &Record{
		Schema: RecordSchema, Version: r.opt.Version, Command: r.opt.Command, Mode: run.Mode, Run: run.N,
		Hardware: r.opt.Hardware, Dir: dir, Files: filepath.Join(dir, "files"),
	}
	p := &process{
		args: r.args(), dir: filepath.Join(r.space.work, r.space.below), env: r.environment(run, dir, inject, hooks),
		timeout: r.opt.Timeout, stdout: filepath.Join(dir, "stdout"), stderr: filepath.Join(dir, "stderr"),
		size: func(limit int64) int64 { return treeSize(r.space.scratch, limit) }, maxDisk: r.opt.MaxDisk,
	}
	if err := p.run(ctx, rec); err != nil {
		return nil, err
	}
	return rec, r.collect(rec, before)
}

// args is the command with the project's folder replaced by the working copy.
func (r *Runner) args() []string {
	out := make([]string, len(r.opt.Command))
	for i, a := range r.opt.Command {
		out[i] = r.moved(a)
	}
	return out
}

// moved replaces the project's folder in a text by the working copy.
func (r *Runner) moved(text string) string {
	return movePaths(text, r.opt.Root, r.space.work)
}

// movePaths replaces a folder where it is a whole path or the beginning of one.
func movePaths(text, from, to string) string {
	var out strings.Builder
	for {
		i := strings.Index(text, from)
		if i < 0 || from == string(filepath.Separator) {
			out.WriteString(text)
			return out.String()
		}
		end := i + len(from)
		out.WriteString(text[:i])
		if end == len(text) || strings.ContainsRune("/\\:;,= \"'", rune(text[end])) {
			out.WriteString(to)
		} else {
			out.WriteString(from)
		}
		text = text[end:]
	}
}

// environment is the user's, for a program that lives in the working copy.
func (r *Runner) environment(run Run, dir, inject string, hooks []Hook) []string {
	env := map[string]string{}
	for _, pair := range os.Environ() {
		if k, v, ok := strings.Cut(pair, "="); ok {
			env[k] = r.moved(v)
		}
	}
	for _, k := range run.Unset {
		delete(env, k)
	}
	maps.Copy(env, run.Env)
	maps.Copy(env, hookEnv(inject, dir, hooks, env["PYTHONPATH"]))
	env["PWD"] = filepath.Join(r.space.work, r.space.below)
	env["TMPDIR"] = filepath.Join(r.space.scratch, "tmp")
	env["GIT_OPTIONAL_LOCKS"] = "0"
	env["MLF_LSP_ROOT"] = r.space.work
	var out []string
	for _, k := range slices.Sorted(maps.Keys(env)) {
		out = append(out, k+"="+env[k])
	}
	return out
}

// find says where a program lies, as a shell in the working copy would.
func find(name, dir string) (string, error) {
	if strings.ContainsRune(name, filepath.Separator) && !filepath.IsAbs(name) {
		name = filepath.Join(dir, name)
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return "", fmt.Errorf("%w: %s is no program here; write the command after `--`, as in `mlf-lsp verify -- python train.py`", ErrCannotRun, name)
	}
	return path, nil
}
