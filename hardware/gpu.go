package hardware

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// smiLimit is how long nvidia-smi may take: it starts slowly when the driver is
// not kept loaded.
const smiLimit = 2 * time.Second

// probeGPU asks for NVIDIA's devices first through its library, in a child, then
// through its program, then through the kernel; for the others through the
// system alone.
func probeGPU(ctx context.Context, m *machine) (part, error) {
	g := &GPU{Devices: []Device{}}
	err := m.nvidia(ctx, g)
	switch m.goos {
	case "linux":
		m.sysfsGPUs(g)
	case "darwin":
		m.appleGPUs(ctx, g)
	}
	for i := range g.Devices {
		g.Devices[i].Index = i
	}
	if len(g.Devices) > 0 && g.Devices[0].Vendor != "NVIDIA" && g.NVIDIA == nil {
		err = nil // nothing of NVIDIA's is missing here
	}
	return func(r *Report) { r.GPU = g }, err
}

// nvidia adds NVIDIA's devices. The error says why they are not fully known.
func (m *machine) nvidia(ctx context.Context, g *GPU) error {
	if m.goos == "darwin" {
		return nil
	}
	found, err := m.askChild(ctx)
	if err == nil {
		g.NVIDIA, g.Devices = found.NVIDIA, found.Devices
		return nil
	}
	if m.smi(ctx, g) || m.procNVIDIA(g) {
		if errors.Is(err, errNoLibrary) {
			return nil
		}
		return fmt.Errorf("some facts of NVIDIA's devices are unknown: %w", err)
	}
	return err
}

// smiFields are what nvidia-smi is asked, in this order.
var smiFields = strings.Fields("name uuid pci.bus_id compute_cap memory.total driver_version vbios_version clocks.max.sm clocks.max.memory ecc.mode.current mig.mode.current compute_mode persistence_mode enforced.power.limit")

func (m *machine) smi(ctx context.Context, g *GPU) bool {
	program, err := m.find("nvidia-smi")
	if err != nil {
		return false
	}
	text, err := m.run(ctx, smiLimit, program, "--query-gpu="+strings.Join(smiFields, ","), "--format=csv,noheader,nounits")
	if err != nil {
		return false
	}
	return readSMI(text, g)
}

// readSMI reads nvidia-smi's table; false when it is none.
func readSMI(text string, g *GPU) bool {
	some := false
	for line := range strings.Lines(text) {
		cells := strings.Split(strings.TrimSpace(line), ", ")
		if len(cells) != len(smiFields) {
			continue
		}
		for i, c := range cells {
			if strings.Contains(c, "[N/A]") || strings.Contains(c, "Not Supported") || c == "N/A" {
				cells[i] = ""
			}
		}
		mib, _ := strconv.ParseInt(cells[4], 10, 64)
		clock, _ := strconv.Atoi(cells[7])
		memory, _ := strconv.Atoi(cells[8])
		watts, _ := strconv.ParseFloat(cells[13], 64)
		g.NVIDIA = &NVIDIA{Driver: cells[5]}
		g.Devices = append(g.Devices, Device{
			Vendor: "NVIDIA", Name: cells[0], UUID: cells[1], PCI: strings.ToLower(cells[2]), ComputeCapability: cells[3],
			Architecture: Architecture(cells[3]), MemoryBytes: max(mib, 0) << 20, VBIOS: cells[6], ClockMHz: max(clock, 0), MemoryClockMHz: max(memory, 0),
			ECC: enabled(cells[9]), MIG: enabled(cells[10]), ComputeMode: strings.ToLower(strings.ReplaceAll(cells[11], "_", "-")),
			Persistence: enabled(cells[12]), PowerLimitWatts: max(watts, 0), WarpSize: 32, Source: "nvidia-smi",
		})
		some = true
	}
	return some
}

func enabled(s string) *bool {
	on := s == "Enabled"
	if !on && s != "Disabled" {
		return nil
	}
	return &on
}

var kernelDriver = regexp.MustCompile(`Kernel Module[^\n]*?\s(\d+\.\d+(?:\.\d+)?)\s`)

// procNVIDIA reads what the kernel module tells without its library.
func (m *machine) procNVIDIA(g *GPU) bool {
	driver := group(kernelDriver, m.text("proc/driver/nvidia/version"))
	if driver == "" {
		return false
	}
	g.NVIDIA = &NVIDIA{Driver: driver}
	for _, file := range m.glob("proc/driver/nvidia/gpus/*/information") {
		f := fields(m.text(file), ":")
		g.Devices = append(g.Devices, Device{
			Vendor: "NVIDIA", Name: f["Model"], UUID: f["GPU UUID"], PCI: f["Bus Location"], VBIOS: strings.Trim(f["Video BIOS"], "?."), Source: "proc",
		})
	}
	return true
}

// vendors of devices, by PCI number.
var vendors = map[string]string{"0x10de": "NVIDIA", "0x1002": "AMD", "0x8086": "Intel"}

// sysfsGPUs adds the devices that the kernel lists and nobody told of yet.
func (m *machine) sysfsGPUs(g *GPU) {
	known := map[string]bool{}
	for _, d := range g.Devices {
		known[shortPCI(d.PCI)] = true
	}
	if v := m.text("sys/module/amdgpu/version"); v != "" || m.exists("opt/rocm/.info/version") {
		g.AMD = &AMD{Driver: v, ROCm: m.text("opt/rocm/.info/version")}
	}
	for _, dir := range m.glob("sys/bus/pci/devices/*") {
		class, id := m.text(dir+"/class"), m.text(dir+"/vendor")
		accelerator := strings.HasPrefix(class, "0x03") || strings.HasPrefix(class, "0x1200")
		if !accelerator || vendors[id] == "" || known[shortPCI(path.Base(dir))] {
			continue
		}
		device := strings.TrimPrefix(m.text(dir+"/device"), "0x")
		d := Device{
			Vendor: vendors[id], PCI: path.Base(dir), PCIID: strings.TrimPrefix(id, "0x") + ":" + device, Driver: fields(m.text(dir+"/uevent"), "=")["DRIVER"],
			Name: m.text(dir + "/product_name"), UUID: m.text(dir + "/unique_id"), MemoryBytes: max(m.number(dir+"/mem_info_vram_total"), 0),
			VBIOS: m.text(dir + "/vbios_version"), Source: "sysfs",
		}
		d.Name = orElse(d.Name, m.pciName(strings.TrimPrefix(id, "0x"), device))
		if d.Vendor == "AMD" {
			m.kfd(&d)
		}
		g.Devices = append(g.Devices, d)
	}
}

// shortPCI makes 00000000:65:00.0 and 0000:65:00.0 equal.
func shortPCI(s string) string {
	s = strings.ToLower(s)
	if i := strings.IndexByte(s, ':'); i > 4 {
		return s[i-4:]
	}
	return s
}

// pciName looks a device up in the system's list of PCI numbers.
func (m *machine) pciName(vendor, device string) string {
	for _, file := range []string{"usr/share/misc/pci.ids", "usr/share/hwdata/pci.ids"} {
		inside := false
		for line := range strings.Lines(string(m.bytes(file, 4<<20))) {
			switch {
			case line[0] != '\t' && line[0] != '#':
				inside = strings.HasPrefix(line, vendor+" ")
			case inside && strings.HasPrefix(line, "\t"+device+" "):
				return strings.TrimSpace(line[len(device)+1:])
			}
		}
	}
	return ""
}

// kfd adds what AMD's compute driver knows: the instruction set and the units.
func (m *machine) kfd(d *Device) {
	for _, dir := range m.glob("sys/class/kfd/kfd/topology/nodes/*") {
		p := fields(m.text(dir+"/properties"), " ")
		location, _ := strconv.ParseInt(p["location_id"], 10, 64)
		if p["location_id"] == "" || fmt.Sprintf("%02x:%02x.%x", location>>8&0xff, location>>3&0x1f, location&7) != d.PCI[strings.IndexByte(d.PCI, ':')+1:] {
			continue
		}
		if v, err := strconv.Atoi(p["gfx_target_version"]); err == nil && v > 0 {
			d.Architecture = fmt.Sprintf("gfx%d%x%x", v/10000, v/100%100, v%100)
		}
		simd, _ := strconv.Atoi(p["simd_count"])
		each, _ := strconv.Atoi(p["simd_per_cu"])
		if each > 0 {
			d.Multiprocessors = simd / each
		}
		d.WarpSize, _ = strconv.Atoi(p["wave_front_size"])
	}
}

var (
	agxCores = regexp.MustCompile(`"gpu-core-count"\s*=\s*(\d+)`)
	agxModel = regexp.MustCompile(`"model"\s*=\s*"([^"]+)"`)
)

func (m *machine) appleGPUs(ctx context.Context, g *GPU) {
	text, err := m.run(ctx, time.Second, "/usr/sbin/ioreg", "-rc", "IOAccelerator", "-d1")
	if name := group(agxModel, text); err == nil && name != "" {
		cores, _ := strconv.Atoi(group(agxCores, text))
		g.Devices = append(g.Devices, Device{Vendor: "Apple", Name: name, Cores: cores, Source: "ioreg"})
	}
}

// Architecture is the name of the generation with a compute capability; "" when
// it is newer than this program knows.
func Architecture(capability string) string {
	major, minor, _ := strings.Cut(capability, ".")
	switch major {
	case "2":
		return "Fermi"
	case "3":
		return "Kepler"
	case "5":
		return "Maxwell"
	case "6":
		return "Pascal"
	case "7":
		if minor == "5" {
			return "Turing"
		}
		return "Volta"
	case "8":
		if minor == "9" {
			return "Ada Lovelace"
		}
		return "Ampere"
	case "9":
		return "Hopper"
	case "10", "11", "12":
		return "Blackwell"
	}
	return ""
}

// coresPerMultiprocessor is what the generations have; 0 when it is not known.
func coresPerMultiprocessor(capability string) int {
	switch capability {
	case "6.0", "7.0", "7.2", "7.5", "8.0":
		return 64
	case "6.1", "6.2", "5.0", "5.2", "5.3", "8.6", "8.7", "8.9", "9.0", "10.0", "10.3", "12.0", "12.1":
		return 128
	case "3.0", "3.5", "3.7":
		return 192
	}
	return 0
}

// childAnswer is what the child prints.
type childAnswer struct {
	Error   string   `json:"error,omitempty"`
	NVIDIA  *NVIDIA  `json:"nvidia,omitempty"`
	Devices []Device `json:"devices,omitempty"`
}

func decodeChild(text string) (childAnswer, error) {
	var a childAnswer
	err := json.Unmarshal([]byte(text), &a)
	return a, err
}
