package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mlf-core/mlf-lsp/tools/lsp/editor"
)

// file is the one that is edited.
const file = "model.py"

// session is one server with the file open, in the middle of the trace.
type session struct {
	server
	pull    bool // diagnostics are asked for, else they are waited for
	e       *editor.Editor
	cancel  context.CancelFunc
	started time.Duration // from the start of the process to the first diagnostics
	pressed int           // keys
	times   []time.Duration
	silent  int // keys after which nothing was sent
	spent   time.Duration
	memory  int64 // most that the processes held, bytes
	failed  error
	ended   bool
}

// begin starts a server on a folder of its own that holds the project.
func begin(s server, pull bool, t trace, dir string) *session {
	x := &session{server: s, pull: pull}
	for name, text := range map[string]string{
		file: t.text, "requirements.txt": "torch==2.4.0\nnumpy==1.26.4\n",
		"pyproject.toml": "[tool.ruff.lint]\nselect = [\"NPY\", \"S\", \"PTH\"]\n",
	} {
		if x.failed = errors.Join(os.MkdirAll(dir, 0o755), os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644)); x.failed != nil {
			return x
		}
	}
	capabilities := editor.Code()
	documents := capabilities["textDocument"].(editor.Object)
	documents["publishDiagnostics"].(editor.Object)["versionSupport"] = true
	if !pull {
		delete(documents, "diagnostic")
	}
	ctx, cancel := context.WithCancel(context.Background())
	x.cancel = cancel
	start := time.Now()
	x.e, x.failed = editor.Start(ctx, editor.Options{Command: s.command, Root: dir, Capabilities: capabilities, Stderr: io.Discard, Env: []string{"NO_COLOR=1"}})
	if x.failed == nil {
		x.failed = x.e.Open(file)
	}
	if x.failed == nil && pull {
		x.failed = x.e.Ready(file)
	}
	if x.failed == nil {
		var at time.Time
		if at, x.failed = x.diagnostics(editor.Patience); x.failed == nil {
			x.started = at.Sub(start)
		}
	}
	return x
}

// diagnostics waits for those of the text as it is now, and tells when they
// came. A server that sends them is not heard when it has nothing new to say.
func (x *session) diagnostics(patience time.Duration) (time.Time, error) {
	if x.pull && x.e.Pulls() {
		id, err := x.e.Ask("textDocument/diagnostic", editor.Object{"textDocument": editor.Object{"uri": x.e.Doc(file).URI}})
		if err != nil {
			return time.Time{}, err
		}
		a, err := x.e.Wait(id)
		if err == nil && a.Error != nil {
			err = errors.New(a.Error.Message)
		}
		return a.At, err
	}
	version := x.e.Doc(file).Version
	p, err := x.e.PushedWhere(file, patience, func(p editor.Published) bool { return p.Version >= version })
	return p.At, err
}

// press presses keys, each once the diagnostics after the one before came.
func (x *session) press(edits []edit, limit time.Duration) {
	for _, k := range edits {
		if x.failed != nil || x.spent > limit {
			return
		}
		start := time.Now()
		if x.failed = x.e.Edit(file, k.at, k.at+k.gone, k.text); x.failed != nil {
			return
		}
		x.pressed++
		at, err := x.diagnostics(10 * time.Second)
		x.spent += time.Since(start)
		switch {
		case errors.Is(err, editor.ErrLate):
			x.silent++
		case err != nil:
			x.failed = fmt.Errorf("after %d keys: %w", x.pressed, err)
		default:
			x.times = append(x.times, at.Sub(start))
		}
	}
}

// end stops the server, once what it holds is noted.
func (x *session) end() {
	if x.e == nil || x.ended {
		return
	}
	x.ended = true
	x.memory = peak(x.e.Pid())
	if err := x.e.Close(); err != nil && x.failed == nil && x.name == "mlf-lsp" {
		x.failed = err
	}
	x.cancel()
}

// at is the time that this share of the keys took at most.
func (x *session) at(share float64) time.Duration {
	if len(x.times) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(x.times))
	return sorted[min(int(share*float64(len(sorted))), len(sorted)-1)]
}

// peak is the most memory that a process and its children held, in bytes; 0
// where the system does not tell.
func peak(pid int) int64 {
	var sum int64
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kb, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
			if err == nil {
				sum = kb * 1024
			}
		}
	}
	children, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	if err != nil {
		return sum
	}
	for _, c := range strings.Fields(string(children)) {
		if n, err := strconv.Atoi(c); err == nil {
			sum += peak(n)
		}
	}
	return sum
}
