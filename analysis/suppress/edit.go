package suppress

import (
	"cmp"
	"slices"
	"strings"
)

// Target is a finding to silence by a comment: its code and the lines, from 0,
// on which it starts and ends.
type Target struct {
	StartLine, EndLine int
	Code               string
}

// Edit replaces the bytes [Start, End) of the text by New.
type Edit struct {
	Start, End int
	New        string
}

// Edits returns the edits, in the order of the text and without overlap, that
// add a suppression of each target, and the targets for which no line can take
// a comment. Codes of one line share a comment, which joins an existing one of
// ours and follows those of others. LineTakes says whether a comment may stand
// at the end of a line: false within a string that goes on. Nil means that all
// lines do; lines that end in a backslash never do.
func Edits(in Input, targets []Target, lineTakes func(line int) bool) ([]Edit, []Target) {
	e := editor{Input: in, takes: lineTakes, existing: map[int]*directive{}}
	for _, c := range in.Comments {
		for _, d := range parseComment(c) {
			if d.kind == endOfLine && d.flaw == "" && !d.all {
				e.existing[in.Lines.LineOf(c.Start)] = d
			}
		}
	}
	codes := map[int][]string{}
	var left []Target
	for _, t := range targets {
		if line, ok := e.line(t); ok {
			codes[line] = append(codes[line], t.Code)
		} else {
			left = append(left, t)
		}
	}
	var edits []Edit
	for line, list := range codes {
		slices.Sort(list)
		if edit := e.edit(line, slices.Compact(list)); edit.New != "" {
			edits = append(edits, edit)
		}
	}
	slices.SortFunc(edits, func(a, b Edit) int { return cmp.Compare(a.Start, b.Start) })
	return edits, left
}

// AddIgnores returns the text with a suppression for each target that a line
// can take. See Edits.
func AddIgnores(in Input, targets []Target, lineTakes func(line int) bool) string {
	edits, _ := Edits(in, targets, lineTakes)
	var out strings.Builder
	last := 0
	for _, e := range edits {
		out.WriteString(in.Text[last:e.Start])
		out.WriteString(e.New)
		last = e.End
	}
	out.WriteString(in.Text[last:])
	return out.String()
}

type editor struct {
	Input
	takes    func(line int) bool
	existing map[int]*directive // by the line that the comment stands on
}

// line chooses the line that gets the comment.
func (e *editor) line(t Target) (line int, ok bool) {
	for _, line := range []int{t.StartLine, t.EndLine} {
		if e.canTake(line) {
			return line, true
		}
	}
	return 0, false
}

func (e *editor) canTake(line int) bool {
	if line < 0 || line >= e.Lines.LineCount() {
		return false
	}
	if isDockerfile(e.Path) {
		return true
	}
	start, end := e.Lines.LineSpan(line)
	if strings.HasSuffix(e.Text[start:end], `\`) && !e.endsInComment(start, end) {
		return false
	}
	return e.takes == nil || e.takes(line)
}

func (e *editor) endsInComment(start, end int) bool {
	return slices.ContainsFunc(e.Comments, func(c Comment) bool { return c.Start >= start && c.Start < end })
}

func (e *editor) edit(line int, codes []string) Edit {
	start, end := e.Lines.LineSpan(line)
	row := e.Text[start:end]
	if isDockerfile(e.Path) {
		return e.editAbove(line, start, row, codes)
	}
	if d := e.existing[line]; d != nil {
		return e.join(d, codes)
	}
	code := strings.TrimRight(row, " \t")
	gap := "  "
	if code == "" {
		gap = ""
	}
	return Edit{start + len(code), end, gap + comment(codes)}
}

// editAbove puts the comment on a line of its own above the line, or joins the
// one that is there.
func (e *editor) editAbove(line, start int, row string, codes []string) Edit {
	if d := e.existing[line-1]; d != nil {
		return e.join(d, codes)
	}
	indent := row[:len(row)-len(strings.TrimLeft(row, " \t"))]
	return Edit{start, start, indent + comment(codes) + e.lineEnding(line)}
}

// lineEnding is that of the line, or of the one before where it has none.
func (e *editor) lineEnding(line int) string {
	for _, l := range []int{line, line - 1} {
		if l < 0 || l+1 >= e.Lines.LineCount() {
			continue
		}
		_, end := e.Lines.LineSpan(l)
		next, _ := e.Lines.LineSpan(l + 1)
		return e.Text[end:next]
	}
	return "\n"
}

// join adds codes to an existing directive. There is nothing to do when it has
// them all.
func (e *editor) join(d *directive, codes []string) Edit {
	var missing []string
	for _, code := range codes {
		if !slices.ContainsFunc(d.selectors, func(s selector) bool { return s.text == code }) {
			missing = append(missing, code)
		}
	}
	if len(missing) == 0 {
		return Edit{}
	}
	at := d.selectors[len(d.selectors)-1].end
	return Edit{at, at, ", " + strings.Join(missing, ", ")}
}

func comment(codes []string) string { return "# mlf: ignore[" + strings.Join(codes, ", ") + "]" }
