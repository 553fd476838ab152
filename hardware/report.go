// Package hardware says what this machine is: what numbers of a program depend
// on besides its code. It collects a report, prints it, reads reports again
// (also those of system-intelligence) and judges whether runs on two machines
// can be equal to the bit.
//
// Nothing here needs Python, root or a GPU driver, and no Python is ever run:
// versions of frameworks are read from their metadata. NVIDIA's library is only
// ever loaded by a child process, see Probe.
package hardware

// SchemaVersion is the number in Report.Schema. It grows when a field changes
// its meaning or goes away, not when one is added.
const SchemaVersion = 1

// Report is what was found out about a machine. A part is nil when it was not
// asked for or nothing could be found out; Problems says why.
//
// Tags: doc is the field's description in the published schema, unit says how
// numbers are shown, private marks what Redact removes.
type Report struct {
	Schema    int        `json:"schema" doc:"Version of this format."`
	Tool      Tool       `json:"tool" doc:"What wrote the report."`
	Created   string     `json:"created" doc:"When the report was made: RFC 3339, UTC."`
	CPU       *CPU       `json:"cpu,omitempty" doc:"The processor."`
	GPU       *GPU       `json:"gpu,omitempty" doc:"Graphics processors and their drivers."`
	Memory    *Memory    `json:"memory,omitempty" doc:"Main memory."`
	Swap      *Swap      `json:"swap,omitempty" doc:"Swap space."`
	OS        *OS        `json:"os,omitempty" doc:"The operating system."`
	Host      *Host      `json:"host,omitempty" doc:"The machine's name and make."`
	Container *Container `json:"container,omitempty" doc:"Containers and virtual machines around the report's process."`
	Job       *Job       `json:"job,omitempty" doc:"The allocation of a batch system."`
	Disks     *Disks     `json:"disks,omitempty" doc:"Disks and mounted file systems."`
	Network   *Network   `json:"network,omitempty" doc:"Network interfaces."`
	Software  *Software  `json:"software,omitempty" doc:"Compilers, tools and libraries outside of Python."`
	Python    *Python    `json:"python,omitempty" doc:"Python environments of the project and the packages that compute in them."`
	Variables *Variables `json:"variables,omitempty" doc:"Environment variables that change numbers."`
	Problems  []Problem  `json:"problems,omitempty" doc:"What could not be found out, and why."`
}

// Tool is the program that wrote a report.
type Tool struct {
	Name    string `json:"name" doc:"mlf-lsp or system-intelligence."`
	Version string `json:"version" doc:"Its version."`
}

// Problem says why something is unknown.
type Problem struct {
	Scope  Scope  `json:"scope" doc:"The part of the report."`
	Reason string `json:"reason" doc:"Why it is incomplete."`
}

// CPU is the processor. Counts of 0 are unknown.
type CPU struct {
	Vendor        string   `json:"vendor,omitempty" doc:"Vendor, such as AuthenticAMD."`
	Model         string   `json:"model,omitempty" doc:"Model name."`
	Architecture  string   `json:"architecture" doc:"x86_64, aarch64 and so on."`
	Level         string   `json:"level,omitempty" doc:"x86-64-v1 to v4, by instruction sets."`
	Family        string   `json:"family,omitempty" doc:"Family, model and stepping, as numbers."`
	Microcode     string   `json:"microcode,omitempty" doc:"Microcode revision."`
	Sockets       int      `json:"sockets,omitempty" doc:"Processors."`
	PhysicalCores int      `json:"physical_cores,omitempty" doc:"Cores of all processors."`
	LogicalCores  int      `json:"logical_cores,omitempty" doc:"Hardware threads of all processors."`
	UsableCores   int      `json:"usable_cores" doc:"Hardware threads that this process may use. Thread pools take their size from it."`
	NUMANodes     int      `json:"numa_nodes,omitempty" doc:"NUMA nodes."`
	ClockMinMHz   float64  `json:"clock_min_mhz,omitempty" unit:"MHz" doc:"Lowest clock in MHz."`
	ClockMaxMHz   float64  `json:"clock_max_mhz,omitempty" unit:"MHz" doc:"Highest clock in MHz."`
	Caches        []Cache  `json:"caches,omitempty" doc:"Caches of the first core."`
	Features      []string `json:"features,omitempty" doc:"Instruction sets by which numerical libraries choose their kernels."`
}

// Cache is one cache.
type Cache struct {
	Level     int    `json:"level" doc:"1 is nearest to the core."`
	Kind      string `json:"kind" doc:"data, instruction or unified."`
	SizeBytes int64  `json:"size_bytes" unit:"bytes" doc:"Size in bytes."`
	Shared    int    `json:"shared,omitempty" doc:"Hardware threads that share it."`
}

// GPU holds graphics processors and what drives them.
type GPU struct {
	NVIDIA  *NVIDIA  `json:"nvidia,omitempty" doc:"NVIDIA's driver."`
	AMD     *AMD     `json:"amd,omitempty" doc:"AMD's driver and ROCm."`
	Devices []Device `json:"devices" doc:"The graphics processors, in the order of the system."`
}

// NVIDIA is the installed driver.
type NVIDIA struct {
	Driver string `json:"driver,omitempty" doc:"Driver version."`
	CUDA   string `json:"cuda,omitempty" doc:"Newest CUDA version that the driver runs."`
	NVML   string `json:"nvml,omitempty" doc:"Version of the management library."`
}

// AMD is the installed driver.
type AMD struct {
	Driver string `json:"driver,omitempty" doc:"Version of the amdgpu module."`
	ROCm   string `json:"rocm,omitempty" doc:"Installed ROCm."`
}

// Device is one graphics processor. What the driver does not say is absent,
// which is not the same as off or zero.
type Device struct {
	Index             int     `json:"index" doc:"Position, from 0."`
	Vendor            string  `json:"vendor" doc:"NVIDIA, AMD, Intel or Apple."`
	Name              string  `json:"name,omitempty" doc:"Product name."`
	Architecture      string  `json:"architecture,omitempty" doc:"Generation, such as Hopper or gfx90a."`
	ComputeCapability string  `json:"compute_capability,omitempty" doc:"NVIDIA's compute capability, such as 9.0."`
	UUID              string  `json:"uuid,omitempty" private:"serial" doc:"The device's own identity."`
	PCI               string  `json:"pci,omitempty" doc:"PCI address."`
	PCIID             string  `json:"pci_id,omitempty" doc:"PCI vendor:device."`
	Driver            string  `json:"driver,omitempty" doc:"Kernel module, where no vendor library was asked."`
	MemoryBytes       int64   `json:"memory_bytes,omitempty" unit:"bytes" doc:"Memory in bytes."`
	Multiprocessors   int     `json:"multiprocessors,omitempty" doc:"Streaming multiprocessors or compute units."`
	Cores             int     `json:"cores,omitempty" doc:"Cores, as the vendor counts them."`
	WarpSize          int     `json:"warp_size,omitempty" doc:"Threads that run in step."`
	ClockMHz          int     `json:"clock_mhz,omitempty" unit:"MHz" doc:"Highest clock of the multiprocessors in MHz."`
	MemoryClockMHz    int     `json:"memory_clock_mhz,omitempty" unit:"MHz" doc:"Highest clock of the memory in MHz."`
	ECC               *bool   `json:"ecc,omitempty" doc:"Whether memory corrects errors."`
	MIG               *bool   `json:"mig,omitempty" doc:"Whether the device is partitioned (multi-instance GPU)."`
	MIGInstances      int     `json:"mig_instances,omitempty" doc:"Partitions."`
	ComputeMode       string  `json:"compute_mode,omitempty" doc:"default, exclusive-process or prohibited."`
	Persistence       *bool   `json:"persistence,omitempty" doc:"Whether the driver stays loaded."`
	NVLinks           *int    `json:"nvlinks,omitempty" doc:"Active NVLink connections."`
	PowerLimitWatts   float64 `json:"power_limit_watts,omitempty" unit:"W" doc:"Power limit in watts."`
	VBIOS             string  `json:"vbios,omitempty" doc:"Firmware version."`
	Source            string  `json:"source" doc:"Who said so: nvml, nvidia-smi, proc, sysfs, ioreg or system-intelligence."`
}

// Memory is main memory.
type Memory struct {
	TotalBytes int64    `json:"total_bytes" unit:"bytes" doc:"All memory in bytes."`
	Modules    []Module `json:"modules,omitempty" doc:"Memory modules, where the kernel tells."`
}

// Module is one memory module.
type Module struct {
	Label     string `json:"label" doc:"Slot."`
	SizeBytes int64  `json:"size_bytes,omitempty" unit:"bytes" doc:"Size in bytes."`
	Kind      string `json:"kind,omitempty" doc:"Type of memory."`
}

// Swap is swap space.
type Swap struct {
	TotalBytes int64 `json:"total_bytes" unit:"bytes" doc:"Size in bytes."`
}

// OS is the operating system.
type OS struct {
	Name         string `json:"name" doc:"Distribution or product."`
	Version      string `json:"version,omitempty" doc:"Its version."`
	Kernel       string `json:"kernel,omitempty" doc:"Kernel release."`
	Architecture string `json:"architecture" doc:"Architecture of the kernel."`
	LibC         string `json:"libc,omitempty" doc:"C library and version: it computes exp, log and their like."`
}

// Host is the machine as a thing.
type Host struct {
	Name   string `json:"name,omitempty" private:"host" doc:"Host name."`
	Vendor string `json:"vendor,omitempty" doc:"Who made the machine, or its hypervisor."`
	Model  string `json:"model,omitempty" doc:"Product name."`
}

// Container says what stands between the process and the machine.
type Container struct {
	Engine           string  `json:"engine,omitempty" doc:"docker, podman, kubernetes, apptainer, lxc and so on; none outside of containers."`
	Image            string  `json:"image,omitempty" private:"path" doc:"Image, where the engine tells."`
	VirtualMachine   string  `json:"virtual_machine,omitempty" doc:"Hypervisor, or none."`
	WSL              bool    `json:"wsl,omitempty" doc:"Whether this is the Windows Subsystem for Linux."`
	CPULimit         float64 `json:"cpu_limit,omitempty" doc:"CPU quota in cores."`
	MemoryLimitBytes int64   `json:"memory_limit_bytes,omitempty" unit:"bytes" doc:"Memory limit in bytes."`
}

// Job is an allocation of a batch system.
type Job struct {
	Scheduler string `json:"scheduler" doc:"slurm, pbs, lsf, sge or kubernetes."`
	ID        string `json:"id,omitempty" private:"serial" doc:"Job number."`
	Partition string `json:"partition,omitempty" private:"host" doc:"Partition or queue."`
	Nodes     string `json:"nodes,omitempty" doc:"Number of nodes."`
	Tasks     string `json:"tasks,omitempty" doc:"Number of tasks."`
	CPUs      string `json:"cpus,omitempty" doc:"CPUs of each task."`
	GPUs      string `json:"gpus,omitempty" doc:"GPUs, as the batch system names them."`
	NodeList  string `json:"node_list,omitempty" private:"host" doc:"Names of the nodes."`
}

// Disks are storage.
type Disks struct {
	Devices []Disk  `json:"devices,omitempty" doc:"Block devices."`
	Mounts  []Mount `json:"mounts,omitempty" doc:"Mounted file systems that hold data."`
}

// Disk is a block device.
type Disk struct {
	Name      string `json:"name" doc:"Device."`
	Model     string `json:"model,omitempty" doc:"Product name."`
	SizeBytes int64  `json:"size_bytes,omitempty" unit:"bytes" doc:"Size in bytes."`
	Rotates   *bool  `json:"rotates,omitempty" doc:"Whether it is a turning disk."`
}

// Mount is a mounted file system. Sizes are 0 when it did not answer in time.
type Mount struct {
	Path       string `json:"path" private:"path" doc:"Where it is mounted."`
	Device     string `json:"device" private:"path" doc:"What is mounted."`
	FileSystem string `json:"file_system" doc:"Type. Network file systems list folders in another order than local ones."`
	TotalBytes int64  `json:"total_bytes,omitempty" unit:"bytes" doc:"Size in bytes."`
	UsedBytes  int64  `json:"used_bytes,omitempty" unit:"bytes" doc:"Used bytes."`
	FreeBytes  int64  `json:"free_bytes,omitempty" unit:"bytes" doc:"Bytes that this user may still write."`
}

// Network is how the machine is connected.
type Network struct {
	Interfaces []Interface `json:"interfaces" doc:"Network interfaces."`
}

// Interface is one network interface.
type Interface struct {
	Name     string `json:"name" doc:"Name."`
	Up       bool   `json:"up" doc:"Whether it is up."`
	MTU      int    `json:"mtu,omitempty" doc:"Largest packet in bytes."`
	SpeedMb  int    `json:"speed_mbit,omitempty" unit:"Mbit/s" doc:"Speed in megabits per second."`
	Duplex   string `json:"duplex,omitempty" doc:"full or half."`
	Loopback bool   `json:"loopback,omitempty" doc:"Whether it only reaches this machine."`
}

// Software is what is installed outside of Python.
type Software struct {
	Tools     []Installed `json:"tools,omitempty" doc:"Compilers, interpreters and tools on the PATH."`
	Libraries []Installed `json:"libraries,omitempty" doc:"CUDA toolkit, cuDNN, NCCL and others."`
}

// Installed is a program or a library.
type Installed struct {
	Name    string `json:"name" doc:"Name."`
	Version string `json:"version,omitempty" doc:"Version, as it tells."`
	Path    string `json:"path,omitempty" private:"path" doc:"Where it is."`
}

// Python holds environments.
type Python struct {
	Environments []Environment `json:"environments" doc:"The project's own environment first, then the active one, then that of the PATH."`
}

// Environment is one Python environment.
type Environment struct {
	Kind     string    `json:"kind" doc:"venv, conda or system."`
	Path     string    `json:"path" private:"path" doc:"Its folder."`
	Version  string    `json:"version,omitempty" doc:"Version of Python."`
	Used     []string  `json:"used,omitempty" doc:"Why it is listed: project, active or path."`
	Packages []Package `json:"packages,omitempty" doc:"Packages that compute, by name."`
}

// Package is an installed Python package.
type Package struct {
	Name    string `json:"name" doc:"Name."`
	Version string `json:"version" doc:"Version with its local part, such as 2.4.1+cu121."`
	Build   string `json:"build,omitempty" doc:"Conda's build string."`
	CUDA    string `json:"cuda,omitempty" doc:"CUDA version that it was built with."`
	CuDNN   string `json:"cudnn,omitempty" doc:"cuDNN version that it was built with."`
	ROCm    string `json:"rocm,omitempty" doc:"ROCm version that it was built with."`
	BLAS    string `json:"blas,omitempty" doc:"Library of linear algebra that it was built with."`
}

// Variables are environment variables.
type Variables struct {
	Set []Variable `json:"set" doc:"Variables that are set, by name."`
}

// Variable is one environment variable.
type Variable struct {
	Name  string `json:"name" doc:"Name."`
	Value string `json:"value" doc:"Value."`
}
