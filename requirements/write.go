package requirements

import (
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"strings"
)

// Formats of a card.
const (
	Text     = "text"
	Markdown = "markdown"
	JSON     = "json"
	HTML     = "html"
)

// Named is a card with the name of its project.
type Named struct {
	Project string `json:"project"`
	*Card
}

// Write writes cards in a format.
func Write(w io.Writer, format string, cards []Named) error {
	switch format {
	case JSON:
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		return enc.Encode(document{schemaVersion, cards})
	case HTML:
		return page.Execute(w, cards)
	case Markdown:
		return writeAll(w, cards, writeMarkdown)
	}
	return writeAll(w, cards, writeText)
}

func writeAll(w io.Writer, cards []Named, one func(*strings.Builder, Named)) error {
	var out strings.Builder
	for i, c := range cards {
		if i > 0 {
			out.WriteString("\n")
		}
		one(&out, c)
	}
	_, err := io.WriteString(w, out.String())
	return err
}

func writeText(out *strings.Builder, c Named) {
	fmt.Fprintf(out, "%s: %d of %d requirements met\n", c.Project, c.MetCount, len(c.Requirements))
	if len(c.Programs) > 0 {
		fmt.Fprintf(out, "programs that train: %s\n", strings.Join(c.Programs, ", "))
	}
	for _, r := range c.Requirements {
		fmt.Fprintf(out, "\n[%s] %s\n    %s\n", r.Verdict, r.Title, r.Summary)
		for _, e := range r.Evidence {
			fmt.Fprintf(out, "    %s %s\n", e.sign(), e)
		}
	}
}

func writeMarkdown(out *strings.Builder, c Named) {
	fmt.Fprintf(out, "# %s: %d of %d requirements met\n\n| requirement | verdict | why |\n|---|---|---|\n", escape(c.Project), c.MetCount, len(c.Requirements))
	for _, r := range c.Requirements {
		fmt.Fprintf(out, "| %s | **%s** | %s |\n", r.Title, r.Verdict, escape(r.Summary))
	}
	for _, r := range c.Requirements {
		if len(r.Evidence) == 0 {
			continue
		}
		fmt.Fprintf(out, "\n## %s\n\n", r.Title)
		for _, e := range r.Evidence {
			fmt.Fprintf(out, "- %s %s\n", e.mark(), escape(e.String()))
		}
	}
}

// escape keeps a text one line of Markdown without its marks.
func escape(text string) string {
	return strings.NewReplacer("\n", " ", "|", `\|`, "<", "&lt;", "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`).Replace(text)
}

func (e Evidence) sign() string {
	if e.For {
		return "+"
	}
	return "-"
}

// mark is the sign in Markdown, where + and - begin lists.
func (e Evidence) mark() string {
	if e.For {
		return "✓"
	}
	return "✗"
}

// String is the evidence as people read it: place, text, code.
func (e Evidence) String() string {
	var out strings.Builder
	if e.File != "" {
		out.WriteString(e.File)
		if e.Line > 0 {
			fmt.Fprintf(&out, ":%d", e.Line)
		}
		out.WriteString(": ")
	}
	out.WriteString(e.Text)
	if e.Code != "" {
		fmt.Fprintf(&out, " (%s)", e.Code)
	}
	return out.String()
}

// page needs nothing from elsewhere: it can be kept as an artifact of a run.
var page = template.Must(template.New("card").Parse(`<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>Determinism report card</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff; }
section { border: 1px solid #ccc; border-left-width: .5rem; border-radius: .3rem; padding: .5rem 1rem; margin: 1rem 0; }
.met { border-left-color: #2a7d3f; } .partly { border-left-color: #b58900; } .not { border-left-color: #b3261e; }
h2 { font-size: 1.1rem; margin: 0; } .verdict { float: right; font-weight: bold; }
li { overflow-wrap: anywhere; list-style: "✓ "; } .against { color: #8c1d18; list-style: "✗ "; }
@media (prefers-color-scheme: dark) { body { color: #ddd; background: #1b1b1b; } .against { color: #ff8a80; } }
</style>
{{range .}}<h1>{{.Project}}: {{.MetCount}} of {{len .Requirements}} requirements met</h1>
{{if .Programs}}<p>Programs that train: {{range $i, $p := .Programs}}{{if $i}}, {{end}}<code>{{$p}}</code>{{end}}</p>
{{end}}{{range .Requirements}}<section class="{{.Verdict}}">
<span class="verdict">{{.Verdict}}</span><h2>{{.Title}}</h2>
<p>{{.Summary}}</p>
{{if .Evidence}}<ul>
{{range .Evidence}}<li{{if not .For}} class="against"{{end}}>{{.}}</li>
{{end}}</ul>
{{end}}</section>
{{end}}{{end}}</html>
`))
