package quantity

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

func isJSON(in *input) bool {
	return in.isText() && (in.hasExt(".json", ".ipynb", ".webmanifest") || bytes.HasPrefix(bytes.TrimSpace(in.data[:min(len(in.data), 64)]), []byte("{"))) &&
		json.Valid(pythonNumbers(in.data))
}

// pythonNumbers replaces NaN and Infinity, which Python writes and JSON has not,
// by numbers that stand for them.
func pythonNumbers(data []byte) []byte {
	if !bytes.Contains(data, []byte("NaN")) && !bytes.Contains(data, []byte("Infinity")) {
		return data
	}
	var out bytes.Buffer
	quoted := false
	for i := 0; i < len(data); i++ {
		rest := data[i:]
		switch {
		case quoted && data[i] == '\\' && i+1 < len(data):
			out.WriteByte(data[i])
			i++
		case data[i] == '"':
			quoted = !quoted
		case !quoted && bytes.HasPrefix(rest, []byte("NaN")):
			out.WriteString(`"NaN"`)
			i += 2
			continue
		case !quoted && bytes.HasPrefix(rest, []byte("-Infinity")):
			out.WriteString(`"-Infinity"`)
			i += 8
			continue
		case !quoted && bytes.HasPrefix(rest, []byte("Infinity")):
			out.WriteString(`"Infinity"`)
			i += 7
			continue
		}
		out.WriteByte(data[i])
	}
	return out.Bytes()
}

func readJSON(in *input) []Quantity { return flatten(in, parseJSON(in.data)) }

func parseJSON(data []byte) any {
	d := json.NewDecoder(bytes.NewReader(pythonNumbers(data)))
	d.UseNumber()
	return jsonValue(d, 0)
}

// jsonValue reads one value, keeping the order of names.
func jsonValue(d *json.Decoder, depth int) any {
	t, err := d.Token()
	if err != nil || depth > treeDepth {
		fail("it is no valid JSON")
	}
	switch t := t.(type) {
	case json.Delim:
		if t == '[' {
			l := &list{}
			for d.More() {
				l.items = append(l.items, jsonValue(d, depth+1))
			}
			d.Token()
			return l
		}
		m := &dict{}
		for d.More() {
			k, _ := d.Token()
			m.set(k, jsonValue(d, depth+1))
		}
		d.Token()
		return m
	case json.Number:
		if n, err := strconv.ParseInt(string(t), 10, 64); err == nil {
			return n
		}
		v, _ := strconv.ParseFloat(string(t), 64) // out of range is infinite
		return v
	}
	return t
}

func isJSONLines(in *input) bool { return in.isText() && in.hasExt(".jsonl", ".ndjson") }

func readJSONLines(in *input) []Quantity {
	d := json.NewDecoder(bytes.NewReader(pythonNumbers(in.data)))
	d.UseNumber()
	l := &list{}
	for d.More() {
		l.items = append(l.items, jsonValue(d, 0))
	}
	return flatten(in, l)
}

func isYAML(in *input) bool {
	return in.isText() && len(in.data) < 4<<20 && (in.hasExt(".yaml", ".yml") || in.base() == "MLmodel")
}

func readYAML(in *input) []Quantity {
	var n yaml.Node
	if err := yaml.Unmarshal(in.data, &n); err != nil {
		fail("it is no valid YAML")
	}
	seen := 0
	return flatten(in, yamlValue(&n, 0, &seen))
}

// yamlValue turns nodes into values. Aliases count, since a few of them can
// stand for millions of values.
func yamlValue(n *yaml.Node, depth int, seen *int) any {
	if *seen++; depth > treeDepth || *seen > treeNodes {
		fail("it is too large or too deeply nested")
	}
	switch n.Kind {
	case yaml.DocumentNode:
		return yamlValue(n.Content[0], depth+1, seen)
	case yaml.AliasNode:
		return yamlValue(n.Alias, depth+1, seen)
	case yaml.SequenceNode:
		l := &list{}
		for _, c := range n.Content {
			l.items = append(l.items, yamlValue(c, depth+1, seen))
		}
		return l
	case yaml.MappingNode:
		m := &dict{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			m.set(n.Content[i].Value, yamlValue(n.Content[i+1], depth+1, seen))
		}
		return m
	}
	switch n.ShortTag() {
	case "!!int":
		if v, err := strconv.ParseInt(n.Value, 0, 64); err == nil {
			return v
		}
	case "!!float":
		if v, err := strconv.ParseFloat(n.Value, 64); err == nil {
			return v
		}
	case "!!bool":
		return strings.EqualFold(n.Value, "true")
	case "!!null":
		return nil
	}
	return n.Value
}

func isCSV(in *input) bool { return in.isText() && in.hasExt(".csv", ".tsv") }

// readCSV reads columns: series where all cells are numbers, else text.
func readCSV(in *input) []Quantity {
	r := csv.NewReader(bytes.NewReader(in.data))
	if in.hasExt(".tsv") {
		r.Comma = '\t'
	}
	r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = -1, true, true
	head, err := r.Read()
	if err != nil {
		fail("it has no rows")
	}
	var names []string
	headless := true
	for i, name := range head {
		if _, err := strconv.ParseFloat(name, 64); err != nil && name != "" {
			headless = false
		}
		names = append(names, name)
		if name == "" {
			names[i] = fmt.Sprintf("column %d", i+1)
		}
	}
	columns := make([][]string, len(names))
	if headless {
		for i := range names {
			columns[i] = append(columns[i], head[i])
			names[i] = fmt.Sprintf("column %d", i+1)
		}
	}
	for {
		row, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			fail("it is no valid CSV")
		}
		for i, cell := range row {
			if i >= len(columns) {
				columns, names = append(columns, nil), append(names, fmt.Sprintf("column %d", i+1))
			}
			columns[i] = append(columns[i], cell)
		}
	}
	return csvColumns(in, names, columns)
}

func csvColumns(in *input, names []string, columns [][]string) []Quantity {
	var out []Quantity
	counter, steps := csvSteps(names, columns)
	for i, cells := range columns {
		if volatileKey.MatchString(names[i]) {
			in.aside["times and identifiers by name"] += len(cells)
			continue
		}
		values, ok := floats(cells)
		if !ok {
			text := setAside(strings.Join(cells, "\n"), in.paths, in.aside)
			out = append(out, textQuantity(names[i], text))
			continue
		}
		q := Quantity{Name: names[i], Type: Float64, Digits: -1, Data: float64s(values), Counter: "row"}
		if len(steps) == len(values) {
			q.Counter, q.Steps = counter, steps
		} else {
			for n := range values {
				q.Steps = append(q.Steps, int64(n+1))
			}
		}
		out = append(out, q)
	}
	return out
}

// csvSteps are those of a column named epoch or step that grows.
func csvSteps(names []string, columns [][]string) (counter string, steps []int64) {
	for i, name := range names {
		if !counters.MatchString(name) {
			continue
		}
		steps = nil
		for _, cell := range columns[i] {
			v, err := strconv.ParseFloat(cell, 64)
			if err != nil || v != float64(int64(v)) || len(steps) > 0 && steps[len(steps)-1] >= int64(v) {
				steps = nil
				break
			}
			steps = append(steps, int64(v))
		}
		if steps != nil {
			return name, steps
		}
	}
	return "", nil
}

func floats(cells []string) ([]float64, bool) {
	out := make([]float64, len(cells))
	for i, c := range cells {
		v, err := strconv.ParseFloat(strings.TrimSpace(c), 64)
		if err != nil && c != "" {
			return nil, false
		}
		out[i] = v
	}
	return out, len(cells) > 0
}

func isLightGBM(in *input) bool {
	return in.isText() && in.begins("tree\nversion=")
}

// readLightGBM reads the text of a model: lines of names with values, in trees.
func readLightGBM(in *input) []Quantity {
	var out []Quantity
	part := ""
	for line := range strings.Lines(string(in.data)) {
		line = strings.TrimRight(line, "\r\n")
		name, value, ok := strings.Cut(line, "=")
		switch {
		case ok && name == "Tree":
			part = "tree " + value + "."
		case ok && name == "tree_sizes":
			// lengths of the text below: nothing of their own
		case ok:
			if values, number := floats(strings.Fields(value)); number {
				out = append(out, array(part+name, Float64, []int{len(values)}, float64s(values), false))
			} else {
				out = append(out, textQuantity(part+name, value))
			}
		case strings.HasPrefix(line, "[") && strings.Contains(line, ": "):
			name, value, _ = strings.Cut(strings.Trim(line, "[]"), ": ")
			out = append(out, textQuantity("parameter "+name, setAside(value, in.paths, in.aside)))
		case line == "end of trees" || line == "feature_importances:" || line == "parameters:":
			part = line + " "
		case line != "":
			out = append(out, textQuantity(part+"line", setAside(line, in.paths, in.aside)))
		}
	}
	return out
}
