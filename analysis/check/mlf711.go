package check

import (
	"fmt"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/record"
	"github.com/mlf-core/mlf-lsp/templates"
)

var templateOutdated = register(&Rule{
	Meta: Meta{
		Code: "MLF711", Name: "template-outdated", Severity: Info,
		Summary: "the template that a project was made from has a newer version",
	},
	Run: runTemplateOutdated,
})

func runTemplateOutdated(p *Pass) {
	for _, m := range p.madeProjects() {
		t := m.record.Template
		if t.Source != "" || !m.record.Sync.Enabled {
			continue
		}
		newest, known := templates.Versions()[t.Handle]
		f := Finding{Place: m.lineWith(t.Version), Severity: Info, Key: "template"}
		if !known {
			f.Place = m.lineWith(t.Handle)
			f.Message = fmt.Sprintf("the record names the template %q, which mlf-lsp does not know: it cannot tell what is new in it", t.Handle)
			f.Help = "Templates of others are named by their source; mlf-lsp list shows those that come with mlf-lsp."
			p.Report(f)
			continue
		}
		from, err := record.ParseVersion(t.Version)
		to, _ := record.ParseVersion(newest) // templates are tested
		switch {
		case err != nil:
			f.Message = fmt.Sprintf("the record does not say by which version of %s the project was made (%q); %s is the newest", t.Handle, t.Version, newest)
			f.Help = "Write the version that it was made by; mlf-core recorded none for prediction packages. Then mlf-lsp sync merges what is new."
		case from.Compare(to) < 0:
			f.Message = fmt.Sprintf("%s %s is out: the project follows %s", t.Handle, newest, from)
			f.Help = "mlf-lsp sync merges what is new into a branch."
		default:
			continue
		}
		p.Report(f)
	}
}

// lineWith is the first line of the record about the template that holds a
// text, or its first line.
func (m *made) lineWith(text string) Place {
	for line := range m.text.LineCount() {
		if l := m.text.LineText(line); text != "" && strings.Contains(l, text) && !strings.HasPrefix(l, "mlf_core_version") && !strings.HasPrefix(l, "#") {
			return lineOf(m.text, line)
		}
	}
	return m.top()
}
