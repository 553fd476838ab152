//go:build linux && cgo && !nonvml

package hardware

import (
	"fmt"
	"strings"

	"github.com/NVIDIA/go-nvml/pkg/nvml"
)

func askNVML() childAnswer { return readNVML(nvml.New()) }

// readNVML reads the library's facts. Beyond the oldest calls, each is made only
// after its symbol was found in the installed library: a call without one ends
// the process.
func readNVML(lib nvml.Interface) childAnswer {
	if ret := lib.Init(); ret != nvml.SUCCESS {
		return childAnswer{Error: whyNot(ret)}
	}
	defer lib.Shutdown()
	n := asker{lib}
	a := childAnswer{NVIDIA: &NVIDIA{}, Devices: []Device{}}
	a.NVIDIA.Driver, _ = lib.SystemGetDriverVersion()
	a.NVIDIA.NVML, _ = lib.SystemGetNVMLVersion()
	n.ask("nvmlSystemGetCudaDriverVersion", func() {
		if v, ret := lib.SystemGetCudaDriverVersion(); ret == nvml.SUCCESS {
			a.NVIDIA.CUDA = fmt.Sprintf("%d.%d", v/1000, v%1000/10)
		}
	})
	count, ret := lib.DeviceGetCount()
	if ret != nvml.SUCCESS {
		return childAnswer{Error: whyNot(ret)}
	}
	for i := range count {
		d := Device{Index: i, Vendor: "NVIDIA", WarpSize: 32, Source: "nvml"}
		if dev, ret := lib.DeviceGetHandleByIndex(i); ret == nvml.SUCCESS {
			n.device(dev, &d)
		}
		a.Devices = append(a.Devices, d)
	}
	return a
}

func whyNot(ret nvml.Return) string {
	switch ret {
	case nvml.ERROR_LIBRARY_NOT_FOUND:
		return errNoLibrary.Error()
	case nvml.ERROR_DRIVER_NOT_LOADED:
		return "NVIDIA's driver is installed but not loaded"
	case nvml.ERROR_NO_PERMISSION:
		return "this user may not ask NVIDIA's driver"
	case nvml.ERROR_LIB_RM_VERSION_MISMATCH:
		return "NVIDIA's driver and its library have different versions: restart the machine after a driver update"
	}
	return fmt.Sprintf("NVIDIA's library answers with error %d", int(ret))
}

// asker makes calls that a library may lack.
type asker struct{ lib nvml.Interface }

func (n asker) ask(symbol string, call func()) {
	defer func() { _ = recover() }() // an incomplete library: the fact stays unknown
	if n.lib.Extensions().LookupSymbol(symbol) == nil {
		call()
	}
}

func (n asker) device(dev nvml.Device, d *Device) {
	d.Name, _ = dev.GetName()
	d.UUID, _ = dev.GetUUID()
	n.ask("nvmlDeviceGetCudaComputeCapability", func() {
		if major, minor, ret := dev.GetCudaComputeCapability(); ret == nvml.SUCCESS {
			d.ComputeCapability = fmt.Sprintf("%d.%d", major, minor)
			d.Architecture = Architecture(d.ComputeCapability)
		}
	})
	n.ask("nvmlDeviceGetMemoryInfo", func() {
		if m, ret := dev.GetMemoryInfo(); ret == nvml.SUCCESS {
			d.MemoryBytes = int64(m.Total)
		}
	})
	n.ask("nvmlDeviceGetPciInfo_v3", func() {
		if p, ret := dev.GetPciInfo(); ret == nvml.SUCCESS {
			d.PCI = strings.ToLower(cString(p.BusId[:]))
			if p.PciDeviceId != 0 {
				d.PCIID = fmt.Sprintf("%04x:%04x", p.PciDeviceId&0xffff, p.PciDeviceId>>16)
			}
		}
	})
	n.modes(dev, d)
	n.numbers(dev, d)
}

func cString(s []int8) string {
	var out []byte
	for _, c := range s {
		if c == 0 {
			break
		}
		out = append(out, byte(c))
	}
	return string(out)
}

// modes asks how a device is set up. "Not supported" is a normal answer and
// means unknown, not off.
func (n asker) modes(dev nvml.Device, d *Device) {
	yes := func(on bool) *bool { return &on }
	n.ask("nvmlDeviceGetEccMode", func() {
		if now, _, ret := dev.GetEccMode(); ret == nvml.SUCCESS {
			d.ECC = yes(now == nvml.FEATURE_ENABLED)
		}
	})
	n.ask("nvmlDeviceGetMigMode", func() {
		if now, _, ret := dev.GetMigMode(); ret == nvml.SUCCESS {
			d.MIG = yes(now == nvml.DEVICE_MIG_ENABLE)
		}
	})
	if d.MIG != nil && *d.MIG {
		n.ask("nvmlDeviceGetMigDeviceHandleByIndex", func() {
			most, _ := dev.GetMaxMigDeviceCount()
			for i := range most {
				if _, ret := dev.GetMigDeviceHandleByIndex(i); ret == nvml.SUCCESS {
					d.MIGInstances++
				}
			}
		})
	}
	n.ask("nvmlDeviceGetComputeMode", func() {
		if mode, ret := dev.GetComputeMode(); ret == nvml.SUCCESS {
			d.ComputeMode = map[nvml.ComputeMode]string{
				nvml.COMPUTEMODE_DEFAULT: "default", nvml.COMPUTEMODE_PROHIBITED: "prohibited", nvml.COMPUTEMODE_EXCLUSIVE_PROCESS: "exclusive-process",
			}[mode]
		}
	})
	n.ask("nvmlDeviceGetPersistenceMode", func() {
		if mode, ret := dev.GetPersistenceMode(); ret == nvml.SUCCESS {
			d.Persistence = yes(mode == nvml.FEATURE_ENABLED)
		}
	})
}

func (n asker) numbers(dev nvml.Device, d *Device) {
	n.ask("nvmlDeviceGetVbiosVersion", func() { d.VBIOS, _ = dev.GetVbiosVersion() })
	n.ask("nvmlDeviceGetNumGpuCores", func() {
		if cores, ret := dev.GetNumGpuCores(); ret == nvml.SUCCESS {
			d.Cores = cores
			if each := coresPerMultiprocessor(d.ComputeCapability); each > 0 {
				d.Multiprocessors = cores / each
			}
		}
	})
	n.ask("nvmlDeviceGetMaxClockInfo", func() {
		if mhz, ret := dev.GetMaxClockInfo(nvml.CLOCK_SM); ret == nvml.SUCCESS {
			d.ClockMHz = int(mhz)
		}
		if mhz, ret := dev.GetMaxClockInfo(nvml.CLOCK_MEM); ret == nvml.SUCCESS {
			d.MemoryClockMHz = int(mhz)
		}
	})
	n.ask("nvmlDeviceGetEnforcedPowerLimit", func() {
		if mw, ret := dev.GetEnforcedPowerLimit(); ret == nvml.SUCCESS {
			d.PowerLimitWatts = float64(mw) / 1000
		}
	})
	n.ask("nvmlDeviceGetNvLinkState", func() {
		links, some := 0, false
		for i := range nvml.NVLINK_MAX_LINKS {
			if state, ret := dev.GetNvLinkState(i); ret == nvml.SUCCESS {
				some = true
				if state == nvml.FEATURE_ENABLED {
					links++
				}
			}
		}
		if some {
			d.NVLinks = &links
		}
	})
}
