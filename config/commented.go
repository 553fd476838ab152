package config

import (
	"fmt"
	"strings"
)

// Commented is a configuration to begin with: every key with its explanation
// and an example, all commented out, so that it changes nothing.
func Commented() []byte {
	var out strings.Builder
	fmt.Fprintf(&out, "# yaml-language-server: $schema=%s\n", schemaURL)
	out.WriteString("#\n# What mlf-lsp should do otherwise than by default. Every key is here; take the \"# \" away from those to set.\n")
	for _, o := range options {
		out.WriteString("\n")
		for _, line := range wrap(strings.ReplaceAll(o.Doc, "\n", " "), 100) {
			fmt.Fprintf(&out, "## %s\n", line)
		}
		for line := range strings.Lines(strings.TrimRight(o.Example, "\n") + "\n") {
			fmt.Fprintf(&out, "# %s", line)
		}
	}
	return []byte(out.String())
}

// wrap breaks a text into lines of at most width bytes where it has blanks.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && len(line)+1+len(word) > width {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}
