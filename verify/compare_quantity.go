package verify

import (
	"bytes"
	"slices"

	"github.com/mlf-core/mlf-lsp/verify/quantity"
)

// plotPoints is how many points of a series are drawn at most.
const plotPoints = 400

// compareQuantity compares one quantity over the runs; row has nil for runs that
// lack it.
func compareQuantity(path, name string, row []*quantity.Quantity, open *reopened, o CompareOptions) QuantityReport {
	q := QuantityReport{Name: name, Verdict: Equal, Values: make([]int, len(row)), Lock: open.records[0].lock}
	var reps []*quantity.Quantity // one of each distinct value
	var of []int                  // the run that each is of
	lacking := false
	for i, v := range row {
		if v == nil {
			lacking = true
			continue
		}
		at := slices.IndexFunc(reps, func(r *quantity.Quantity) bool { return r.Digest == v.Digest })
		if at < 0 {
			at = len(reps)
			reps, of = append(reps, v), append(of, i)
		}
		q.Values[i] = at + 1
	}
	q.Type, q.Shape, q.Distinct = reps[0].Type, reps[0].Shape, len(reps)
	if path == Stderr && q.Type == quantity.Text {
		q.Aside = "the text of standard error does not count, only its numbers"
	}
	if ignored(o.Ignore, path, name) {
		q.Aside = "ignored on request"
	}
	q.fillPlot(row)
	switch {
	case len(reps) == 1 && !lacking:
		q.Digest = reps[0].Digest
		return q
	case lacking:
		q.Verdict, q.Note = Different, "some runs lack it"
		if len(reps) == 1 {
			return q
		}
	}
	q.Verdict = Different
	full := make([]*quantity.Quantity, 0, len(reps))
	for i, rep := range reps {
		if rep = open.data(rep, of[i]); rep == nil {
			q.Note = "the values are not in the records, so that differences cannot be measured"
			return q
		}
		full = append(full, rep)
	}
	q.measure(full, o, lacking)
	return q
}

// measure fills in how far values are apart and where they part.
func (q *QuantityReport) measure(list []*quantity.Quantity, o CompareOptions, lacking bool) {
	if q.Type == quantity.Text {
		q.firstLine(list[0].Data, list[1].Data)
		return
	}
	if q.Type == quantity.Opaque {
		return
	}
	s := quantity.Compare(list, o.Tolerance)
	q.Spread = &s
	q.Counter = list[0].Counter
	if steps := list[0].Steps; len(steps) == 1 && q.Counter == "value" {
		q.Counter = "" // the only one
	} else if s.First >= 0 && s.First < len(steps) {
		q.Step = &steps[s.First]
	} else if steps != nil && s.Lengths != nil && s.Lengths[0] < len(steps) {
		q.Step = &steps[s.Lengths[0]]
	}
	if s.Unlike == "" && s.Lengths == nil && s.Beyond == 0 && !lacking && sameSteps(list) {
		q.Verdict = Tolerated
		if o.Tolerance == (quantity.Tolerance{}) {
			q.Verdict = Equal // other bits of NaN
		}
	}
}

func sameSteps(list []*quantity.Quantity) bool {
	for _, q := range list[1:] {
		if !slices.Equal(q.Steps, list[0].Steps) {
			return false
		}
	}
	return true
}

// firstLine finds the first line in which two texts differ.
func (q *QuantityReport) firstLine(a, b []byte) {
	for n := 1; ; n++ {
		x, restA, moreA := bytes.Cut(a, []byte("\n"))
		y, restB, moreB := bytes.Cut(b, []byte("\n"))
		if !bytes.Equal(x, y) || !moreA && !moreB {
			q.Line, q.Texts = n, []string{clip(string(x)), clip(string(y))}
			return
		}
		a, b = restA, restB
	}
}

// clip shortens a long line.
func clip(s string) string {
	if r := []rune(s); len(r) > 160 {
		return string(r[:157]) + "..."
	}
	return s
}

// fillPlot keeps the values of small numeric quantities for tables and plots.
func (q *QuantityReport) fillPlot(row []*quantity.Quantity) {
	for _, v := range row {
		if v == nil || v.Data == nil || v.Shape != nil {
			continue
		}
		values := quantity.Floats(v)
		if len(values) == 0 {
			continue
		}
		q.Last = append(q.Last, values[len(values)-1])
		if len(values) < 2 || len(v.Steps) != len(values) {
			continue
		}
		stride := (len(values) + plotPoints - 1) / plotPoints
		var line []float64
		var steps []int64
		for i := 0; i < len(values); i += stride {
			line, steps = append(line, values[i]), append(steps, v.Steps[i])
		}
		q.Plot = append(q.Plot, line)
		if len(steps) > len(q.Steps) {
			q.Steps = steps
		}
	}
}

// reopened reads the files of runs again for values that records do not keep.
type reopened struct {
	path    string
	records []*Record
	files   map[int]quantity.Content
}

// data is a quantity with its values, nil when they are gone.
func (f *reopened) data(q *quantity.Quantity, run int) *quantity.Quantity {
	if q.Data != nil || q.Type == quantity.Opaque || q.Count() == 0 {
		return q
	}
	rec := f.records[run]
	if rec.Files == "" {
		return nil
	}
	if f.files == nil {
		f.files = map[int]quantity.Content{}
	}
	c, ok := f.files[run]
	if !ok {
		c = rec.reread(f.path)
		f.files[run] = c
	}
	for i := range c.Quantities {
		if c.Quantities[i].Name == q.Name && c.Quantities[i].Digest == q.Digest {
			return &c.Quantities[i]
		}
	}
	return nil
}

func (f *reopened) close() {
	for _, c := range f.files {
		c.Close()
	}
}
