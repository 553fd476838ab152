package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"time"
)

const summary = "Find what keeps machine-learning code from giving the same result twice"

// wheel is the program as pip installs it: a script of the wheel, no Python
// code at all. See PEP 427.
func wheel(t target, version string, program file, texts []file, when time.Time) (name string, data []byte, err error) {
	info := "mlf_lsp-" + version + ".dist-info/"
	var tags strings.Builder
	for tag := range strings.SplitSeq(t.wheel, ".") {
		fmt.Fprintf(&tags, "Tag: py3-none-%s\n", tag)
	}
	files := []file{
		{"mlf_lsp-" + version + ".data/scripts/" + program.name, program.mode, program.data},
		{info + "METADATA", 0o644, []byte("Metadata-Version: 2.1\nName: mlf-lsp\nVersion: " + version + "\nSummary: " + summary +
			"\nHome-page: https://github.com/mlf-core/mlf-lsp\nLicense: Apache-2.0\nRequires-Python: >=3.7\n")},
		{info + "WHEEL", 0o644, []byte("Wheel-Version: 1.0\nGenerator: mlf-lsp\nRoot-Is-Purelib: false\n" + tags.String())},
	}
	for _, f := range texts {
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
	return "mlf_lsp-" + version + "-py3-none-" + t.wheel + ".whl", data, err
}

// debian is a package for dpkg: an ar archive of two compressed archives.
func debian(t target, version string, program file, texts []file, when time.Time) (name string, data []byte, err error) {
	content := []file{{"usr/bin/mlf-lsp", 0o755, program.data}}
	size := len(program.data)
	for _, f := range texts {
		content = append(content, file{"usr/share/doc/mlf-lsp/" + f.name, 0o644, f.data})
		size += len(f.data)
	}
	control := fmt.Sprintf("Package: mlf-lsp\nVersion: %s\nArchitecture: %s\nMaintainer: mlf-core <https://github.com/mlf-core/mlf-lsp>\n"+
		"Installed-Size: %d\nSection: devel\nPriority: optional\nHomepage: https://github.com/mlf-core/mlf-lsp\nDescription: %s\n",
		version, t.debian, (size+1023)/1024, summary)
	meta, err := tarred("./", []file{{"control", 0o644, []byte(control)}}, when)
	if err != nil {
		return "", nil, err
	}
	files, err := tarred("./", content, when)
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
