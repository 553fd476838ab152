package suppress

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/mlf-core/mlf-lsp/config"
)

type kind uint8

const (
	endOfLine kind = iota
	wholeFile
	noqa
)

// directive is one suppression; a comment may hold several.
type directive struct {
	kind       kind
	comment    Comment
	start, end int // of the directive without its reason, in the text
	selectors  []selector
	all        bool // no brackets: every rule
	used       bool // of all
	reason     bool
	// flaw says why the directive cannot be read, idle why it acts on nothing.
	flaw, idle string
}

// selector is a code, a prefix, a name or another id in a directive.
type selector struct {
	text       string
	start, end int
	used       bool
}

// String is the directive as one would write it.
func (d *directive) String() string {
	words := make([]string, len(d.selectors))
	for i, s := range d.selectors {
		words[i] = s.text
	}
	list := strings.Join(words, ", ")
	switch {
	case d.kind == noqa:
		return "# noqa: " + list
	case d.all:
		return "# mlf: " + d.kind.word()
	}
	return "# mlf: " + d.kind.word() + "[" + list + "]"
}

func (k kind) word() string {
	if k == wholeFile {
		return "ignore-file"
	}
	return "ignore"
}

var (
	opening = regexp.MustCompile(`(?i)#[ \t]*(?:mlf:[ \t]*([a-z][a-z_-]*)|noqa[ \t]*:[ \t]*)`)
	// noqa lists codes of any linter, separated by commas or white space.
	noqaCode = regexp.MustCompile(`^[ \t,]*([A-Z]+[0-9]+)\b`)
	bareEnd  = regexp.MustCompile(`^[ \t]*($|--|#)`)
	ruleLike = regexp.MustCompile(`MLF[0-9]+|[a-z]+(-[a-z0-9]+)+`)
)

// parseComment finds the directives of a comment, in order.
func parseComment(c Comment) []*directive {
	if !strings.Contains(c.Text, ":") {
		return nil // most comments, cheaply
	}
	var out []*directive
	places := opening.FindAllStringSubmatchIndex(c.Text, -1)
	for i, m := range places {
		until := len(c.Text)
		if i+1 < len(places) {
			until = places[i+1][0]
		}
		p := parser{comment: c, rest: c.Text[m[1]:until], at: c.Start + m[1]}
		d := &directive{comment: c, start: c.Start + m[0]}
		known := true
		if m[2] < 0 {
			known = p.noqa(d)
		} else {
			known = p.own(d, strings.ToLower(c.Text[m[2]:m[3]]))
		}
		if known {
			d.end = p.at
			d.reason = hasReason(p.rest)
			out = append(out, d)
		}
	}
	return out
}

func hasReason(rest string) bool {
	_, reason, ok := strings.Cut(rest, "--")
	return ok && strings.Trim(reason, " \t-#") != ""
}

// parser reads on behind the opening of a directive. At is the offset of rest
// in the text.
type parser struct {
	comment Comment
	rest    string
	at      int
}

func (p *parser) skip(n int) { p.rest, p.at = p.rest[n:], p.at+n }

// noqa reads the codes of a "# noqa:"; false when none of them is ours.
func (p *parser) noqa(d *directive) bool {
	d.kind = noqa
	for {
		m := noqaCode.FindStringSubmatchIndex(p.rest)
		if m == nil {
			return len(d.selectors) > 0
		}
		if code := p.rest[m[2]:m[3]]; strings.HasPrefix(code, "MLF") {
			d.selectors = append(d.selectors, selector{text: code, start: p.at + m[2], end: p.at + m[3]})
		}
		p.skip(m[1])
	}
}

// own reads what follows "# mlf: word"; false when it is prose.
func (p *parser) own(d *directive, word string) bool {
	brackets := strings.HasPrefix(strings.TrimLeft(p.rest, " \t"), "[")
	switch word {
	case "ignore":
	case "ignore-file":
		d.kind = wholeFile
	default:
		near, ok := config.Nearest(word, []string{"ignore", "ignore-file"})
		if !ok && !brackets {
			return false
		}
		if !ok {
			near = "ignore"
		}
		d.flaw = fmt.Sprintf("%q is no suppression; did you mean %q?", "mlf: "+word, "mlf: "+near)
		return true
	}
	if brackets {
		p.list(d)
	} else if bareEnd.MatchString(p.rest) {
		d.all = true
	} else {
		d.flaw = fmt.Sprintf("the rules of a suppression stand in brackets: write `mlf: %s[%s]`", word, guess(p.rest))
	}
	return true
}

// guess is the rule that somebody wrote without brackets, or an example.
func guess(rest string) string {
	if rule := ruleLike.FindString(rest); rule != "" {
		return rule
	}
	return "MLF301"
}

// list reads the selectors in brackets.
func (p *parser) list(d *directive) {
	p.skip(strings.IndexByte(p.rest, '[') + 1)
	end := strings.IndexByte(p.rest, ']')
	if end < 0 {
		d.flaw = "the bracket of the suppression is not closed; add `]`"
		return
	}
	for _, part := range strings.SplitAfter(p.rest[:end], ",") {
		text := strings.TrimRight(part, ", \t")
		trimmed := strings.TrimLeft(text, " \t")
		if trimmed != "" {
			start := p.at + len(text) - len(trimmed)
			d.selectors = append(d.selectors, selector{text: trimmed, start: start, end: p.at + len(text)})
		}
		p.skip(len(part))
	}
	p.skip(1)
	if len(d.selectors) == 0 {
		d.flaw = "the suppression names no rule; write one in the brackets, or leave the brackets out to silence every rule"
	}
}
