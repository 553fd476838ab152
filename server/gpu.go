package server

import (
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/mlf-core/mlf-lsp/card"
	"github.com/mlf-core/mlf-lsp/hardware"
)

// recordName is the report that a project keeps of what it ran on.
const recordName = "hardware.json"

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

// against says how this machine differs from that of the project's record; ""
// when it does not, or there is none.
func (s *server) against(v *view) string {
	if s.local == nil {
		return ""
	}
	now, recorded := s.local.Report(), s.records.load(filepath.Join(v.root, recordName))
	if now == nil || recorded == nil {
		return ""
	}
	return hardware.Against(now, recorded, recordName)
}

// records keeps reports that were read, by path.
type records struct {
	mu     sync.Mutex
	byPath map[string]record
}

type record struct {
	size   int64
	time   time.Time
	report *hardware.Report // nil when it is none
}

func (r *records) load(path string) *hardware.Report {
	info, err := os.Stat(path)
	if err != nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if old, ok := r.byPath[path]; ok && old.size == info.Size() && old.time.Equal(info.ModTime()) {
		return old.report
	}
	report, err := hardware.Load(path)
	if err != nil {
		report = nil
	}
	if r.byPath == nil {
		r.byPath = map[string]record{}
	}
	r.byPath[path] = record{info.Size(), info.ModTime(), report}
	return report
}

// hardwareOptions are those by which this machine is asked.
func (s *server) hardwareOptions() hardware.Options {
	if s.probe == nil {
		return hardware.Options{Version: s.version, Probe: []string{os.DevNull}}
	}
	return *s.probe
}
