package server

import (
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/card"
	"github.com/mlf-core/mlf-lsp/hardware"
)

// gpu is this machine's GPUs in one line, "" while it is not known. It never
// waits.
func (s *server) gpu() string {
	if s.local == nil {
		return ""
	}
	return s.local.GPULine()
}

// gpuLine says which GPUs this machine has, for operations that vary on some.
func (s *server) gpuLine(v *view, c card.Card) string {
	if !v.settings.hardware || !slices.ContainsFunc(c.Ops, func(o card.Op) bool { return len(o.Devices) == 0 || slices.Contains(o.Devices, "cuda") }) {
		return ""
	}
	line := s.gpu()
	if line == "" {
		return ""
	}
	line = "This machine: " + line
	if against := s.against(v); against != "" {
		line += "; " + against
	}
	return line + "."
}

// against says how this machine's GPUs differ from those of the project's
// report; "" when they do not, or there is none.
func (s *server) against(v *view) string {
	if s.local == nil {
		return ""
	}
	now, recorded := s.local.Report(), s.records.of(v.root).report
	if now == nil || recorded == nil {
		return ""
	}
	return hardware.Against(now, recorded, check.HardwareReport)
}

// hardwareOptions are those by which this machine is asked.
func (s *server) hardwareOptions() hardware.Options {
	if s.probe == nil {
		return hardware.Options{Version: s.version, Probe: []string{os.DevNull}}
	}
	return *s.probe
}

// records are the hardware reports of projects, by root, and how this machine
// differs from them.
type records struct {
	mu     sync.Mutex
	byRoot map[string]*record
}

// record is a report as it was read; it is never changed.
type record struct {
	size   int64
	time   time.Time
	report *hardware.Report // nil when there is none
	// differences are told by whoever compares; asked is set when somebody does.
	differences []string
	asked       bool
}

// of reads the report of a project, once for each of its versions.
func (r *records) of(root string) *record {
	path := filepath.Join(root, check.HardwareReport)
	info, err := os.Stat(path)
	if err != nil {
		return &record{}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if old := r.byRoot[root]; old != nil && old.size == info.Size() && old.time.Equal(info.ModTime()) {
		return old
	}
	report, err := hardware.Load(path)
	if err != nil {
		report = nil
	}
	if r.byRoot == nil {
		r.byRoot = map[string]*record{}
	}
	next := &record{size: info.Size(), time: info.ModTime(), report: report}
	r.byRoot[root] = next
	return next
}

// differences are those of this machine from a project's report, nil while they
// are not known. It never waits: the first call has the machine asked, and the
// project is judged again when it answered.
func (s *server) differences(root string, wanted bool) []string {
	if s.probe == nil || !wanted {
		return nil
	}
	x := s.records.of(root)
	s.records.mu.Lock()
	defer s.records.mu.Unlock()
	if x.report != nil && !x.asked {
		x.asked = true
		go s.compareMachine(root, x)
	}
	return x.differences
}

func (s *server) compareMachine(root string, x *record) {
	defer s.guard("this machine could not be compared with the project's report")
	o := *s.probe
	o.Dir, o.Now = root, time.Now()
	list := hardware.Diff(x.report, hardware.Collect(s.ctx, o)).Phrases()
	s.records.mu.Lock()
	x.differences = list
	s.records.mu.Unlock()
	s.mu.Lock()
	s.touch(filepath.Join(root, check.HardwareReport))
	s.mu.Unlock()
	s.wake()
}
