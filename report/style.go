package report

import (
	"fmt"

	"github.com/mlf-core/mlf-lsp/analysis/check"
)

// style is an ANSI rendition, 0 for none. The eight basic colours follow the
// terminal's theme, so they are readable on light and dark.
type style int

const (
	bold style = 1
	dim  style = 2
)

// Bold colours are 1000 + the colour.
const (
	red    style = 1031
	green  style = 1032
	yellow style = 1033
	blue   style = 1034
	cyan   style = 1036
)

const (
	gutterStyle = blue
	labelStyle  = bold
)

var severityStyles = [...]style{check.Hint: green, check.Info: cyan, check.Warning: yellow, check.Error: red}

func (p *printer) paint(s style, text string) string {
	switch {
	case !p.opt.Color || s == 0 || text == "":
		return text
	case s > 1000:
		return fmt.Sprintf("\x1b[1;%dm%s\x1b[0m", s-1000, text)
	}
	return fmt.Sprintf("\x1b[%dm%s\x1b[0m", s, text)
}
