// Package check judges a linked program: it holds the rules, one file each,
// and the findings they produce. Rules see facts, never syntax.
package check

import (
	"cmp"
	"slices"
)

// Severity orders findings; higher is worse.
type Severity uint8

const (
	Hint Severity = iota
	Info
	Warning
	Error
)

var severityNames = [...]string{"hint", "info", "warning", "error"}

// String returns the name used in configuration and reports.
func (s Severity) String() string { return severityNames[s] }

// ParseSeverity is the inverse of String.
func ParseSeverity(name string) (Severity, bool) {
	i := slices.Index(severityNames[:], name)
	return Severity(max(i, 0)), i >= 0
}

// Place is a range of bytes [Start, End) in the decoded text of a file.
// File is the path as source.File.Path has it.
type Place struct {
	File       string
	Start, End int
}

// Related is another place that matters for a finding, with what it is.
type Related struct {
	Place
	Message string
}

// Judgement says by which version of a package a finding was decided and where
// that version was read ("requirements.txt:3", "--pin", "newest known").
type Judgement struct {
	Package, Version, From string
}

// Finding is one claim about the project.
//
// Message is one sentence: what is wrong and why two runs may differ. Why is
// the longer cause ("atomicAdd in the backward kernel …"), Help the way out;
// both may be empty and neither repeats the message. Symbol is the qualified
// name the finding is about, "" when there is none. Key tells findings of one
// code apart independently of line numbers (baselines use it); empty means the
// symbol does. Data carries what fixes need, and nothing else.
type Finding struct {
	Place
	Code     string
	Name     string
	Severity Severity
	Message  string
	Why      string
	Help     string
	Symbol   string
	Judged   *Judgement
	Related  []Related
	Key      string
	Data     map[string]string
	// Seen is what runs of the program showed that bears the finding out: "3
	// values of loss in 5 runs"; "" when none did.
	Seen string
	// Suppressed is true when a comment, the configuration or a baseline
	// silences the finding; By says which.
	Suppressed bool
	By         string
}

// Claim is the message, with what runs showed.
func (f Finding) Claim() string {
	if f.Seen == "" {
		return f.Message
	}
	return f.Message + " (seen: " + f.Seen + ")"
}

// Compare orders findings by file, place, code and message.
func Compare(a, b Finding) int {
	return cmp.Or(
		cmp.Compare(a.File, b.File),
		cmp.Compare(a.Start, b.Start),
		cmp.Compare(a.End, b.End),
		cmp.Compare(a.Code, b.Code),
		cmp.Compare(a.Symbol, b.Symbol),
		cmp.Compare(a.Message, b.Message),
	)
}

// Meta describes a rule for people and for reports.
type Meta struct {
	Code     string
	Name     string
	Severity Severity // the default
	Summary  string   // one line, no full stop
	Aliases  []string // ids of the ancestor's linter
}

// URL is the page of the rule's documentation.
func (m Meta) URL() string {
	return "https://github.com/mlf-core/mlf-lsp/blob/main/docs/rules/" + m.Code + ".md"
}
