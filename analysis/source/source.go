// Package source holds the text of files: decoding, line index, notebook cells
// laid end to end, and the way between byte offsets and positions.
package source

// Kind tells how a file's text is to be read.
type Kind uint8

const (
	Other Kind = iota
	Python
	Notebook
)

// Position is a place for people: Line and Column count from 1, Column in
// Unicode code points. In a notebook Cell is the index of the cell from 0 and
// Line counts within the cell; elsewhere Cell is -1.
type Position struct {
	Cell, Line, Column int
}
