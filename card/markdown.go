package card

import (
	"fmt"
	"strings"
)

// Markdown is the card for hovers and terminals. It ends with a newline.
func (c Card) Markdown() string {
	var w strings.Builder
	fmt.Fprintf(&w, "# %s\n", c.Name)
	switch {
	case c.Version == "":
	case c.Assumed:
		fmt.Fprintf(&w, "\n%s %s, the newest known; nothing pins it.\n", c.Library, c.Version)
	case c.From != "" && c.From != "--pin":
		fmt.Fprintf(&w, "\n%s %s (%s)\n", c.Library, c.Version, c.From)
	default:
		fmt.Fprintf(&w, "\n%s %s\n", c.Library, c.Version)
	}
	for _, f := range c.Facts {
		fmt.Fprintf(&w, "\n%s\n", f)
	}
	line(&w, "Way out", c.Help)
	for _, o := range c.Ops {
		o.markdown(&w)
	}
	sources(&w, c.Sources)
	return w.String()
}

func (o Op) markdown(w *strings.Builder) {
	fmt.Fprintf(w, "\n## On %s", strings.Join(o.Devices, ", "))
	if len(o.Devices) == 0 {
		w.WriteString("any device")
	}
	if o.Pass != "" {
		fmt.Fprintf(w, ", %s", map[string]string{"both": "forward and backward"}[o.Pass]+single(o.Pass))
	}
	w.WriteString("\n")
	if o.When != "" {
		fmt.Fprintf(w, "\nWhen: `%s`\n", o.When)
	}
	line(w, "Here", o.Verdict)
	w.WriteString("\n")
	for _, s := range o.Status {
		versions := s.Versions
		if versions == "" {
			versions = "all versions"
		}
		fmt.Fprintf(w, "- `%s`: %s\n", versions, s.Behaves)
	}
	line(w, "Why", o.Why)
	line(w, "Alternative", o.Alternative)
	line(w, "Way out", o.Help)
	line(w, "Note", o.Note)
	sources(w, o.Sources)
}

func single(pass string) string {
	if pass == "both" {
		return ""
	}
	return pass
}

func line(w *strings.Builder, label, text string) {
	if text != "" {
		fmt.Fprintf(w, "\n%s: %s\n", label, text)
	}
}

func sources(w *strings.Builder, list []string) {
	if len(list) == 0 {
		return
	}
	w.WriteString("\nSources:\n\n")
	for _, s := range list {
		fmt.Fprintf(w, "- %s\n", s)
	}
}
