package verify

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/mlf-core/mlf-lsp/verify/quantity"
)

// Describe says in one phrase what a quantity shows.
func (q *QuantityReport) Describe() string {
	present := 0
	for _, v := range q.Values {
		if v > 0 {
			present++
		}
	}
	if q.Verdict == Equal {
		return "equal"
	}
	what := "value"
	if q.Type == quantity.Text || q.Type == quantity.Opaque {
		what = "content"
	}
	if q.Distinct != 1 {
		what += "s"
	}
	out := fmt.Sprintf("%d %s in %s", q.Distinct, what, runsText(present))
	if q.Lock {
		out = fmt.Sprintf("%d %s in the lock and %s", q.Distinct, what, runsText(len(q.Values)-1))
	}
	if present < len(q.Values) {
		out += "; " + q.lacking()
	}
	if q.Step != nil {
		out += ", first at " + q.Counter + " " + strconv.FormatInt(*q.Step, 10)
	}
	if s := q.Spread; s != nil {
		out += spreadText(s, q.Shape != nil)
	}
	if q.Line > 0 {
		out += ", first in line " + strconv.Itoa(q.Line)
	}
	if q.Note != "" && present == len(q.Values) {
		out += "; " + q.Note
	}
	if q.Verdict == Tolerated {
		out += "; within the tolerance"
	}
	return out
}

// lacking says who does not have a quantity.
func (q *QuantityReport) lacking() string {
	n := 0
	for i, v := range q.Values {
		switch {
		case v > 0:
		case q.Lock && i == 0:
			return "the lock lacks it"
		default:
			n++
		}
	}
	return fmt.Sprintf("%d of %d runs lack it", n, len(q.Values))
}

// spreadText says how far values are apart.
func spreadText(s *quantity.Spread, array bool) string {
	if s.Unlike != "" {
		return "; " + s.Unlike + " differ"
	}
	var out string
	if s.Differing > 0 && (array || s.Values > 1) {
		out += fmt.Sprintf("; %d of %d numbers differ", s.Differing, s.Values)
	}
	if s.Absolute > 0 {
		out += " by up to " + Rounded(s.Relative) + " relative"
		switch s.Unit {
		case quantity.UnitULP:
			out += ", " + Rounded(s.ULP) + " ULP"
		case quantity.UnitDigit:
			out += ", " + Rounded(s.ULP) + " in the last digit"
		}
	}
	if s.Values == 1 {
		out = strings.Replace(out, " by up to ", "; apart by ", 1)
	}
	if s.Missing > 0 {
		out += fmt.Sprintf("; %d are NaN in some runs only", s.Missing)
	}
	if s.Lengths != nil {
		out += fmt.Sprintf("; between %d and %d values were written", s.Lengths[0], s.Lengths[len(s.Lengths)-1])
	}
	return out
}

// Rounded shows a number for people: whole ones as they are, others with three
// digits that count.
func Rounded(v float64) string {
	if v == math.Trunc(v) && math.Abs(v) < 1e7 {
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return strconv.FormatFloat(v, 'g', 3, 64)
}

func runsText(n int) string {
	if n == 1 {
		return "1 run"
	}
	return fmt.Sprintf("%d runs", n)
}

// Seconds shows a time.
func Seconds(s float64) string {
	switch {
	case s == 0:
		return "0 s"
	case s < 0.0995:
		return fmt.Sprintf("%.0f ms", 1000*s)
	case s < 60:
		return fmt.Sprintf("%.3g s", s)
	case s < 3600:
		return fmt.Sprintf("%d min %02d s", int(s)/60, int(s)%60)
	}
	return fmt.Sprintf("%d h %02d min", int(s)/3600, int(s)%3600/60)
}

// time shows a median with its interval.
func (i Interval) time() string {
	if i.Low == i.High {
		return Seconds(i.Median)
	}
	return fmt.Sprintf("%s [%s, %s]", Seconds(i.Median), Seconds(i.Low), Seconds(i.High))
}

// percent shows a ratio as what it adds.
func (i Interval) percent() string {
	p := func(v float64) string { return fmt.Sprintf("%+.1f", 100*(v-1)) }
	if i.Low == i.High {
		return p(i.Median) + " %"
	}
	return fmt.Sprintf("%s %% [%s, %s]", p(i.Median), p(i.Low), p(i.High))
}

// title names a mode.
func (m *ModeReport) title() string { return cmp.Or(m.Mode, "as it is") }

// Headline is the verdict in one line.
func (r *Report) Headline() string {
	runs, mode := 0, ""
	if n := len(r.Modes); n > 0 {
		runs = len(r.Modes[n-1].Runs)
		if m := r.Modes[n-1].Mode; m != "" {
			mode = " in mode " + m
		}
	}
	if n := len(r.Modes); n > 0 && r.Modes[n-1].Lock {
		if r.Verdict == Equal {
			return fmt.Sprintf("Equal: %s%s gave what the lock says, to the bit.", runsText(runs), mode)
		}
		if r.Verdict == Different {
			return fmt.Sprintf("Different: %s%s gave other results than the lock says; %s.", runsText(runs), mode, r.Reason)
		}
	}
	switch r.Verdict {
	case Equal:
		return fmt.Sprintf("Equal: %s%s gave the same to the bit.", runsText(runs), mode)
	case Tolerated:
		return fmt.Sprintf("Equal within the tolerance: %s%s, not to the bit.", runsText(runs), mode)
	case Different:
		return fmt.Sprintf("Different: %s%s gave different results; %s.", runsText(runs), mode, r.Reason)
	}
	return "Could not run: " + strings.TrimSuffix(r.Reason, ".") + "."
}

// asideText lists what was set aside.
func asideText(aside map[string]int) string {
	var out []string
	for _, kind := range slices.Sorted(maps.Keys(aside)) {
		out = append(out, fmt.Sprintf("%d %s", aside[kind], kind))
	}
	return strings.Join(out, ", ")
}

// row is one line of the table of modes.
type row struct {
	name  string
	cells []string
}

// table sets the modes side by side: the paper's table.
func (r *Report) table() []row {
	if len(r.Modes) < 2 {
		return nil
	}
	rows := []row{{"verdict", r.each(func(m *ModeReport) string { return string(m.Verdict) })}}
	for _, name := range r.metrics() {
		rows = append(rows, row{name, r.each(func(m *ModeReport) string { return m.metricCell(name) })})
	}
	rows = append(rows, row{"files that are equal", r.each((*ModeReport).filesCell)},
		row{"run time", r.each(func(m *ModeReport) string { return m.Seconds.time() })},
		row{"overhead", r.each(func(m *ModeReport) string {
			if m.Over == nil {
				return "-"
			}
			return m.Over.percent()
		})})
	return rows
}

func (r *Report) each(f func(*ModeReport) string) []string {
	out := make([]string, len(r.Modes))
	for i := range r.Modes {
		out[i] = f(&r.Modes[i])
	}
	return out
}

// tableMetrics is how many metrics the table of modes has at most.
const tableMetrics = 8

// metrics are the names of numbers in the order of their first appearance, those
// first that some mode does not repeat.
func (r *Report) metrics() []string {
	var differ, equal []string
	seen := map[string]bool{}
	for _, m := range r.Modes {
		for _, s := range m.Sources {
			for _, q := range s.Quantities {
				name := s.Path + ": " + q.Name
				if len(q.Last) == 0 || q.Aside != "" || seen[name] {
					continue
				}
				seen[name] = true
				if r.differs(s.Path, q.Name) {
					differ = append(differ, name)
				} else if len(q.Steps) > 0 || s.Path == Stdout {
					equal = append(equal, name)
				}
			}
		}
	}
	all := append(differ, equal...)
	return all[:min(len(all), tableMetrics)]
}

func (r *Report) differs(path, name string) bool {
	for i := range r.Modes {
		if q := r.Modes[i].quantity(path + ": " + name); q != nil && q.Verdict == Different {
			return true
		}
	}
	return false
}

func (m *ModeReport) quantity(name string) *QuantityReport {
	for i := range m.Sources {
		for j := range m.Sources[i].Quantities {
			if q := &m.Sources[i].Quantities[j]; m.Sources[i].Path+": "+q.Name == name {
				return q
			}
		}
	}
	return nil
}

// metricCell says how many values a metric has and between which its last lie.
func (m *ModeReport) metricCell(name string) string {
	q := m.quantity(name)
	if q == nil || len(q.Last) == 0 {
		return "-"
	}
	lo, hi := slices.Min(q.Last), slices.Max(q.Last)
	values := Digits(lo)
	if lo != hi {
		values += " to " + Digits(hi)
	}
	return fmt.Sprintf("%d of %d (%s)", q.Distinct, len(m.Runs), values)
}

// Digits shows a value with up to 7 digits that count.
func Digits(v float64) string { return strconv.FormatFloat(v, 'g', 7, 64) }

func (m *ModeReport) filesCell() string {
	n, equal := 0, 0
	for _, s := range m.Sources {
		if s.Path == Stdout || s.Path == Stderr {
			continue
		}
		n++
		if s.Verdict != Different {
			equal++
		}
	}
	return fmt.Sprintf("%d of %d", equal, n)
}
