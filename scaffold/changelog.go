package scaffold

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
)

// changelogKind is how a changelog writes its sections.
type changelogKind struct {
	file    string
	section *regexp.Regexp // a version's header with its line break; groups: version, date
	header  func(version, date string) string
	parts   func(name string) string
}

var changelogKinds = []changelogKind{
	{
		"CHANGELOG.md", regexp.MustCompile(`(?m)^##[ \t]+\[?(\d+\.\d+\.\d+(?:-SNAPSHOT)?)\]?(?:[ \t]+[-(]?[ \t]*(\d{4}-\d\d-\d\d)\)?)?[ \t]*\r?\n`),
		func(v, d string) string { return fmt.Sprintf("## %s (%s)\n", v, d) },
		func(name string) string { return "### " + name + "\n" },
	},
	{
		"CHANGELOG.rst", regexp.MustCompile(`(?m)^(\d+\.\d+\.\d+(?:-SNAPSHOT)?)[ \t]+\((\d{4}-\d\d-\d\d)\)[ \t]*\r?\n-{3,}[ \t]*\r?\n`),
		func(v, d string) string {
			title := fmt.Sprintf("%s (%s)", v, d)
			return title + "\n" + strings.Repeat("-", len(title)) + "\n"
		},
		func(name string) string { return "**" + name + "**\n" },
	},
}

// changelogParts are the parts of a version's section.
var changelogParts = []string{"Added", "Fixed", "Dependencies", "Deprecated"}

// changelog gives the new version its section: a snapshot's section becomes
// its release's, every other version gets a new one on top.
func (b *Bump) changelog(today string) error {
	for _, k := range changelogKinds {
		text, err := b.read(k.file)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		} else if err != nil {
			return err
		}
		at := k.section.FindStringSubmatchIndex(text)
		if at == nil {
			return fmt.Errorf("%s has no section of a version; begin one with %q", k.file, strings.TrimRight(k.header(b.From.String(), today), "\n"))
		}
		if top := text[at[2]:at[3]]; top != b.From.String() {
			b.Doubts = append(b.Doubts, fmt.Sprintf("the newest section of %s is of %s, not of %s", k.file, top, b.From))
		}
		header := k.header(b.To.String(), today)
		line := 1 + strings.Count(text[:at[0]], "\n")
		old := ""
		if b.From.Snapshot && text[at[2]:at[3]] == b.From.String() {
			old = strings.TrimSpace(strings.SplitN(text[at[0]:at[1]], "\n", 2)[0])
			text = text[:at[0]] + header + text[at[1]:]
		} else {
			text = text[:at[0]] + header + "\n" + k.emptyParts() + text[at[0]:]
		}
		b.Changes = append(b.Changes, LineChange{k.file, line, old, strings.SplitN(header, "\n", 2)[0]})
		b.files[k.file] = []byte(text)
		return nil
	}
	return errors.New("there is no CHANGELOG.md; make one, so that people see what a version changes")
}

func (k changelogKind) emptyParts() string {
	var out strings.Builder
	for _, p := range changelogParts {
		out.WriteString(k.parts(p) + "\n")
	}
	return out.String()
}
