package main

import (
	"bytes"
	"debug/buildinfo"
	"debug/elf"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"strconv"
	"strings"
)

// target is a platform. Static Linux programs run under every C library, in
// empty containers too, but cannot load NVIDIA's library: they ask nvidia-smi
// and the kernel about GPUs. The others need a C library as new as the one
// they were built with, which their wheels and packages say.
type target struct {
	name, goos, goarch string
	cc                 string // the compiler to look for
	static             bool
	suffix             string
	wheel              string // platform tags of the wheel; "manylinux" asks the program
	debian             string // architecture of the Debian package, "" for none
}

var targets = []target{
	{name: "linux-x64", goos: "linux", goarch: "amd64", cc: "x86_64-linux-gnu-gcc", wheel: "manylinux_x86_64", debian: "amd64"},
	{name: "linux-x64-static", goos: "linux", goarch: "amd64", cc: "musl-gcc", static: true,
		wheel: "manylinux_2_17_x86_64.manylinux2014_x86_64.musllinux_1_1_x86_64"},
	{name: "linux-arm64", goos: "linux", goarch: "arm64", cc: "aarch64-linux-gnu-gcc", wheel: "manylinux_aarch64", debian: "arm64"},
	{name: "linux-arm64-static", goos: "linux", goarch: "arm64", cc: "aarch64-linux-gnu-gcc", static: true,
		wheel: "manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64"},
	{name: "windows-x64", goos: "windows", goarch: "amd64", cc: "x86_64-w64-mingw32-gcc", suffix: ".exe", wheel: "win_amd64"},
	{name: "macos-x64", goos: "darwin", goarch: "amd64", cc: "o64-clang", wheel: "macosx_12_0_x86_64"},
	{name: "macos-arm64", goos: "darwin", goarch: "arm64", cc: "oa64-clang", wheel: "macosx_12_0_arm64"},
}

// variable names another compiler: MLF_CC_LINUX_ARM64="zig cc -target …".
func (t target) variable() string {
	return "MLF_CC_" + strings.ToUpper(strings.ReplaceAll(t.name, "-", "_"))
}

// compiler is the C compiler for the platform, "" when there is none here.
func (t target) compiler() string {
	if cc := os.Getenv(t.variable()); cc != "" {
		return cc
	}
	if _, err := exec.LookPath(t.cc); err != nil {
		return ""
	}
	return t.cc
}

// built is a program and what is linked into it.
type built struct {
	data []byte
	info *debug.BuildInfo
	libc string // the oldest C library that Linux programs run with, such as 2.34; "" for static ones
}

func (t target) build(cc, version string) (*built, error) {
	dir, err := os.MkdirTemp("", "mlf-lsp-dist-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "mlf-lsp"+t.suffix)
	flags := "-s -w -buildid= -X main.release=" + strings.TrimPrefix(version, "v")
	if t.goos == "darwin" {
		flags = strings.Replace(flags, "-s ", "", 1) // its linker strips otherwise
	}
	cflags := "-O2 -Wno-deprecated-declarations"
	if t.static && filepath.Base(cc) == "musl-gcc" {
		// musl-gcc sees only musl's headers; those of the kernel come after them.
		// go-nvml names two constants of glibc; a static program loads nothing anyway.
		cflags += " -DRTLD_DEEPBIND=0 -DRTLD_DI_ORIGIN=6 -idirafter /usr/include -idirafter /usr/include/x86_64-linux-gnu"
	}
	if t.static {
		flags += ` -linkmode external -extldflags "-static -Wl,--build-id=none"`
	}
	cmd := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-tags", "netgo,osusergo", "-ldflags", flags, "-o", path, "./cmd/mlf-lsp")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=1", "GOOS="+t.goos, "GOARCH="+t.goarch, "CC="+cc, "CGO_CFLAGS="+cflags)
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("it cannot be built (%w): %s", err, complaint.String())
	}
	info, err := buildinfo.ReadFile(path)
	if err != nil {
		return nil, err
	}
	libc := ""
	if t.goos == "linux" && !t.static {
		if libc, err = oldestLibc(path); err != nil {
			return nil, err
		}
	}
	data, err := os.ReadFile(path)
	return &built{data, info, libc}, err
}

// oldestLibc is the newest version of glibc that a program names.
func oldestLibc(path string) (string, error) {
	f, err := elf.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	symbols, err := f.ImportedSymbols()
	if err != nil {
		return "", err
	}
	newest := 0
	for _, s := range symbols {
		if minor, ok := strings.CutPrefix(s.Version, "GLIBC_2."); ok {
			n, err := strconv.Atoi(strings.SplitN(minor, ".", 2)[0])
			if err != nil {
				return "", fmt.Errorf("symbol %s has the version %s, which is none of glibc", s.Name, s.Version)
			}
			newest = max(newest, n)
		}
	}
	return fmt.Sprintf("2.%d", newest), nil
}

// tags are the platforms that a wheel with the program is for.
func (t target) tags(libc string) string {
	if arch, ok := strings.CutPrefix(t.wheel, "manylinux_"); ok && libc != "" {
		return "manylinux_" + strings.ReplaceAll(libc, ".", "_") + "_" + arch
	}
	return t.wheel
}

var release3 = regexp.MustCompile(`^v?(\d+\.\d+\.\d+)$`)

// pep440 is a version as Python has it: what is no release becomes a local
// version of 0.0.0.
func pep440(version string) string {
	if m := release3.FindStringSubmatch(version); m != nil {
		return m[1]
	}
	local := strings.Trim(regexp.MustCompile(`[^a-z0-9]+`).ReplaceAllString(strings.ToLower(version), "."), ".")
	if local == "" {
		return "0.0.0"
	}
	return "0.0.0+" + local
}
