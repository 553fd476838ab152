package main

import (
	"archive/zip"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

var (
	when    = time.Unix(1700000000, 0).UTC()
	program = file{"mlf-lsp", 0o755, []byte("#!/bin/sh\necho it runs\n")}
	texts   = []file{{"LICENSE", 0o644, []byte("free\n")}}
)

func TestVersions(t *testing.T) {
	for version, want := range map[string]string{
		"v1.2.3": "1.2.3", "1.2.3": "1.2.3", "v1.2.3-4-gABC-dirty": "0.0.0+v1.2.3.4.gabc.dirty", "1f2e3d": "0.0.0+1f2e3d", "": "0.0.0",
	} {
		if got := pep440(version); got != want {
			t.Errorf("pep440(%q) = %q, want %q", version, got, want)
		}
	}
}

// TestWheelInstalls installs a wheel into a fresh environment, and runs it.
func TestWheelInstalls(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3 to install a wheel with")
	}
	name, data, err := wheel("any", "1.2.3", program, texts, when)
	if err != nil {
		t.Fatal(err)
	}
	if _, again, _ := wheel("any", "1.2.3", program, texts, when); !bytes.Equal(data, again) {
		t.Error("two wheels of the same differ")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(python, "-m", "venv", filepath.Join(dir, "venv")).CombinedOutput(); err != nil {
		t.Skipf("python3 makes no environments here: %s", out)
	}
	bin := filepath.Join(dir, "venv", "bin")
	if out, err := exec.Command(filepath.Join(bin, "python"), "-m", "pip", "install", "--no-index", "--no-deps", path).CombinedOutput(); err != nil {
		t.Fatalf("pip does not take the wheel: %s", out)
	}
	if out, err := exec.Command(filepath.Join(bin, "mlf-lsp")).Output(); err != nil || string(out) != "it runs\n" {
		t.Errorf("the installed program says %q, %v", out, err)
	}
	if out, err := exec.Command(filepath.Join(bin, "python"), "-m", "pip", "show", "mlf-lsp").Output(); err != nil || !strings.Contains(string(out), "Version: 1.2.3") {
		t.Errorf("pip shows %q, %v", out, err)
	}
}

func TestDebianPackage(t *testing.T) {
	name, data, err := debian(target{debian: "amd64"}, "1.2.3", "2.34", program, texts, when)
	if err != nil || name != "mlf-lsp_1.2.3_amd64.deb" {
		t.Fatal(name, err)
	}
	dpkg, err := exec.LookPath("dpkg-deb")
	if err != nil {
		t.Skip("there is no dpkg-deb to read a package with")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(dpkg, "--field", path, "Version").CombinedOutput(); err != nil || strings.TrimSpace(string(out)) != "1.2.3" {
		t.Errorf("dpkg-deb reads %q, %v", out, err)
	}
	if out, err := exec.Command(dpkg, "--field", path, "Depends").CombinedOutput(); err != nil || strings.TrimSpace(string(out)) != "libc6 (>= 2.34)" {
		t.Errorf("dpkg-deb reads that it needs %q, %v", out, err)
	}
	listed, err := exec.Command(dpkg, "--contents", path).Output()
	for _, folder := range []string{"./usr/\n", "./usr/bin/\n", "./usr/share/doc/mlf-lsp/\n"} {
		if err != nil || !strings.Contains(string(listed), folder) {
			t.Errorf("%q is not listed, so dpkg cannot make it: %s%v", folder, listed, err)
		}
	}
	if out, err := exec.Command(dpkg, "--extract", path, filepath.Join(dir, "root")).CombinedOutput(); err != nil {
		t.Fatalf("dpkg-deb extracts nothing: %s", out)
	}
	if got, err := os.ReadFile(filepath.Join(dir, "root/usr/bin/mlf-lsp")); err != nil || !bytes.Equal(got, program.data) {
		t.Errorf("the extracted program is %q, %v", got, err)
	}
}

func TestZipKeepsModes(t *testing.T) {
	data, err := zipped([]file{program}, when)
	if err != nil {
		t.Fatal(err)
	}
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	if mode := r.File[0].Mode().Perm(); mode != 0o755 {
		t.Errorf("mode %o, want 755", mode)
	}
}

// TestFormulaNamesWhatIsThere knows only archives with a checksum.
func TestFormulaNamesWhatIsThere(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"mlf-lsp-1.2.3-linux-x64-static.tar.gz", "mlf_lsp-1.2.3-py3-none-any.whl", "notes.txt"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(name), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := finished("v1.2.3", dir); err != nil {
		t.Fatal(err)
	}
	sums, err := os.ReadFile(filepath.Join(dir, "SHA256SUMS"))
	if err != nil || strings.Count(string(sums), "\n") != 2 || strings.Contains(string(sums), "notes") {
		t.Errorf("checksums %q, %v", sums, err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "mlf-lsp.rb"))
	if err != nil || !strings.Contains(string(text), "download/v1.2.3/mlf-lsp-1.2.3-linux-x64-static.tar.gz\"\n      sha256 \""+string(sums[:64])) || strings.Contains(string(text), "on_macos") {
		t.Errorf("the formula is\n%s%v", text, err)
	}
}

// TestOldestLibc reads a program that every Linux with glibc or musl has.
func TestOldestLibc(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil || runtime.GOOS != "linux" {
		t.Skip("there is no sh of Linux to read")
	}
	if got, err := oldestLibc(shell); err != nil || !strings.HasPrefix(got, "2.") {
		t.Errorf("sh needs glibc %q, %v", got, err)
	}
}

func TestTags(t *testing.T) {
	glibc := target{wheel: "manylinux_x86_64"}
	if got := glibc.tags("2.34"); got != "manylinux_2_34_x86_64" {
		t.Errorf("tags %q", got)
	}
}
