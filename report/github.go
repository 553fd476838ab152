package report

import (
	"bufio"
	"fmt"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/check"
)

var githubLevels = [...]string{check.Hint: "notice", check.Info: "notice", check.Warning: "warning", check.Error: "error"}

var (
	githubMessage  = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// writeGitHub prints workflow commands, which become annotations.
func writeGitHub(w *bufio.Writer, v *view, _ Options) error {
	for _, f := range v.active {
		at := v.span(f.Place)
		text := visible(message(f))
		if at.inNotebook() {
			text = at.inCell() + text
		}
		_, err := fmt.Fprintf(w, "::%s file=%s,%s,title=%s::%s\n", githubLevels[f.Severity],
			githubProperty.Replace(f.File), githubRange(at),
			githubProperty.Replace(oneLine(f.Code+" "+f.Name)), githubMessage.Replace(text))
		if err != nil {
			return err
		}
	}
	return nil
}

// githubRange leaves columns out where GitHub refuses them: across lines.
func githubRange(s span) string {
	switch {
	case s.inNotebook() || !s.known:
		return "line=1"
	case s.start.Line != s.end.Line:
		return fmt.Sprintf("line=%d,endLine=%d", s.start.Line, s.end.Line)
	}
	return fmt.Sprintf("line=%d,endLine=%d,col=%d,endColumn=%d", s.start.Line, s.end.Line, s.start.Column, s.end.Column)
}
