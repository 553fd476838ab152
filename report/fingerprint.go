package report

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/check"
)

// fingerprints names each finding of a file in a way that survives moved and
// reindented lines: by its code, its key or symbol, the words of its line, and
// the how-manieth of its kind it is. Names are unique within a file.
func (v *view) fingerprints(findings []check.Finding) []string {
	seen := map[string]int{}
	prints := make([]string, len(findings))
	for i, f := range findings {
		key := f.Key
		if key == "" {
			key = f.Symbol
		}
		core := digest(f.Code, key, v.lineWords(f.Place))
		seen[f.File+"\x00"+core]++
		prints[i] = digest(core, fmt.Sprint(seen[f.File+"\x00"+core]))
	}
	return prints
}

func (v *view) lineWords(p check.Place) string {
	t := v.text(p.File)
	if t == nil || t.LineCount() == 0 {
		return ""
	}
	return strings.Join(strings.Fields(t.LineText(t.LineOf(p.Start))), " ")
}

// digest hashes the parts with their lengths, so that no two lists of parts
// look alike.
func digest(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
