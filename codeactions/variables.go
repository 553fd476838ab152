package codeactions

import (
	"regexp"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/analysis/environ"
	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/analysis/source"
)

// setting is an environment variable and the value that a fix gives it.
type setting struct{ name, value string }

// environLine sets the variable in a program.
func (im *imports) environLine(v setting) string {
	pg := im.pg
	return im.module("os", "") + ".environ[" + pg.quote(v.name) + "] = " + pg.quote(v.value)
}

// inFiles are the edits that set a variable in the files that start a program.
// All commands of the program have to be reached, or none is.
func (c *context) inFiles(e *project.Entry, v setting) []Edit {
	var out []Edit
	for _, f := range c.p.Env.Files {
		for i := range f.Commands {
			cmd := &f.Commands[i]
			if !slices.Contains(e.Commands, cmd) {
				continue
			}
			edit, ok := c.settingFor(f, cmd, v)
			if !ok {
				return nil
			}
			if !slices.Contains(out, edit) {
				out = append(out, edit)
			}
		}
	}
	return out
}

// settingFor is the edit that sets a variable for one command: ENV in front of
// a Dockerfile's CMD, the environment of a compose service, else an assignment
// in front of the command.
func (c *context) settingFor(f *environ.File, cmd *environ.Command, v setting) (Edit, bool) {
	text := c.ws.File(f.Path)
	if text == nil || cmd.Span.Start >= len(text.Text()) {
		return Edit{}, false
	}
	at := cmd.Span.Start
	switch f.Kind {
	case environ.Dockerfile:
		word, _, _ := strings.Cut(strings.TrimSpace(text.LineText(text.LineOf(at))), " ")
		if w := strings.ToUpper(word); w != "CMD" && w != "ENTRYPOINT" {
			return Edit{}, false
		}
		return lineAbove(text, at, "", "ENV "+v.name+"="+v.value), true
	case environ.Compose:
		return composeVariable(f, text, cmd, v)
	case environ.MLproject, environ.Shell, environ.Makefile, environ.GitHubWorkflow, environ.GitLabCI:
		if !startsCommand(text, at) {
			return Edit{}, false
		}
		return Edit{Place: check.Place{File: f.Path, Start: at, End: at}, NewText: v.name + "=" + v.value + " "}, true
	}
	return Edit{}, false
}

// beforeCommand is what may stand on a line in front of a command that an
// assignment can be put before: not another program, which would take the
// assignment for its argument.
var beforeCommand = regexp.MustCompile(`(^|&&|\|\||;|[@\-]|(run|command|script):\s*['"]?|- ['"]?)\s*$`)

func startsCommand(text *source.File, at int) bool {
	start, _ := text.LineSpan(text.LineOf(at))
	return beforeCommand.MatchString(text.Text()[start:at]) && programWord.MatchString(text.Text()[at:])
}

var programWord = regexp.MustCompile(`^[\w./~-]+(\s|$)`)

// lineAbove puts a line above that of an offset.
func lineAbove(text *source.File, at int, indent, line string) Edit {
	start, end := text.LineSpan(text.LineOf(at))
	eol := "\n"
	if strings.HasPrefix(text.Text()[end:], "\r\n") {
		eol = "\r\n"
	}
	return Edit{Place: check.Place{File: text.Path, Start: start, End: start}, NewText: indent + strings.ReplaceAll(line, "\n", eol+indent) + eol}
}

// composeVariable adds to the environment of a compose service, in the form
// that it has, or gives it one above its command.
func composeVariable(f *environ.File, text *source.File, cmd *environ.Command, v setting) (Edit, bool) {
	indentOf := func(at int) (string, string) {
		line := text.LineText(text.LineOf(at))
		bare := strings.TrimLeft(line, " ")
		return line[:len(line)-len(bare)], bare
	}
	for _, old := range f.Vars {
		if old.Scope != cmd.Scope || old.Span.Start >= len(text.Text()) {
			continue
		}
		indent, bare := indentOf(old.Span.Start)
		switch {
		case strings.HasPrefix(bare, "- "+old.Name):
			return lineAbove(text, old.Span.Start, indent, "- "+v.name+"="+v.value), true
		case strings.HasPrefix(bare, old.Name+":"):
			return lineAbove(text, old.Span.Start, indent, v.name+`: "`+v.value+`"`), true
		}
	}
	indent, bare := indentOf(cmd.Span.Start)
	if !strings.HasPrefix(bare, "command:") || slices.ContainsFunc(f.Vars, func(old environ.Var) bool { return old.Scope == cmd.Scope }) {
		return Edit{}, false
	}
	return lineAbove(text, cmd.Span.Start, indent, "environment:\n  "+v.name+`: "`+v.value+`"`), true
}
