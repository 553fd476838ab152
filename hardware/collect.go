package hardware

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"time"
)

// Options say what to collect.
type Options struct {
	// Scopes are the parts; all when empty.
	Scopes []Scope
	// Dir is the project whose Python environments are reported; the working
	// directory when empty.
	Dir string
	// Version is that of the program that makes the report.
	Version string
	// Probe is the command that prints what NVIDIA's library says, see Probe;
	// this program with the arguments "hardware probe" when empty.
	Probe []string
	// Now is the time to write into the report.
	Now time.Time
}

// machine is what probes look at. Tests replace its parts.
type machine struct {
	root  fs.FS  // the file system from /, for /proc, /sys and their like
	goos  string // runtime.GOOS
	env   func(string) string
	vars  []string // the environment as NAME=value
	dir   string   // the project
	find  func(name string) (string, error)
	run   func(ctx context.Context, limit time.Duration, name string, args ...string) (string, error)
	probe []string
}

func thisMachine(o Options) *machine {
	m := &machine{
		root: os.DirFS("/"), goos: runtime.GOOS, env: os.Getenv, vars: os.Environ(), dir: o.Dir,
		find: exec.LookPath, run: output, probe: o.Probe,
	}
	if m.dir == "" {
		m.dir = "."
	}
	return m
}

// part puts what a probe found into a report.
type part func(*Report)

// probe finds one part out. Both results may be there: what was found, and what
// was not.
type probe struct {
	scope Scope
	limit time.Duration
	run   func(context.Context, *machine) (part, error)
}

// Limits. A probe that takes longer is given up; programs have less.
const (
	probeLimit = 2 * time.Second
	gpuLimit   = 5 * time.Second
)

var probes = []probe{
	{ScopeCPU, probeLimit, probeCPU},
	{ScopeGPU, gpuLimit, probeGPU},
	{ScopeMemory, probeLimit, probeMemory},
	{ScopeSwap, probeLimit, probeSwap},
	{ScopeOS, probeLimit, probeOS},
	{ScopeHost, probeLimit, probeHost},
	{ScopeContainer, probeLimit, probeContainer},
	{ScopeJob, probeLimit, probeJob},
	{ScopeDisks, probeLimit, probeDisks},
	{ScopeNetwork, probeLimit, probeNetwork},
	{ScopeSoftware, probeLimit, probeSoftware},
	{ScopePython, probeLimit, probePython},
	{ScopeVariables, probeLimit, probeVariables},
}

// Collect makes a report of this machine. It never fails as a whole: what cannot
// be found out is one of the report's problems.
func Collect(ctx context.Context, o Options) *Report {
	return collect(ctx, thisMachine(o), probes, o)
}

func collect(ctx context.Context, m *machine, list []probe, o Options) *Report {
	r := &Report{
		Schema: SchemaVersion, Tool: Tool{Name: "mlf-lsp", Version: o.Version},
		Created: o.Now.UTC().Format(time.RFC3339),
	}
	var wanted []probe
	for _, p := range list {
		if len(o.Scopes) == 0 || slices.Contains(o.Scopes, p.scope) {
			wanted = append(wanted, p)
		}
	}
	answers := make([]chan answer, len(wanted))
	for i, p := range wanted {
		answers[i] = p.start(ctx, m)
	}
	for i, p := range wanted {
		a := <-answers[i]
		if a.part != nil {
			a.part(r)
		}
		for _, reason := range reasons(a.err) {
			r.Problems = append(r.Problems, Problem{p.scope, reason})
		}
	}
	slices.SortStableFunc(r.Problems, func(a, b Problem) int {
		return slices.Index(scopes, a.Scope) - slices.Index(scopes, b.Scope)
	})
	return r
}

type answer struct {
	part part
	err  error
}

// start runs a probe on its own: it may hang (a dead network file system) or
// crash without taking the report along. What hangs is left behind.
func (p probe) start(ctx context.Context, m *machine) chan answer {
	ctx, stop := context.WithTimeout(ctx, p.limit)
	done := make(chan answer, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				done <- answer{err: fmt.Errorf("the probe failed (%v); please report this", r)}
			}
		}()
		part, err := p.run(ctx, m)
		done <- answer{part, err}
	}()
	out := make(chan answer, 1)
	go func() {
		defer stop()
		select {
		case a := <-done:
			out <- a
		case <-ctx.Done():
			reason := fmt.Errorf("no answer within %v", p.limit)
			if errors.Is(ctx.Err(), context.Canceled) {
				reason = errors.New("interrupted")
			}
			out <- answer{err: reason}
		}
	}()
	return out
}

// reasons are the sentences of joined errors.
func reasons(err error) []string {
	if err == nil {
		return nil
	}
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		var out []string
		for _, e := range many.Unwrap() {
			out = append(out, reasons(e)...)
		}
		return out
	}
	return []string{oneLine(err.Error())}
}

// oneLine makes text of elsewhere fit to be shown: one line, no controls.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "�"))
	return strings.Join(strings.Fields(s), " ")
}
