// Package suppress reads the comments that silence findings, says which of them
// did nothing, and writes new ones.
//
//	x = F.interpolate(y)  # mlf: ignore[MLF301] -- inference only
//	# mlf: ignore-file[MLF101, unsorted-listing]
//	x = F.interpolate(y)  # noqa: MLF301
//
// A comment at the end of a line silences findings that start or end on that
// line. Without brackets it silences every rule; a bare "# noqa" is meant for
// others and silences nothing. The same comments serve environment files; as a
// Dockerfile has no comments at the end of a line, one on a line of its own
// there stands for the next line.
package suppress

import (
	"path"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/config"
)

// Comment is a comment at the bytes [Start, End) of the text; Text begins with
// "#" and holds no line ending.
type Comment struct {
	Start, End int
	Text       string
}

// Lines knows the lines of a text, counted from 0. LineSpan leaves the line
// ending out. source.File has it.
type Lines interface {
	LineOf(offset int) int
	LineSpan(line int) (start, end int)
	LineCount() int
}

// Input is one file. Path is the path that findings have.
type Input struct {
	Path     string
	Text     string
	Comments []Comment
	Lines    Lines
	// TopEnd is the offset before which an ignore-file counts: in a notebook
	// the end of the first cell. 0 means the first line that is neither blank
	// nor a comment.
	TopEnd int
}

// Set holds the suppressions of one file and remembers which were used. It is
// not safe for concurrent use.
type Set struct {
	path       string
	lines      Lines
	directives []*directive
	byLine     map[int][]*directive
	wholeFile  []*directive
}

// Parse reads the suppressions of a file. It never fails: what it cannot read
// is reported by Problems and silences nothing.
func Parse(in Input) *Set {
	s := &Set{path: in.Path, lines: in.Lines, byLine: map[int][]*directive{}}
	topEnd := in.TopEnd
	if topEnd <= 0 {
		topEnd = firstCode(in)
	}
	for _, c := range in.Comments {
		line := in.Lines.LineOf(c.Start)
		for _, d := range parseComment(c) {
			s.directives = append(s.directives, d)
			s.place(d, in, line, topEnd)
		}
	}
	return s
}

// place decides what a directive acts on.
func (s *Set) place(d *directive, in Input, line, topEnd int) {
	start, _ := in.Lines.LineSpan(line)
	alone := strings.TrimSpace(in.Text[start:d.comment.Start]) == ""
	switch {
	case d.flaw != "":
	case d.kind == wholeFile && d.comment.Start < topEnd && alone:
		s.wholeFile = append(s.wholeFile, d)
	case d.kind == wholeFile:
		d.idle = "it counts only above the first statement of the file"
	case alone && isDockerfile(in.Path):
		next := nextCode(in, line)
		s.byLine[next] = append(s.byLine[next], d)
	case alone:
		d.idle = "on a line of its own it silences nothing; move it to the end of the line of the finding"
	default:
		s.byLine[line] = append(s.byLine[line], d)
	}
}

// Match says whether a finding of the rule on these lines is silenced, and by
// which comment. It marks every suppression that applies as used, so that the
// order of calls does not matter.
func (s *Set) Match(startLine, endLine int, meta check.Meta) (by string, ok bool) {
	candidates := s.byLine[startLine]
	if endLine != startLine {
		candidates = slices.Concat(candidates, s.byLine[endLine])
	}
	for _, d := range slices.Concat(candidates, s.wholeFile) {
		if how, matches := d.match(meta); matches && !ok {
			by, ok = how, true
		}
	}
	return by, ok
}

// MatchRange is Match for a finding at the bytes [start, end) of the text.
func (s *Set) MatchRange(start, end int, meta check.Meta) (by string, ok bool) {
	return s.Match(s.lines.LineOf(start), s.lines.LineOf(max(start, end-1)), meta)
}

// match marks what applies to the rule as used.
func (d *directive) match(meta check.Meta) (by string, ok bool) {
	d.used = d.used || d.all
	for i := range d.selectors {
		if sel := &d.selectors[i]; config.Match(sel.text, meta) > 0 {
			sel.used = true
		}
	}
	return d.String(), d.covers(meta)
}

// covers says whether the directive is about the rule.
func (d *directive) covers(meta check.Meta) bool {
	return d.all || slices.ContainsFunc(d.selectors, func(s selector) bool { return config.Match(s.text, meta) > 0 })
}

// LineComments finds the comments of a file whose language has no parser here:
// from the first "#" of a line that begins the line or follows white space. It
// may take the inside of a quoted text for a comment, which is harmless, as
// only suppressions are looked for in it.
func LineComments(text string, lines Lines) []Comment {
	var out []Comment
	for line := range lines.LineCount() {
		start, end := lines.LineSpan(line)
		row := text[start:end]
		for i := 0; i < len(row); i++ {
			if row[i] == '#' && (i == 0 || row[i-1] == ' ' || row[i-1] == '\t') {
				out = append(out, Comment{start + i, end, row[i:]})
				break
			}
		}
	}
	return out
}

// firstCode is the start of the first line that is neither blank nor a comment.
func firstCode(in Input) int {
	start, _ := in.Lines.LineSpan(nextCode(in, -1))
	if isQuiet(in.Text[start:]) {
		return len(in.Text) + 1
	}
	return start
}

// nextCode is the first line below the given one that is neither blank nor a
// comment, or the last line.
func nextCode(in Input, line int) int {
	for line++; line < in.Lines.LineCount(); line++ {
		start, end := in.Lines.LineSpan(line)
		if !isQuiet(in.Text[start:end]) {
			return line
		}
	}
	return in.Lines.LineCount() - 1
}

func isQuiet(row string) bool {
	row = strings.TrimSpace(row)
	return row == "" || row[0] == '#'
}

// isDockerfile says whether a file is one by its name.
func isDockerfile(name string) bool {
	base := strings.ToLower(path.Base(name))
	for _, word := range []string{"dockerfile", "containerfile"} {
		if base == word || strings.HasPrefix(base, word+".") || strings.HasSuffix(base, "."+word) {
			return true
		}
	}
	return false
}
