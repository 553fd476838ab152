package check_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/mlf-core/mlf-lsp/analysis/check"
)

// headings are those that the page of every rule has, in this order.
var headings = []string{"What it does", "Why", "Example", "Fix", "Versions", "Sources"}

// block is a fenced example: its first line is "```python bad" and the like.
type block struct {
	language, verdict, text string
	line                    int
}

var fence = regexp.MustCompile("(?ms)^```(python|txtar) (bad|good)[ \t]*\n(.*?)^```[ \t]*$")

// TestPages holds the page of each rule to its word: examples called bad have
// a finding of the rule, those called good have none.
func TestPages(t *testing.T) {
	for _, r := range check.Rules() {
		if r.Run == nil {
			continue
		}
		t.Run(r.Code, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join(root, "docs", "rules", r.Code+".md"))
			if err != nil {
				t.Fatalf("%s has no page: write docs/rules/%s.md", r.Code, r.Code)
			}
			checkPage(t, r, string(text))
		})
	}
}

func checkPage(t *testing.T, r *check.Rule, page string) {
	if want := fmt.Sprintf("# %s %s\n", r.Code, r.Name); !strings.HasPrefix(page, want) {
		t.Errorf("the page must start with %q", want)
	}
	at := 0
	for _, h := range headings {
		i := strings.Index(page[at:], "\n## "+h+"\n")
		if i < 0 {
			t.Errorf("the heading %q is missing or out of order", "## "+h)
			continue
		}
		at += i
	}
	verdicts := map[string]int{}
	for _, b := range blocks(page) {
		verdicts[b.verdict]++
		checkBlock(t, r.Code, b)
	}
	for _, v := range []string{"bad", "good"} {
		if verdicts[v] == 0 {
			t.Errorf("there is no example in a block \"```python %s\" or \"```txtar %s\"", v, v)
		}
	}
}

func blocks(page string) []block {
	var out []block
	for _, m := range fence.FindAllStringSubmatchIndex(page, -1) {
		out = append(out, block{
			language: page[m[2]:m[3]], verdict: page[m[4]:m[5]], text: page[m[6]:m[7]],
			line: strings.Count(page[:m[0]], "\n") + 1,
		})
	}
	return out
}

func checkBlock(t *testing.T, code string, b block) {
	name := "example.py"
	if b.language == "txtar" {
		name = "example.txtar"
	}
	c, err := newCase(name, []byte(b.text))
	if err != nil {
		t.Errorf("line %d: %v", b.line, err)
		return
	}
	n := 0
	for _, f := range c.workspace(t).Check().Findings {
		if f.Code == code && !f.Suppressed {
			n++
			if b.verdict == "good" {
				t.Errorf("line %d: the good example has a finding: %s", b.line, f.Message)
			}
		}
	}
	if n == 0 && b.verdict == "bad" {
		t.Errorf("line %d: the bad example has no finding of %s", b.line, code)
	}
}
