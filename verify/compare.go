package verify

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/verify/quantity"
)

// CompareOptions say what counts as equal.
type CompareOptions struct {
	Tolerance quantity.Tolerance
	// Ignore are names or patterns of quantities and files that do not count.
	Ignore  []string
	Version string
}

// Modes, from the loosest to the strictest.
const (
	ModeRandom        = "random"
	ModeSeeds         = "seeds"
	ModeDeterministic = "deterministic"
)

// Modes are all of them in order.
var Modes = []string{ModeRandom, ModeSeeds, ModeDeterministic}

// Compare joins records of one command, of this or of several machines.
func Compare(records []*Record, o CompareOptions) *Report {
	r := &Report{Schema: ReportSchema, Version: o.Version, Verdict: Equal, Packages: packages(records)}
	if len(records) == 0 {
		r.Verdict, r.Reason = Failed, "no run came to its end"
		return r
	}
	r.Command = records[0].Command
	byMode := map[string][]*Record{}
	for _, rec := range records {
		byMode[rec.Mode] = append(byMode[rec.Mode], rec)
	}
	for _, mode := range slices.SortedFunc(maps.Keys(byMode), func(a, b string) int {
		return slices.Index(Modes, a) - slices.Index(Modes, b)
	}) {
		r.Modes = append(r.Modes, compareMode(mode, byMode[mode], o))
	}
	overheads(r.Modes, byMode)
	r.judge()
	compareMachines(r, records)
	return r
}

// judge takes the verdict of the strictest mode.
func (r *Report) judge() {
	last := r.Modes[len(r.Modes)-1]
	r.Verdict = last.Verdict
	switch {
	case r.Verdict == Failed && len(last.Runs) > 0:
		r.Reason = failure(last.Runs)
	case r.Verdict == Different:
		r.Reason = difference(last)
	case len(last.Runs) == 0 || len(last.Runs) == 1 && !last.Lock:
		r.Verdict, r.Reason = Failed, "only one run came to its end, and nothing can be compared with it"
	}
}

func failure(runs []RunReport) string {
	for _, run := range runs {
		switch {
		case run.Stopped == StoppedTime:
			return "a run took longer than --timeout allows"
		case run.Stopped == StoppedDisk:
			return "a run wrote more than --max-disk allows"
		case run.Exit != 0 && run.Said != "":
			return fmt.Sprintf("the command failed with exit status %d: %s", run.Exit, run.Said)
		case run.Exit != 0:
			return fmt.Sprintf("the command failed with exit status %d and said nothing", run.Exit)
		}
	}
	return "the runs wrote and printed nothing that could be compared"
}

// difference names what differs first.
func difference(m ModeReport) string {
	for _, run := range m.Runs {
		if run.Exit != m.Runs[0].Exit {
			return fmt.Sprintf("run %d ended with exit status %d, run %d with %d", m.Runs[0].Run, m.Runs[0].Exit, run.Run, run.Exit)
		}
	}
	n := 0
	for _, s := range m.Sources {
		for _, q := range s.Quantities {
			if q.Verdict == Different && q.Aside == "" {
				n++
			}
		}
		if len(s.Missing) > 0 {
			n++
		}
	}
	if n == 1 {
		return "1 quantity differs"
	}
	return fmt.Sprintf("%d quantities differ", n)
}

func compareMode(mode string, records []*Record, o CompareOptions) ModeReport {
	m := ModeReport{Mode: mode, Verdict: Equal, Aside: map[string]int{}}
	exits := map[int]bool{}
	var wall, cpu []float64
	for _, rec := range records {
		if rec.lock {
			m.Lock = true
			continue
		}
		run := RunReport{Run: rec.Run, Exit: rec.Exit, Stopped: rec.Stopped, Seconds: rec.Seconds}
		if rec.Exit != 0 {
			run.Said = rec.said()
		}
		exits[rec.Exit] = true
		m.Runs = append(m.Runs, run)
		wall, cpu = append(wall, rec.Seconds), append(cpu, rec.CPUSeconds)
		for _, s := range rec.Sources {
			for kind, n := range s.Aside {
				m.Aside[kind] += n
			}
		}
	}
	m.Seconds, m.CPU = median(wall), median(cpu)
	stopped := slices.ContainsFunc(records, func(r *Record) bool { return r.Stopped != "" })
	for _, path := range sourcePaths(records) {
		s := compareSource(path, records, o)
		if s.Verdict == Different || s.Verdict == Tolerated && m.Verdict == Equal {
			m.Verdict = s.Verdict
		}
		m.Sources = append(m.Sources, s)
	}
	switch {
	case stopped || len(exits) == 1 && !exits[0]:
		m.Verdict = Failed
	case len(exits) > 1:
		m.Verdict = Different
	case nothing(records):
		m.Verdict = Failed
	}
	return m
}

// nothing tells whether no run left anything that could differ.
func nothing(records []*Record) bool {
	return !slices.ContainsFunc(records, func(r *Record) bool {
		return slices.ContainsFunc(r.Sources, func(s Source) bool { return s.Path != Stderr && len(s.Quantities) > 0 })
	})
}

// said is the last line that a run wrote to standard error.
func (r *Record) said() string {
	for _, s := range r.Sources {
		if s.Path != Stderr {
			continue
		}
		text, err := os.ReadFile(filepath.Join(r.Dir, "stderr"))
		for _, q := range s.Quantities {
			if err != nil && q.Type == quantity.Text {
				text = q.Data
			}
		}
		lines := strings.Split(strings.TrimSpace(string(text)), "\n")
		return strings.TrimSpace(lines[len(lines)-1])
	}
	return ""
}

// sourcePaths are those of all runs: what was printed first, then files by path.
func sourcePaths(records []*Record) []string {
	seen := map[string]bool{}
	for _, rec := range records {
		for _, s := range rec.Sources {
			seen[s.Path] = true
		}
	}
	rank := func(p string) int { return slices.Index([]string{Stderr, Stdout}, p) }
	return slices.SortedFunc(maps.Keys(seen), func(a, b string) int {
		return cmp.Or(rank(b)-rank(a), strings.Compare(a, b))
	})
}

func (r *Record) source(path string) *Source {
	for i := range r.Sources {
		if r.Sources[i].Path == path {
			return &r.Sources[i]
		}
	}
	return nil
}

func compareSource(path string, records []*Record, o CompareOptions) SourceReport {
	s := SourceReport{Path: path, Verdict: Equal, Quantities: []QuantityReport{}}
	digests := map[string]bool{}
	var names []string
	index := make([]map[string]*quantity.Quantity, len(records))
	known := map[string]bool{}
	mixed := mixedFormats(path, records)
	for i, rec := range records {
		src := rec.source(path)
		if src != nil && mixed {
			src = &Source{Format: "bytes", Digest: src.Digest, Note: "it has another format in some runs",
				Quantities: []quantity.Quantity{{Name: "bytes", Type: quantity.Opaque, Digest: src.Digest, Digits: -1}}}
		}
		if src == nil {
			s.Missing = append(s.Missing, rec.Run)
			continue
		}
		s.Format, s.Note = cmp.Or(s.Format, src.Format), cmp.Or(s.Note, src.Note)
		digests[src.Digest] = true
		index[i] = map[string]*quantity.Quantity{}
		for j := range src.Quantities {
			q := &src.Quantities[j]
			index[i][q.Name] = q
			if !known[q.Name] {
				known[q.Name] = true
				names = append(names, q.Name)
			}
		}
	}
	s.Distinct = len(digests)
	open := &reopened{path: path, records: records}
	defer open.close()
	for _, name := range names {
		row := make([]*quantity.Quantity, len(records))
		for i := range index {
			row[i] = index[i][name]
		}
		q := compareQuantity(path, name, row, open, o)
		s.Quantities = append(s.Quantities, q)
		if q.Aside == "" && (q.Verdict == Different || q.Verdict == Tolerated && s.Verdict == Equal) {
			s.Verdict = q.Verdict
		}
	}
	if len(s.Missing) > 0 && !ignored(o.Ignore, path, "") {
		s.Verdict = Different
	}
	return s
}

// mixedFormats tells whether a file was read in different ways, so that only its
// bytes can be compared.
func mixedFormats(path string, records []*Record) bool {
	format := ""
	for _, rec := range records {
		if s := rec.source(path); s != nil {
			if format != "" && s.Format != format {
				return true
			}
			format = s.Format
		}
	}
	return false
}

// ignored tells whether the user does not want a quantity to count.
func ignored(patterns []string, path, name string) bool {
	for _, p := range patterns {
		for _, text := range []string{path, name, path + ": " + name} {
			if ok, _ := filepath.Match(p, text); ok || p == text {
				return true
			}
		}
	}
	return matches(patterns, path)
}
