package hardware

import (
	"os"
	"testing"
	"time"
)

func TestLine(t *testing.T) {
	now := training(nil)
	if got, want := Line(now), "NVIDIA H200, driver 580.159.03, CUDA 13.0, sm_90"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	cases := []struct {
		name      string
		change    func(*Report)
		line, say string
	}{
		{"two", func(r *Report) { r.GPU.Devices = append(r.GPU.Devices, r.GPU.Devices[0]) },
			"2 × NVIDIA H200, driver 580.159.03, CUDA 13.0, sm_90", "results will not match runs on 2 × NVIDIA H200 (sm_90) recorded in hardware.json"},
		{"driver", func(r *Report) { r.GPU.NVIDIA = &NVIDIA{Driver: "1.2"} }, "NVIDIA H200, driver 1.2, sm_90", "results may not match runs with driver 1.2 recorded in hardware.json"},
		{"none", func(r *Report) { r.GPU = &GPU{}; r.Problems = []Problem{{ScopeGPU, "no NVIDIA driver"}} }, "no GPU", "results will not match runs without a GPU recorded in hardware.json"},
		{"unknown", func(r *Report) { r.GPU = &GPU{}; r.Problems = []Problem{{ScopeGPU, "it hangs"}} }, "", ""},
		{"not asked", func(r *Report) { r.GPU = nil }, "", ""},
		{"the same", nil, "NVIDIA H200, driver 580.159.03, CUDA 13.0, sm_90", ""},
	}
	for _, c := range cases {
		old := training(c.change)
		if got := Line(old); got != c.line {
			t.Errorf("%s: %q, want %q", c.name, got, c.line)
		}
		if got := Against(now, old, "hardware.json"); got != c.say {
			t.Errorf("%s: %q, want %q", c.name, got, c.say)
		}
	}
}

// The line never waits, not even for a child that hangs.
func TestLocalNeverWaits(t *testing.T) {
	self, err := os.Executable()
	ok(t, err)
	t.Setenv("HARDWARE_TEST_CHILD", "hang")
	start := time.Now()
	l := NewLocal(Options{Probe: []string{self}})
	if line := l.GPULine(); line != "" || time.Since(start) > time.Second {
		t.Errorf("%q after %v", line, time.Since(start))
	}
	t.Setenv("HARDWARE_TEST_CHILD", "good")
	l = NewLocal(Options{Probe: []string{self}})
	for l.GPULine() == "" {
		if time.Since(start) > 10*time.Second {
			t.Fatal("no line")
		}
		time.Sleep(5 * time.Millisecond)
	}
	if got, want := l.GPULine(), "NVIDIA H200, driver 580.1"; got[:len(want)] != want {
		t.Errorf("%q", got)
	}
}
