package analysis

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/observed"
	"github.com/mlf-core/mlf-lsp/analysis/project"
)

// observations are where runs parted in files that did not change since. What
// cannot be read, or is of another version, is as if there were none.
func (w *Workspace) observations() []project.Observation {
	kept := find(w.files, observed.Path)
	if kept == nil || kept.text == nil {
		return nil
	}
	results, err := observed.Parse([]byte(kept.text.Text()))
	if err != nil {
		return nil
	}
	var out []project.Observation
	for _, r := range results.Commands {
		o := project.Observation{
			Code: r.Divergence.Code, Text: r.Divergence.Text, Reason: r.Divergence.Reason, Seen: r.Seen, Command: strings.Join(r.Command, " "),
		}
		for _, p := range r.Divergence.Places {
			if line, ok := w.line(p); ok {
				o.Lines = append(o.Lines, line)
			}
		}
		if len(o.Lines) == len(r.Divergence.Places) && len(o.Lines) > 0 {
			out = append(out, o)
		}
	}
	return out
}

// line is where a place lies in a file that is as it was.
func (w *Workspace) line(p observed.Place) (project.Line, bool) {
	f := find(w.files, p.File)
	if f == nil || f.text == nil || f.contentHash() != p.SHA256 || p.Line < 1 || p.Line > f.text.LineOf(len(f.text.Text()))+1 {
		return project.Line{}, false
	}
	start, end := f.text.LineSpan(p.Line - 1)
	code := f.text.Text()[start:end]
	end = start + len(strings.TrimRight(code, " \t\r\n"))
	start += len(code) - len(strings.TrimLeft(code, " \t"))
	return project.Line{File: p.File, Start: min(start, end), End: end}, true
}

// contentHash is that of the bytes on disk; that of the text for a file which is
// open in an editor.
func (f *file) contentHash() string {
	if f.fromRaw {
		return hex.EncodeToString(f.hash[:])
	}
	sum := sha256.Sum256([]byte(f.text.Text()))
	return hex.EncodeToString(sum[:])
}
