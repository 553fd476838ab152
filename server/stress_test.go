package server_test

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/tools/txtar"
)

// TestCancel gives up requests before they are answered.
func TestCancel(t *testing.T) {
	c := start(t, network, modern())
	c.open("net.py")
	cancelled := 0
	for i := range 100 {
		c.rewrite("net.py", c.texts["net.py"]+fmt.Sprintf("x%d = 1\n", i)) // there is something to judge
		id := c.call("textDocument/hover", object{"textDocument": object{"uri": c.uri("net.py")}, "position": c.at("net.py", "MaxPool3d")})
		c.notify("$/cancelRequest", object{"id": id})
		if a := c.wait(id); a.Error != nil {
			if a.Error.Code != -32800 {
				t.Fatalf("the answer is %+v", a.Error)
			}
			cancelled++
		}
	}
	t.Logf("%d of 100 were cancelled in time", cancelled)
	if cancelled == 0 {
		t.Error("no request was ever cancelled")
	}
	c.notify("$/cancelRequest", object{"id": 99999})
	c.notify("$/cancelRequest", object{"id": "nobody"})
	if !strings.Contains(c.hover("net.py", "MaxPool3d", 2), "MaxPool3d") {
		t.Error("the server no longer answers")
	}
}

// soak is the number of edits of TestSoak; MLF_SOAK sets another.
func soak(t *testing.T) int {
	n := 3000
	if text := os.Getenv("MLF_SOAK"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	} else if testing.Short() {
		n = 500
	}
	return n
}

const soaked = `-- train.py --
import os
import random

import numpy as np
import torch
import torch.nn as nn

from lib.seeding import seed_all
from lib import data


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.pool = nn.MaxPool3d(2)

    def forward(self, x):
        return self.pool(x)


def main():
    seed_all(3)
    for name in os.listdir("data"):
        print(name)
    x = torch.ones(1, 1, 4, 4, 4, requires_grad=True).cuda()
    Net().cuda()(x).sum().backward()
    print(np.random.rand(3), random.random())


if __name__ == "__main__":
    main()
-- lib/__init__.py --
-- lib/seeding.py --
import random
import numpy as np
import torch


def seed_all(seed):
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
-- lib/data.py --
import glob
files = glob.glob("*.csv")
print(files[0])
-- requirements.txt --
torch==2.4.1
numpy
-- Dockerfile --
FROM python:3.11
ENV PYTHONHASHSEED=0
CMD ["python", "train.py"]
-- mlf-lsp.yaml --
target-device: cuda
`

// pieces are what a storm of edits inserts.
var pieces = []string{
	"\n", "    ", "(", ")", "\"", "'''", "#", ":", "\\\n", "é", "😀", "\r\n", "\tx = 1\n", "import random\n", "random.seed(1)\n", "x = random.random()\n",
	"np.random.seed(0)\n", "torch.manual_seed(0)\n", "torch.use_deterministic_algorithms(True)\n", "for f in set(os.listdir('.')):\n    print(f)\n",
	"# mlf: ignore[MLF401]", "def f(x):\n    return x\n", "class A:\n    pass\n", "if x:\n    pass\n", "torch==1.13.0\n", "ENV A=1\n", "nn.MaxPool3d(2)", "seed_all(1)\n",
}

// TestSoak edits all documents of a project at random and sees that the end has
// the findings of a fresh start, and that memory does not grow.
func TestSoak(t *testing.T) {
	edits := soak(t)
	c := start(t, soaked, modern())
	var paths []string
	for _, f := range txtar.Parse([]byte(soaked)).Files {
		paths = append(paths, f.Name)
		c.open(f.Name)
	}
	r := rand.New(rand.NewPCG(1, uint64(edits)))
	original := map[string]string{}
	for _, path := range paths {
		original[path] = c.texts[path]
	}
	var early uint64
	began := time.Now()
	for i := range edits {
		path := paths[r.IntN(len(paths))]
		c.randomEdit(r, path)
		switch {
		case i%97 == 0:
			c.request("textDocument/hover", object{"textDocument": object{"uri": c.uri(path)}, "position": object{"line": r.IntN(20), "character": r.IntN(20)}})
		case i%331 == 0 || len(c.texts[path]) > 6000:
			c.rewrite(path, original[path]) // texts of nothing but errors prove little
		}
		if i == edits/4 {
			early = resident()
		}
	}
	c.rewrite("mlf-lsp.yaml", original["mlf-lsp.yaml"]) // check refuses a broken one
	c.settled(paths[0])
	late := resident()
	t.Logf("%d edits in %v; resident memory %d MiB after a quarter, %d MiB at the end", edits, time.Since(began).Round(time.Millisecond), early>>20, late>>20)
	if late > early+early/4+(24<<20) {
		t.Errorf("memory grew from %d to %d MiB", early>>20, late>>20)
	}

	var files strings.Builder
	for _, path := range paths {
		fmt.Fprintf(&files, "-- %s --\n", path)
	}
	fresh := connect(t, files.String())
	for _, path := range paths {
		if err := os.WriteFile(filepath.Join(fresh.dir, path), []byte(c.texts[path]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	fresh.initialize(modern())
	for _, path := range paths {
		fresh.open(path, c.texts[path])
	}
	fresh.settled(paths[0])
	for _, path := range paths {
		got, want := c.shown(path), fresh.shown(path)
		if !slices.Equal(got, want) {
			t.Errorf("%s has\n%s\nbut a fresh start gives\n%s\nfor\n%s", path, strings.Join(got, "\n"), strings.Join(want, "\n"), c.texts[path])
		}
	}
	got, want := []string{}, checked(t, fresh.dir)
	for _, path := range paths {
		for _, d := range c.diagnostics[path].Diagnostics {
			if d.Severity < 4 {
				got = append(got, fmt.Sprintf("%s:%d %s %s", path, d.Range.Start.Line+1, d.Code, d.Message))
			}
		}
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("the editor has\n%s\nbut check gives\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// checked are the findings of the command line, without hints, which are for
// editors only.
func checked(t *testing.T, dir string) []string {
	t.Helper()
	cmd := exec.Command(build(t), "check", "--format", "json", "--no-cache", "--fail-on", "never")
	cmd.Dir = dir
	raw, err := cmd.Output()
	if err != nil {
		t.Fatalf("check: %v", err)
	}
	var report struct {
		Diagnostics []struct {
			File, Code, Message, Severity string
			Suppressed                    bool
			Range                         struct{ Start struct{ Line int } }
		}
	}
	decode(t, raw, &report)
	out := []string{}
	for _, d := range report.Diagnostics {
		if !d.Suppressed && d.Severity != "hint" {
			out = append(out, fmt.Sprintf("%s:%d %s %s", d.File, d.Range.Start.Line, d.Code, d.Message))
		}
	}
	slices.Sort(out)
	return out
}

// randomEdit makes a change of one or two places, by UTF-16.
func (c *client) randomEdit(r *rand.Rand, path string) {
	changes := []object{}
	text := c.texts[path]
	for range 1 + r.IntN(2) {
		runes := []rune(text)
		start := r.IntN(len(runes) + 1)
		if start > 0 && start < len(runes) && runes[start-1] == '\r' && runes[start] == '\n' {
			start++ // there is no place inside of a line's end
		}
		end := min(start+max(0, r.IntN(30)-15), len(runes))
		if end > start && end < len(runes) && runes[end-1] == '\r' && runes[end] == '\n' {
			end++
		}
		now := pieces[r.IntN(len(pieces))]
		if r.IntN(3) == 0 {
			now = ""
		}
		changes = append(changes, object{"range": object{"start": utf16At(runes[:start]), "end": utf16At(runes[:end])}, "text": now})
		text = string(runes[:start]) + now + string(runes[end:])
	}
	c.versions[path]++
	c.texts[path] = text
	c.notify("textDocument/didChange", object{"textDocument": object{"uri": c.uri(path), "version": c.versions[path]}, "contentChanges": changes})
}

// utf16At is the position behind some text.
func utf16At(before []rune) object {
	line, column := 0, 0
	for i, r := range before {
		switch {
		case r == '\n', r == '\r' && (i+1 == len(before) || before[i+1] != '\n'):
			line, column = line+1, 0
		case r == '\r':
		case r > 0xFFFF:
			column += 2
		default:
			column++
		}
	}
	return object{"line": line, "character": column}
}

// settled waits until what the server sent is by the last versions.
func (c *client) settled(path string) {
	c.t.Helper()
	for range 3 {
		c.must("textDocument/hover", object{"textDocument": object{"uri": c.uri(path)}, "position": object{"line": 0, "character": 0}})
		time.Sleep(time.Second) // longer than the server ever rests
	}
}

func (c *client) shown(path string) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := []string{}
	for _, d := range c.diagnostics[path].Diagnostics {
		out = append(out, fmt.Sprintf("%v %s %d %s", d.Range, d.Code, d.Severity, d.Message))
	}
	return out
}

// resident is the memory of the process in bytes, after a collection.
func resident() uint64 {
	runtime.GC()
	raw, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	pages, _ := strconv.ParseUint(strings.Fields(string(raw))[1], 10, 64)
	return pages * uint64(os.Getpagesize())
}

// TestDeafClient sends on and on and reads nothing.
func TestDeafClient(t *testing.T) {
	c := connect(t, soaked)
	c.initialize(modern())
	c.open("train.py")
	c.deaf.Lock() // the reader waits from its next message on
	before := resident()
	done := make(chan bool)
	go func() {
		defer close(done)
		for range 3000 {
			c.replace("train.py", "seed_all(3)", "seed_all(4)")
			c.replace("train.py", "seed_all(4)", "seed_all(3)")
			c.call("textDocument/hover", object{"textDocument": object{"uri": c.uri("train.py")}, "position": object{"line": 3, "character": 3}})
		}
	}()
	select {
	case <-done:
	case <-time.After(5 * time.Second): // the server no longer reads what cannot be answered
	}
	if after := resident(); after > before+(600<<20) {
		t.Errorf("memory grew from %d to %d MiB", before>>20, after>>20)
	}
	c.deaf.Unlock()
	<-done
	c.settled("train.py")
	if c.hover("train.py", "MaxPool3d", 3) == "" {
		t.Error("the server no longer answers")
	}
}

// program builds mlf-lsp once.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "mlf-lsp-server-*")
	if err != nil {
		return "", err
	}
	built = dir
	path := filepath.Join(dir, "mlf-lsp")
	out, err := exec.Command("go", "build", "-o", path, "../cmd/mlf-lsp").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return path, nil
})

func TestMain(m *testing.M) {
	status := m.Run()
	if built != "" {
		os.RemoveAll(built)
	}
	os.Exit(status)
}

// built is the folder of the program, "" before there is one.
var built string

func build(t *testing.T) string {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// attach makes a client of a connection to a server that runs already.
func attach(t *testing.T, conn net.Conn, files string) *client {
	c := connect(t, files)
	c.conn.Close()
	c.conn = conn
	c.serve = func() { go c.read() }
	t.Cleanup(func() { conn.Close() })
	return c
}

// TestListen serves two clients of one process, one after another and at a
// time.
func TestListen(t *testing.T) {
	cmd := exec.Command(build(t), "server", "--listen", "127.0.0.1:0")
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	line := make([]byte, 200)
	n, err := stderr.Read(line)
	_, address, ok := strings.Cut(strings.TrimSpace(string(line[:n])), "listening on ")
	if err != nil || !ok {
		t.Fatalf("the server says %q: %v", line[:n], err)
	}
	dial := func() *client {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		return attach(t, conn, seeds)
	}
	a, b := dial(), dial()
	a.initialize(modern())
	b.initialize(modern())
	a.open("train.py")
	b.open("train.py")
	a.codes("train.py", "MLF101")
	b.codes("train.py", "MLF101")
	a.replace("train.py", "    seed_all()", "    random.seed(3)")
	a.codes("train.py")
	a.conn.Close()
	again := dial() // a client that reconnects
	again.initialize(modern())
	again.open("train.py")
	again.codes("train.py", "MLF101")
	b.replace("train.py", "    seed_all()", "    random.seed(3)")
	b.codes("train.py")
	garbage, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(garbage, "Content-Length: 12\r\n\r\n{\"jsonrpc\":!!")
	if _, err := io.ReadAll(garbage); err != nil {
		t.Logf("the connection ended by %v", err)
	}
	b.replace("train.py", "    random.seed(3)", "    seed_all()")
	b.codes("train.py", "MLF101")

	out, err := exec.Command(build(t), "server", "--listen", "0.0.0.0:0").CombinedOutput()
	if err == nil || !strings.Contains(string(out), "address of this machine alone") {
		t.Errorf("on all addresses: %s, %v", out, err)
	}
}

// TestDial connects to an editor that listens, on a port or a socket file.
func TestDial(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	for _, x := range []struct{ network, address string }{{"tcp", "127.0.0.1:0"}, {"unix", path}} {
		l, err := net.Listen(x.network, x.address)
		if err != nil {
			t.Skip(err) // no such sockets here
		}
		t.Cleanup(func() { l.Close() })
		flag := "--pipe=" + path
		if x.network == "tcp" {
			flag = fmt.Sprintf("--socket=%d", l.Addr().(*net.TCPAddr).Port)
		}
		cmd := exec.Command(build(t), "server", flag)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		conn, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		c := attach(t, conn, seeds)
		c.initialize(modern())
		c.open("train.py")
		c.codes("train.py", "MLF101")
		c.must("shutdown", nil)
		c.notify("exit", nil)
		if err := cmd.Wait(); err != nil {
			t.Errorf("%s: %v", flag, err)
		}
	}
}

func frame(body string) string { return fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body) }

// TestExitStatus holds the statuses that the protocol wants.
func TestExitStatus(t *testing.T) {
	const hello = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"rootUri":null,"capabilities":{}}}`
	const bye = `{"jsonrpc":"2.0","id":2,"method":"shutdown"}`
	const exit = `{"jsonrpc":"2.0","method":"exit"}`
	for name, x := range map[string]struct {
		input string
		want  int
	}{
		"shutdown and exit": {frame(hello) + frame(bye) + frame(exit), 0},
		"exit alone":        {frame(hello) + frame(exit), 1},
		"exit at once":      {frame(exit), 1},
		"end of input":      {frame(hello), 1},
		"garbage":           {"Content-Length: 5\r\n\r\n{}{}{", 1},
		"no protocol":       {strings.Repeat("GET / HTTP/1.1\r\n", 3) + "\r\n", 1},
	} {
		for _, flag := range []string{"--stdio", "--log-level=error"} {
			cmd := exec.Command(build(t), "server", flag)
			cmd.Stdin = strings.NewReader(x.input)
			var stdout, stderr bytes.Buffer
			cmd.Stdout, cmd.Stderr = &stdout, &stderr
			_ = cmd.Run()
			if got := cmd.ProcessState.ExitCode(); got != x.want {
				t.Errorf("%s: the status is %d; it wrote %q and %q", name, got, stdout.String(), stderr.String())
			}
			if rest := stdout.String(); rest != "" && !strings.HasPrefix(rest, "Content-Length: ") {
				t.Errorf("%s: standard output has %q", name, rest)
			}
		}
	}
}

// TestParent ends the server when the process of its editor is gone.
func TestParent(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there is no sleep")
	}
	editor := exec.Command("sleep", "60")
	if err := editor.Start(); err != nil {
		t.Skip(err)
	}
	cmd := exec.Command(build(t), "server", "--stdio")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout = io.Discard
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(in, frame(fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":%d,"rootUri":null,"capabilities":{}}}`, editor.Process.Pid)))
	time.Sleep(300 * time.Millisecond)
	_ = editor.Process.Kill()
	_ = editor.Wait()
	done := make(chan bool)
	go func() { _ = cmd.Wait(); close(done) }()
	select {
	case <-done:
		if got := cmd.ProcessState.ExitCode(); got != 1 {
			t.Errorf("the status is %d", got)
		}
	case <-time.After(patience):
		_ = cmd.Process.Kill()
		t.Error("the server lives on")
	}
}
