package hardware

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/cpuid/v2"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"
)

var update = flag.Bool("update", false, "write the published schema")

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestSchemaIsPublished(t *testing.T) {
	const path = "../docs/hardware.schema.json"
	if *update {
		ok(t, os.WriteFile(path, Schema(), 0o644))
	}
	got, err := os.ReadFile(path)
	ok(t, err)
	if diff := cmp.Diff(string(Schema()), string(got)); diff != "" {
		t.Errorf("%s is out of date; run `go test ./hardware -run TestSchemaIsPublished -update`\n%s", path, diff)
	}
}

// valid checks a report against the published schema.
func valid(t *testing.T, report []byte) {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	ok(t, err)
	c := jsonschema.NewCompiler()
	ok(t, c.AddResource("schema.json", doc))
	schema, err := c.Compile("schema.json")
	ok(t, err)
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(report))
	ok(t, err)
	if err := schema.Validate(value); err != nil {
		t.Errorf("the report does not follow its schema: %v", err)
	}
}

// This machine's own report, in all formats.
func TestReportOfThisMachine(t *testing.T) {
	r := Collect(t.Context(), Options{Scopes: slices.DeleteFunc(Scopes(), func(s Scope) bool { return s == ScopeGPU }), Dir: t.TempDir(), Version: "1"})
	b, err := JSON(r)
	ok(t, err)
	valid(t, b)
	if r.CPU == nil || r.CPU.UsableCores < 1 || r.Memory == nil || r.Memory.TotalBytes < 1<<20 || r.OS == nil || r.OS.Name == "" {
		t.Errorf("the report lacks what every machine has:\n%s", b)
	}
	var out bytes.Buffer
	ok(t, Write(&out, "yaml", r))
	var fromYAML, fromJSON any
	ok(t, yaml.Unmarshal(out.Bytes(), &fromYAML))
	ok(t, yaml.Unmarshal(b, &fromJSON))
	if diff := cmp.Diff(fromJSON, fromYAML); diff != "" {
		t.Errorf("YAML and JSON differ: %s", diff)
	}
	for _, format := range []string{"table", "html"} {
		out.Reset()
		ok(t, Write(&out, format, r))
		if !strings.Contains(out.String(), r.CPU.Architecture) {
			t.Errorf("%s does not show the architecture", format)
		}
	}
	if Write(&out, "pdf", r) == nil {
		t.Error("pdf is no format")
	}
}

func TestHTMLEscapes(t *testing.T) {
	var out bytes.Buffer
	ok(t, Write(&out, "html", &Report{Host: &Host{Name: "<script>x</script>"}}))
	if strings.Contains(out.String(), "<script>") {
		t.Error("text of the machine reaches the page as markup")
	}
}

func TestParseScopes(t *testing.T) {
	cases := []struct{ names, exclude, want string }{
		{"", "", "cpu gpu memory swap os host container job disks network software python variables"},
		{"all", "gpus,hdd,network", "cpu memory swap os host container job software python variables"},
		{"gpus ram", "", "gpu memory"}, {"cpu", "cpu", "error"}, {"cpus", "", "error"}, {"", "all", "error"},
	}
	for _, c := range cases {
		list, err := ParseScopes(strings.Fields(c.names), strings.Fields(c.exclude))
		got := strings.Trim(strings.Join(strings.Fields(strings.NewReplacer("[", "", "]", "").Replace(string(must(json.Marshal(list))))), ""), "\"")
		got = strings.ReplaceAll(got, `","`, " ")
		if err != nil {
			got = "error"
		}
		if got != c.want {
			t.Errorf("%q without %q: %s, want %s", c.names, c.exclude, got, c.want)
		}
	}
}

// A probe that hangs, crashes or fails costs its own part and nothing else.
func TestProbesFailAlone(t *testing.T) {
	hang := make(chan bool)
	t.Cleanup(func() { close(hang) })
	list := []probe{
		{ScopeCPU, 20 * time.Millisecond, func(context.Context, *machine) (part, error) { <-hang; return nil, nil }},
		{ScopeOS, time.Second, func(context.Context, *machine) (part, error) { panic("gone") }},
		{ScopeHost, time.Second, func(context.Context, *machine) (part, error) {
			return func(r *Report) { r.Host = &Host{Name: "h"} }, errors.Join(errors.New("a"), errors.New("b\nc"))
		}},
	}
	r := collect(t.Context(), &machine{}, list, Options{})
	want := []Problem{{ScopeCPU, "no answer within 20ms"}, {ScopeOS, "the probe failed (gone); please report this"}, {ScopeHost, "a"}, {ScopeHost, "b c"}}
	if diff := cmp.Diff(want, r.Problems); diff != "" || r.Host == nil || r.Host.Name != "h" {
		t.Error(diff, r.Host)
	}
}

// machineOf is a Linux machine with the given files and variables.
func machineOf(files map[string]string, vars ...string) *machine {
	root := fstest.MapFS{}
	for name, text := range files {
		root[name] = &fstest.MapFile{Data: []byte(text)}
	}
	env := map[string]string{}
	for _, v := range vars {
		name, value, _ := strings.Cut(v, "=")
		env[name] = value
	}
	return &machine{
		root: root, goos: "linux", env: func(n string) string { return env[n] }, vars: vars, dir: "/nowhere",
		find: func(string) (string, error) { return "", os.ErrNotExist },
	}
}

func TestContainers(t *testing.T) {
	cases := []struct {
		name  string
		m     *machine
		want  Container
		guest bool
	}{
		{name: "metal", m: machineOf(map[string]string{"sys/class/dmi/id/product_name": "ProLiant"}), want: Container{Engine: "none", VirtualMachine: "none"}},
		{name: "docker", guest: true, m: machineOf(map[string]string{
			".dockerenv": "", "proc/self/cgroup": "0::/", "sys/fs/cgroup/cpu.max": "250000 100000", "sys/fs/cgroup/memory.max": "max", "sys/class/dmi/id/sys_vendor": "QEMU",
		}), want: Container{Engine: "docker", VirtualMachine: "qemu", CPULimit: 2.5}},
		{name: "old groups", m: machineOf(map[string]string{
			"proc/self/cgroup": "4:memory:/docker/abc\n3:cpu,cpuacct:/docker/abc",
			"sys/fs/cgroup/memory/docker/memory.limit_in_bytes": "9223372036854771712", "sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes": "1073741824",
			"sys/fs/cgroup/cpu/docker/abc/cpu.cfs_quota_us": "100000", "sys/fs/cgroup/cpu/docker/abc/cpu.cfs_period_us": "50000",
		}), want: Container{Engine: "docker", VirtualMachine: "none", CPULimit: 2, MemoryLimitBytes: 1 << 30}},
		{name: "podman", m: machineOf(map[string]string{"run/.containerenv": "engine=\"podman\"\nimage=\"docker.io/x:1\""}),
			want: Container{Engine: "podman", Image: "docker.io/x:1", VirtualMachine: "none"}},
		{name: "wsl", guest: true, m: machineOf(map[string]string{"proc/sys/kernel/osrelease": "5.15.153.1-microsoft-standard-WSL2"}),
			want: Container{Engine: "none", VirtualMachine: "unknown hypervisor", WSL: true}},
		{name: "apptainer", m: machineOf(nil, "APPTAINER_CONTAINER=/images/t.sif"), want: Container{Engine: "apptainer", Image: "/images/t.sif", VirtualMachine: "none"}},
	}
	for _, c := range cases {
		id := cpuid.CPUInfo{VendorID: cpuid.AMD}
		if c.guest {
			id.Enable(cpuid.HYPERVISOR)
		}
		got := Container{WSL: strings.Contains(c.m.text("proc/sys/kernel/osrelease"), "microsoft"), VirtualMachine: c.m.virtualMachine(&id)}
		got.Engine, got.Image = c.m.engine()
		got.CPULimit, got.MemoryLimitBytes = c.m.limits()
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

func TestJobAndVariables(t *testing.T) {
	m := machineOf(nil, "SLURM_JOB_ID=77", "SLURM_JOB_PARTITION=gpu", "SLURM_GPUS_ON_NODE=2", "PYTHONHASHSEED=0", "NCCL_ALGO=Ring", "SECRET=x")
	r := collect(t.Context(), m, probes, Options{Scopes: []Scope{ScopeJob, ScopeVariables}})
	want := &Report{Job: &Job{Scheduler: "slurm", ID: "77", Partition: "gpu", GPUs: "2"}, Variables: &Variables{[]Variable{{"NCCL_ALGO", "Ring"}, {"PYTHONHASHSEED", "0"}}}}
	if diff := cmp.Diff(want, &Report{Job: r.Job, Variables: r.Variables}); diff != "" {
		t.Error(diff)
	}
}

func TestCPUOfLinux(t *testing.T) {
	files := map[string]string{
		"proc/cpuinfo":                                         "processor\t: 0\nCPU implementer\t: 0x41\nCPU part\t: 0xd4f\n",
		"sys/devices/system/cpu/present":                       "0-3",
		"sys/devices/system/node/online":                       "0-1",
		"sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_min_freq": "800000", "sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq": "3500000",
		"sys/devices/system/cpu/cpu0/cache/index0/level": "1", "sys/devices/system/cpu/cpu0/cache/index0/type": "Data",
		"sys/devices/system/cpu/cpu0/cache/index0/size": "48K", "sys/devices/system/cpu/cpu0/cache/index0/shared_cpu_list": "0,2",
	}
	for i, core := range []string{"0", "1", "0", "1"} {
		dir := "sys/devices/system/cpu/cpu" + string(rune('0'+i)) + "/topology/"
		files[dir+"core_id"], files[dir+"physical_package_id"] = core, "0"
	}
	var c CPU
	machineOf(files).linuxCPU(&c)
	want := CPU{Model: "ARM Neoverse-V2", LogicalCores: 4, PhysicalCores: 2, Sockets: 1, NUMANodes: 2, ClockMinMHz: 800, ClockMaxMHz: 3500,
		Caches: []Cache{{1, "data", 48 << 10, 2}}}
	if diff := cmp.Diff(want, c); diff != "" {
		t.Error(diff)
	}
}

func TestPythonEnvironments(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		ok(t, os.MkdirAll(filepath.Dir(path), 0o755))
		ok(t, os.WriteFile(path, []byte(text), 0o644))
	}
	site := ".venv/lib/python3.12/site-packages/"
	write(".venv/pyvenv.cfg", "home = /usr/bin\nversion_info = 3.12.4\n")
	write(site+"torch-2.4.1+cu121.dist-info/METADATA", "")
	write(site+"torch/version.py", "__version__ = '2.4.1+cu121'\ncuda: Optional[str] = '12.1'\nhip: Optional[str] = None\n")
	write(site+"nvidia_cudnn_cu12-9.1.0.70.dist-info/METADATA", "")
	write(site+"requests-2.32.0.dist-info/METADATA", "")
	write(site+"scikit_learn-1.5.0.dist-info/METADATA", "")
	write("conda/conda-meta/python-3.7.10-hffdb5ce_100.json", "{}")
	write("conda/conda-meta/pytorch-1.13.1-py3.7_cuda11.7_cudnn8.5.0_0.json", "{}")
	m := machineOf(nil, "CONDA_PREFIX="+filepath.Join(dir, "conda"))
	m.dir = dir
	r := collect(t.Context(), m, probes, Options{Scopes: []Scope{ScopePython}})
	Redact(r)
	want := []Environment{
		{Kind: "venv", Path: removed, Version: "3.12.4", Used: []string{"project"}, Packages: []Package{
			{Name: "nvidia-cudnn-cu12", Version: "9.1.0.70"}, {Name: "scikit-learn", Version: "1.5.0"}, {Name: "torch", Version: "2.4.1+cu121", CUDA: "12.1"}}},
		{Kind: "conda", Path: removed, Version: "3.7.10", Used: []string{"active"}, Packages: []Package{{Name: "torch", Version: "1.13.1", Build: "py3.7_cuda11.7_cudnn8.5.0_0"}}},
	}
	if diff := cmp.Diff(want, r.Python.Environments); diff != "" {
		t.Error(diff)
	}
}

func TestRedact(t *testing.T) {
	r := &Report{
		Host: &Host{Name: "nodename", Model: "X"}, Disks: &Disks{Mounts: []Mount{{Path: "/home/someone", Device: "/dev/sda1", FileSystem: "xfs"}}},
		Variables: &Variables{[]Variable{{"XLA_FLAGS", "--dump=/home/someone"}, {"PYTHONHASHSEED", "0"}}},
		Problems:  []Problem{{ScopeDisks, "/home/someone on nodename does not answer"}},
	}
	Redact(r)
	b, err := JSON(r)
	ok(t, err)
	if s := string(b); strings.Contains(s, "someone") || strings.Contains(s, "nodename") || !strings.Contains(s, `"xfs"`) || !strings.Contains(s, `"0"`) {
		t.Error(s)
	}
}
