package hardware

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// Formats are the names that Write takes.
var Formats = []string{"table", "json", "yaml", "html"}

// FormatOf is the format for a file by the end of its name; table for others.
func FormatOf(file string) string {
	switch strings.ToLower(filepath.Ext(file)) {
	case ".json":
		return "json"
	case ".yaml", ".yml":
		return "yaml"
	case ".html", ".htm":
		return "html"
	}
	return "table"
}

// Write prints a report in one of the Formats; raw and yml, names of
// system-intelligence, mean table and yaml.
func Write(w io.Writer, format string, r *Report) error {
	switch format {
	case "json":
		b, err := JSON(r)
		if err == nil {
			_, err = w.Write(b)
		}
		return err
	case "yaml", "yml":
		return writeYAML(w, r)
	case "html":
		return page.Execute(w, htmlParts(r))
	case "table", "raw":
		return writeTable(w, r)
	}
	return fmt.Errorf("there is no format %q: use %s", format, strings.Join(Formats, ", "))
}

// JSON is a report in the published format, with a line feed at its end.
func JSON(r *Report) ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(r)
	return out.Bytes(), err
}

// writeYAML prints the JSON report as YAML, so that both have the same fields
// in the same order.
func writeYAML(w io.Writer, r *Report) error {
	b, err := JSON(r)
	if err != nil {
		return err
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(b, &doc); err != nil {
		return err
	}
	plain(&doc)
	e := yaml.NewEncoder(w)
	e.SetIndent(2)
	if err := e.Encode(&doc); err != nil {
		return err
	}
	return e.Close()
}

func plain(n *yaml.Node) {
	if len(n.Content) > 0 || n.Kind == yaml.ScalarNode {
		n.Style = 0
	}
	for _, c := range n.Content {
		plain(c)
	}
}

func writeTable(w io.Writer, r *Report) error {
	list := rows(r)
	width := 0
	for _, x := range list {
		if x.value != "" {
			width = max(width, min(2*x.depth+utf8.RuneCountInString(x.label), 32))
		}
	}
	var out bytes.Buffer
	for i, x := range list {
		if x.depth == 0 && i > 0 {
			out.WriteByte('\n')
		}
		text := strings.Repeat("  ", x.depth) + x.label
		if x.value != "" {
			text += strings.Repeat(" ", max(width-utf8.RuneCountInString(text), 0)+2) + x.value
		}
		out.WriteString(text + "\n")
	}
	_, err := w.Write(out.Bytes())
	return err
}

type htmlPart struct {
	Title string
	Rows  []htmlRow
}

type htmlRow struct {
	Depth        int
	Label, Value string
}

func htmlParts(r *Report) any {
	var parts []htmlPart
	for _, x := range rows(r) {
		if x.depth == 0 {
			parts = append(parts, htmlPart{Title: x.label})
			continue
		}
		last := &parts[len(parts)-1]
		last.Rows = append(last.Rows, htmlRow{x.depth - 1, x.label, x.value})
	}
	return struct {
		*Report
		Parts []htmlPart
	}{r, slices.Clip(parts)}
}

var page = template.Must(template.New("report").Parse(`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Hardware report</title>
<style>
:root { color-scheme: light dark }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h2 { font-size: 1.1rem; margin: 1.5rem 0 .3rem; text-transform: capitalize }
table { border-collapse: collapse; width: 100% }
th { text-align: left; font-weight: 500; width: 40%; vertical-align: top }
th, td { border-top: 1px solid #8884; padding: .2rem .5rem; overflow-wrap: anywhere }
footer { margin-top: 2rem; opacity: .7 }
</style>
</head>
<body>
<h1>Hardware report</h1>
{{range .Parts}}<h2>{{.Title}}</h2>
<table>
{{range .Rows}}<tr><th scope="row" style="padding-left: {{.Depth}}.5rem">{{.Label}}</th><td>{{.Value}}</td></tr>
{{end}}</table>
{{end}}<footer>{{.Tool.Name}} {{.Tool.Version}}, {{.Created}}</footer>
</body>
</html>
`))
