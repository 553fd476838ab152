package report

import (
	"bufio"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/check"
)

var gitlabSeverities = [...]string{check.Hint: "info", check.Info: "minor", check.Warning: "major", check.Error: "critical"}

type gitlabIssue struct {
	Description string         `json:"description"`
	CheckName   string         `json:"check_name"`
	Fingerprint string         `json:"fingerprint"`
	Severity    string         `json:"severity"`
	Location    gitlabLocation `json:"location"`
}

type gitlabLocation struct {
	Path  string      `json:"path"`
	Lines gitlabLines `json:"lines"`
}

type gitlabLines struct {
	Begin int `json:"begin"`
}

// writeGitLab prints a code quality report.
func writeGitLab(w *bufio.Writer, v *view, _ Options) error {
	prints := v.fingerprints(v.active)
	issues := make([]gitlabIssue, 0, len(v.active))
	for i, f := range v.active {
		at := v.span(f.Place)
		line, text := at.start.Line, message(f)
		if at.inNotebook() {
			line, text = 1, at.inCell()+text
		}
		// GitLab shows nothing for paths that start with "./".
		path := strings.TrimPrefix(f.File, "./")
		issues = append(issues, gitlabIssue{
			Description: f.Code + " " + f.Name + ": " + text,
			CheckName:   f.Code,
			Fingerprint: digest(path, prints[i]),
			Severity:    gitlabSeverities[f.Severity],
			Location:    gitlabLocation{path, gitlabLines{line}},
		})
	}
	return encodeJSON(w, issues, "  ")
}
