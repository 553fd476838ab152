package hardware

import (
	"cmp"
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/shirou/gopsutil/v4/disk"
)

// usageLimit is how long a file system may take to say how full it is: dead
// network file systems never answer.
const usageLimit = 150 * time.Millisecond

func probeDisks(ctx context.Context, m *machine) (part, error) {
	d := &Disks{}
	if m.goos == "linux" {
		d.Devices = m.blockDevices()
	}
	list, err := disk.PartitionsWithContext(ctx, true)
	if err != nil {
		err = errors.New("the mounted file systems cannot be listed")
	}
	for _, p := range list {
		if holdsData(p) {
			d.Mounts = append(d.Mounts, Mount{Path: p.Mountpoint, Device: p.Device, FileSystem: p.Fstype})
		}
	}
	slices.SortFunc(d.Mounts, func(a, b Mount) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Device, b.Device))
	})
	d.Mounts = slices.Compact(d.Mounts)
	measure(ctx, d.Mounts)
	return func(r *Report) { r.Disks = d }, err
}

// pseudo are file systems that hold no data of users.
var pseudo = []string{
	"autofs", "binfmt_misc", "bpf", "cgroup", "cgroup2", "configfs", "debugfs", "devpts", "devtmpfs", "devfs", "efivarfs", "fuse.gvfsd-fuse",
	"fuse.lxcfs", "fuse.portal", "fusectl", "hugetlbfs", "mqueue", "nsfs", "nullfs", "proc", "pstore", "ramfs", "rpc_pipefs", "securityfs", "selinuxfs",
	"squashfs", "sysfs", "tmpfs", "tracefs",
}

// holdsData leaves out pseudo file systems and single files that container
// engines mount over, such as /etc/hosts.
func holdsData(p disk.PartitionStat) bool {
	return !slices.Contains(pseudo, p.Fstype) && !strings.HasPrefix(p.Mountpoint, "/etc/") && !strings.HasPrefix(p.Mountpoint, "/proc/")
}

// measure asks all file systems at once how full they are.
func measure(ctx context.Context, mounts []Mount) {
	type reply struct {
		i int
		u *disk.UsageStat
	}
	replies := make(chan reply, len(mounts))
	for i := range mounts {
		go func(path string) {
			u, err := disk.Usage(path)
			if err != nil {
				u = nil
			}
			replies <- reply{i, u}
		}(mounts[i].Path)
	}
	late := time.After(usageLimit)
	for range mounts {
		select {
		case r := <-replies:
			if r.u != nil {
				m := &mounts[r.i]
				m.TotalBytes, m.UsedBytes, m.FreeBytes = int64(r.u.Total), int64(r.u.Used), int64(r.u.Free)
			}
		case <-late:
			return
		case <-ctx.Done():
			return
		}
	}
}

// sector is the unit of /sys/block/*/size in bytes, whatever the device's own.
const sector = 512

func (m *machine) blockDevices() []Disk {
	var out []Disk
	for _, name := range m.list("sys/block") {
		if hasPrefix(name, "dm-", "loop", "md", "ram", "zram", "sr", "fd", "nbd") {
			continue
		}
		dir := "sys/block/" + name
		d := Disk{Name: name, Model: oneLine(m.text(dir + "/device/model")), SizeBytes: m.number(dir+"/size") * sector}
		if s := m.text(dir + "/queue/rotational"); s == "0" || s == "1" {
			turns := s == "1"
			d.Rotates = &turns
		}
		out = append(out, d)
	}
	return out
}

func hasPrefix(s string, prefixes ...string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(s, p) })
}

func probeNetwork(_ context.Context, m *machine) (part, error) {
	list, err := net.Interfaces()
	if err != nil {
		return nil, errors.New("the network interfaces cannot be listed")
	}
	n := &Network{Interfaces: []Interface{}}
	for _, i := range list {
		out := Interface{Name: i.Name, MTU: i.MTU, Up: i.Flags&net.FlagUp != 0, Loopback: i.Flags&net.FlagLoopback != 0}
		if m.goos == "linux" {
			dir := "sys/class/net/" + i.Name
			out.SpeedMb = int(max(m.number(dir+"/speed"), 0))
			if d := m.text(dir + "/duplex"); d == "full" || d == "half" {
				out.Duplex = d
			}
		}
		n.Interfaces = append(n.Interfaces, out)
	}
	slices.SortFunc(n.Interfaces, func(a, b Interface) int { return natural(a.Name, b.Name) })
	return func(r *Report) { r.Network = n }, nil
}
