// Package report turns the findings of a run into text for people and into the
// formats that editors, forges and CI systems read. It is pure: the same Result
// and Options give the same bytes.
package report

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/analysis/source"
)

// Text gives positions and lines of one file. Offsets are bytes in the decoded
// text that check.Place counts in; lines are 0-based in the laid-out text.
type Text interface {
	Position(offset int) source.Position
	LineOf(offset int) int
	// LineText is the line's text; a line ending at its end is ignored.
	LineText(line int) string
	LineSpan(line int) (start, end int)
	LineCount() int
}

// Result is everything one run has to say.
type Result struct {
	Version  string          // of mlf-lsp, "" when unknown
	Findings []check.Finding // in the order of check.Compare
	Rules    []check.Meta    // all rules of this run, sorted by code
	// Texts gives the text of a file, nil when it could not be read.
	Texts   func(file string) Text
	Covered Covered
	// Fixes gives the ways to repair a finding, the preferred one first. It may
	// be nil.
	Fixes func(check.Finding) []Fix
	// ShowSuppressed includes suppressed findings, marked as such, in the
	// formats that can mark them.
	ShowSuppressed bool
}

// Covered says what the run looked at, so that silence can be read rightly.
type Covered struct {
	Files       int      // files judged
	Paths       []string // their names, sorted; may be nil when nobody needs them
	EntryPoints []EntryPoint
	Versions    []check.Judgement // versions of packages the run judged by
	Undecided   int               // places the analysis could not decide
	Skipped     []Skip            // files that were not judged
}

// EntryPoint is a place where a program starts.
type EntryPoint struct {
	File         string
	Name         string // "" for the module itself
	Kind         string // script, click, notebook …
	Requirements []Requirement
}

// Requirement is one thing an entry point needs to be reproducible.
type Requirement struct {
	Name   string
	Met    bool
	Detail string // where it is met or what is missing; may be empty
}

// Skip is a file that was not judged, and why.
type Skip struct {
	File, Reason string
}

// Safety says whether a fix can change what a correct program computes.
const (
	Safe   = "safe"
	Unsafe = "unsafe"
)

// Fix is one way to repair a finding.
type Fix struct {
	Title  string
	Safety string // Safe or Unsafe
	Edits  []Edit
}

// Edit replaces the bytes [Start, End) of a file's decoded text.
type Edit struct {
	File       string
	Start, End int
	NewText    string
}

// Options change how text is laid out; the other formats ignore them.
type Options struct {
	Color      bool // ANSI colours
	Statistics bool // a table by rule
	ShowFiles  bool // every covered and skipped file by name
	Width      int  // columns of the terminal, 0 when unknown
	Verbose    bool // links to the rules, every requirement of entry points
}

type format struct {
	name  string
	write func(*bufio.Writer, *view, Options) error
}

var formats = []format{
	{"text", writeText},
	{"concise", writeConcise},
	{"json", writeJSON},
	{"jsonl", writeJSONL},
	{"sarif", writeSARIF},
	{"github", writeGitHub},
	{"gitlab", writeGitLab},
	{"junit", writeJUnit},
	{"rdjson", writeRDJSON},
	{"markdown", writeMarkdown},
}

// Formats returns the names that Write knows.
func Formats() []string {
	names := make([]string, len(formats))
	for i, f := range formats {
		names[i] = f.name
	}
	return names
}

// Write prints r to w. It fails for an unknown format and when w fails.
func Write(w io.Writer, name string, r *Result, opt Options) error {
	i := slices.IndexFunc(formats, func(f format) bool { return f.name == name })
	if i < 0 {
		return fmt.Errorf("unknown format %q: use one of %s", name, strings.Join(Formats(), ", "))
	}
	out := bufio.NewWriter(w)
	if err := formats[i].write(out, newView(r), opt); err != nil {
		return fmt.Errorf("cannot write the %s report: %w", name, err)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("cannot write the %s report: %w", name, err)
	}
	return nil
}
