package hardware

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// row is one line of a report for people. Depth is 0 for the title of a part.
type row struct {
	depth        int
	label, value string
}

// rows are a report's parts as lines, in the order of the format.
func rows(r *Report) []row {
	var out []row
	v := reflect.ValueOf(r).Elem()
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if name := jsonName(f); f.Type.Kind() == reflect.Pointer && !v.Field(i).IsNil() {
			out = append(out, row{0, label(name), ""})
			out = structRows(out, 1, v.Field(i).Elem())
		}
	}
	if len(r.Problems) > 0 {
		out = append(out, row{0, "unknown", ""})
		for _, p := range r.Problems {
			out = append(out, row{1, string(p.Scope), p.Reason})
		}
	}
	return out
}

func jsonName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

// label is a field's name for people: units are shown with the numbers.
func label(name string) string {
	for _, unit := range []string{"_bytes", "_mhz", "_mbit", "_watts"} {
		name = strings.TrimSuffix(name, unit)
	}
	return strings.ReplaceAll(name, "_", " ")
}

func structRows(out []row, depth int, v reflect.Value) []row {
	for i := range v.NumField() {
		f, x := v.Type().Field(i), v.Field(i)
		if x.Kind() == reflect.Pointer {
			if x.IsNil() {
				continue
			}
			x = x.Elem()
		} else if strings.Contains(f.Tag.Get("json"), "omitempty") && x.IsZero() {
			continue
		}
		name := label(jsonName(f))
		switch {
		case x.Kind() == reflect.Struct:
			out = append(out, row{depth, name, ""})
			out = structRows(out, depth+1, x)
		case x.Kind() == reflect.Slice && x.Type().Elem().Kind() == reflect.Struct:
			out = listRows(out, depth, name, x)
		case x.Kind() == reflect.Slice:
			var words []string
			for j := range x.Len() {
				words = append(words, x.Index(j).String())
			}
			out = append(out, row{depth, name, strings.Join(words, " ")})
		default:
			out = append(out, row{depth, name, display(x, f.Tag.Get("unit"))})
		}
	}
	return out
}

// listRows shows each element under its name, small ones in one line.
func listRows(out []row, depth int, name string, list reflect.Value) []row {
	if list.Len() == 0 {
		return append(out, row{depth, name, "none"})
	}
	out = append(out, row{depth, name, ""})
	for i := range list.Len() {
		cells := structRows(nil, 0, list.Index(i))
		if len(cells) == 0 {
			continue
		}
		simple := len(cells) <= 7
		for _, c := range cells {
			simple = simple && c.depth == 0
		}
		if !simple {
			out = append(out, row{depth + 1, cells[0].value, ""})
			for _, c := range cells[1:] {
				out = append(out, row{depth + 2 + c.depth, c.label, c.value})
			}
			continue
		}
		var rest []string
		for _, c := range cells[1:] {
			if c.label == "version" || c.label == "value" || c.label == "size" || c.label == "path" || c.label == "model" || c.label == "kind" {
				rest = append(rest, c.value)
			} else {
				rest = append(rest, c.label+" "+c.value)
			}
		}
		out = append(out, row{depth + 1, cells[0].value, strings.Join(rest, ", ")})
	}
	return out
}

func display(x reflect.Value, unit string) string {
	switch {
	case unit == "bytes":
		return bytesText(x.Int())
	case x.Kind() == reflect.Bool && x.Bool():
		return "yes"
	case x.Kind() == reflect.Bool:
		return "no"
	case x.Kind() == reflect.Float64:
		return strings.TrimSpace(strconv.FormatFloat(x.Float(), 'f', -1, 64) + " " + unit)
	}
	return strings.TrimSpace(fmt.Sprint(x.Interface()) + " " + unit)
}

// bytesText shows a size in binary units, as memory is sold.
func bytesText(n int64) string {
	f, i := float64(n), 0
	for f >= 1024 && i < 5 {
		f, i = f/1024, i+1
	}
	s := strconv.FormatFloat(f, 'f', 1, 64)
	return strings.TrimSuffix(s, ".0") + " " + []string{"B", "KiB", "MiB", "GiB", "TiB", "PiB"}[i]
}
