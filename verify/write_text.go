package verify

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// textWriter prints for people.
type textWriter struct {
	out *strings.Builder
	o   WriteOptions
}

// Renditions of terminals; the basic colours follow the terminal's theme.
const (
	bold   = "1"
	dim    = "2"
	red    = "1;31"
	green  = "1;32"
	yellow = "1;33"
)

func (t *textWriter) paint(style, text string) string {
	if !t.o.Color || text == "" {
		return text
	}
	return "\x1b[" + style + "m" + text + "\x1b[0m"
}

func (t *textWriter) line(format string, args ...any) {
	t.out.WriteString(strings.TrimRight(fmt.Sprintf(format, args...), " ") + "\n")
}

func (t *textWriter) report(r *Report) {
	t.table(r)
	for i := range r.Modes {
		t.mode(&r.Modes[i], len(r.Modes) > 1)
	}
	if r.Trace != nil {
		for _, l := range r.Trace.Lines() {
			t.line("%s", l)
		}
	}
	for _, n := range r.Notes {
		t.line("Note: %s", n)
	}
	if r.Packages["python"] != "" {
		t.line("Ran with %s.", packagesText(r.Packages))
	}
	t.line("%s", t.paint(verdictStyle(r.Verdict), r.Headline()))
}

func verdictStyle(v Verdict) string {
	switch v {
	case Equal:
		return green
	case Tolerated:
		return yellow
	}
	return red
}

func packagesText(packages map[string]string) string {
	out := []string{"Python " + packages["python"]}
	for _, name := range sortedKeys(packages) {
		if name != "python" {
			out = append(out, name+" "+packages[name])
		}
	}
	return strings.Join(out, ", ")
}

// table prints modes side by side.
func (t *textWriter) table(r *Report) {
	rows := r.table()
	if rows == nil {
		return
	}
	head := row{"", r.each((*ModeReport).title)}
	widths := make([]int, len(r.Modes)+1)
	for _, row := range append([]row{head}, rows...) {
		for i, c := range append([]string{row.name}, row.cells...) {
			widths[i] = max(widths[i], utf8.RuneCountInString(c))
		}
	}
	for i, row := range append([]row{head}, rows...) {
		var line strings.Builder
		line.WriteString(pad(row.name, widths[0]))
		for j, c := range row.cells {
			text := pad(c, widths[j+1])
			switch {
			case i == 0:
				text = t.paint(bold, text)
			case i == 1:
				text = t.paint(verdictStyle(Verdict(c)), text)
			}
			line.WriteString("  " + text)
		}
		t.line("%s", line.String())
	}
	t.line("")
}

func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-utf8.RuneCountInString(s)))
}

// mode prints what the runs of one mode show.
func (t *textWriter) mode(m *ModeReport, several bool) {
	if several {
		t.line("%s", t.paint(bold, "Mode "+m.title()))
	}
	t.runs(m)
	var equal []string
	for i := range m.Sources {
		s := &m.Sources[i]
		if s.Verdict == Equal && !t.o.Verbose && (s.Path != Stdout || len(s.Quantities) < 2) && s.Note == "" && !s.hasAside() {
			if len(s.Quantities) > 0 {
				equal = append(equal, s.Path)
			}
			continue
		}
		t.source(s)
	}
	if len(equal) > 0 {
		t.line("%s: %s", t.paint(green, "Equal"), listText(equal, t.o.Verbose))
	}
	if len(m.Aside) > 0 {
		t.line("%s", t.paint(dim, "Set aside: "+asideText(m.Aside)))
	}
	t.line("")
}

func (s *SourceReport) hasAside() bool {
	for _, q := range s.Quantities {
		if q.Aside != "" && q.Verdict != Equal {
			return true
		}
	}
	return false
}

func listText(names []string, all bool) string {
	if len(names) > 2*listed && !all {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:2*listed-1], ", "), len(names)-2*listed+1)
	}
	return strings.Join(names, ", ")
}

// runs says in one line how the runs went, or one line for each that failed.
func (t *textWriter) runs(m *ModeReport) {
	failed := 0
	for _, r := range m.Runs {
		switch {
		case r.Stopped != "":
			failed++
			t.line("Run %d was stopped after %s: %s", r.Run, Seconds(r.Seconds), stopText(r.Stopped))
		case r.Exit != 0:
			failed++
			t.line("Run %d ended with exit status %d: %s", r.Run, r.Exit, r.Said)
		}
	}
	if failed == 0 {
		t.line("%s, each %s", runsText(len(m.Runs)), m.Seconds.time())
	}
}

func stopText(reason string) string {
	switch reason {
	case StoppedTime:
		return "it took longer than --timeout allows"
	case StoppedDisk:
		return "it took more disk than --max-disk allows"
	}
	return reason
}

// source prints what one file shows.
func (t *textWriter) source(s *SourceReport) {
	title := s.Path
	if s.Path != Stdout && s.Path != Stderr {
		title += " (" + s.Format + ")"
	}
	if s.Note != "" {
		title += ": " + s.Note
	}
	t.line("%s", t.paint(bold, title))
	rows := s.rows(t.o.Verbose)
	width := 0
	for _, r := range rows {
		if r.mark != "equal" {
			width = max(width, min(64, utf8.RuneCountInString(r.name)))
		}
	}
	styles := map[string]string{"differs": red, "close": yellow, "equal": green, "aside": dim}
	for _, r := range rows {
		t.wrapped("  "+t.paint(styles[r.mark], pad(r.mark, 7))+"  ", 11, pad(r.name, width)+"  "+r.detail)
		for _, text := range r.texts {
			t.line("           %s", t.paint(dim, text))
		}
	}
}

// wrapped prints a line and breaks it at words where the terminal is narrower.
func (t *textWriter) wrapped(lead string, indent int, text string) {
	room := t.o.Width - indent
	if t.o.Width == 0 || room < 30 {
		t.line("%s%s", lead, text)
		return
	}
	for utf8.RuneCountInString(text) > room {
		cut := strings.LastIndexByte(string([]rune(text)[:room+1]), ' ')
		if cut <= 0 {
			break
		}
		t.line("%s%s", lead, text[:cut])
		lead, text = strings.Repeat(" ", indent+2), strings.TrimLeft(text[cut:], " ")
		room = t.o.Width - indent - 2
	}
	t.line("%s%s", lead, text)
}
