package verify

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// writeMarkdown prints a report for issues, pull requests and summaries of CI.
func writeMarkdown(out *strings.Builder, r *Report) {
	fmt.Fprintf(out, "## %s\n\n%s\n\n", mdText(r.Headline()), mdCode(strings.Join(r.Command, " ")))
	if rows := r.table(); rows != nil {
		fmt.Fprintf(out, "| | %s |\n|---|%s\n", strings.Join(r.each((*ModeReport).title), " | "), strings.Repeat("---|", len(r.Modes)))
		for _, row := range rows {
			cells := make([]string, len(row.cells))
			for i, c := range row.cells {
				cells[i] = mdText(c)
			}
			fmt.Fprintf(out, "| %s | %s |\n", mdText(row.name), strings.Join(cells, " | "))
		}
		out.WriteByte('\n')
	}
	for i := range r.Modes {
		markdownMode(out, &r.Modes[i], len(r.Modes) > 1)
	}
	if r.Trace != nil {
		for _, l := range r.Trace.Lines() {
			if strings.Contains(l, " | ") {
				fmt.Fprintf(out, "  %s\n", mdCode(strings.TrimSpace(l)))
				continue
			}
			fmt.Fprintf(out, "- %s\n", mdText(l))
		}
	}
	for _, n := range r.Notes {
		fmt.Fprintf(out, "- %s\n", mdText(n))
	}
	if r.Packages["python"] != "" {
		fmt.Fprintf(out, "- Ran with %s.\n", mdText(packagesText(r.Packages)))
	}
}

func markdownMode(out *strings.Builder, m *ModeReport, several bool) {
	if several {
		fmt.Fprintf(out, "### Mode %s\n\n", m.title())
	}
	for _, r := range m.Runs {
		switch {
		case r.Stopped != "":
			fmt.Fprintf(out, "- run %d was stopped: %s\n", r.Run, stopText(r.Stopped))
		case r.Exit != 0:
			fmt.Fprintf(out, "- run %d ended with exit status %d: %s\n", r.Run, r.Exit, mdText(r.Said))
		}
	}
	fmt.Fprintf(out, "%s, each %s.\n\n| what | | |\n|---|---|---|\n", runsText(len(m.Runs)), m.Seconds.time())
	for i := range m.Sources {
		s := &m.Sources[i]
		for _, row := range s.rows(false) {
			detail := mdText(row.detail)
			for _, text := range row.texts {
				detail += "<br>" + mdCode(text)
			}
			fmt.Fprintf(out, "| %s: %s | %s | %s |\n", mdText(s.Path), mdText(row.name), row.mark, detail)
		}
	}
	if len(m.Aside) > 0 {
		fmt.Fprintf(out, "\nSet aside: %s.\n", asideText(m.Aside))
	}
	out.WriteByte('\n')
}

var mdEscapes = strings.NewReplacer("\\", "\\\\", "|", "\\|", "<", "&lt;", "*", "\\*", "_", "\\_", "`", "\\`", "[", "\\[", "\n", " ")

func mdText(s string) string { return mdEscapes.Replace(s) }

// mdCode is code in a line, whatever backticks it has.
func mdCode(s string) string {
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	return fence + " " + strings.ReplaceAll(strings.ReplaceAll(s, "\n", " "), "|", "\\|") + " " + fence
}
