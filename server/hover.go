package server

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	program "github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/card"
	"github.com/mlf-core/mlf-lsp/config"
	"github.com/mlf-core/mlf-lsp/docs"
	"go.lsp.dev/protocol"
)

// Hover shows what is known of the place under the cursor: findings, then the
// operation, the environment variable, the rule or the key of a configuration
// that it names.
func (s *server) Hover(ctx context.Context, p *protocol.HoverParams) (*protocol.Hover, error) {
	st, err := s.current(ctx)
	if err != nil {
		return nil, err
	}
	at, ok := st.spotAt(p.TextDocument.URI, protocol.Range{Start: p.Position, End: p.Position})
	if !ok {
		return nil, nil
	}
	var cards, said []string
	start, end := -1, -1
	for _, f := range at.findings() {
		cards, said = append(cards, findingCard(f)), append(said, f.Why, f.Help)
		start, end = f.Start, f.End
	}
	if text, from, to := s.explain(at, said); text != "" {
		cards, start, end = append(cards, text), from, to
	}
	if len(cards) == 0 {
		return nil, nil
	}
	h := &protocol.Hover{Contents: s.markup(strings.Join(cards, "\n\n---\n\n"))}
	if place, ok := at.view.placeOf(at.file, start); ok {
		r := place.span(start, end, st.enc)
		h.Range = &r
	}
	return h, nil
}

// markup is Markdown, as text for clients that do not show it.
func (s *server) markup(text string) *protocol.MarkupContent {
	if s.can.markdown {
		return &protocol.MarkupContent{Kind: protocol.MarkupKindMarkdown, Value: text}
	}
	return &protocol.MarkupContent{Kind: protocol.MarkupKindPlainText, Value: strings.NewReplacer("**", "", "`", "").Replace(text)}
}

// explain gives the card of what a word names, and its range. What was said
// above it is left out.
func (s *server) explain(at spot, said []string) (text string, start, end int) {
	if c, start, end, ok := at.operation(); ok {
		text := c.Hover(said...)
		if line := s.gpuLine(at.view, c); line != "" {
			text += "\n" + line + "\n"
		}
		return text, start, end
	}
	word, start, end := at.word()
	if c, ok := card.Variable(at.view.kb, word); ok {
		return c.Hover(), start, end
	}
	if !at.namesRules() {
		return "", -1, -1
	}
	if i := slices.IndexFunc(s.metas, func(m check.Meta) bool { return m.Code == word || m.Name == word }); i >= 0 {
		return ruleCard(s.metas[i]), start, end
	}
	if text := s.family(word); text != "" {
		return text, start, end
	}
	if isConfiguration(at.file) {
		options := config.Options()
		if i := slices.IndexFunc(options, func(o config.Option) bool { return o.Key == word }); i >= 0 {
			o := options[i]
			return fmt.Sprintf("**%s** (%s)\n\n%s\n\n```yaml\n%s\n```", o.Key, o.Type, o.Doc, o.Example), start, end
		}
	}
	return "", -1, -1
}

// findingCard is a finding with its cause and its way out.
func findingCard(f check.Finding) string {
	parts := []string{"**" + f.Code + " " + f.Name + "** (" + f.Severity.String() + ")", f.Claim()}
	if f.Why != "" {
		parts = append(parts, "Why: "+f.Why)
	}
	if f.Help != "" {
		parts = append(parts, "Way out: "+f.Help)
	}
	about := "[About this rule](" + check.Meta{Code: f.Code, Name: f.Name}.URL() + ")"
	if j := f.Judged; j != nil {
		about = "Judged by " + j.Package + " " + j.Version + " (" + j.From + "). " + about
	}
	return strings.Join(append(parts, about), "\n\n")
}

// ruleCard is a rule's page up to its examples.
func ruleCard(m check.Meta) string {
	page, _ := docs.Rule(m.Code)
	_, body, _ := strings.Cut(page, "\n")
	body, _, _ = strings.Cut(body, "\n## Example")
	body = strings.Replace(body, "## What it does\n\n", "", 1)
	body = strings.ReplaceAll(body, "## Why\n\n", "")
	return "**" + m.Code + " " + m.Name + "** (" + m.Severity.String() + ")\n\n" + strings.TrimSpace(body) + "\n\n[About this rule](" + m.URL() + ")"
}

// family lists the rules whose codes begin with a word.
func (s *server) family(word string) string {
	if !familyPattern.MatchString(word) {
		return ""
	}
	var out strings.Builder
	for _, m := range s.metas {
		if strings.HasPrefix(m.Code, word) {
			fmt.Fprintf(&out, "- [%s](%s) %s: %s\n", m.Code, m.URL(), m.Name, m.Summary)
		}
	}
	return out.String()
}

var familyPattern = regexp.MustCompile(`^MLF[0-9]{0,2}$`)

// word is the run of letters, digits, _ and - around the spot.
func (p spot) word() (word string, start, end int) {
	text := p.view.ws.File(p.file)
	if text == nil {
		return "", -1, -1
	}
	t := text.Text()
	start, end = p.start, p.start
	for start > 0 && isWord(t[start-1]) {
		start--
	}
	for end < len(t) && isWord(t[end]) {
		end++
	}
	return t[start:end], start, end
}

func isWord(c byte) bool {
	return c == '_' || c == '-' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// line is the text of the spot's line, and the offset at which it begins.
func (p spot) line() (text string, start int) {
	f := p.view.ws.File(p.file)
	if f == nil {
		return "", 0
	}
	n := f.LineOf(p.start)
	start, end := f.LineSpan(n)
	return f.Text()[start:end], start
}

// namesRules tells whether words of the line can mean rules: in a
// configuration, or in a comment that silences.
func (p spot) namesRules() bool {
	if isConfiguration(p.file) {
		return true
	}
	line, start := p.line()
	return suppression.MatchString(line[:min(len(line), p.start-start)])
}

var suppression = regexp.MustCompile(`(?i)#\s*(mlf:|noqa\s*:)`)

// isConfiguration tells whether a file may hold a configuration of ours.
func isConfiguration(file string) bool {
	return slices.Contains(config.FileNames(), file[strings.LastIndexByte(file, '/')+1:])
}

// operation is the card of the library's symbol that the spot names, judged by
// the versions of the project, and where it is named.
func (p spot) operation() (c card.Card, start, end int, ok bool) {
	p.view.ws.Linked(func(linked *program.Program) {
		if linked == nil {
			return
		}
		m := linked.Module(p.file)
		if m == nil {
			return
		}
		name, from, to := symbolAt(linked, m, p.start)
		s := linked.KB.Symbol(name)
		if name == "" || s == nil || s.Library == nil {
			return
		}
		c, ok = card.Of(s, linked.VersionsFor(s, m))
		start, end = from, to
	})
	return c, start, end, ok
}
