package suppress

import (
	"fmt"
	"slices"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/config"
)

// The rules on suppressions themselves.
var (
	Unused = check.Meta{
		Code: "MLF902", Name: "unused-suppression", Severity: check.Info,
		Summary: "A suppression silences nothing",
	}
	UnknownRule = check.Meta{
		Code: "MLF903", Name: "unknown-rule-in-suppression", Severity: check.Warning,
		Summary: "A suppression names a rule that does not exist, or cannot be read",
	}
	NoReason = check.Meta{
		Code: "MLF906", Name: "suppression-without-reason", Severity: check.Warning,
		Summary: "A suppression gives no reason, where the configuration asks for one",
	}
)

// Run says what was judged before Problems is called.
type Run struct {
	Catalogue config.Catalogue // nil takes every selector for a rule
	// Enabled says whether all rules that the selector matches were judged in
	// this run; "" stands for all rules there are. Suppressions of rules that
	// were not judged are never unused. Nil means that all were.
	Enabled        func(selector string) bool
	RequireReasons bool
}

// Problems reports suppressions that are unused (for each rule in them),
// unknown or without a reason, in the order of the text, with the severities
// of their rules. Call it after Match has seen every finding. A problem that
// is itself suppressed by name is marked so.
func (s *Set) Problems(run Run) []check.Finding {
	r := reporter{set: s, run: run}
	for _, d := range s.directives {
		r.directive(d)
	}
	slices.SortStableFunc(r.findings, check.Compare)
	return r.findings
}

type reporter struct {
	set      *Set
	run      Run
	findings []check.Finding
}

func (r *reporter) directive(d *directive) {
	if d.flaw != "" {
		r.add(UnknownRule, d.start, max(d.end, d.start+1), "", "This comment silences nothing: "+d.flaw)
		return
	}
	if r.run.RequireReasons && !d.reason {
		r.add(NoReason, d.start, d.end, "", fmt.Sprintf("`%s` gives no reason; add one behind `--`", d))
	}
	if d.all {
		if !d.used && r.enabled("") {
			r.add(Unused, d.start, d.end, "", r.unused(d, "finding"))
		}
		return
	}
	for _, sel := range d.selectors {
		switch {
		case r.run.Catalogue != nil && !r.run.Catalogue.Known(sel.text):
			r.add(UnknownRule, sel.start, sel.end, sel.text, fmt.Sprintf("There is no rule %q%s", sel.text, r.suggestion(sel.text)))
		case !sel.used && !aboutSuppressions(sel.text) && r.enabled(sel.text):
			r.add(Unused, sel.start, sel.end, sel.text, r.unused(d, sel.text+" finding"))
		}
	}
}

func (r *reporter) enabled(selector string) bool {
	return r.run.Enabled == nil || r.run.Enabled(selector)
}

func (r *reporter) suggestion(text string) string {
	if near, ok := config.Nearest(text, r.run.Catalogue.All()); ok {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	return "; `mlf-lsp rules list` shows them all"
}

func (r *reporter) unused(d *directive, what string) string {
	switch {
	case d.idle != "":
		return fmt.Sprintf("Unused suppression: %s", d.idle)
	case d.kind == wholeFile:
		return fmt.Sprintf("Unused suppression: there is no %s in this file", what)
	}
	return fmt.Sprintf("Unused suppression: there is no %s on this line", what)
}

// aboutSuppressions: a suppression of the rules in this file cannot be called
// unused by these very rules.
func aboutSuppressions(sel string) bool {
	return config.Match(sel, Unused) > 0 || config.Match(sel, UnknownRule) > 0 || config.Match(sel, NoReason) > 0
}

func (r *reporter) add(meta check.Meta, start, end int, key, message string) {
	f := check.Finding{
		Place: check.Place{File: r.set.path, Start: start, End: end},
		Code:  meta.Code, Name: meta.Name, Severity: meta.Severity, Message: message, Key: key,
	}
	f.By, f.Suppressed = r.suppressed(meta, start)
	r.findings = append(r.findings, f)
}

// suppressed is Match for problems. It marks nothing as used, and a directive
// without rules does not silence what is said of itself.
func (r *reporter) suppressed(meta check.Meta, start int) (by string, ok bool) {
	for _, d := range slices.Concat(r.set.byLine[r.set.lines.LineOf(start)], r.set.wholeFile) {
		ownBare := d.all && (d.kind == endOfLine || d.start == start)
		if !ownBare && d.covers(meta) {
			return d.String(), true
		}
	}
	return "", false
}
