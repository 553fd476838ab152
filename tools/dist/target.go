package main

import (
	"bytes"
	"debug/buildinfo"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"strings"
)

// target is a platform. Linux programs are static, so that one runs under
// every C library, in empty containers too.
type target struct {
	name, goos, goarch string
	cc                 string // the compiler to look for
	static             bool
	suffix             string
	wheel              string // platform tags of the wheel
	debian             string // architecture of the Debian package, "" for none
}

var targets = []target{
	{name: "linux-x64", goos: "linux", goarch: "amd64", cc: "musl-gcc", static: true, debian: "amd64",
		wheel: "manylinux_2_17_x86_64.manylinux2014_x86_64.musllinux_1_1_x86_64"},
	{name: "linux-arm64", goos: "linux", goarch: "arm64", cc: "aarch64-linux-gnu-gcc", static: true, debian: "arm64",
		wheel: "manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64"},
	{name: "windows-x64", goos: "windows", goarch: "amd64", cc: "x86_64-w64-mingw32-gcc", suffix: ".exe", wheel: "win_amd64"},
	{name: "macos-x64", goos: "darwin", goarch: "amd64", cc: "o64-clang", wheel: "macosx_11_0_x86_64"},
	{name: "macos-arm64", goos: "darwin", goarch: "arm64", cc: "oa64-clang", wheel: "macosx_11_0_arm64"},
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
	if t.static {
		flags += ` -linkmode external -extldflags "-static -Wl,--build-id=none"`
	}
	cmd := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-tags", "netgo,osusergo", "-ldflags", flags, "-o", path, "./cmd/mlf-lsp")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=1", "GOOS="+t.goos, "GOARCH="+t.goarch, "CC="+cc, "CGO_CFLAGS=-O2 -Wno-deprecated-declarations")
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("it cannot be built (%w): %s", err, complaint.String())
	}
	info, err := buildinfo.ReadFile(path)
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(path)
	return &built{data, info}, err
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
