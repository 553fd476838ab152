package hardware

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"
)

// training is a machine as reports have it; change makes another of it.
func training(change func(*Report)) *Report {
	no := false
	r := &Report{
		Schema: SchemaVersion, Tool: Tool{Name: "mlf-lsp", Version: "1"}, Created: "2026-01-02T03:04:05Z",
		CPU: &CPU{Model: "AMD EPYC 9554", Architecture: "x86_64", UsableCores: 16, Features: []string{"avx2", "avx512f"}},
		GPU: &GPU{NVIDIA: &NVIDIA{Driver: "580.159.03", CUDA: "13.0"}, Devices: []Device{
			{Vendor: "NVIDIA", Name: "NVIDIA H200", ComputeCapability: "9.0", Architecture: "Hopper", MIG: &no, Source: "nvml"}}},
		OS: &OS{Name: "Debian", LibC: "glibc 2.36"}, Host: &Host{Name: "a"}, Software: &Software{},
		Python: &Python{[]Environment{{Kind: "venv", Path: "/p/.venv", Version: "3.12.4", Packages: []Package{
			{Name: "mlflow", Version: "2.1"}, {Name: "torch", Version: "2.4.1+cu121", CUDA: "12.1"}}}}},
		Variables: &Variables{[]Variable{{"PYTHONHASHSEED", "0"}}},
	}
	if change != nil {
		change(r)
	}
	return r
}

func TestDiff(t *testing.T) {
	cases := []struct {
		name    string
		change  func(*Report)
		verdict Verdict
		names   string // those of the differences that matter
	}{
		{"the same", nil, Possible, ""},
		{"another host", func(r *Report) {
			r.Host.Name, r.OS.Name, r.Python.Environments[0].Packages[0].Version = "b", "Fedora", "3.0"
		}, Possible, ""},
		{"another GPU", func(r *Report) {
			r.GPU.Devices[0] = Device{Vendor: "NVIDIA", Name: "Tesla V100", ComputeCapability: "7.0", MIG: r.GPU.Devices[0].MIG, Source: "nvml"}
		}, NotPossible, "GPUs"},
		{"another driver", func(r *Report) { r.GPU.NVIDIA.Driver = "550.1" }, NotPossible, "GPU driver"},
		{"two GPUs", func(r *Report) { r.GPU.Devices = append(r.GPU.Devices, r.GPU.Devices[0]) }, NotPossible, "GPUs"},
		{"no GPU", func(r *Report) { r.GPU = &GPU{}; r.Problems = []Problem{{ScopeGPU, "no NVIDIA driver"}} }, NotPossible, "GPUs, GPU driver"},
		{"GPUs not asked for", func(r *Report) { r.GPU = nil }, Undecided, "GPU driver, GPUs, partitioned GPUs (MIG)"},
		{"another build", func(r *Report) { r.Python.Environments[0].Packages[1].CUDA = "12.4" }, NotPossible, "torch"},
		{"torch is missing", func(r *Report) { r.Python.Environments[0].Packages = r.Python.Environments[0].Packages[:1] }, NotPossible, "torch"},
		{"no environment", func(r *Report) { r.Python = nil }, Undecided, "Python, torch"},
		{"other instructions", func(r *Report) { r.CPU.Features = []string{"avx2"} }, NotPossible, "CPU instruction sets"},
		{"more cores", func(r *Report) { r.CPU.UsableCores = 64 }, NotPossible, "usable cores"},
		{"no hash seed", func(r *Report) { r.Variables.Set = nil }, NotPossible, "PYTHONHASHSEED"},
		{"another libc", func(r *Report) { r.OS.LibC = "musl" }, Undecided, "C library"},
	}
	for _, c := range cases {
		got := Diff(training(nil), training(c.change))
		back := Diff(training(c.change), training(nil))
		var names []string
		for _, d := range got.Differences {
			if d.Effect != Harmless {
				names = append(names, d.Name)
			}
		}
		if got.Verdict != c.verdict || back.Verdict != c.verdict || !sameWords(strings.Join(names, ", "), c.names) {
			t.Errorf("%s: %s (back: %s) because of %v; want %s because of %s", c.name, got.Verdict, back.Verdict, names, c.verdict, c.names)
		}
	}
}

func sameWords(a, b string) bool {
	seen := map[string]int{}
	for _, w := range strings.Split(a, ", ") {
		seen[w]++
	}
	for _, w := range strings.Split(b, ", ") {
		seen[w]--
	}
	for _, n := range seen {
		if n != 0 {
			return false
		}
	}
	return true
}

// Whoever fixes the number of threads does not depend on that of cores.
func TestFixedThreads(t *testing.T) {
	fixed := func(cores int) *Report {
		return training(func(r *Report) {
			r.CPU.UsableCores = cores
			r.Variables.Set = []Variable{{"OMP_NUM_THREADS", "8"}, {"PYTHONHASHSEED", "0"}}
		})
	}
	if c := Diff(fixed(16), fixed(64)); c.Verdict != Possible {
		t.Error(c.Sentence())
	}
}

func TestSentenceAndText(t *testing.T) {
	c := Diff(training(nil), training(func(r *Report) { r.GPU.NVIDIA.Driver, r.Host.Name = "550.1", "b" }))
	want := `Bit-exact comparison is not possible, because GPU driver differs.

Changes numbers:
  GPU driver: it compiles kernels for the GPU (PTX) and brings parts of CUDA
    x: 580.159.03
    y: 550.1

Does not matter:
  host name: it is a name
    x: a
    y: b
`
	var out bytes.Buffer
	ok(t, c.WriteText(&out, "x", "y"))
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
}

// ancestor is a report in the shape that system-intelligence writes.
const ancestor = `{
  "cpu": {"vendor_id_raw": "AuthenticAMD", "hardware_raw": null, "brand_raw": "AMD Ryzen 9", "arch": "X86_64", "logical_cores": "24", "physical_cores": "12",
          "clock": "2679.36 MHz", "clock_min": "2200.0 MHz", "clock_max": "3000.0 MHz", "cache": "L1: 32 KiB\nL2: 512 KiB"},
  "gpus": [{"architecture": "Volta", "brand": "RTX 2080", "compute_capability": "7.5", "memory": "8.5 GB", "memory_clock": "7 MHz", "clock": "1.71 MHz",
            "multiprocessors": "46", "cores": "2944", "warp_size": "32"}],
  "ram": {"total": 134962556928, "banks": {}, "cache": {}}, "host": {"hostname": "28ae"}, "os": "Linux-3.10.0-x86_64-with-debian",
  "hdd": {"model": {"/dev/sda": {"size": 2048, "model": "DISK   "}}, "usage": {"/dev/mapper/home": {"total": "6.64 TB", "fstype": "xfs", "mountpoint": "/home"}}},
  "swap": 1073737728, "network": {"eth0": {"isup": "True", "speed": "10000", "mtu": "1500"}},
  "software": {"gcc": {"path": "/usr/bin/gcc", "version": "gcc 7.5.0"}, "mkl": {"path": null, "version": null},
               "python": {"path": "/c/bin/python", "version": "Python 3.7.10", "packages": {"xgboost": {"version": "1.2.1"}}}}
}`

func TestReportsOfTheAncestor(t *testing.T) {
	r, err := Parse([]byte(ancestor))
	ok(t, err)
	b, err := JSON(r)
	ok(t, err)
	valid(t, b)
	want := Device{Vendor: "NVIDIA", Name: "RTX 2080", Architecture: "Turing", ComputeCapability: "7.5", MemoryBytes: 8_500_000_000, Multiprocessors: 46, Cores: 2944,
		WarpSize: 32, ClockMHz: 1710, MemoryClockMHz: 7000, Source: "system-intelligence"}
	if diff := cmp.Diff(want, r.GPU.Devices[0]); diff != "" {
		t.Error(diff)
	}
	if e := r.Python.Environments[0]; e.Version != "3.7.10" || e.Packages[0] != (Package{Name: "xgboost", Version: "1.2.1"}) || r.Disks.Devices[0].SizeBytes != 1<<20 || r.CPU.ClockMaxMHz != 3000 {
		t.Errorf("%s", b)
	}
	if c := Diff(r, training(nil)); c.Verdict != NotPossible {
		t.Error(c.Sentence())
	}
	var doc any
	ok(t, yaml.Unmarshal([]byte(ancestor), &doc))
	asYAML, err := yaml.Marshal(doc)
	ok(t, err)
	again, err := Parse(asYAML)
	ok(t, err)
	if diff := cmp.Diff(r, again); diff != "" {
		t.Error(diff)
	}
}

func TestWrittenReportsAreReadAgain(t *testing.T) {
	for _, format := range []string{"json", "yaml"} {
		var out bytes.Buffer
		ok(t, Write(&out, format, training(nil)))
		got, err := Parse(out.Bytes())
		ok(t, err)
		if diff := cmp.Diff(training(nil), got); diff != "" {
			t.Errorf("%s: %s", format, diff)
		}
	}
	for _, bad := range []string{"", "[]", "{}", "hello", `{"a": 1}`, `{"schema": 9}`, `{"schema": 1, "cpu": 3}`, "\x00", "? [a]\n: b\n"} {
		if _, err := Parse([]byte(bad)); err == nil {
			t.Errorf("%q is read as a report", bad)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{ancestor, `{"schema": 1, "cpu": {"architecture": "x"}}`, "schema: 1\ngpu: {devices: [{index: 0}]}\n", `{"gpus": [{"memory": "1e400 GB"}]}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := Parse(b)
		if err != nil {
			return
		}
		if c := Diff(r, r); c.Verdict == NotPossible {
			t.Errorf("a report differs from itself: %s", c.Sentence())
		}
		Redact(r)
		var out bytes.Buffer
		ok(t, Write(&out, "table", r))
	})
}
