package server

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/environ"
	"github.com/mlf-core/mlf-lsp/analysis/source"
	"github.com/mlf-core/mlf-lsp/card"
	"go.lsp.dev/protocol"
)

var (
	wordPattern = regexp.MustCompile(`[A-Za-z0-9_][A-Za-z0-9_./-]*`)
	// A comment that silences, up to the cursor: the word, then the list.
	inList = regexp.MustCompile(`(?i)#\s*(?:mlf:\s*(?:ignore|ignore-file)\s*\[[^\]]*?|noqa\s*:\s*(?:[A-Z]+[0-9]+\s*,\s*)*)([A-Za-z0-9-]*)$`)
	inWord = regexp.MustCompile(`(?i)#\s*mlf:\s*([a-z-]*)$`)
	// A variable, then what separates it from its value, then the value so far.
	inValue = regexp.MustCompile(`([A-Z][A-Z0-9_]{2,})["']?\]?\s*(?:=|:|,|\s)\s*["']?([^"'\s=,]*)$`)
	// The name of a variable so far, in code.
	inName = regexp.MustCompile(`(?:environ(?:\.(?:get|setdefault|pop))?|getenv|putenv)\s*[\[(]\s*["']([A-Z0-9_]*)$`)
	// The same in files around code.
	inFile = regexp.MustCompile(`(?:^|[\s"'\[-])([A-Z][A-Z0-9_]*)$`)
	inSeed = regexp.MustCompile(`(?i)(?:\b(?:\w*_)?(?:seed|random_state)\w*\s*=\s*|\b(?:manual_seed|manual_seed_all|seed|set_seed|seed_everything|set_random_seed|default_rng|RandomState|PRNGKey)\(\s*)(\w*)$`)
	seeds  = regexp.MustCompile(`(?im)^([ \t]*)(\w*seed\w*)\s*(?::\s*int\s*)?=\s*\d+`)
)

// completer collects what can stand at a place.
type completer struct {
	*server
	spot
	before string // the line up to the cursor
	items  []protocol.CompletionItem
}

// Completion offers codes in suppressions, keys and values of configurations,
// names and values of environment variables, and seeds.
func (s *server) Completion(ctx context.Context, p *protocol.CompletionParams) (protocol.CompletionResult, error) {
	st, err := s.current(ctx)
	if err != nil {
		return nil, err
	}
	at, ok := st.spotAt(p.TextDocument.URI, protocol.Range{Start: p.Position, End: p.Position})
	if !ok || at.view.ws.File(at.file) == nil || at.json() {
		return &protocol.CompletionList{Items: []protocol.CompletionItem{}}, nil
	}
	line, start := at.line()
	c := &completer{server: s, spot: at, before: line[:min(len(line), at.start-start)], items: []protocol.CompletionItem{}}
	c.complete()
	return &protocol.CompletionList{Items: c.items}, nil
}

func (c *completer) complete() {
	python := source.KindOf(c.file) != source.Other || c.doc.python()
	switch {
	case c.match(inList, c.rules):
	case c.match(inWord, c.directives):
	case isConfiguration(c.file) && c.configuration():
	case c.values():
	case python && c.match(inName, c.variables):
	case python && c.match(inSeed, c.seedNames):
	case !python && environ.Recognise(c.file) != environ.None:
		c.match(inFile, c.variables)
	}
}

// match calls offer with what is written so far, if the line ends so.
func (c *completer) match(pattern *regexp.Regexp, offer func(prefix string)) bool {
	m := pattern.FindStringSubmatch(c.before)
	if m == nil {
		return false
	}
	offer(m[len(m)-1])
	return true
}

// add offers a text in the place of a prefix.
func (c *completer) add(prefix, label, detail, doc string, kind protocol.CompletionItemKind, sort string) *protocol.CompletionItem {
	place, ok := c.view.placeOf(c.file, c.start)
	if !ok {
		return &protocol.CompletionItem{}
	}
	item := protocol.CompletionItem{
		Label: label, Kind: kind,
		TextEdit: &protocol.TextEdit{Range: place.span(c.start-len(prefix), c.start, c.can.enc), NewText: label},
	}
	if detail != "" {
		item.Detail = protocol.NewOptional(detail)
	}
	if sort != "" {
		item.SortText = protocol.NewOptional(sort)
	}
	if doc != "" {
		item.Documentation = protocol.String(doc)
		if c.can.itemMarkdown {
			item.Documentation = &protocol.MarkupContent{Kind: protocol.MarkupKindMarkdown, Value: doc}
		}
	}
	c.items = append(c.items, item)
	return &c.items[len(c.items)-1]
}

// rules offers codes, those of findings on this line first.
func (c *completer) rules(prefix string) {
	here := map[string]bool{}
	if f := c.view.ws.File(c.file); f != nil {
		line := f.LineOf(c.start)
		for _, x := range c.view.ws.Check().Findings {
			if x.File == c.file && !strings.HasPrefix(x.Code, "MLF9") && f.LineOf(x.Start) <= line && line <= f.LineOf(max(x.Start, x.End-1)) {
				here[x.Code] = true
			}
		}
	}
	for _, m := range c.metas {
		sort := "1" + m.Code
		if here[m.Code] {
			sort = "0" + m.Code
		}
		item := c.add(prefix, m.Code, m.Name, m.Summary+".\n\n["+m.Code+"]("+m.URL()+")", protocol.CompletionItemKindEnumMember, sort)
		item.FilterText = protocol.NewOptional(m.Code + " " + m.Name)
		if prefix != "" && !strings.HasPrefix(m.Code, strings.ToUpper(prefix)) && strings.HasPrefix(m.Name, prefix) {
			item.FilterText = protocol.NewOptional(m.Name)
		}
	}
}

func (c *completer) directives(prefix string) {
	for _, d := range []struct{ word, detail string }{{"ignore", "silence rules on this line"}, {"ignore-file", "silence rules in this file"}} {
		item := c.add(prefix, d.word, d.detail, "", protocol.CompletionItemKindKeyword, "")
		if c.can.itemSnippets {
			item.InsertTextFormat = protocol.InsertTextFormatSnippet
			item.TextEdit.(*protocol.TextEdit).NewText = d.word + "[$1]$0"
		}
	}
}

// variables offers the names of variables that matter for determinism.
func (c *completer) variables(prefix string) {
	for _, v := range c.view.kb.Variables() {
		c.add(prefix, v.Name, strings.Join(v.Valid, " or "), v.Why, protocol.CompletionItemKindVariable, "")
	}
}

// values offers the values of a variable that helps determinism; false when the
// line does not set one.
func (c *completer) values() bool {
	m := inValue.FindStringSubmatch(c.before)
	if m == nil {
		return false
	}
	v := c.view.kb.Variable(m[1])
	if v == nil {
		return false
	}
	doc := ""
	if about, ok := card.Variable(c.view.kb, v.Name); ok {
		doc = about.Hover()
	}
	valid := v.Valid
	if len(valid) == 0 {
		valid = []string{"1"}
		if strings.HasSuffix(v.Name, "SEED") {
			valid = []string{"0"}
		}
	}
	for i, value := range valid {
		c.add(m[2], value, v.Name, doc, protocol.CompletionItemKindValue, fmt.Sprintf("%02d", i))
	}
	return true
}

// seedNames offers the constants of the file that are seeds, and a number.
func (c *completer) seedNames(prefix string) {
	text := c.view.ws.File(c.file).Text()
	var names []string
	for _, m := range seeds.FindAllStringSubmatchIndex(text, -1) {
		name := text[m[4]:m[5]]
		if m[2] == m[3] && m[1] < c.start && !slices.Contains(names, name) {
			names = append(names, name)
			c.add(prefix, name, strings.TrimSpace(text[m[0]:m[1]]), "", protocol.CompletionItemKindConstant, "0"+name)
		}
	}
	c.add(prefix, "42", "a fixed seed", "Any whole number does, as long as it is the same in every run.", protocol.CompletionItemKindValue, "1")
}
