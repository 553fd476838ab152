package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os/exec"
	"strings"
)

// manual is the name of the manual page in packages.
const manual = "mlf-lsp.1.gz"

// helpers are the manual page, first, and completions for shells, as the
// program itself prints them.
func helpers(version string) ([]file, error) {
	var out []file
	for _, h := range []struct {
		name string
		args []string
	}{
		{manual, []string{"manual"}},
		{"mlf-lsp.bash", []string{"completion", "bash"}},
		{"mlf-lsp.zsh", []string{"completion", "zsh"}},
		{"mlf-lsp.fish", []string{"completion", "fish"}},
	} {
		args := append([]string{"run", "-ldflags", "-X main.release=" + strings.TrimPrefix(version, "v"), "./cmd/mlf-lsp"}, h.args...)
		text, err := exec.Command("go", args...).Output()
		if err != nil {
			return nil, fmt.Errorf("mlf-lsp %s does not run here: %w", strings.Join(h.args, " "), err)
		}
		if h.name == manual {
			if text, err = gzipped(text); err != nil {
				return nil, err
			}
		}
		out = append(out, file{h.name, 0o644, text})
	}
	return out, nil
}

// gzipped compresses without a name or a time.
func gzipped(text []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(text); err != nil {
		return nil, err
	}
	err = w.Close()
	return out.Bytes(), err
}
