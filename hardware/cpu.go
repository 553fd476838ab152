package hardware

import (
	"context"
	"fmt"
	"runtime"
	"strconv"
	"strings"

	"github.com/klauspost/cpuid/v2"
)

func probeCPU(_ context.Context, m *machine) (part, error) {
	c := cpuOf(&cpuid.CPU)
	c.UsableCores = runtime.NumCPU()
	if m.goos == "linux" {
		m.linuxCPU(c)
	}
	return func(r *Report) { r.CPU = c }, nil
}

// cpuOf is what the processor says of itself.
func cpuOf(id *cpuid.CPUInfo) *CPU {
	c := &CPU{
		Vendor: id.VendorString, Model: oneLine(id.BrandName), Architecture: kernelName(runtime.GOARCH),
		PhysicalCores: id.PhysicalCores, LogicalCores: id.LogicalCores,
		ClockMaxMHz: mhz(max(id.BoostFreq, id.Hz)), Features: numerical(id),
	}
	if runtime.GOARCH == "amd64" {
		c.Level = fmt.Sprintf("x86-64-v%d", id.X64Level())
		c.Family = fmt.Sprintf("%d/%d/%d", id.Family, id.Model, id.Stepping)
	}
	for _, k := range []struct {
		level, size int
		kind        string
	}{{1, id.Cache.L1D, "data"}, {1, id.Cache.L1I, "instruction"}, {2, id.Cache.L2, "unified"}, {3, id.Cache.L3, "unified"}} {
		if k.size > 0 {
			c.Caches = append(c.Caches, Cache{Level: k.level, Kind: k.kind, SizeBytes: int64(k.size)})
		}
	}
	return c
}

func mhz(hz int64) float64 { return float64(hz/1000) / 1000 }

// kernelName is the name that systems and wheels use for an architecture.
func kernelName(goarch string) string {
	switch goarch {
	case "amd64":
		return "x86_64"
	case "arm64":
		return "aarch64"
	case "386":
		return "i686"
	}
	return goarch
}

// instructionSets are those by which BLAS, oneDNN, XLA, Eigen and NumPy choose
// their kernels: other kernels add in another order.
var instructionSets = []struct {
	name string
	id   cpuid.FeatureID
}{
	{"sse4.1", cpuid.SSE4}, {"sse4.2", cpuid.SSE42}, {"avx", cpuid.AVX}, {"f16c", cpuid.F16C}, {"fma", cpuid.FMA3}, {"fma4", cpuid.FMA4},
	{"avx2", cpuid.AVX2}, {"avx_vnni", cpuid.AVXVNNI}, {"avx512f", cpuid.AVX512F}, {"avx512cd", cpuid.AVX512CD},
	{"avx512bw", cpuid.AVX512BW}, {"avx512dq", cpuid.AVX512DQ}, {"avx512vl", cpuid.AVX512VL}, {"avx512_vnni", cpuid.AVX512VNNI},
	{"avx512_bf16", cpuid.AVX512BF16}, {"avx512_fp16", cpuid.AVX512FP16}, {"avx10", cpuid.AVX10}, {"amx_tile", cpuid.AMXTILE},
	{"amx_int8", cpuid.AMXINT8}, {"amx_bf16", cpuid.AMXBF16}, {"amx_fp16", cpuid.AMXFP16},
	{"asimd", cpuid.ASIMD}, {"asimdhp", cpuid.ASIMDHP}, {"asimddp", cpuid.ASIMDDP}, {"fcma", cpuid.FCMA}, {"fhm", cpuid.FHM},
	{"bf16", cpuid.BF16}, {"i8mm", cpuid.I8MM}, {"sve", cpuid.SVE}, {"sve2", cpuid.SVE2},
}

func numerical(id *cpuid.CPUInfo) []string {
	var out []string
	for _, s := range instructionSets {
		if id.Has(s.id) {
			out = append(out, s.name)
		}
	}
	return out
}

// linuxCPU adds what the kernel knows: it sees all processors and every kind.
func (m *machine) linuxCPU(c *CPU) {
	info := fields(m.text("proc/cpuinfo"), ":")
	if info["model name"] != "" {
		c.Model = oneLine(info["model name"])
	}
	if c.Model == "" || info["CPU implementer"] != "" {
		c.Model = orElse(armName(info["CPU implementer"], info["CPU part"]), c.Model)
	}
	c.Vendor = orElse(info["vendor_id"], c.Vendor)
	c.Microcode = info["microcode"]
	const cpus = "sys/devices/system/cpu/"
	if n := count(m.text(cpus + "present")); n > 0 {
		c.LogicalCores = n
	}
	m.topology(c, cpus)
	c.NUMANodes = count(m.text("sys/devices/system/node/online"))
	if low, high := m.number(cpus+"cpu0/cpufreq/cpuinfo_min_freq"), m.number(cpus+"cpu0/cpufreq/cpuinfo_max_freq"); high > 0 {
		c.ClockMinMHz, c.ClockMaxMHz = float64(low)/1000, float64(high)/1000
	}
	if list := m.caches(cpus + "cpu0/cache/"); len(list) > 0 {
		c.Caches = list
	}
}

// topology counts cores and sockets.
func (m *machine) topology(c *CPU, cpus string) {
	type core struct{ socket, id string }
	cores, sockets := map[core]bool{}, map[string]bool{}
	for _, dir := range m.glob(cpus + "cpu[0-9]*/topology") {
		socket := m.text(dir + "/physical_package_id")
		cores[core{socket, m.text(dir + "/core_id")}] = true
		sockets[socket] = true
	}
	if len(cores) > 0 {
		c.PhysicalCores, c.Sockets = len(cores), len(sockets)
	}
}

func (m *machine) caches(dir string) []Cache {
	var out []Cache
	for _, name := range m.list(strings.TrimSuffix(dir, "/")) {
		if !strings.HasPrefix(name, "index") {
			continue
		}
		out = append(out, Cache{
			Level: int(m.number(dir + name + "/level")), Kind: strings.ToLower(m.text(dir + name + "/type")),
			SizeBytes: size(m.text(dir + name + "/size")), Shared: count(m.text(dir + name + "/shared_cpu_list")),
		})
	}
	return out
}

// size reads the kernel's "512K" in bytes.
func size(s string) int64 {
	n, err := strconv.ParseInt(strings.TrimRight(s, "KMGT"), 10, 64)
	if err != nil || n < 0 || n > 1<<40 {
		return 0
	}
	switch {
	case strings.HasSuffix(s, "K"):
		n <<= 10
	case strings.HasSuffix(s, "M"):
		n <<= 20
	case strings.HasSuffix(s, "G"):
		n <<= 30
	}
	return n
}

// count counts the members of a list such as 0-3,8; 0 when it is none.
func count(list string) int {
	n := 0
	for _, r := range strings.Split(list, ",") {
		from, to, isRange := strings.Cut(strings.TrimSpace(r), "-")
		a, err := strconv.Atoi(from)
		if err != nil {
			return 0
		}
		b := a
		if isRange {
			if b, err = strconv.Atoi(to); err != nil || b < a {
				return 0
			}
		}
		n += b - a + 1
	}
	return n
}

func orElse(s, other string) string {
	if s != "" {
		return s
	}
	return other
}

// armNames are cores found in servers and boards used for machine learning, by
// implementer and part as /proc/cpuinfo has them.
var armNames = map[string]string{
	"0x41 0xd07": "ARM Cortex-A57", "0x41 0xd08": "ARM Cortex-A72", "0x41 0xd0b": "ARM Cortex-A76", "0x41 0xd0c": "ARM Neoverse-N1",
	"0x41 0xd40": "ARM Neoverse-V1", "0x41 0xd42": "ARM Cortex-A78AE", "0x41 0xd49": "ARM Neoverse-N2", "0x41 0xd4f": "ARM Neoverse-V2",
	"0x41 0xd83": "ARM Neoverse-V3AE", "0x41 0xd84": "ARM Neoverse-V3", "0x41 0xd8e": "ARM Neoverse-N3", "0x46 0x001": "Fujitsu A64FX",
	"0x48 0xd01": "HiSilicon Kunpeng 920", "0x4e 0x004": "NVIDIA Carmel", "0xc0 0xac3": "Ampere-1", "0xc0 0xac4": "Ampere-1A",
}

func armName(implementer, partNumber string) string {
	if implementer == "" {
		return ""
	}
	key := implementer + " " + partNumber
	return orElse(armNames[key], "ARM core "+key)
}
