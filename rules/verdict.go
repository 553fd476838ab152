package rules

import "strings"

// Verdict is how an operation behaves in the versions of a project.
type Verdict struct {
	// Default and Mode are as in Status, of the newest version for which the
	// worst holds.
	Default, Mode string
	// Mixed is true when it does not hold for all versions of the project;
	// Part then says for which, in words: "torch < 2.13".
	Mixed bool
	Part  string
}

// Deterministic is true when there is nothing to report for any version.
func (v Verdict) Deterministic() bool {
	return v.Default == "deterministic" && (v.Mode == "deterministic" || v.Mode == "")
}

// badness orders verdicts: 2 cannot be cured by the deterministic mode, 1 can,
// 0 needs no cure.
func (s Status) badness() int {
	switch {
	case s.Mode == "raises" || s.Mode == "varies" || s.Mode == "" && s.Default == "varies":
		return 2
	case s.Default == "varies":
		return 1
	}
	return 0
}

// Judge gives the verdict on an operation for the versions of a project. When
// no version is known, the last row of the status speaks.
func (o *Op) Judge(v Versions) Verdict {
	if len(v.Candidates) == 0 {
		if len(o.Status) == 0 {
			return Verdict{Default: "deterministic", Mode: "deterministic"}
		}
		last := o.Status[len(o.Status)-1]
		return Verdict{Default: last.Default, Mode: last.Mode}
	}
	worst, count := 0, 0
	bad := make([]bool, len(v.Candidates))
	statuses := make([]Status, len(v.Candidates))
	for i, c := range v.Candidates {
		statuses[i] = o.status(c)
		worst = max(worst, statuses[i].badness())
	}
	var verdict Verdict
	for i, s := range statuses {
		if s.badness() == worst {
			bad[i] = true
			count++
			verdict.Default, verdict.Mode = s.Default, s.Mode
		}
	}
	if count < len(bad) {
		verdict.Mixed = true
		verdict.Part = rangesInWords(v, bad)
	}
	return verdict
}

func (o *Op) status(version string) Status {
	for _, s := range o.Status {
		if s.Versions == "" || admits(s.Versions, version) {
			return s
		}
	}
	return Status{Default: "deterministic", Mode: "deterministic"}
}

// rangesInWords says which candidates are marked: "torch < 1.9 or >= 2.1, < 2.3".
func rangesInWords(v Versions, marked []bool) string {
	var parts []string
	for i := 0; i < len(marked); i++ {
		if !marked[i] {
			continue
		}
		start := i
		for i < len(marked) && marked[i] {
			i++
		}
		var bounds []string
		if start > 0 {
			bounds = append(bounds, ">= "+v.Candidates[start])
		}
		if i < len(marked) {
			bounds = append(bounds, "< "+v.Candidates[i])
		}
		parts = append(parts, strings.Join(bounds, ", "))
	}
	return strings.TrimSpace(v.Library + " " + strings.Join(parts, " or "))
}
