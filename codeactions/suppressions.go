package codeactions

import (
	"regexp"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/config"
)

func init() {
	register(dropSuppression, "MLF902")
	register(respellSuppression, "MLF903")
}

// ignoreComment is a comment of ours; its groups are what stands in the
// brackets, and what ends the comment's meaning for us.
var ignoreComment = regexp.MustCompile(`[ \t]*#\s*mlf:\s*ignore(?:-file)?\s*(?:\[([^\]\n]*)\])?(\s*--[^\n#]*)?`)

// dropSuppression takes a selector that silences nothing out of its comment,
// and the comment with the last one.
func dropSuppression(c *context) []Fix {
	f := c.ws.File(c.f.File)
	if f == nil {
		return nil
	}
	text := f.Text()
	from, to := f.LineSpan(f.LineOf(c.f.Start))
	for _, m := range ignoreComment.FindAllStringSubmatchIndex(text[from:to], -1) {
		start, end := from+m[0], from+m[1]
		if c.f.Start < start || end < c.f.End {
			continue
		}
		fix := Fix{Title: "Take the suppression away, which silences nothing"}
		selectors := ""
		if m[2] >= 0 {
			selectors = text[from+m[2] : from+m[3]]
		}
		switch {
		case strings.Contains(selectors, ",") && c.f.Start >= from+m[2] && c.f.End <= from+m[3]:
			fix.Edits = []Edit{c.selector(text, from+m[2], from+m[3])}
		case strings.TrimSpace(text[from:start]) == "" && strings.TrimSpace(text[end:to]) == "" && to < len(text):
			next, _ := f.LineSpan(f.LineOf(to) + 1)
			fix.Edits = []Edit{{Place: check.Place{File: f.Path, Start: from, End: next}}}
		default:
			fix.Edits = []Edit{{Place: check.Place{File: f.Path, Start: start, End: end}}}
		}
		return []Fix{fix}
	}
	return nil
}

// selector is the edit that takes one selector and its comma out of a list.
func (c *context) selector(text string, from, to int) Edit {
	start, end := c.f.Start, c.f.End
	if rest := text[end:to]; strings.HasPrefix(strings.TrimLeft(rest, " "), ",") {
		end += strings.IndexByte(rest, ',') + 1
		for end < to && text[end] == ' ' {
			end++
		}
	} else if i := strings.LastIndexByte(text[from:start], ','); i >= 0 {
		start = from + i
	}
	return Edit{Place: check.Place{File: c.f.File, Start: start, End: end}}
}

// respellSuppression names the rule that was meant.
func respellSuppression(c *context) []Fix {
	f := c.ws.File(c.f.File)
	if f == nil || c.f.End > len(f.Text()) {
		return nil
	}
	var metas []check.Meta
	for _, r := range check.Rules() {
		metas = append(metas, r.Meta)
	}
	near, ok := config.Nearest(f.Text()[c.f.Start:c.f.End], config.NewCatalogue(metas).All())
	if !ok {
		return nil
	}
	return []Fix{{Title: "Write " + near, Edits: []Edit{{Place: c.f.Place, NewText: near}}}}
}
