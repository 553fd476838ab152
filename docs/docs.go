// Package docs holds the pages of the rules, as the program shows them.
package docs

import "embed"

//go:embed rules/*.md
var pages embed.FS

// Rule is the page of a rule in Markdown; false when there is none.
func Rule(code string) (string, bool) {
	text, err := pages.ReadFile("rules/" + code + ".md")
	return string(text), err == nil
}
