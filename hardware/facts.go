package hardware

import (
	"fmt"
	"strings"
)

const usableCores = "usable cores"

// facts are the values of a report that a comparison looks at, by name. gpus
// tells whether any of the compared machines has a GPU.
func facts(r *Report, gpus bool) map[string]fact {
	out := map[string]fact{}
	add := func(part Scope, name, value string, unknown bool, effect Effect, why string) {
		out[name] = fact{part, name, value, unknown, effect, why}
	}
	cpuFacts(r.CPU, add)
	gpuFacts(r, gpus, add)
	system, libc := "", ""
	if r.OS != nil {
		system, libc = strings.TrimSpace(r.OS.Name+" "+r.OS.Version+" "+r.OS.Kernel), r.OS.LibC
	}
	add(ScopeOS, "C library", libc, libc == "", May, "it computes exp, log, sin and their like on the CPU")
	add(ScopeOS, "operating system", system, system == "", Harmless, "programs compute the same on any")
	if r.Host != nil {
		add(ScopeHost, "host name", r.Host.Name, false, Harmless, "it is a name")
	}
	if r.Memory != nil {
		add(ScopeMemory, "memory", bytesText(r.Memory.TotalBytes), false, Harmless, "its size changes no number")
	}
	if r.Software != nil {
		for _, l := range r.Software.Libraries {
			add(ScopeSoftware, l.Name, l.Version, false, May, "programs that link with it choose other kernels; wheels bring their own")
		}
	}
	pythonFacts(r.Python, add)
	if r.Variables != nil {
		for _, v := range r.Variables.Set {
			effect, why := Changes, "it chooses algorithms, precision, order or the number of threads"
			if v.Name == "LANG" || strings.HasPrefix(v.Name, "LC_") {
				effect, why = May, "it changes the order of sorted text in some programs"
			}
			add(ScopeVariables, v.Name, v.Value, v.Value == removed, effect, why)
		}
	}
	return out
}

type adder func(part Scope, name, value string, unknown bool, effect Effect, why string)

func cpuFacts(c *CPU, add adder) {
	if c == nil {
		c = &CPU{}
	}
	cores := ""
	if c.UsableCores > 0 {
		cores = fmt.Sprint(c.UsableCores)
	}
	add(ScopeCPU, "CPU architecture", c.Architecture, c.Architecture == "", Changes, "other instructions round and add in other ways")
	add(ScopeCPU, "CPU instruction sets", strings.Join(c.Features, " "), len(c.Features) == 0, Changes, "libraries choose kernels by them, which add in another order")
	add(ScopeCPU, "CPU model", c.Model, c.Model == "", May, "BLAS libraries have own kernels for some models")
	add(ScopeCPU, usableCores, cores, cores == "", Changes, "sums are split by the number of threads, which follows the number of cores unless it is set")
}

func gpuFacts(r *Report, gpus bool, add adder) {
	if !gpus {
		return
	}
	g, unknown := r.GPU, r.GPU == nil
	if unknown {
		g = &GPU{}
	}
	for _, p := range r.Problems {
		unknown = unknown || p.Scope == ScopeGPU && len(g.Devices) == 0 && p.Reason != errNoLibrary.Error()
	}
	driver := ""
	if g.NVIDIA != nil {
		driver = g.NVIDIA.Driver
	}
	add(ScopeGPU, "GPUs", deviceList(g.Devices), unknown, Changes, "kernels are chosen and split by generation and size of the GPU, and their number splits batches")
	add(ScopeGPU, "GPU driver", driver, unknown || driver == "" && len(g.Devices) > 0, Changes, "it compiles kernels for the GPU (PTX) and brings parts of CUDA")
	mig, known := false, true
	for _, d := range g.Devices {
		mig = mig || d.MIG != nil && *d.MIG
		known = known && (d.MIG != nil || d.Source != "system-intelligence")
	}
	add(ScopeGPU, "partitioned GPUs (MIG)", fmt.Sprint(mig), unknown || !known, May, "a partition has fewer multiprocessors, and kernels are split by them")
}

// deviceList counts equal devices: "2 × NVIDIA H200 (sm_90)".
func deviceList(list []Device) string {
	counts, order := map[string]int{}, []string{}
	for _, d := range list {
		name := orElse(d.Name, d.Vendor+" GPU")
		if tag := d.Tag(); tag != "" {
			name += " (" + tag + ")"
		}
		if counts[name]++; counts[name] == 1 {
			order = append(order, name)
		}
	}
	for i, name := range order {
		if counts[name] > 1 {
			order[i] = fmt.Sprintf("%d × %s", counts[name], name)
		}
	}
	if len(order) == 0 {
		return "none"
	}
	return strings.Join(order, ", ")
}

// Tag is the name that compilers have for a device: sm_90, gfx90a; "" when it is
// not known.
func (d Device) Tag() string {
	switch {
	case d.ComputeCapability != "":
		return "sm_" + strings.ReplaceAll(d.ComputeCapability, ".", "")
	case strings.HasPrefix(d.Architecture, "gfx"):
		return d.Architecture
	}
	return ""
}

// pythonFacts are those of the environment that runs: the project's own, else
// the active one, else that of the PATH.
func pythonFacts(p *Python, add adder) {
	e := Environment{}
	if p != nil && len(p.Environments) > 0 {
		e = p.Environments[0]
	}
	minor := e.Version
	if parts := strings.SplitN(minor, ".", 3); len(parts) == 3 {
		minor = parts[0] + "." + parts[1]
	}
	add(ScopePython, "Python", minor, minor == "", May, "hashes, sorting and random draws can change between versions")
	for _, k := range e.Packages {
		value := k.Version
		for _, part := range []struct{ name, value string }{{"build", k.Build}, {"CUDA", k.CUDA}, {"cuDNN", k.CuDNN}, {"ROCm", k.ROCm}, {"BLAS", k.BLAS}} {
			if part.value != "" {
				value += ", " + part.name + " " + part.value
			}
		}
		effect, why := Changes, "other versions and builds have other kernels and defaults"
		if harmlessPackage(k.Name) {
			effect, why = Harmless, "it computes nothing that a model is made of"
		}
		add(ScopePython, k.Name, value, false, effect, why)
	}
}

func harmlessPackage(name string) bool {
	switch name {
	case "ipython", "mlflow", "h5py", "pyarrow":
		return true
	}
	return false
}
