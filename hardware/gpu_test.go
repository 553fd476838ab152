package hardware

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestMain lets the test program be the child that is asked for GPUs, in good
// health and in bad.
func TestMain(m *testing.M) {
	switch os.Getenv("HARDWARE_TEST_CHILD") {
	case "":
		os.Exit(m.Run())
	case "good":
		_ = json.NewEncoder(os.Stdout).Encode(childAnswer{NVIDIA: &NVIDIA{Driver: "580.1"}, Devices: []Device{{Vendor: "NVIDIA", Name: "NVIDIA H200", Source: "nvml"}}})
	case "crash":
		if self, err := os.FindProcess(os.Getpid()); err == nil {
			_ = self.Kill()
		}
		time.Sleep(time.Second)
	case "missing symbol":
		fmt.Fprintln(os.Stderr, "symbol lookup error: undefined symbol")
		os.Exit(127)
	case "hang":
		time.Sleep(time.Minute)
	case "garbage":
		fmt.Print("\x00\xff{")
	case "flood":
		for {
			if _, err := fmt.Print(strings.Repeat("x", 1<<16)); err != nil {
				os.Exit(1)
			}
		}
	case "probe":
		if err := Probe(os.Stdout); err != nil {
			os.Exit(2)
		}
	}
}

// child makes the test program the child of a machine.
func child(t *testing.T, m *machine, health string) {
	t.Helper()
	self, err := os.Executable()
	ok(t, err)
	t.Setenv("HARDWARE_TEST_CHILD", health)
	m.probe = []string{self}
}

func TestChildInTrouble(t *testing.T) {
	cases := map[string]string{
		"good": "", "crash": "killed", "missing symbol": "exit status 127", "hang": "no answer within", "garbage": "no readable answer",
		"flood": "asking NVIDIA's driver failed",
	}
	for health, want := range cases {
		t.Run(health, func(t *testing.T) {
			m := machineOf(nil)
			child(t, m, health)
			start := time.Now()
			r := collect(t.Context(), m, probes, Options{Scopes: []Scope{ScopeGPU}})
			if d := time.Since(start); d > childLimit+2*time.Second {
				t.Errorf("it took %v", d)
			}
			switch {
			case want == "" && (len(r.Problems) > 0 || r.GPU.NVIDIA.Driver != "580.1" || len(r.GPU.Devices) != 1):
				t.Errorf("%+v", r)
			case want != "" && (len(r.Problems) != 1 || !strings.Contains(r.Problems[0].Reason, want) || len(r.GPU.Devices) != 0):
				t.Errorf("want %q, got %+v", want, r.Problems)
			}
		})
	}
}

// smiText is what nvidia-smi prints for the query, with features that the second
// device lacks.
const smiText = `NVIDIA H200, GPU-1, 00000000:65:00.0, 9.0, 143771, 580.159.03, 96.00.99.00.01, 1980, 3201, Enabled, Disabled, Default, Enabled, 700.00
NVIDIA GeForce RTX 4090, GPU-2, 00000000:66:00.0, 8.9, 24564, 580.159.03, 95.02.18.00.01, 3120, 10501, [N/A], [N/A], Exclusive_Process, Disabled, 450.00
`

func TestFallsBackToSMI(t *testing.T) {
	m := machineOf(nil)
	child(t, m, "crash")
	m.find = func(string) (string, error) { return "/usr/bin/nvidia-smi", nil }
	m.run = func(context.Context, time.Duration, string, ...string) (string, error) { return smiText, nil }
	r := collect(t.Context(), m, probes, Options{Scopes: []Scope{ScopeGPU}})
	if len(r.GPU.Devices) != 2 || len(r.Problems) != 1 {
		t.Fatalf("%+v", r)
	}
	off := false
	want := Device{Index: 1, Vendor: "NVIDIA", Name: "NVIDIA GeForce RTX 4090", Architecture: "Ada Lovelace", ComputeCapability: "8.9", UUID: "GPU-2",
		PCI: "00000000:66:00.0", MemoryBytes: 24564 << 20, WarpSize: 32, ClockMHz: 3120, MemoryClockMHz: 10501, ComputeMode: "exclusive-process",
		Persistence: &off, PowerLimitWatts: 450, VBIOS: "95.02.18.00.01", Source: "nvidia-smi"}
	if diff := cmp.Diff(want, r.GPU.Devices[1]); diff != "" {
		t.Error(diff)
	}
}

func TestGPUsOfTheKernel(t *testing.T) {
	const amd, intel = "sys/bus/pci/devices/0000:c1:00.0/", "sys/bus/pci/devices/0000:00:02.0/"
	m := machineOf(map[string]string{
		"proc/driver/nvidia/version":                       "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.159.03  Release Build\n",
		"proc/driver/nvidia/gpus/0000:65:00.0/information": "Model: \t\t NVIDIA H200\nGPU UUID: \t GPU-1\nBus Location: \t 0000:65:00.0\n",
		"sys/bus/pci/devices/0000:65:00.0/class":           "0x030200", "sys/bus/pci/devices/0000:65:00.0/vendor": "0x10de",
		amd + "class": "0x038000", amd + "vendor": "0x1002", amd + "device": "0x740c", amd + "product_name": "AMD Instinct MI250X", amd + "mem_info_vram_total": "68702699520",
		"sys/class/kfd/kfd/topology/nodes/1/properties": "simd_count 440\nsimd_per_cu 4\ngfx_target_version 90010\nwave_front_size 64\nlocation_id 49408\n",
		"sys/module/amdgpu/version":                     "6.7.0", "opt/rocm/.info/version": "6.2.0-66",
		intel + "class": "0x030000", intel + "vendor": "0x8086", intel + "device": "0x56a0", intel + "uevent": "DRIVER=i915\n",
		"usr/share/misc/pci.ids": "8086  Intel Corporation\n\t56a0  DG2 [Arc A770]\n",
	})
	m.probe = []string{"/does/not/exist"}
	r := collect(t.Context(), m, probes, Options{Scopes: []Scope{ScopeGPU}})
	want := &GPU{NVIDIA: &NVIDIA{Driver: "580.159.03"}, AMD: &AMD{Driver: "6.7.0", ROCm: "6.2.0-66"}, Devices: []Device{
		{Vendor: "NVIDIA", Name: "NVIDIA H200", UUID: "GPU-1", PCI: "0000:65:00.0", Source: "proc"},
		{Index: 1, Vendor: "Intel", Name: "DG2 [Arc A770]", PCI: "0000:00:02.0", PCIID: "8086:56a0", Driver: "i915", Source: "sysfs"},
		{Index: 2, Vendor: "AMD", Name: "AMD Instinct MI250X", Architecture: "gfx90a", PCI: "0000:c1:00.0", PCIID: "1002:740c", MemoryBytes: 68702699520,
			Multiprocessors: 110, WarpSize: 64, Source: "sysfs"},
	}}
	if diff := cmp.Diff(want, r.GPU); diff != "" {
		t.Error(diff)
	}
}

func TestAppleGPU(t *testing.T) {
	m := machineOf(nil)
	m.goos = "darwin"
	m.run = func(_ context.Context, _ time.Duration, name string, _ ...string) (string, error) {
		if name != "/usr/sbin/ioreg" {
			return "", errors.New(name)
		}
		return "+-o AGXAcceleratorG14X\n    \"model\" = \"Apple M2 Pro\"\n    \"gpu-core-count\" = 19\n", nil
	}
	r := collect(t.Context(), m, probes, Options{Scopes: []Scope{ScopeGPU}})
	if diff := cmp.Diff([]Device{{Vendor: "Apple", Name: "Apple M2 Pro", Cores: 19, Source: "ioreg"}}, r.GPU.Devices); diff != "" || len(r.Problems) > 0 {
		t.Error(diff, r.Problems)
	}
}

func TestArchitecture(t *testing.T) {
	for capability, want := range map[string]string{"3.7": "Kepler", "6.1": "Pascal", "7.0": "Volta", "7.5": "Turing", "8.0": "Ampere", "8.9": "Ada Lovelace", "9.0": "Hopper", "10.0": "Blackwell", "12.0": "Blackwell", "99.0": "", "": ""} {
		if got := Architecture(capability); got != want {
			t.Errorf("%s: %s, want %s", capability, got, want)
		}
	}
}
