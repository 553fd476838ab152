package environ

import (
	"regexp"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// runLines reads a script that is no Bash as a whole (another shell, template
// syntax, a typing error): each line that parses counts for itself, from others
// only commands that cannot be mistaken.
func (s *shellState) runLines(script mapped) {
	guess := s.guess
	s.guess = true
	for _, line := range scriptLines(script) {
		if file := parseShell(line.text); file != nil {
			w := &shellWalk{s: s, script: line}
			w.stmts(file.Stmts)
			continue
		}
		for _, words := range splitWords(line) {
			s.guessed(words)
		}
	}
	s.guess = guess
}

// scriptLines joins lines that end in a backslash.
func scriptLines(script mapped) []mapped {
	var out []mapped
	start := 0
	for i := 0; i <= len(script.text); i++ {
		if i < len(script.text) && (script.text[i] != '\n' || i > 0 && script.text[i-1] == '\\') {
			continue
		}
		if line := script.slice(start, i).trim(); line.text != "" && line.text[0] != '#' {
			out = append(out, line)
		}
		start = i + 1
	}
	return out
}

var wordPattern = regexp.MustCompile(`(?:[^\s;&|"']|"[^"]*"?|'[^']*'?)+|[;&|]+`)

// splitWords cuts a line into commands and words, without understanding it.
func splitWords(line mapped) [][]shellWord {
	var out [][]shellWord
	var current []shellWord
	for _, at := range wordPattern.FindAllStringIndex(line.text, -1) {
		text := line.text[at[0]:at[1]]
		if strings.Trim(text, ";&|") == "" {
			out, current = append(out, current), nil
			continue
		}
		if text == `\` {
			continue
		}
		body := line.slice(at[0], at[1])
		if plain := unquote(text); plain != text {
			body = body.slice(1, len(text)-1)
		}
		current = append(current, shellWord{
			text: body.text, known: !strings.ContainsAny(text, "$`%"), span: line.span(at[0], at[1]), body: body,
		})
	}
	return append(out, current)
}

var shellKeywords = []string{"if", "then", "else", "elif", "do", "while", "until", "!", "{", "("}

// guessed reads the words of one command of a line that did not parse.
func (s *shellState) guessed(words []shellWord) {
	for len(words) > 0 && slices.Contains(shellKeywords, words[0].text) {
		words = words[1:]
	}
	exported := len(words) > 1 && (words[0].text == "export" || words[0].text == "set")
	if exported {
		words = words[1:]
	}
	var own []Var
	for len(words) > 0 {
		v, ok := s.assignment(words[0])
		if !ok {
			break
		}
		own = append(own, v)
		words = words[1:]
	}
	if len(words) == 0 || exported {
		for _, v := range own {
			v.Exported = exported
			s.set(v)
		}
		return
	}
	start := words[0].span.Start
	if len(own) > 0 {
		start = own[0].Span.Start
	}
	s.command(words, own, Span{start, words[len(words)-1].span.End})
}

// assignment reads a word of the form A=b.
func (s *shellState) assignment(word shellWord) (Var, bool) {
	name, value, ok := strings.Cut(word.text, "=")
	if !ok || !syntax.ValidName(name) {
		return Var{}, false
	}
	return Var{
		Name: name, Value: unquote(value), Known: word.known, Scope: s.scope, Exported: true,
		Span: word.body.span(0, len(word.text)), Line: s.b.line(word.span.Start),
	}, true
}
