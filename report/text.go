package report

import (
	"bufio"
	"fmt"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/check"
)

const (
	maxProse       = 100 // columns prose is wrapped at
	minProse       = 40
	unknownExcerpt = 120 // columns of excerpts when the terminal is unknown
)

// printer writes text for people. Everything in text is complete lines.
type printer struct {
	*view
	w       *bufio.Writer
	opt     Options
	prose   int // columns for prose
	excerpt int // columns for source lines

	safe, unsafe int // findings with a safe fix, with unsafe ones only
}

func writeText(w *bufio.Writer, v *view, opt Options) error {
	p := &printer{view: v, w: w, opt: opt, prose: maxProse, excerpt: unknownExcerpt}
	if opt.Width > 0 {
		p.prose = max(min(opt.Width, maxProse), minProse)
		p.excerpt = max(opt.Width, minProse)
	}
	for _, f := range v.shown {
		p.finding(f)
		p.line("")
	}
	if opt.Statistics {
		p.statistics()
	}
	p.summary()
	p.covered()
	return nil // bufio keeps the first error for Flush
}

func (p *printer) line(parts ...string) {
	p.w.WriteString(strings.Join(parts, ""))
	p.w.WriteByte('\n')
}

func (p *printer) finding(f check.Finding) {
	at := p.span(f.Place)
	look := severityStyles[f.Severity]
	head := p.paint(bold, oneLine(f.File)+":"+at.String()) + ": " +
		p.paint(look, f.Severity.String()+" "+f.Code) + " " + oneLine(f.Name)
	if f.Suppressed {
		by := "suppressed"
		if f.By != "" {
			by += " by " + oneLine(f.By)
		}
		head += p.paint(dim, " ("+by+")")
	}
	p.line(head)
	n := p.source(f, look)
	p.notes(f, n)
}

// notes prints what there is to say about a finding, under an excerpt whose
// line numbers take n columns.
func (p *printer) notes(f check.Finding, n int) {
	p.note(n, "", bold, f.Message)
	p.note(n, "seen", bold, f.Seen)
	p.note(n, "why", 0, f.Why)
	if f.Judged != nil {
		p.note(n, "judged by", 0, judgement(*f.Judged))
	}
	for _, r := range f.Related {
		p.related(r, n)
	}
	p.note(n, "help", 0, f.Help)
	fixes := p.fixes(f)
	p.count(fixes)
	for _, fix := range fixes {
		p.note(n, "fix", 0, fix.Title+" ("+howToApply(fix)+")")
	}
	if p.opt.Verbose {
		p.note(n, "rule", 0, p.rule(f).URL())
	}
}

func (p *printer) count(fixes []Fix) {
	switch {
	case slices.ContainsFunc(fixes, func(x Fix) bool { return x.Safety == Safe }):
		p.safe++
	case len(fixes) > 0:
		p.unsafe++
	}
}

func howToApply(fix Fix) string {
	if fix.Safety == Safe {
		return "--fix"
	}
	return "unsafe, --unsafe-fixes"
}

// note prints "= label: text", wrapped under itself.
func (p *printer) note(n int, label string, look style, text string) {
	if text = visible(text); strings.TrimSpace(text) == "" {
		return
	}
	indent := n + len(" = ")
	lead := strings.Repeat(" ", n+1) + p.paint(gutterStyle, "=") + " "
	if label != "" {
		lead += p.paint(labelStyle, label+":") + " "
		indent += len(label) + len(": ")
	}
	for _, line := range wrap(text, p.prose-indent) {
		p.line(lead, p.paint(look, line))
		lead = strings.Repeat(" ", indent)
	}
}

// related prints a related place and the one line it is on.
func (p *printer) related(r check.Related, n int) {
	at := p.span(r.Place)
	p.note(n, "see", 0, oneLine(r.File)+":"+at.String()+" "+r.Message)
	l, ok := p.sourceLine(r.Place)
	if !ok {
		return
	}
	// The line stands alone, so its indentation says nothing.
	trimmed := strings.TrimLeft(l.text, " \t\f")
	less := len(l.text) - len(trimmed)
	number := fmt.Sprint(l.number)
	indent := strings.Repeat(" ", n+len(" = see: "))
	bar := p.paint(gutterStyle, " | ")
	s := cut(trimmed, max(l.from-less, 0), max(l.to-less, 0), p.excerpt-len(indent)-len(number)-len(" | "))
	p.line(indent, p.paint(gutterStyle, number), bar, strings.TrimRight(s.text, " "))
	if l.to-l.from < len(strings.TrimRight(trimmed, " \t\f")) {
		p.line(indent, strings.Repeat(" ", len(number)), bar,
			strings.Repeat(" ", s.from), p.paint(gutterStyle, strings.Repeat("-", s.to-s.from)))
	}
}
