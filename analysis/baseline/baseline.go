// Package baseline remembers findings that a project has accepted, so that only
// new ones are reported. An entry names a finding by its code, its file, what it
// is about and the text of its line, never by its place: it holds while lines
// move, and ends when the line changes.
package baseline

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/check"
)

// By is what Finding.By says of findings that a baseline silences.
const By = "baseline"

// Entry is a number of findings that cannot be told apart.
type Entry struct {
	File    string `json:"file"` // slash path relative to the baseline's folder
	Code    string `json:"code"`
	Subject string `json:"subject,omitempty"` // Finding.Key, else Finding.Symbol
	Line    string `json:"line"`              // hash of the line's text without its white space
	Count   int    `json:"count,omitempty"`   // 0 in the file means 1
}

// identity is an entry without its count.
func (e Entry) identity() Entry {
	e.Count = 0
	return e
}

func compare(a, b Entry) int {
	return cmp.Or(
		strings.Compare(a.File, b.File), strings.Compare(a.Code, b.Code),
		strings.Compare(a.Subject, b.Subject), strings.Compare(a.Line, b.Line),
	)
}

// Source says of findings what they do not hold themselves.
type Source struct {
	// LineText returns the text of the line on which a finding starts.
	LineText func(f check.Finding) string
	// Rel turns the file of a finding into the slash path relative to the
	// baseline's folder. Nil leaves it as it is.
	Rel func(file string) string
	// Gone says whether a file of the baseline exists no more, so that its
	// entries may have moved to another file. Nil means that none is gone.
	Gone func(file string) bool
}

func (s Source) entry(f check.Finding) Entry {
	if s.Rel != nil {
		f.File = s.Rel(f.File)
	}
	return entryOf(f, s.LineText(f))
}

func entryOf(f check.Finding, lineText string) Entry {
	return Entry{File: valid(f.File), Code: f.Code, Subject: valid(cmp.Or(f.Key, f.Symbol)), Line: hashLine(lineText)}
}

// valid replaces bytes that JSON cannot carry, as encoding/json does, so that
// what was written matches again.
func valid(s string) string { return string([]rune(s)) }

// hashLine ignores how a line is indented and spaced. Sixteen digits are
// plenty: they only tell the lines of one file, code and subject apart.
func hashLine(text string) string {
	sum := sha256.Sum256([]byte(strings.Join(strings.Fields(text), " ")))
	return hex.EncodeToString(sum[:8])
}

// Baseline is a set of accepted findings that are used up as they match. It is
// not safe for concurrent use.
type Baseline struct {
	left map[Entry]int // by identity
}

// Match says whether the baseline holds a finding in this very file that no
// earlier call has used up, and uses it up: two entries silence two findings,
// not three. The file of the finding is compared as it is.
func (b *Baseline) Match(f check.Finding, lineText string) bool {
	return b.take(entryOf(f, lineText))
}

func (b *Baseline) take(e Entry) bool {
	if b.left[e] == 0 {
		return false
	}
	b.left[e]--
	return true
}

// Apply marks the findings that the baseline holds as suppressed; those that
// already are use nothing up. Then entries of files that are gone serve files
// that they were renamed to, where only one can be meant.
func (b *Baseline) Apply(findings []check.Finding, src Source) {
	open := map[Entry][]int{} // indices of findings without an entry, by identity
	for i := range findings {
		f := &findings[i]
		if f.Suppressed {
			continue
		}
		if e := src.entry(*f); b.take(e) {
			f.Suppressed, f.By = true, By
		} else {
			open[e] = append(open[e], i)
		}
	}
	if src.Gone == nil || len(open) == 0 {
		return
	}
	for from, to := range b.renames(open, src.Gone) {
		for _, i := range open[to] {
			if b.take(from) {
				findings[i].Suppressed, findings[i].By = true, By
			}
		}
	}
}

// renames pairs entries of files that are gone with findings that differ by
// the file alone, where there is one such file on either side.
func (b *Baseline) renames(open map[Entry][]int, gone func(string) bool) map[Entry]Entry {
	type candidates struct{ from, to []Entry }
	byRest := map[Entry]*candidates{}
	group := func(e Entry) *candidates {
		e.File = ""
		if byRest[e] == nil {
			byRest[e] = &candidates{}
		}
		return byRest[e]
	}
	for e := range open {
		c := group(e)
		c.to = append(c.to, e)
	}
	for e, n := range b.left {
		if n > 0 && gone(e.File) {
			c := group(e)
			c.from = append(c.from, e)
		}
	}
	pairs := map[Entry]Entry{}
	for _, c := range byRest {
		if len(c.from) == 1 && len(c.to) == 1 {
			pairs[c.from[0]] = c.to[0]
		}
	}
	return pairs
}

// Left returns the entries that no finding has used up, sorted: what they
// stood for is mended, or its line has changed.
func (b *Baseline) Left() []Entry {
	var out []Entry
	for e, n := range b.left {
		if n > 0 {
			e.Count = n
			out = append(out, e)
		}
	}
	slices.SortFunc(out, compare)
	return out
}
