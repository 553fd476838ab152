package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/check"
)

// maxListed is how many names a list of the coverage has without --show-files.
const maxListed = 10

func (p *printer) summary() {
	look := bold
	for s, n := range p.counts {
		if n > 0 {
			look = severityStyles[s]
		}
	}
	if len(p.active) == 0 && p.Covered.Files > 0 {
		look = green
	}
	p.line(p.paint(look, p.headline()))
	if s := p.fixable(); s != "" {
		p.line(s)
	}
}

// fixable says how many findings the tool can repair itself, and how to ask.
func (p *printer) fixable() string {
	switch {
	case p.safe > 0 && p.unsafe > 0:
		return fmt.Sprintf("%d can be fixed with --fix, %d more with --unsafe-fixes", p.safe, p.unsafe)
	case p.safe > 0:
		return fmt.Sprintf("%d can be fixed with --fix", p.safe)
	case p.unsafe > 0:
		return fmt.Sprintf("%d can be fixed with --unsafe-fixes", p.unsafe)
	}
	return ""
}

type fact struct {
	label  string
	values []string
}

// covered says what the run looked at: a report of nothing means something only
// beside this.
func (p *printer) covered() {
	facts := p.facts()
	if len(facts) == 0 {
		return
	}
	p.line("")
	p.line(p.paint(bold, "What was covered:"))
	column := 0
	for _, f := range facts {
		column = max(column, len("  ")+len(f.label)+len("  "))
	}
	for _, f := range facts {
		lead := "  " + p.paint(labelStyle, f.label) + strings.Repeat(" ", column-len("  ")-len(f.label))
		for _, value := range f.values {
			for i, line := range wrap(value, p.prose-column-2) {
				if i > 0 {
					line = "  " + line
				}
				p.line(lead, line)
				lead = strings.Repeat(" ", column)
			}
		}
	}
}

func (p *printer) facts() []fact {
	c := p.Covered
	var facts []fact
	if c.Files > 0 {
		files := []string{fmt.Sprint(c.Files)}
		if p.opt.ShowFiles {
			for _, name := range c.Paths {
				files = append(files, oneLine(name))
			}
		}
		facts = append(facts, fact{"files", files}, fact{"entry points", p.entryPoints()})
	}
	if vs := p.versions(); len(vs) > 0 {
		facts = append(facts, fact{"judged by", listed(vs, p.opt.ShowFiles, func(j check.Judgement) string {
			return visible(judgement(j))
		})})
	}
	if c.Undecided > 0 {
		facts = append(facts, fact{"undecided", []string{plural(c.Undecided, "place")}})
	}
	if len(c.Skipped) > 0 {
		facts = append(facts, fact{"skipped", listed(c.Skipped, p.opt.ShowFiles, func(s Skip) string {
			return oneLine(s.File) + ": " + visible(s.Reason)
		})})
	}
	return facts
}

// listed says each of the first maxListed items, or of all, and how many more
// there are.
func listed[T any](items []T, all bool, say func(T) string) []string {
	n := len(items)
	if !all && n > maxListed {
		n = maxListed
	}
	var out []string
	for _, item := range items[:n] {
		out = append(out, say(item))
	}
	if more := len(items) - n; more > 0 {
		out = append(out, fmt.Sprintf("and %d more (--show-files lists all)", more))
	}
	return out
}

func (p *printer) entryPoints() []string {
	if len(p.Covered.EntryPoints) == 0 {
		return []string{"none found"}
	}
	return listed(p.Covered.EntryPoints, p.opt.ShowFiles, p.entryPoint)
}

func (p *printer) entryPoint(e EntryPoint) string {
	s := oneLine(e.File)
	if e.Name != "" {
		s += ": " + visible(e.Name)
	}
	if e.Kind != "" {
		s += " (" + visible(e.Kind) + ")"
	}
	if len(e.Requirements) == 0 {
		return s
	}
	var met, missing []string
	for _, q := range e.Requirements {
		name := visible(q.Name)
		if p.opt.Verbose && q.Detail != "" {
			name += " (" + visible(q.Detail) + ")"
		}
		if q.Met {
			met = append(met, name)
		} else {
			missing = append(missing, name)
		}
	}
	s += fmt.Sprintf(", %d of %s met", len(met), plural(len(e.Requirements), "requirement"))
	if p.opt.Verbose && len(met) > 0 {
		s += ": " + strings.Join(met, ", ")
	}
	if len(missing) > 0 {
		s += "; missing: " + strings.Join(missing, ", ")
	}
	return s
}

// statistics is a table by rule, the most frequent first.
func (p *printer) statistics() {
	count := map[string]int{}
	for _, f := range p.active {
		count[f.Code]++
	}
	var rules []check.Meta
	codes, names := 0, 0
	for _, m := range p.rules {
		if count[m.Code] > 0 {
			rules = append(rules, m)
			codes, names = max(codes, len(m.Code)), max(names, len(m.Name))
		}
	}
	if len(rules) == 0 {
		return
	}
	slices.SortStableFunc(rules, func(a, b check.Meta) int { return cmp.Compare(count[b.Code], count[a.Code]) })
	n := len(fmt.Sprint(count[rules[0].Code]))
	for _, m := range rules {
		p.line(p.paint(bold, fmt.Sprintf("%*d", n, count[m.Code])), "  ",
			p.paint(cyan, fmt.Sprintf("%-*s", codes, m.Code)), "  ",
			strings.TrimRight(fmt.Sprintf("%-*s  %s", names, m.Name, m.Summary), " "))
	}
	p.line("")
}
