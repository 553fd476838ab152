package verify

import (
	_ "embed"
	"fmt"
	"html/template"
	"math"
	"strings"
)

//go:embed report.html
var htmlText string

var htmlTemplate = template.Must(template.New("report").Funcs(template.FuncMap{
	"join": strings.Join, "plot": plot, "aside": asideText, "runs": runsText, "packages": packagesText, "stop": stopText,
	"rows": func(s *SourceReport) []htmlRow { return htmlRows(s) },
}).Parse(htmlText))

// htmlRow gives a template what it shows of a quantity.
type htmlRow struct {
	Mark, Name, Detail string
	Texts              []string
	Quantity           *QuantityReport // of which a plot is drawn; nil for none
}

func htmlRows(s *SourceReport) []htmlRow {
	byName := map[string]*QuantityReport{}
	for i := range s.Quantities {
		q := &s.Quantities[i]
		if q.Verdict != Equal && len(q.Plot) > 0 {
			byName[q.Name] = q
		}
	}
	var out []htmlRow
	for _, r := range s.rows(true) {
		out = append(out, htmlRow{r.mark, r.name, r.detail, r.texts, byName[r.name]})
	}
	return out
}

func writeHTML(out *strings.Builder, r *Report) error {
	type htmlMode struct {
		*ModeReport
		Title, Time string
		Sources     []*SourceReport
		Several     bool
	}
	var modes []htmlMode
	for i := range r.Modes {
		m := &r.Modes[i]
		h := htmlMode{ModeReport: m, Title: m.title(), Time: m.Seconds.time(), Several: len(r.Modes) > 1}
		for j := range m.Sources {
			h.Sources = append(h.Sources, &m.Sources[j])
		}
		modes = append(modes, h)
	}
	type htmlLine struct {
		Name  string
		Cells []string
	}
	var table []htmlLine
	for _, row := range r.table()[min(1, len(r.table())):] { // the verdict has colours
		table = append(table, htmlLine{row.name, row.cells})
	}
	class := map[Verdict]string{Equal: "equal", Tolerated: "close"}[r.Verdict]
	return htmlTemplate.Execute(out, map[string]any{
		"Report": r, "Headline": r.Headline(), "Class": class, "Modes": modes, "Table": table, "Command": strings.Join(r.Command, " "),
	})
}

// Size of a plot in pixels, with room for its scales.
const (
	plotWidth, plotHeight = 640.0, 220.0
	plotLeft, plotBottom  = 86.0, 30.0
)

// plot draws the series of all runs, and beside them how far they are apart.
func plot(q *QuantityReport) template.HTML {
	apart := make([]float64, len(q.Steps))
	for i := range apart {
		lo, hi := math.Inf(1), math.Inf(-1)
		for _, line := range q.Plot {
			if i < len(line) && !math.IsNaN(line[i]) {
				lo, hi = math.Min(lo, line[i]), math.Max(hi, line[i])
			}
		}
		if apart[i] = hi - lo; math.IsInf(apart[i], 0) {
			apart[i] = math.NaN()
		}
	}
	return template.HTML(chart(q.Steps, q.Plot, q.Counter, "value of each run") +
		chart(q.Steps, [][]float64{apart}, q.Counter, "greatest minus least"))
}

// legend gives each run its colour.
func legend(n int) string {
	if n < 2 || n > 12 {
		return ""
	}
	var out strings.Builder
	out.WriteString(":")
	for i := range n {
		fmt.Fprintf(&out, ` <tspan class="c%d">■ %d</tspan>`, i%6, i+1)
	}
	return out.String()
}

// chart draws lines over steps. Everything in it is a number or our own word.
func chart(steps []int64, lines [][]float64, counter, title string) string {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, line := range lines {
		for _, v := range line {
			if !math.IsNaN(v) && !math.IsInf(v, 0) {
				lo, hi = math.Min(lo, v), math.Max(hi, v)
			}
		}
	}
	if len(steps) < 2 || lo > hi {
		return ""
	}
	if lo == hi {
		lo, hi = lo-math.Abs(lo)/2-1e-12, hi+math.Abs(hi)/2+1e-12
	}
	x := func(i int) float64 {
		return plotLeft + (plotWidth-plotLeft-12)*float64(steps[i]-steps[0])/math.Max(1, float64(steps[len(steps)-1]-steps[0]))
	}
	y := func(v float64) float64 { return 24 + (plotHeight-plotBottom-24)*(hi-v)/(hi-lo) }
	var out strings.Builder
	fmt.Fprintf(&out, `<svg viewBox="0 0 %g %g" role="img" aria-label="%s"><text x="%g" y="14" class="t">%s%s</text>`,
		plotWidth, plotHeight, title, plotLeft, title, legend(len(lines)))
	for i := range 4 {
		v := lo + (hi-lo)*float64(i)/3
		fmt.Fprintf(&out, `<line x1="%g" x2="%g" y1="%.1f" y2="%.1f" class="g"/><text x="%g" y="%.1f" class="l">%s</text>`,
			plotLeft, plotWidth-12, y(v), y(v), plotLeft-6, y(v)+4, template.HTMLEscapeString(fmt.Sprintf("%.5g", v)))
	}
	fmt.Fprintf(&out, `<text x="%g" y="%g" class="b">%s %d</text><text x="%g" y="%g" class="e">%d</text>`,
		plotLeft, plotHeight-8, template.HTMLEscapeString(counter), steps[0], plotWidth-12, plotHeight-8, steps[len(steps)-1])
	for n, line := range lines {
		out.WriteString(`<polyline class="s` + fmt.Sprint(n%6) + `" points="`)
		for i, v := range line {
			if i < len(steps) && !math.IsNaN(v) && !math.IsInf(v, 0) {
				fmt.Fprintf(&out, "%.1f,%.1f ", x(i), y(v))
			}
		}
		out.WriteString(`"/>`)
	}
	return out.String() + "</svg>"
}
