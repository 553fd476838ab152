package hardware

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// legacy is a report of system-intelligence: texts where we have numbers.
type legacy struct {
	CPU  map[string]any   `json:"cpu"`
	GPUs []map[string]any `json:"gpus"`
	RAM  struct {
		Total any `json:"total"`
	} `json:"ram"`
	Host struct {
		Name string `json:"hostname"`
	} `json:"host"`
	OS       any                       `json:"os"`
	Swap     any                       `json:"swap"`
	Network  map[string]map[string]any `json:"network"`
	Software map[string]struct {
		Path, Version any
		Packages      map[string]struct{ Version any }
	} `json:"software"`
	HDD struct {
		Model map[string]map[string]any
		Usage map[string]map[string]any
	} `json:"hdd"`
}

// parseLegacy reads what system-intelligence wrote. Parts with another shape
// than it writes are left out.
func parseLegacy(top map[string]json.RawMessage) (*Report, error) {
	known := []string{"cpu", "gpus", "ram", "hdd", "software", "host", "os", "swap", "network"}
	if !slices.ContainsFunc(known, func(k string) bool { return top[k] != nil }) {
		return nil, errors.New("is no hardware report of mlf-lsp or system-intelligence")
	}
	var l legacy
	parts := map[string]any{"cpu": &l.CPU, "gpus": &l.GPUs, "ram": &l.RAM, "host": &l.Host, "os": &l.OS, "swap": &l.Swap, "network": &l.Network, "software": &l.Software, "hdd": &l.HDD}
	for _, k := range known {
		if top[k] != nil {
			_ = json.Unmarshal(top[k], parts[k])
		}
	}
	r := &Report{Schema: SchemaVersion, Tool: Tool{Name: "system-intelligence"}}
	l.processors(r)
	if n := whole(l.RAM.Total); n > 0 {
		r.Memory = &Memory{TotalBytes: n}
	}
	if n := whole(l.Swap); n > 0 {
		r.Swap = &Swap{TotalBytes: n}
	}
	if l.Host.Name != "" {
		r.Host = &Host{Name: l.Host.Name}
	}
	if s, _ := l.OS.(string); s != "" {
		r.OS = &OS{Name: s}
	}
	l.storage(r)
	l.programs(r)
	return r, nil
}

// textOf is a scalar as text; "" for others.
func textOf(v any) string {
	switch v := v.(type) {
	case string:
		return oneLine(v)
	case float64, bool:
		return fmt.Sprint(v)
	}
	return ""
}

func whole(v any) int64 {
	f, _ := strconv.ParseFloat(textOf(v), 64)
	if !(f > 0 && f < 1<<60) {
		return 0
	}
	return int64(f)
}

// quantity reads "3.95 GB" and its like in the base unit.
func quantity(v any) float64 {
	number, unit, _ := strings.Cut(textOf(v), " ")
	f, err := strconv.ParseFloat(number, 64)
	if err != nil || !(f > 0 && f < 1e15) {
		return 0
	}
	if unit != "" {
		if i := strings.IndexByte("kMGT", unit[0]); i >= 0 {
			return f * []float64{1e3, 1e6, 1e9, 1e12}[i]
		}
	}
	return f
}

func (l *legacy) processors(r *Report) {
	if len(l.CPU) > 0 {
		r.CPU = &CPU{
			Vendor: textOf(l.CPU["vendor_id_raw"]), Model: textOf(l.CPU["brand_raw"]), Architecture: strings.ToLower(textOf(l.CPU["arch"])),
			LogicalCores: int(whole(l.CPU["logical_cores"])), PhysicalCores: int(whole(l.CPU["physical_cores"])),
			ClockMinMHz: quantity(l.CPU["clock_min"]) / 1e6, ClockMaxMHz: quantity(l.CPU["clock_max"]) / 1e6,
		}
	}
	if l.GPUs == nil {
		return
	}
	r.GPU = &GPU{Devices: []Device{}}
	for i, g := range l.GPUs {
		capability := textOf(g["compute_capability"])
		r.GPU.Devices = append(r.GPU.Devices, Device{
			Index: i, Vendor: "NVIDIA", Name: textOf(g["brand"]), ComputeCapability: capability, Architecture: Architecture(capability),
			MemoryBytes: int64(quantity(g["memory"])), Multiprocessors: int(whole(g["multiprocessors"])), Cores: int(whole(g["cores"])),
			WarpSize: int(whole(g["warp_size"])), Source: "system-intelligence",
			// CUDA's kilohertz are called hertz in these reports.
			ClockMHz: int(quantity(g["clock"]) / 1e3), MemoryClockMHz: int(quantity(g["memory_clock"]) / 1e3),
		})
	}
}

func (l *legacy) storage(r *Report) {
	d := &Disks{}
	for name, m := range l.HDD.Model {
		d.Devices = append(d.Devices, Disk{Name: strings.TrimPrefix(name, "/dev/"), Model: textOf(m["model"]), SizeBytes: whole(m["size"]) * sector})
	}
	for name, m := range l.HDD.Usage {
		d.Mounts = append(d.Mounts, Mount{Path: textOf(m["mountpoint"]), Device: name, FileSystem: textOf(m["fstype"]),
			TotalBytes: int64(quantity(m["total"])), UsedBytes: int64(quantity(m["used"])), FreeBytes: int64(quantity(m["free"]))})
	}
	slices.SortFunc(d.Devices, func(a, b Disk) int { return cmp.Compare(a.Name, b.Name) })
	slices.SortFunc(d.Mounts, func(a, b Mount) int { return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Device, b.Device)) })
	if len(d.Devices)+len(d.Mounts) > 0 {
		r.Disks = d
	}
	if len(l.Network) > 0 {
		r.Network = &Network{}
		for name, m := range l.Network {
			r.Network.Interfaces = append(r.Network.Interfaces, Interface{Name: name, Up: textOf(m["isup"]) == "True", MTU: int(whole(m["mtu"])), SpeedMb: int(whole(m["speed"]))})
		}
		slices.SortFunc(r.Network.Interfaces, func(a, b Interface) int { return cmp.Compare(a.Name, b.Name) })
	}
}

func (l *legacy) programs(r *Report) {
	if len(l.Software) == 0 {
		return
	}
	r.Software = &Software{}
	for name, s := range l.Software {
		version, path := textOf(s.Version), textOf(s.Path)
		if version == "" && path == "" {
			continue
		}
		r.Software.Tools = append(r.Software.Tools, Installed{name, version, path})
		if name != "python" {
			continue
		}
		e := Environment{Kind: "system", Path: path, Version: strings.TrimPrefix(version, "Python "), Used: []string{"active"}}
		for p, v := range s.Packages {
			e.Packages = append(e.Packages, Package{Name: canonical(p), Version: textOf(v.Version)})
		}
		slices.SortFunc(e.Packages, func(a, b Package) int { return cmp.Compare(a.Name, b.Name) })
		r.Python = &Python{Environments: []Environment{e}}
	}
	slices.SortFunc(r.Software.Tools, func(a, b Installed) int { return cmp.Compare(a.Name, b.Name) })
}
