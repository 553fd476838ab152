package check

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mlf-core/mlf-lsp/analysis/record"
	"github.com/mlf-core/mlf-lsp/analysis/source"
)

var changelogInvalid = register(&Rule{
	Meta: Meta{
		Code: "MLF706", Name: "changelog-invalid", Severity: Warning,
		Summary: "the changelog of a project cannot be read or extended by tools",
		Aliases: []string{"general-6"},
	},
	Run: runChangelogInvalid,
})

func runChangelogInvalid(p *Pass) {
	for _, m := range p.madeProjects() {
		if f := m.file("CHANGELOG.md"); f != nil {
			(&changelog{made: m, file: f}).markdown()
		} else if f := m.file("CHANGELOG.rst"); f != nil {
			(&changelog{made: m, file: f}).text()
		}
	}
}

// changelog is one that is being read.
type changelog struct {
	*made
	file *source.File
}

func (c *changelog) report(line int, key, format string, args ...any) {
	c.Report(Finding{
		Place: lineOf(c.file, line), Severity: Warning, Key: "changelog " + key, Message: fmt.Sprintf(format, args...),
		Help: "mlf-lsp bump-version adds sections of the right form.",
	})
}

func (c *changelog) lines() []string {
	out := make([]string, c.file.LineCount())
	for i := range out {
		out[i] = strings.TrimRight(c.file.LineText(i), " \t\r\n")
	}
	return out
}

// section is a version's.
type section struct {
	line    int
	version record.Version
	title   string
}

// ordered reports sections that do not come before older ones.
func (c *changelog) ordered(sections []section) {
	if len(sections) == 0 {
		c.report(0, "sections", "the changelog has no section of a version")
	}
	for i := 1; i < len(sections); i++ {
		if newer, older := sections[i-1], sections[i]; newer.version.Compare(older.version) <= 0 {
			c.report(older.line, "order "+older.version.String(), "the section of %s stands below that of %s, which is not newer", older.version, newer.version)
		}
	}
}

var (
	markdownTitle   = regexp.MustCompile(`(?i)^# .*change ?log`)
	markdownSection = regexp.MustCompile(`^##[ \t]+\[?v?([^\s\]]+)\]?(?:[ \t]+[-–(]?[ \t]*(\S+?)\)?)?$`)
)

// markdown judges sections as ## 1.2.3 (2026-01-31), or as Keep a Changelog
// writes them.
func (c *changelog) markdown() {
	var sections []section
	titled, fenced := false, false
	for i, line := range c.lines() {
		if strings.HasPrefix(line, "```") {
			fenced = !fenced
		}
		titled = titled || markdownTitle.MatchString(line)
		if fenced || !strings.HasPrefix(line, "## ") {
			continue
		}
		m := markdownSection.FindStringSubmatch(line)
		if m == nil || strings.EqualFold(m[1], "unreleased") {
			if m == nil {
				c.report(i, line, "this section has no version and date as in ## 1.2.3 (2026-01-31)")
			}
			continue
		}
		c.header(&sections, i, line, m[1], m[2])
	}
	if !titled {
		c.report(0, "title", "the changelog does not begin with a title as # Changelog")
	}
	c.ordered(sections)
}

// header reads the version and the date of a section.
func (c *changelog) header(sections *[]section, line int, title, version, date string) {
	v, err := record.ParseVersion(version)
	if err != nil || !isDate(date) {
		c.report(line, title, "this section has no version and date as in 1.2.3 (2026-01-31)")
		return
	}
	*sections = append(*sections, section{line, v, title})
}

var dateForm = regexp.MustCompile(`^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$`)

func isDate(text string) bool { return dateForm.MatchString(text) }

var (
	textSection = regexp.MustCompile(`^(\d\S*)(?:[ \t]+\(([^)]*)\))?$`)
	ruler       = regexp.MustCompile(`^(-{3,}|={3,})$`)
)

// text judges a changelog in reStructuredText as mlf-core wrote it.
func (c *changelog) text() {
	lines := c.lines()
	c.title(lines)
	var sections []section
	for i := 0; i+1 < len(lines); i++ {
		if !strings.HasPrefix(lines[i+1], "---") || !ruler.MatchString(lines[i+1]) || lines[i] == "" || strings.HasPrefix(lines[i], "=") {
			continue
		}
		m := textSection.FindStringSubmatch(lines[i])
		if m == nil {
			c.report(i, lines[i], "this section has no version and date as in 1.2.3 (2026-01-31)")
			continue
		}
		if utf8.RuneCountInString(lines[i+1]) < utf8.RuneCountInString(lines[i]) {
			c.report(i, "underline "+lines[i], "the line under %s is shorter than the title, so that it is none", lines[i])
		}
		c.header(&sections, i, lines[i], m[1], m[2])
	}
	c.ordered(sections)
	for i, s := range sections {
		end := len(lines)
		if i+1 < len(sections) {
			end = sections[i+1].line
		}
		c.parts(s, lines[s.line:end])
	}
}

// title wants Changelog between lines of = of its length.
func (c *changelog) title(lines []string) {
	at := slices.IndexFunc(lines, func(l string) bool { return strings.Contains(strings.ToLower(l), "changelog") })
	if at < 1 || at+1 >= len(lines) || !strings.HasPrefix(lines[at-1], "=") || !strings.HasPrefix(lines[at+1], "=") {
		c.report(max(at, 0), "title", "the changelog does not begin with the title Changelog between two lines of =")
		return
	}
	if n := utf8.RuneCountInString(lines[at]); len(lines[at-1]) < n || len(lines[at-1]) != len(lines[at+1]) {
		c.report(at, "title length", "the lines of = above and below the title are not both as long as it")
	}
}

// changelogParts are those of each section, in their order.
var changelogParts = []string{"**Added**", "**Fixed**", "**Dependencies**", "**Deprecated**"}

func (c *changelog) parts(s section, lines []string) {
	last := 0
	for _, part := range changelogParts {
		at := slices.Index(lines, part)
		switch {
		case at < 0:
			c.report(s.line, "part "+s.version.String()+part, "the section of %s has no part %s", s.version, part)
			continue
		case at < last:
			c.report(s.line+at, "part order "+s.version.String()+part, "the parts of the section of %s are not in the order Added, Fixed, Dependencies, Deprecated", s.version)
		}
		last = max(last, at)
	}
}
