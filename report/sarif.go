package report

import (
	"bufio"
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/check"
)

const (
	informationURI = "https://github.com/mlf-core/mlf-lsp"
	sarifSchema    = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	sarifRoot      = "%SRCROOT%"
)

var (
	sarifLevels   = [...]string{check.Hint: "note", check.Info: "note", check.Warning: "warning", check.Error: "error"}
	sarifProblems = [...]string{check.Hint: "recommendation", check.Info: "recommendation", check.Warning: "warning", check.Error: "error"}
)

// writeSARIF prints one run of SARIF 2.1.0.
func writeSARIF(w *bufio.Writer, v *view, _ Options) error {
	return encodeJSON(w, sarifLog{Schema: sarifSchema, Version: "2.1.0", Runs: []sarifRun{v.sarifRun()}}, "  ")
}

func (v *view) sarifRun() sarifRun {
	run := sarifRun{
		Tool: sarifTool{sarifDriver{
			Name: "mlf-lsp", Version: v.Version, InformationURI: informationURI, Rules: []sarifRule{},
		}},
		Invocations: []sarifInvocation{{ExecutionSuccessful: true, Notifications: v.sarifNotifications()}},
		BaseIDs:     map[string]sarifArtifactLocation{sarifRoot: {Description: &sarifText{Text: "The folder the check was started in"}}},
		Artifacts:   v.sarifArtifacts(),
		Results:     []sarifResult{},
		ColumnKind:  "unicodeCodePoints",
	}
	for _, m := range v.rules {
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRuleOf(m))
	}
	prints := v.fingerprints(v.shown)
	for i, f := range v.shown {
		run.Results = append(run.Results, v.sarifResult(f, prints[i]))
	}
	return run
}

func sarifRuleOf(m check.Meta) sarifRule {
	summary := capital(strings.TrimSuffix(cmp.Or(m.Summary, m.Name), "."))
	return sarifRule{
		ID: m.Code, Name: m.Name,
		Short: sarifText{Text: summary},
		Full:  sarifText{Text: summary + "."},
		Help: sarifText{
			Text: fmt.Sprintf("%s. See %s", summary, m.URL()),
			Markdown: fmt.Sprintf("**%s** (%s): %s.\n\n[What it means and how to end it](%s)",
				m.Code, markdown(m.Name), markdown(summary), m.URL()),
		},
		HelpURI: m.URL(),
		Default: sarifConfiguration{sarifLevels[m.Severity]},
		Properties: sarifRuleProperties{
			Tags: []string{"reproducibility", "machine-learning"}, Problem: sarifProblems[m.Severity], Aliases: m.Aliases,
		},
	}
}

// capital begins a summary as a sentence, unless it begins with a name.
func capital(s string) string {
	word, _, _ := strings.Cut(s, " ")
	if word == "" || word[0] < 'a' || word[0] > 'z' || strings.ContainsAny(word, "_.(`-") {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func (v *view) sarifResult(f check.Finding, print string) sarifResult {
	r := sarifResult{
		RuleID: f.Code, RuleIndex: v.ruleIndex[f.Code], Level: sarifLevels[f.Severity],
		Message:      sarifText{Text: sarifMessage(f.Claim(), f.Why, f.Help)},
		Locations:    []sarifLocation{v.sarifLocation(f.Place)},
		Fingerprints: map[string]string{"mlfFinding/v1": print},
		Fixes:        v.sarifFixes(f),
		Properties:   sarifResultProperties{Severity: f.Severity.String(), Symbol: f.Symbol, Observed: f.Seen},
	}
	if f.Judged != nil {
		r.Properties.JudgedBy = judgement(*f.Judged)
	}
	for i, rel := range f.Related {
		at := v.sarifLocation(rel.Place)
		at.ID, at.Message = i+1, &sarifText{Text: sarifMessage(rel.Message)}
		r.Related = append(r.Related, at)
	}
	if v.ShowSuppressed {
		// One result with suppressions obliges all others to have them.
		r.Suppressions = &[]sarifSuppression{}
		if f.Suppressed {
			*r.Suppressions = append(*r.Suppressions, sarifSuppression{suppressionKind(f.By), f.By})
		}
	}
	return r
}

// suppressionKind is "inSource" for comments; configuration and baselines are
// kept elsewhere.
func suppressionKind(by string) string {
	if strings.Contains(by, "comment") {
		return "inSource"
	}
	return "external"
}

// sarifMessage joins sentences. What looks like an embedded link is escaped:
// x[0](y) is Python here.
func sarifMessage(sentences ...string) string {
	sentences = slices.DeleteFunc(sentences, func(s string) bool { return s == "" })
	text := strings.Join(sentences, " ")
	if strings.Contains(text, "](") {
		text = strings.NewReplacer("[", `\[`, "]", `\]`).Replace(text)
	}
	return text
}

func (v *view) sarifLocation(p check.Place) sarifLocation {
	at := v.span(p)
	l := sarifLocation{Physical: sarifPhysical{Artifact: sarifArtifact(p.File)}}
	if at.known {
		l.Physical.Region = sarifRegionOf(at)
	}
	if at.inNotebook() {
		name := fmt.Sprintf("cell %d", at.start.Cell+1)
		l.Logical = []sarifLogical{{Name: name, FullyQualifiedName: name, Kind: "module"}}
	}
	return l
}

func sarifRegionOf(s span) *sarifRegion {
	return &sarifRegion{s.start.Line, s.start.Column, s.end.Line, s.end.Column}
}

// sarifFixes leaves out what SARIF cannot say: edits in a notebook's cells and
// in files without text.
func (v *view) sarifFixes(f check.Finding) []sarifFix {
	var out []sarifFix
	for _, fix := range v.fixes(f) {
		if changes := v.sarifChanges(fix.Edits); len(changes) > 0 {
			out = append(out, sarifFix{sarifText{Text: sarifMessage(fix.Title)}, changes, map[string]string{"safety": fix.Safety}})
		}
	}
	return out
}

func (v *view) sarifChanges(edits []Edit) []sarifChange {
	var changes []sarifChange
	for _, e := range edits {
		at := v.span(e.place())
		if !at.known || at.inNotebook() {
			return nil
		}
		artifact := sarifArtifact(e.File)
		i := slices.IndexFunc(changes, func(c sarifChange) bool { return c.Artifact == artifact })
		if i < 0 {
			i = len(changes)
			changes = append(changes, sarifChange{Artifact: artifact})
		}
		changes[i].Replacements = append(changes[i].Replacements, sarifReplacement{*sarifRegionOf(at), sarifContent{e.NewText}})
	}
	return changes
}

// sarifArtifacts lists the files judged and those with results.
func (v *view) sarifArtifacts() []sarifFile {
	names := slices.Clone(v.Covered.Paths)
	for _, f := range v.shown {
		names = append(names, f.File)
	}
	slices.Sort(names)
	files := []sarifFile{}
	for _, name := range slices.Compact(names) {
		files = append(files, sarifFile{sarifArtifact(name)})
	}
	return files
}

func (v *view) sarifNotifications() []sarifNotification {
	var all []sarifNotification
	for _, s := range v.Covered.Skipped {
		all = append(all, sarifNotification{
			Level: "warning", Message: sarifText{Text: sarifMessage("Not judged: " + s.Reason)},
			Locations: []sarifLocation{{Physical: sarifPhysical{Artifact: sarifArtifact(s.File)}}},
		})
	}
	return all
}

// sarifArtifact is a file as a URI: relative to the root, or absolute when the
// path is.
func sarifArtifact(file string) sarifArtifactLocation {
	drive := len(file) > 2 && file[1] == ':' && file[2] == '/'
	if drive || strings.HasPrefix(file, "/") {
		u := url.URL{Scheme: "file", Path: "/" + strings.TrimPrefix(file, "/")}
		return sarifArtifactLocation{URI: u.String()}
	}
	u := url.URL{Path: file}
	// A colon in the first segment would read as a scheme.
	return sarifArtifactLocation{URI: strings.ReplaceAll(u.EscapedPath(), ":", "%3A"), BaseID: sarifRoot}
}
