package config

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Problem is one thing wrong with a configuration, at its exact place. Line
// and Column count from 1, Column in Unicode code points; Start and End are
// byte offsets into the text as it was given. For settings that have no text
// (editor, flags) all five are 0 and File names the source.
type Problem struct {
	File         string
	Line, Column int
	Start, End   int
	Message      string
}

// Error returns "file:line:column: message".
func (p Problem) Error() string {
	if p.Line == 0 {
		return p.File + ": " + p.Message
	}
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, p.Message)
}

// Problems are all the problems of one source, in the order of the text.
type Problems []Problem

// Error returns the problems, one a line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.Error()
	}
	return strings.Join(lines, "\n")
}

// Err returns the problems as an error, nil when there are none.
func (ps Problems) Err() error {
	if len(ps) == 0 {
		return nil
	}
	return ps
}

// span is a range of bytes [start, end) of the text.
type span struct{ start, end int }

// reporter collects problems and gives them their places. A nil text stands
// for sources without one.
type reporter struct {
	file     string
	text     []byte
	problems Problems
}

func (r *reporter) report(at span, format string, args ...any) {
	p := Problem{File: r.file, Message: fmt.Sprintf(format, args...)}
	if r.text != nil {
		p.Start = min(max(at.start, 0), len(r.text))
		p.End = min(max(at.end, p.Start), len(r.text))
		p.Line, p.Column = place(r.text, p.Start)
	}
	r.problems = append(r.problems, p)
}

// sorted returns the problems in the order of the text, each said once.
func (r *reporter) sorted() Problems {
	slices.SortStableFunc(r.problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End), cmp.Compare(a.Message, b.Message))
	})
	return slices.Compact(r.problems)
}

// line returns the line of an offset, from 1.
func (r *reporter) line(offset int) int {
	line, _ := place(r.text, min(offset, len(r.text)))
	return line
}

// byteOrderMark opens some files and belongs to no line's columns.
var byteOrderMark = []byte("\xef\xbb\xbf")

// place returns the line and column of an offset, both from 1.
func place(text []byte, offset int) (line, column int) {
	before := text[:offset]
	start := bytes.LastIndexByte(before, '\n') + 1
	line = 1 + bytes.Count(before[:start], []byte{'\n'})
	row := before[start:]
	if start == 0 {
		row = bytes.TrimPrefix(row, byteOrderMark)
	}
	return line, 1 + utf8.RuneCount(row)
}
