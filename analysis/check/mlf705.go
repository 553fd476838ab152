package check

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/mlf-core/mlf-lsp/analysis/record"
	"github.com/mlf-core/mlf-lsp/analysis/source"
)

var versionInconsistent = register(&Rule{
	Meta: Meta{
		Code: "MLF705", Name: "version-inconsistent", Severity: Warning,
		Summary: "a file of a project names another version of it than its record",
		Aliases: []string{"general-5"},
	},
	Run: runVersionInconsistent,
})

// ownVersion finds what a file says of the project's version: a field called
// version or release, or the tag of an image. Groups: the version of either.
var ownVersion = regexp.MustCompile(`(?i)(?:^|[\s"'{,(])(?:version|release|__version__)["']?[ \t]*[:=][ \t]*["']?v?(\d+\.\d+\.\d+(?:-SNAPSHOT|\.dev0)?)(?:["',\s)}]|$)|\bghcr\.io/[\w.-]+/[\w.-]+:(\d+\.\d+\.\d+(?:-SNAPSHOT)?)`)

// anyVersion is a version on a line that is marked to follow the project's.
var anyVersion = regexp.MustCompile(`(?:^|[^\d.])(\d+\.\d+\.\d+(?:-SNAPSHOT|\.dev0)?)`)

func runVersionInconsistent(p *Pass) {
	for _, m := range p.madeProjects() {
		want, err := record.ParseVersion(m.record.Bump.Version)
		if err != nil {
			if v := m.record.Bump.Version; v != "" {
				p.Report(Finding{
					Place: m.top(), Severity: Warning, Key: "version",
					Message: fmt.Sprintf("the version of the project is %q, which is none: it must have the form 1.2.3 or 1.2.3-SNAPSHOT", v),
				})
			}
			continue
		}
		for _, f := range m.files() {
			name := strings.TrimPrefix(strings.TrimPrefix(f.Path, m.dir), "/")
			switch {
			case matchesAny(m.record.Bump.Files, name), name == record.AncestorName:
				m.versions(f, want, false)
			case matchesAny(m.record.Bump.Marked, name):
				m.versions(f, want, true)
			}
		}
	}
}

func matchesAny(globs []string, name string) bool {
	for _, g := range globs {
		if ok, err := doublestar.Match(strings.TrimPrefix(g, "./"), name); ok && err == nil {
			return true
		}
	}
	return false
}

// versions reports the lines of a file that name another version; marked tells
// that only lines with a mark count.
func (m *made) versions(f *source.File, want record.Version, marked bool) {
	for line := range f.LineCount() {
		text := f.LineText(line)
		forced := strings.Contains(text, record.ForceBump)
		if strings.Contains(text, record.NoBump) || marked && !forced {
			continue
		}
		re := ownVersion
		if forced {
			re = anyVersion
		}
		at := re.FindStringSubmatchIndex(text)
		if at == nil {
			continue
		}
		from, to := at[2], at[3]
		if from < 0 {
			from, to = at[4], at[5]
		}
		got := text[from:to]
		if got == want.String() || got == want.Python() {
			continue
		}
		start, _ := f.LineSpan(line)
		m.Report(Finding{
			Place: Place{f.Path, start + from, start + to}, Severity: Warning, Key: "version " + f.Path,
			Message: fmt.Sprintf("this says version %s, and the record of the project %s: nobody can tell which code a result is of", got, want),
			Help:    "mlf-lsp bump-version sets the version everywhere; mark a line that is about something else with " + record.NoBump + ".",
		})
	}
}
