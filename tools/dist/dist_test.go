package main

import (
	"archive/zip"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
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
	any := target{wheel: "any"}
	name, data, err := wheel(any, "1.2.3", program, texts, when)
	if err != nil {
		t.Fatal(err)
	}
	if _, again, _ := wheel(any, "1.2.3", program, texts, when); !bytes.Equal(data, again) {
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
	name, data, err := debian(target{debian: "amd64"}, "1.2.3", program, texts, when)
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
