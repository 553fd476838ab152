package hardware

import (
	"context"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"
)

// toolLimit is how long a program may take to say its version.
const toolLimit = 250 * time.Millisecond

// tools are compilers and programs whose version is worth knowing, with the
// arguments that print it; those without are too slow to be asked.
var tools = []struct {
	name string
	args []string
}{
	{"gcc", []string{"--version"}}, {"g++", []string{"--version"}}, {"gfortran", []string{"--version"}},
	{"clang", []string{"--version"}}, {"clang++", []string{"--version"}}, {"flang", []string{"--version"}},
	{"nvc", []string{"--version"}}, {"nvc++", []string{"--version"}}, {"nvfortran", []string{"--version"}},
	{"pgcc", []string{"--version"}}, {"pgc++", []string{"--version"}}, {"pgfortran", []string{"--version"}},
	{"icx", []string{"--version"}}, {"icpx", []string{"--version"}}, {"ifx", []string{"--version"}},
	{"icc", []string{"--version"}}, {"icpc", []string{"--version"}}, {"ifort", []string{"--version"}},
	{"nvcc", []string{"--version"}}, {"hipcc", nil}, {"mpicc", []string{"--version"}}, {"mpic++", []string{"--version"}},
	{"mpifort", []string{"--version"}}, {"mpirun", []string{"--version"}}, {"ruby", []string{"--version"}},
	{"java", nil}, {"spack", nil}, {"python", nil}, {"python3", nil}, {"pip", nil}, {"conda", nil}, {"uv", []string{"--version"}},
}

func probeSoftware(ctx context.Context, m *machine) (part, error) {
	s := &Software{Libraries: m.libraries()}
	found := make([]*Installed, len(tools))
	var all sync.WaitGroup
	for i, t := range tools {
		where, err := m.find(t.name)
		if err != nil {
			continue
		}
		found[i] = &Installed{Name: t.name, Path: where}
		if len(t.args) > 0 {
			all.Go(func() {
				if text, err := m.run(ctx, toolLimit, where, t.args...); err == nil {
					found[i].Version = versionLine(t.name, text)
				}
			})
		}
	}
	all.Wait()
	for _, f := range found {
		if f != nil {
			s.Tools = append(s.Tools, *f)
		}
	}
	return func(r *Report) { r.Software = s }, nil
}

// versionLine is the line of a program's answer that has the version.
func versionLine(name, text string) string {
	for line := range strings.Lines(text) {
		line = oneLine(line)
		if line != "" && (name != "nvcc" || strings.Contains(line, "release")) {
			return line[:min(len(line), 200)]
		}
	}
	return ""
}

var (
	cudaVersion  = regexp.MustCompile(`"cuda"\s*:\s*\{[^}]*"version"\s*:\s*"([\d.]+)"`)
	cudaText     = regexp.MustCompile(`CUDA Version ([\d.]+)`)
	cudnnHeader  = regexp.MustCompile(`#define CUDNN_(MAJOR|MINOR|PATCHLEVEL)\s+(\d+)`)
	ncclHeader   = regexp.MustCompile(`#define NCCL_(MAJOR|MINOR|PATCH)\s+(\d+)`)
	libraryFiles = regexp.MustCompile(`\.so\.(\d+\.\d+[\d.]*)$`)
)

// libraries finds what GPUs and linear algebra need besides Python packages.
func (m *machine) libraries() []Installed {
	if m.goos != "linux" {
		return nil
	}
	var out []Installed
	add := func(name, version, where string) {
		if version != "" {
			out = append(out, Installed{name, version, "/" + where})
		}
	}
	home := under(orElse(orElse(m.env("CUDA_HOME"), m.env("CUDA_PATH")), "/usr/local/cuda"))
	add("CUDA toolkit", orElse(group(cudaVersion, m.text(home+"/version.json")), group(cudaText, m.text(home+"/version.txt"))), home)
	for _, lib := range []struct {
		name, header, file string
		numbers            *regexp.Regexp
	}{{"cuDNN", "cudnn_version.h", "libcudnn.so.*", cudnnHeader}, {"NCCL", "nccl.h", "libnccl.so.*", ncclHeader}} {
		add(lib.name, m.headerVersion(lib.numbers, home+"/include/"+lib.header, "usr/include/"+lib.header, "usr/include/x86_64-linux-gnu/"+lib.header), "usr/include")
		if len(out) == 0 || out[len(out)-1].Name != lib.name {
			version, where := m.fileVersion(home+"/lib64/"+lib.file, "usr/lib/*-linux-gnu/"+lib.file, "usr/lib64/"+lib.file)
			add(lib.name, version, where)
		}
	}
	add("ROCm", m.text("opt/rocm/.info/version"), "opt/rocm")
	for _, lib := range []struct{ name, file string }{{"OpenBLAS", "libopenblas*-r*.so"}, {"MKL", "libmkl_rt.so.*"}} {
		root := under(orElse(m.env("MKLROOT"), "/opt/intel/oneapi/mkl/latest"))
		for _, where := range m.glob(root + "/lib/" + lib.file) {
			add(lib.name, orElse(group(libraryFiles, where), "unknown"), where)
			break
		}
	}
	return out
}

func group(re *regexp.Regexp, text string) string {
	if g := re.FindStringSubmatch(text); g != nil {
		return g[len(g)-1]
	}
	return ""
}

func (m *machine) headerVersion(re *regexp.Regexp, files ...string) string {
	for _, f := range files {
		var parts []string
		for _, g := range re.FindAllStringSubmatch(m.text(f), 3) {
			parts = append(parts, g[2])
		}
		if len(parts) == 3 {
			return strings.Join(parts, ".")
		}
	}
	return ""
}

func (m *machine) fileVersion(patterns ...string) (version, where string) {
	for _, p := range patterns {
		for _, f := range m.glob(p) {
			if v := group(libraryFiles, path.Base(f)); v != "" {
				return v, filepath.ToSlash(f)
			}
		}
	}
	return "", ""
}
