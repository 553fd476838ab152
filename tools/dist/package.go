package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"time"
)

const summary = "Find what keeps machine-learning code from giving the same result twice"

const description = summary + `. It reads the whole project, follows each program
from its start, and judges by the versions that the project pins.

    uvx mlf-lsp check

Documentation: https://github.com/mlf-core/mlf-lsp
`

// wheel is the program as pip installs it: a script of the wheel, no Python
// code at all. See PEP 427.
func wheel(platforms, version string, program file, texts []file, when time.Time) (name string, data []byte, err error) {
	info := "mlf_lsp-" + version + ".dist-info/"
	var tags strings.Builder
	for tag := range strings.SplitSeq(platforms, ".") {
		fmt.Fprintf(&tags, "Tag: py3-none-%s\n", tag)
	}
	files := []file{
		{"mlf_lsp-" + version + ".data/scripts/" + program.name, program.mode, program.data},
		{info + "METADATA", 0o644, []byte("Metadata-Version: 2.1\nName: mlf-lsp\nVersion: " + version + "\nSummary: " + summary +
			"\nHome-page: https://github.com/mlf-core/mlf-lsp\nLicense: Apache-2.0\nRequires-Python: >=3.7\n" +
			"Description-Content-Type: text/markdown\n\n" + description)},
		{info + "WHEEL", 0o644, []byte("Wheel-Version: 1.0\nGenerator: mlf-lsp\nRoot-Is-Purelib: false\n" + tags.String())},
	}
	for _, f := range texts {
		if f.name == manual {
			files = append(files, file{"mlf_lsp-" + version + ".data/data/share/man/man1/" + manual, f.mode, f.data})
			continue
		}
		files = append(files, file{info + "licenses/" + f.name, f.mode, f.data})
	}
	var record strings.Builder
	for _, f := range files {
		sum := sha256.Sum256(f.data)
		fmt.Fprintf(&record, "%s,sha256=%s,%d\n", f.name, base64.RawURLEncoding.EncodeToString(sum[:]), len(f.data))
	}
	fmt.Fprintf(&record, "%sRECORD,,\n", info)
	files = append(files, file{info + "RECORD", 0o644, []byte(record.String())})
	data, err = zipped(files, when)
	return "mlf_lsp-" + version + "-py3-none-" + platforms + ".whl", data, err
}

// debian is a package for dpkg: an ar archive of two compressed archives. It
// needs the C library libc, none when that is "".
func debian(t target, version, libc string, program file, texts []file, when time.Time) (name string, data []byte, err error) {
	content := []file{{"usr/bin/mlf-lsp", 0o755, program.data}}
	size := len(program.data)
	for _, f := range texts {
		content = append(content, file{debianPlace(f.name), 0o644, f.data})
		size += len(f.data)
	}
	needs := ""
	if libc != "" {
		needs = "Depends: libc6 (>= " + libc + ")\n"
	}
	control := fmt.Sprintf("Package: mlf-lsp\nVersion: %s\nArchitecture: %s\nMaintainer: mlf-core <https://github.com/mlf-core/mlf-lsp>\n"+
		"Installed-Size: %d\n%sSection: devel\nPriority: optional\nHomepage: https://github.com/mlf-core/mlf-lsp\nDescription: %s\n",
		version, t.debian, (size+1023)/1024, needs, summary)
	meta, err := tarred("./", []file{{"control", 0o644, []byte(control)}}, when)
	if err != nil {
		return "", nil, err
	}
	files, err := tarred("./", append(folders(content), content...), when) // dpkg makes no folders that are not listed
	if err != nil {
		return "", nil, err
	}
	var out bytes.Buffer
	out.WriteString("!<arch>\n")
	for _, m := range []file{{"debian-binary", 0o644, []byte("2.0\n")}, {"control.tar.gz", 0o644, meta}, {"data.tar.gz", 0o644, files}} {
		fmt.Fprintf(&out, "%-16s%-12d%-6d%-6d%-8s%-10d`\n", m.name, when.Unix(), 0, 0, "100644", len(m.data))
		out.Write(m.data)
		if len(m.data)%2 == 1 {
			out.WriteByte('\n')
		}
	}
	return "mlf-lsp_" + version + "_" + t.debian + ".deb", out.Bytes(), nil
}

// folders are those of files, each before what is in it.
func folders(files []file) []file {
	names := map[string]bool{}
	for _, f := range files {
		for dir := path.Dir(f.name); dir != "."; dir = path.Dir(dir) {
			names[dir] = true
		}
	}
	var out []file
	for _, name := range slices.Sorted(maps.Keys(names)) {
		out = append(out, file{name: name + "/", mode: 0o755})
	}
	return out
}

// debianPlace is where a text that goes with the program is installed.
func debianPlace(name string) string {
	switch name {
	case manual:
		return "usr/share/man/man1/" + name
	case "mlf-lsp.bash":
		return "usr/share/bash-completion/completions/mlf-lsp"
	case "mlf-lsp.zsh":
		return "usr/share/zsh/vendor-completions/_mlf-lsp"
	case "mlf-lsp.fish":
		return "usr/share/fish/vendor_completions.d/mlf-lsp.fish"
	case "LICENSE":
		return "usr/share/doc/mlf-lsp/copyright"
	}
	return "usr/share/doc/mlf-lsp/" + name
}
