package quantity

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// mlflowFile matches files of a run of MLflow: metrics, params and tags are one
// file each.
var mlflowFile = regexp.MustCompile(`(?:^|/)(?:[0-9a-f]{32}|ID(?: \(\d+\))?)/(metrics|params|tags)/(.+)$`)

func isMLflowMetric(in *input) bool {
	m := mlflowFile.FindStringSubmatch(in.name)
	return m != nil && m[1] == "metrics" && in.isText()
}

// readMLflowMetric reads lines of time, value and step (and in MLflow 3 a model
// and a data set). Times do not count.
func readMLflowMetric(in *input) []Quantity {
	var values []float64
	var steps []int64
	for line := range strings.Lines(string(in.data)) {
		words := strings.Fields(line)
		if len(words) < 2 {
			fail("a line in it is damaged")
		}
		v, err := strconv.ParseFloat(words[1], 64)
		step := int64(len(steps))
		if err == nil && len(words) > 2 {
			step, err = strconv.ParseInt(words[2], 10, 64)
		}
		if err != nil {
			fail("a line in it is damaged")
		}
		values, steps = append(values, v), append(steps, step)
		in.aside["timestamps"]++
	}
	name := mlflowFile.FindStringSubmatch(in.name)[2]
	return []Quantity{{Name: name, Type: Float64, Digits: -1, Steps: steps, Counter: "step", Data: float64s(values)}}
}

func isMLflowTag(in *input) bool {
	m := mlflowFile.FindStringSubmatch(in.name)
	return m != nil && m[1] == "tags" && in.isText()
}

// volatileTags are those that name a run, a model or a time.
var volatileTags = regexp.MustCompile(`^mlflow\.(runName|log-model\.history|source\.name|databricks\..*|loggedModels|parentRunId|rootRunId)$`)

func readMLflowTag(in *input) []Quantity {
	name := mlflowFile.FindStringSubmatch(in.name)[2]
	if volatileTags.MatchString(name) {
		in.aside["tags of runs"]++
		return nil
	}
	return []Quantity{textQuantity(name, in.settled())}
}

// mlflowTables reads metrics, parameters and tags of all runs in a database of
// MLflow, without what names runs and times. Runs are told apart by their order.
func mlflowTables(in *input, db *sqlite) []Quantity {
	number := map[string]int{}
	for _, row := range db.rows("runs") {
		if id := row.text("run_uuid"); id != "" {
			number[id] = len(number) + 1
		}
	}
	d := &dict{}
	lines := map[string]*points{}
	var names []string
	for _, row := range db.rows("metrics") {
		name := "run " + strconv.Itoa(number[row.text("run_uuid")]) + ": " + row.text("key")
		s := lines[name]
		if s == nil {
			s = &points{}
			lines[name] = s
			names = append(names, name)
		}
		s.values, s.steps = append(s.values, row.number("value")), append(s.steps, int64(row.number("step")))
		in.aside["timestamps"]++
	}
	var out []Quantity
	for _, name := range names {
		s := lines[name]
		s.sort()
		out = append(out, Quantity{Name: name, Type: Float64, Digits: -1, Steps: s.steps, Counter: "step", Data: float64s(s.values)})
	}
	for _, table := range []string{"params", "tags"} {
		for _, row := range db.rows(table) {
			if table == "tags" && volatileTags.MatchString(row.text("key")) {
				in.aside["tags of runs"]++
				continue
			}
			d.set("run "+strconv.Itoa(number[row.text("run_uuid")])+": "+table+" "+row.text("key"), row.text("value"))
		}
	}
	return append(out, flatten(in, d)...)
}

// points are the values of a metric.
type points struct {
	values []float64
	steps  []int64
}

// sort puts values in the order of their steps; those of one step stay in the
// order in which they were written.
func (p *points) sort() {
	order := make([]int, len(p.steps))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p.steps[a], p.steps[b]) })
	sorted := points{make([]float64, len(order)), make([]int64, len(order))}
	for to, from := range order {
		sorted.values[to], sorted.steps[to] = p.values[from], p.steps[from]
	}
	*p = sorted
}
