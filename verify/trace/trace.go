// Package trace finds where two runs of a program part. A hook in Python writes
// down what happens in each run (Hook); two such traces are aligned and the
// first divergence is named, with its place and its likely cause (Compare).
//
// A trace is a folder with one file for each process, a line of JSON for each
// event. Values are digests: nothing of the user's data is in it but numbers.
package trace

import (
	"bufio"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/loading"
)

//go:embed hook/mlf_lsp_trace/*.py
var hook embed.FS

// Module is the name of the hook, for Python.
const Module = "mlf_lsp_trace"

// Files are the hook's Python files, by their path below a folder of
// PYTHONPATH.
func Files() map[string]string {
	out := map[string]string{}
	_ = fs.WalkDir(hook, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			text, _ := hook.ReadFile(name)
			out[strings.TrimPrefix(name, "hook/")] = string(text)
		}
		return nil
	})
	return out
}

// Settings say how much is recorded.
type Settings struct {
	// Every is which steps are recorded whole after the first few: 10 for every
	// tenth.
	Every int `json:"every"`
	// Lines is how often a line of user code is followed, 0 for never.
	Lines int `json:"lines"`
	// Limit is the number of bytes that one process may write.
	Limit int64 `json:"limit,omitempty"`
	// Functions are those of PyTorch that are recorded when user code calls
	// them, by qualified name.
	Functions []string `json:"functions,omitempty"`
}

// Env are the variables that the hook reads.
func (s Settings) Env() (map[string]string, error) {
	text, err := json.Marshal(s)
	return map[string]string{"MLF_LSP_TRACE": string(text)}, err
}

// Site is a place in user code. File is relative to the folder of the run, with
// slashes, or absolute when it lies elsewhere; Line counts from 1.
type Site struct {
	File     string
	Line     int
	Function string
}

// IsZero tells that no user code was at work.
func (s Site) IsZero() bool { return s.Line == 0 }

func (s Site) String() string {
	if s.IsZero() {
		return "library code"
	}
	return fmt.Sprintf("%s:%d", s.File, s.Line)
}

// Event is something that happened. See the hook for what each kind means.
type Event struct {
	Seq     int                  `json:"q"`
	Time    float64              `json:"t"` // seconds since the process began
	Step    int                  `json:"s"` // of training, from 1
	Kind    string               `json:"k"`
	At      int                  `json:"a"`
	Thread  string               `json:"th"` // "" for the main one
	Module  string               `json:"m"`  // path of the module, such as UNet.down1.pool
	Op      string               `json:"op"`
	Digests map[string]string    `json:"d"`
	States  map[string][2]string `json:"r"` // of generators that changed: before, after
	Vars    map[string]string    `json:"v"`
	Of      json.RawMessage      `json:"of"`
	Index   int                  `json:"i"`
	Created int                  `json:"cr"`
	Origin  string               `json:"x"`
	Clocks  []string             `json:"ck"`
	Threads int                  `json:"n"`
	Workers int                  `json:"w"`
	Path    string               `json:"p"`

	Site, Made Site `json:"-"` // where it happened, where its module was made
}

// Process is the trace of one process.
type Process struct {
	PID, Parent int
	Start       float64 // of the machine's steady clock, seconds
	Argv        []string
	Python      string
	Role        string // of a worker: "worker 0"
	Events      []Event
	// Wall and Cost are seconds: that of the process, and what of it the hook
	// took. They are 0 for a process that did not end by itself.
	Wall, Cost float64
	Faults     []string // what the hook failed to record
	Bytes      int64
}

// Trace is that of a whole run.
type Trace struct{ Processes []*Process }

// Read reads the trace of a run from its folder.
func Read(dir string) (*Trace, error) {
	names, err := filepath.Glob(filepath.Join(dir, "trace-*.jsonl"))
	if err != nil {
		return nil, err
	}
	t := &Trace{}
	for _, name := range names {
		p, err := readProcess(name)
		if err != nil {
			return nil, fmt.Errorf("the trace %s cannot be read: %w", name, loading.Cause(err))
		}
		if p != nil {
			t.Processes = append(t.Processes, p)
		}
	}
	slices.SortFunc(t.Processes, func(a, b *Process) int {
		switch {
		case a.Start < b.Start:
			return -1
		case a.Start > b.Start:
			return 1
		}
		return a.PID - b.PID
	})
	return t, nil
}

// line is any line of a file.
type line struct {
	Event
	PID    int      `json:"pid"`
	PPID   int      `json:"ppid"`
	At     float64  `json:"at"`
	Argv   []string `json:"argv"`
	Python string   `json:"python"`
	Root   string   `json:"root"`
	F      string   `json:"f"`
	L      int      `json:"l"`
	Fn     string   `json:"fn"`
	Wall   float64  `json:"wall"`
	Cost   float64  `json:"cost"`
}

// readProcess reads one file. A last line that was cut off ends it.
func readProcess(name string) (*Process, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var p *Process
	root := ""
	sites := map[int]Site{}
	in := bufio.NewScanner(f)
	in.Buffer(nil, 64<<20)
	for in.Scan() {
		var l line
		if json.Unmarshal(in.Bytes(), &l) != nil {
			continue
		}
		switch {
		case l.Kind == "start":
			p = &Process{PID: l.PID, Parent: l.PPID, Start: l.At, Argv: l.Argv, Python: l.Python}
			root = l.Root
		case p == nil:
			return nil, nil
		case l.Kind == "site":
			sites[l.Index] = Site{File: relative(root, l.F), Line: l.L, Function: l.Fn}
		case l.Kind == "end":
			p.Wall, p.Cost = l.Wall, l.Cost
		case l.Kind == "fault":
			p.Faults = append(p.Faults, l.Module)
		default:
			e := l.Event
			e.Site, e.Made = sites[e.At], sites[e.Created]
			p.Events = append(p.Events, e)
			if e.Kind == "worker" {
				p.Role = "worker " + e.Op
			}
		}
	}
	if info, err := f.Stat(); err == nil && p != nil {
		p.Bytes = info.Size()
	}
	return p, in.Err()
}

func relative(root, file string) string {
	if rel, err := filepath.Rel(root, file); err == nil && filepath.IsLocal(rel) {
		return path.Clean(filepath.ToSlash(rel))
	}
	return filepath.ToSlash(file)
}
