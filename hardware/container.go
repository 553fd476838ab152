package hardware

import (
	"cmp"
	"context"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/klauspost/cpuid/v2"
)

func probeContainer(_ context.Context, m *machine) (part, error) {
	c := &Container{}
	if m.goos == "linux" {
		c.Engine, c.Image = m.engine()
		kernel := strings.ToLower(m.text("proc/sys/kernel/osrelease"))
		c.WSL = strings.Contains(kernel, "microsoft")
		c.CPULimit, c.MemoryLimitBytes = m.limits()
	}
	c.VirtualMachine = m.virtualMachine(&cpuid.CPU)
	return func(r *Report) { r.Container = c }, nil
}

// engine says which container engine runs the process and, where it is told,
// from which image. Kubernetes comes first as it uses the others.
func (m *machine) engine() (engine, image string) {
	groups := m.text("proc/1/cgroup") + "\n" + m.text("proc/self/cgroup") + "\n" + m.text("proc/self/mountinfo")
	file := fields(m.text("run/.containerenv"), "=")
	switch {
	case m.env("KUBERNETES_SERVICE_HOST") != "" || strings.Contains(groups, "kubepods"):
		return "kubernetes", ""
	case m.env("APPTAINER_CONTAINER") != "" || m.env("SINGULARITY_CONTAINER") != "":
		return "apptainer", orElse(m.env("APPTAINER_CONTAINER"), m.env("SINGULARITY_CONTAINER"))
	case m.exists("run/.containerenv"):
		return "podman", file["image"]
	case m.exists(".dockerenv") || strings.Contains(groups, "/docker/") || strings.Contains(groups, "/docker-"):
		return "docker", ""
	case strings.Contains(groups, "/lxc/") || m.env("container") == "lxc":
		return "lxc", ""
	case m.env("container") != "":
		return m.env("container"), ""
	}
	return "none", ""
}

var quota = regexp.MustCompile(`^(\d+) (\d+)$`)

// limits are the CPU quota in cores and the memory limit in bytes that the
// kernel enforces on the process; 0 for none. The strictest group counts.
func (m *machine) limits() (cpus float64, memory int64) {
	for _, dir := range m.groups("cpu") {
		if q := quota.FindStringSubmatch(m.text(dir + "/cpu.max")); q != nil {
			cpus = stricter(cpus, ratio(q[1], q[2]))
		}
		if us := m.text(dir + "/cpu.cfs_quota_us"); us != "" && us != "-1" {
			cpus = stricter(cpus, ratio(us, m.text(dir+"/cpu.cfs_period_us")))
		}
	}
	for _, dir := range m.groups("memory") {
		for _, file := range []string{"/memory.max", "/memory.limit_in_bytes"} {
			// Version 1 says "no limit" with a number near 2^63.
			if n := m.number(dir + file); n > 0 && n < 1<<60 {
				memory = stricter(memory, n)
			}
		}
	}
	return cpus, memory
}

// groups are the folders of a controller's groups that hold the process, from
// its own up to the root.
func (m *machine) groups(controller string) []string {
	const root = "sys/fs/cgroup"
	var out []string
	for line := range strings.Lines(m.text("proc/self/cgroup")) {
		parts := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(parts) != 3 {
			continue
		}
		base := root
		if parts[1] != "" {
			if !strings.Contains(","+parts[1]+",", ","+controller+",") {
				continue
			}
			base = path.Join(root, controller)
		}
		for dir := path.Join(base, parts[2]); dir != root && strings.HasPrefix(dir, root); dir = path.Dir(dir) {
			out = append(out, dir)
		}
	}
	return append(out, root)
}

func stricter[T cmp.Ordered](old, limit T) T {
	var none T
	if limit > none && (old == none || limit < old) {
		return limit
	}
	return old
}

func ratio(a, b string) float64 {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	if errX != nil || errY != nil || y <= 0 {
		return 0
	}
	return x / y
}

// hypervisors are known by the firmware's text, more exactly than by the CPU.
var hypervisors = []struct{ text, name string }{
	{"amazon ec2", "amazon ec2"}, {"google", "google compute engine"}, {"kvm", "kvm"}, {"qemu", "qemu"}, {"vmware", "vmware"},
	{"virtualbox", "virtualbox"}, {"innotek", "virtualbox"}, {"xen", "xen"}, {"microsoft corporation virtual machine", "hyper-v"},
	{"parallels", "parallels"}, {"bochs", "bochs"}, {"openstack", "openstack"}, {"apple virtualization", "apple virtualization"},
}

// virtualMachine names the hypervisor; "none" on bare metal, "" when it is not
// known.
func (m *machine) virtualMachine(id *cpuid.CPUInfo) string {
	const dmi = "sys/class/dmi/id/"
	firmware := strings.ToLower(m.text(dmi+"sys_vendor") + " " + m.text(dmi+"product_name") + " " + m.text(dmi+"bios_vendor"))
	guest := id.Has(cpuid.HYPERVISOR) || m.exists("sys/hypervisor/type")
	metal := strings.Contains(firmware, ".metal")
	for _, h := range hypervisors {
		if strings.Contains(firmware, h.text) && !metal && (guest || h.text != "google") {
			return h.name
		}
	}
	if !guest {
		if id.VendorID == cpuid.VendorUnknown {
			return ""
		}
		return "none"
	}
	switch id.HypervisorVendorID {
	case cpuid.KVM:
		return "kvm"
	case cpuid.VMware:
		return "vmware"
	case cpuid.MSVM:
		return "hyper-v"
	case cpuid.XenHVM:
		return "xen"
	case cpuid.Bhyve:
		return "bhyve"
	case cpuid.QEMU:
		return "qemu"
	}
	return orElse(strings.ToLower(oneLine(id.HypervisorVendorString)), "unknown hypervisor")
}
