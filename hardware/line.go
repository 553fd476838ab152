package hardware

import (
	"context"
	"strings"
	"sync"
)

// Line says in one line which GPUs a machine has: "NVIDIA H200, driver
// 580.159.03, CUDA 13.0, sm_90"; "no GPU" when it has none; "" when the report
// does not tell.
func Line(r *Report) string {
	switch {
	case r.GPU == nil:
		return ""
	case len(r.GPU.Devices) == 0:
		for _, p := range r.Problems {
			if p.Scope == ScopeGPU && p.Reason != errNoLibrary.Error() {
				return ""
			}
		}
		return "no GPU"
	}
	plain, tags := []Device{}, []string{}
	for _, d := range r.GPU.Devices {
		if tag := d.Tag(); tag != "" && !strings.Contains(strings.Join(tags, " "), tag) {
			tags = append(tags, tag)
		}
		d.ComputeCapability, d.Architecture = "", ""
		plain = append(plain, d)
	}
	parts := []string{deviceList(plain)}
	if n := r.GPU.NVIDIA; n != nil {
		if n.Driver != "" {
			parts = append(parts, "driver "+n.Driver)
		}
		if n.CUDA != "" {
			parts = append(parts, "CUDA "+n.CUDA)
		}
	}
	return strings.Join(append(parts, tags...), ", ")
}

// Against says in one sentence how a machine's GPUs differ from those of a
// recorded report; "" when they do not, or either is unknown. name is that of the
// report.
func Against(now, recorded *Report, name string) string {
	if Line(now) == "" || Line(recorded) == "" {
		return ""
	}
	here, there := deviceList(now.GPU.Devices), deviceList(recorded.GPU.Devices)
	driver := func(r *Report) string {
		if r.GPU.NVIDIA == nil {
			return ""
		}
		return r.GPU.NVIDIA.Driver
	}
	switch {
	case here != there && there == "none":
		return "results will not match runs without a GPU recorded in " + name
	case here != there:
		return "results will not match runs on " + there + " recorded in " + name
	case driver(now) != driver(recorded) && driver(recorded) != "":
		return "results may not match runs with driver " + driver(recorded) + " recorded in " + name
	}
	return ""
}

// Local knows this machine's GPUs for as long as a program runs. They are asked
// for once, in the background.
type Local struct {
	options Options
	once    sync.Once
	mu      sync.Mutex
	report  *Report
}

// NewLocal returns a Local that asks as the options say, whatever their scopes.
func NewLocal(o Options) *Local {
	o.Scopes = []Scope{ScopeGPU}
	return &Local{options: o}
}

// Report is what is known now; nil until the answer is there. It never waits:
// the first call starts the question.
func (l *Local) Report() *Report {
	l.once.Do(func() {
		go func() {
			r := Collect(context.Background(), l.options)
			l.mu.Lock()
			defer l.mu.Unlock()
			l.report = r
		}()
	})
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.report
}

// GPULine is Line of this machine; "" until it is known. It never waits.
func (l *Local) GPULine() string {
	if r := l.Report(); r != nil {
		return Line(r)
	}
	return ""
}
