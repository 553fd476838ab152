package hardware

import (
	"context"
	"errors"
	"os"
	"path"
	"regexp"
	"runtime"
	"strings"

	"github.com/shirou/gopsutil/v4/host"
	"github.com/shirou/gopsutil/v4/mem"
)

func probeMemory(ctx context.Context, m *machine) (part, error) {
	v, err := mem.VirtualMemoryWithContext(ctx)
	if err != nil {
		return nil, err
	}
	out := &Memory{TotalBytes: int64(v.Total)}
	for _, dir := range m.glob("sys/devices/system/edac/mc/mc*/dimm*") {
		if mb := m.number(dir + "/size"); mb > 0 {
			out.Modules = append(out.Modules, Module{
				Label: orElse(m.text(dir+"/dimm_label"), path.Base(dir)), SizeBytes: mb << 20, Kind: m.text(dir + "/dimm_mem_type"),
			})
		}
	}
	return func(r *Report) { r.Memory = out }, nil
}

func probeSwap(ctx context.Context, _ *machine) (part, error) {
	s, err := mem.SwapMemoryWithContext(ctx)
	if err != nil {
		return nil, err
	}
	return func(r *Report) { r.Swap = &Swap{TotalBytes: int64(s.Total)} }, nil
}

func probeOS(ctx context.Context, m *machine) (part, error) {
	name, _, version, err := host.PlatformInformationWithContext(ctx)
	o := &OS{Name: name, Version: version, Architecture: kernelName(runtime.GOARCH)}
	if kernel, kerr := host.KernelVersionWithContext(ctx); kerr == nil {
		o.Kernel = kernel
	}
	if arch, aerr := host.KernelArch(); aerr == nil && arch != "" {
		o.Architecture = kernelName(arch)
	}
	if m.goos == "linux" {
		release := fields(m.text("etc/os-release"), "=")
		o.Name, o.Version = orElse(release["NAME"], o.Name), orElse(release["VERSION_ID"], o.Version)
		o.LibC = m.libC()
		err = nil
	}
	if o.Name == "" {
		o.Name = m.goos
	}
	return func(r *Report) { r.OS = o }, err
}

var glibcVersion = regexp.MustCompile(`GNU C Library [^\n]{0,80}version (\d+\.\d+(?:\.\d+)?)`)

// libC reads which C library is there and its version, from its own text.
func (m *machine) libC() string {
	for _, pattern := range []string{"lib/*-linux-gnu/libc.so.6", "usr/lib/*-linux-gnu/libc.so.6", "lib64/libc.so.6", "usr/lib64/libc.so.6", "lib/libc.so.6", "usr/lib/libc.so.6"} {
		for _, name := range m.glob(pattern) {
			if v := glibcVersion.FindSubmatch(m.bytes(name, 8<<20)); v != nil {
				return "glibc " + string(v[1])
			}
		}
	}
	if len(m.glob("lib/ld-musl-*.so.1")) > 0 {
		return "musl"
	}
	return ""
}

func probeHost(_ context.Context, m *machine) (part, error) {
	name, err := os.Hostname()
	h := &Host{Name: name}
	if m.goos == "linux" {
		const dmi = "sys/class/dmi/id/"
		h.Vendor, h.Model = m.text(dmi+"sys_vendor"), m.text(dmi+"product_name")
		if h.Model == "" {
			h.Model = strings.Trim(m.text("proc/device-tree/model"), "\x00")
		}
	}
	if err != nil {
		err = errors.New("the host name cannot be read")
	}
	return func(r *Report) { r.Host = h }, err
}
