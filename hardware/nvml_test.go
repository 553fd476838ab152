//go:build linux && cgo && !nonvml

package hardware

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/NVIDIA/go-nvml/pkg/nvml"
	"github.com/NVIDIA/go-nvml/pkg/nvml/mock/dgxb200"
	"github.com/NVIDIA/go-nvml/pkg/nvml/mock/dgxh200"
)

// NVIDIA's own mocks know few calls; the others stay unknown.
func TestMocksOfNVIDIA(t *testing.T) {
	for name, c := range map[string]struct {
		lib                nvml.Interface
		architecture, name string
	}{"h200": {dgxh200.New(), "Hopper", "H200"}, "b200": {dgxb200.New(), "Blackwell", "B200"}} {
		a := readNVML(c.lib)
		if a.Error != "" || len(a.Devices) != 8 || a.NVIDIA.Driver == "" || !strings.Contains(a.NVIDIA.CUDA, ".") {
			t.Fatalf("%s: %+v", name, a)
		}
		d := a.Devices[7]
		if d.Index != 7 || d.Architecture != c.architecture || !strings.Contains(d.Name, c.name) || d.UUID == "" || d.MemoryBytes < 100<<30 || d.ECC != nil || d.Persistence != nil {
			t.Errorf("%s: %+v", name, d)
		}
	}
}

// fakeLibrary is a driver's library that lacks most functions.
const fakeLibrary = `
#include <string.h>
int nvmlInit_v2(void) { return 0; }
int nvmlInitWithFlags(unsigned f) { return 0; }
int nvmlShutdown(void) { return 0; }
int nvmlSystemGetDriverVersion(char *s, unsigned n) { strncpy(s, "999.1", n); return 0; }
int nvmlSystemGetNVMLVersion(char *s, unsigned n) { strncpy(s, "12.999.1", n); return 0; }
int nvmlSystemGetCudaDriverVersion(int *v) { *v = 13000; return 0; }
int nvmlDeviceGetCount(unsigned *n) { *n = 1; return 0; }
int nvmlDeviceGetCount_v2(unsigned *n) { *n = 1; return 0; }
int nvmlDeviceGetHandleByIndex(unsigned i, void **d) { *d = (void*)1; return 0; }
int nvmlDeviceGetHandleByIndex_v2(unsigned i, void **d) { *d = (void*)1; return 0; }
int nvmlDeviceGetName(void *d, char *s, unsigned n) { strncpy(s, "Fake GPU", n); return 0; }
int nvmlDeviceGetUUID(void *d, char *s, unsigned n) { strncpy(s, "GPU-fake", n); return 0; }
int nvmlDeviceGetCudaComputeCapability(void *d, int *a, int *b) { *a = 12; *b = 0; return 0; }
int nvmlDeviceGetEccMode(void *d, int *now, int *next) { return 3; }
`

// The real way: a child that loads a real shared library, one without the
// newer calls.
func TestIncompleteLibrary(t *testing.T) {
	cc, err := exec.LookPath("cc")
	if err != nil {
		t.Skip("no C compiler")
	}
	dir := t.TempDir()
	source := filepath.Join(dir, "nvml.c")
	ok(t, os.WriteFile(source, []byte(fakeLibrary), 0o644))
	if out, err := exec.Command(cc, "-shared", "-fPIC", "-o", filepath.Join(dir, "libnvidia-ml.so.1"), source).CombinedOutput(); err != nil {
		t.Skipf("no shared library can be made: %s", out)
	}
	t.Setenv("LD_LIBRARY_PATH", dir)
	m := machineOf(nil)
	child(t, m, "probe")
	r := collect(t.Context(), m, probes, Options{Scopes: []Scope{ScopeGPU}})
	if len(r.Problems) > 0 || len(r.GPU.Devices) != 1 || r.GPU.NVIDIA.CUDA != "13.0" {
		b, _ := json.Marshal(r)
		t.Fatalf("%s", b)
	}
	if d := r.GPU.Devices[0]; d.Name != "Fake GPU" || d.Architecture != "Blackwell" || d.ECC != nil || d.MemoryBytes != 0 {
		t.Errorf("%+v", d)
	}
}

func TestWithoutDriver(t *testing.T) {
	if _, err := os.Stat("/proc/driver/nvidia"); err == nil {
		t.Skip("this machine has a driver")
	}
	m := machineOf(nil)
	child(t, m, "probe")
	r := collect(t.Context(), m, probes, Options{Scopes: []Scope{ScopeGPU}})
	if len(r.Problems) != 1 || r.Problems[0].Reason != "no NVIDIA driver" {
		t.Errorf("%+v", r.Problems)
	}
}
