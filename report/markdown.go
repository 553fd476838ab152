package report

import (
	"bufio"
	"fmt"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/check"
)

// maxMarkdown keeps a job summary below the size forges accept (1 MiB).
const maxMarkdown = 500

// markdownText escapes what Markdown, its tables and HTML would act on.
var markdownText = strings.NewReplacer(
	"\\", "\\\\", "`", "\\`", "*", "\\*", "_", "\\_", "[", "\\[", "]", "\\]", "|", "\\|", "~", "\\~",
	"#", "\\#", "$", "\\$", "<", "&lt;", ">", "&gt;", "&", "&amp;", "\n", "<br>",
)

func markdown(s string) string { return markdownText.Replace(visible(s)) }

// writeMarkdown prints a job summary: counts, findings, and what was covered.
func writeMarkdown(w *bufio.Writer, v *view, opt Options) error {
	fmt.Fprintf(w, "### mlf-lsp: %s\n", v.headline())
	if len(v.active) > 0 {
		v.markdownCounts(w)
		v.markdownFindings(w)
	}
	v.markdownCovered(w, opt)
	return nil // bufio keeps the first error for Flush
}

var markdownMarks = [...]string{check.Hint: "⚪", check.Info: "🔵", check.Warning: "🟡", check.Error: "🔴"}

func (v *view) markdownCounts(w *bufio.Writer) {
	w.WriteString("\n| Severity | Findings |\n| :-- | --: |\n")
	for i := range v.counts {
		s := check.Error - check.Severity(i)
		if n := v.counts[s]; n > 0 {
			fmt.Fprintf(w, "| %s %s | %d |\n", markdownMarks[s], s, n)
		}
	}
}

func (v *view) markdownFindings(w *bufio.Writer) {
	w.WriteString("\n| | Rule | Place | Finding |\n| :-- | :-- | :-- | :-- |\n")
	for i, f := range v.active {
		if i == maxMarkdown {
			fmt.Fprintf(w, "\nand %d more; the other formats list all\n", len(v.active)-i)
			return
		}
		text := markdown(f.Claim())
		if f.Help != "" {
			text += "<br>**Help:** " + markdown(f.Help)
		}
		if f.Judged != nil {
			text += "<br>Judged by " + markdown(judgement(*f.Judged))
		}
		fmt.Fprintf(w, "| %s | [%s](%s) %s | %s | %s |\n", markdownMarks[f.Severity],
			markdown(f.Code), v.rule(f).URL(), markdown(f.Name),
			markdown(oneLine(f.File)+":"+v.span(f.Place).String()), text)
	}
}

func (v *view) markdownCovered(w *bufio.Writer, opt Options) {
	p := &printer{view: v, opt: Options{ShowFiles: opt.ShowFiles}}
	facts := p.facts()
	if len(facts) == 0 {
		return
	}
	w.WriteString("\n<details>\n<summary>What was covered</summary>\n\n")
	for _, f := range facts {
		if len(f.values) == 1 {
			fmt.Fprintf(w, "- %s: %s\n", f.label, markdown(f.values[0]))
			continue
		}
		fmt.Fprintf(w, "- %s:\n", f.label)
		for _, value := range f.values {
			fmt.Fprintf(w, "  - %s\n", markdown(value))
		}
	}
	w.WriteString("\n</details>\n")
}
