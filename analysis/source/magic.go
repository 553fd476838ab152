package source

import (
	"strings"
	"unicode/utf8"
)

// Escape is a piece of a notebook's Text that is no Python: a magic, a shell
// command, a help request, from the sign that starts it to the end of its last
// line. Text()[Start:End] is its wording.
type Escape struct {
	Start, End int
	// Cell marks a cell magic of another language or program ("%%bash"), which
	// takes the rest of the cell along.
	Cell bool
}

// pythonBodies are the cell magics whose body runs as Python in the notebook's
// own namespace; only their first line is no Python.
var pythonBodies = map[string]bool{
	"time": true, "timeit": true, "capture": true, "prun": true, "debug": true, "memit": true, "mprun": true,
	"lprun": true, "wandb": true, "snakeviz": true, "pyinstrument": true, "scalene": true, "memray_flamegraph": true,
}

// pythonArguments are the line magics that run the rest of their line as
// Python, with their options that take a value.
var pythonArguments = map[string]string{
	"time": "", "timeit": "nrp", "prun": "lsTD", "memit": "rti", "lprun": "fmDTu", "mprun": "fT", "debug": "b",
}

// compound are the words that start a statement which must start its line.
var compound = map[string]bool{
	"for": true, "while": true, "if": true, "with": true, "try": true, "def": true, "class": true, "async": true,
}

// span is a line of a cell; next is where the following line starts.
type span struct{ start, end, next int }

// neutraliser rewrites one cell so that a Python parser takes it, byte for byte
// at the same offsets.
type neutraliser struct {
	src     string
	out     []byte
	lines   []span
	indent  string // what the whole cell is indented by
	escapes []Escape
	scan    scanner
	opened  int // the line where the statement at hand starts
}

// neutralise gives the Python of a notebook cell, and what it hides.
func neutralise(src string) ([]byte, []Escape) {
	n := &neutraliser{src: src, out: []byte(src)}
	n.lines = splitLines(src)
	for i, b := range n.out {
		if b == 0 {
			n.out[i] = ' '
		}
	}
	first := n.cellMagics()
	n.indent = n.commonIndent(first)
	for i := first; i < len(n.lines); {
		i = n.line(i)
	}
	if n.scan.open() {
		n.closeCell()
	}
	return n.out, n.escapes
}

func splitLines(src string) []span {
	starts := appendLineStarts([]int{0}, src, 0)
	lines := make([]span, len(starts))
	for i, start := range starts {
		next := len(src)
		if i+1 < len(starts) {
			next = starts[i+1]
		}
		lines[i] = span{start, start + len(strings.TrimRight(src[start:next], "\r\n")), next}
	}
	return lines
}

// cellMagics deals with the cell magics at the cell's head and returns the
// first line that is left. Blank lines and comments may stand before one.
func (n *neutraliser) cellMagics() int {
	for i, l := range n.lines {
		at := n.firstOf(l)
		line := n.src[at:l.end]
		if line == "" || line[0] == '#' {
			continue
		}
		name := magicName(strings.TrimPrefix(line, "%%"))
		if strings.HasPrefix(line, "%%!") {
			name = "!" // the whole cell goes to the shell
		}
		if !strings.HasPrefix(line, "%%") || name == "" {
			return i
		}
		if !pythonBodies[name] && !strings.HasSuffix(strings.TrimRight(line, " \t"), "?") {
			n.escapes = append(n.escapes, Escape{at, len(n.src), true})
			n.comment(i, len(n.lines))
			return len(n.lines)
		}
		n.escapes = append(n.escapes, Escape{Start: at, End: l.end})
		n.comment(i, i+1)
	}
	return len(n.lines)
}

// commonIndent is the white space in front of the first line that has code;
// IPython takes it off all lines.
func (n *neutraliser) commonIndent(from int) string {
	for _, l := range n.lines[from:] {
		if at := n.firstOf(l); at < l.end && n.src[at] != '#' {
			return n.src[l.start:at]
		}
	}
	return ""
}

// line deals with line i and returns the number of the next one to deal with.
func (n *neutraliser) line(i int) int {
	l := n.lines[i]
	if !n.scan.atStatement() {
		n.scanFrom(i, l.start)
		return i + 1
	}
	n.opened = i
	base := l.start
	if n.indent != "" && strings.HasPrefix(n.src[l.start:l.end], n.indent) {
		base += len(n.indent)
		n.fillIndent(l.start, base, "")
	}
	at := n.firstOf(l)
	if at == l.end {
		return i + 1
	}
	switch n.src[at] {
	case '%':
		if rest := n.pythonArgument(at, l.end); rest > 0 {
			n.keepArgument(l.start, at, rest, n.src[base:at])
			n.scanFrom(i, rest)
			return i + 1
		}
		return n.hide(i, at, "0#")
	case '!', '?', ',', ';', '/':
		return n.hide(i, at, "0#")
	}
	escape, question := n.scanFrom(i, at)
	switch {
	case escape > 0:
		if rest := n.pythonArgument(escape, l.end); rest > 0 {
			n.blank(escape, rest)
			n.scanFrom(i, rest)
			return i + 1
		}
		n.scan = scanner{}
		return n.hide(i, escape, "None#")
	case question && n.scan.atStatement():
		return n.hide(i, at, "0#")
	}
	return i + 1
}

// scanFrom reads line i from an offset on. It returns the offset of a magic or
// shell command on the right of an assignment, where the reading stopped, and
// whether the line's code ends in a question mark.
func (n *neutraliser) scanFrom(i, from int) (escape int, question bool) {
	l := n.lines[i]
	return n.scan.line(n.src[:l.end], from)
}

// hide turns the escape that starts at an offset of line i, and the lines that
// backslashes join to it, into an expression and comments.
func (n *neutraliser) hide(i, at int, expression string) int {
	last := i
	for last+1 < len(n.lines) && strings.HasSuffix(n.src[:n.lines[last].end], `\`) {
		last++
	}
	n.escapes = append(n.escapes, Escape{Start: at, End: n.lines[last].end})
	if n.lines[i].end-at < len(expression) {
		expression = "0#"
	}
	n.put(at, n.lines[i].end, expression)
	n.comment(i+1, last+1)
	return last + 1
}

// comment turns whole lines into comments.
func (n *neutraliser) comment(from, to int) {
	for _, l := range n.lines[from:max(from, to)] {
		n.put(n.firstOf(l), l.end, "#")
	}
}

// put writes as much of text at an offset as fits before end, and leaves no
// half of a character behind.
func (n *neutraliser) put(at, end int, text string) {
	at += copy(n.out[at:end], text)
	for ; at < end && !utf8.RuneStart(n.out[at]); at++ {
		n.out[at] = '#'
	}
}

func (n *neutraliser) blank(start, end int) {
	for i := start; i < end; i++ {
		n.out[i] = ' '
	}
}

// fillIndent makes the text between start and end, all of it before a line's
// first statement, an indentation of another depth: Python counts from the last
// form feed on.
func (n *neutraliser) fillIndent(start, end int, indent string) {
	n.blank(start, end)
	n.out[end-len(indent)-1] = '\f'
	copy(n.out[end-len(indent):end], indent)
}

// pythonArgument is the offset of the Python code that the magic at an offset
// runs, 0 when it runs none.
func (n *neutraliser) pythonArgument(at, end int) int {
	line := n.src[at:end]
	if line[0] != '%' {
		return 0
	}
	name := magicName(line[1:])
	valued, ok := pythonArguments[name]
	if !ok || len(line) == 1+len(name) {
		return 0
	}
	rest := line[1+len(name):]
	if rest[0] != ' ' && rest[0] != '\t' {
		return 0
	}
	rest = strings.TrimLeft(rest, " \t")
	for len(rest) > 1 && rest[0] == '-' && isLetter(rest[1]) {
		rest = skipOption(rest, valued)
	}
	if rest == "" || rest[0] == '#' || rest[0] == '!' || rest[0] == '%' {
		return 0
	}
	return end - len(rest)
}

// skipOption cuts off an option like "-q", "-n10" or "-n 10".
func skipOption(s, valued string) string {
	option, rest := cutSpace(s)
	if len(option) == 2 && strings.IndexByte(valued, option[1]) >= 0 {
		_, rest = cutSpace(rest)
	}
	return rest
}

// cutSpace cuts off the first word.
func cutSpace(s string) (word, rest string) {
	i := strings.IndexAny(s, " \t")
	if i < 0 {
		return s, ""
	}
	return s[:i], strings.TrimLeft(s[i:], " \t")
}

// keepArgument takes a magic off the code it runs, which starts at rest.
func (n *neutraliser) keepArgument(lineStart, at, rest int, indent string) {
	if compound[magicName(n.src[rest:])] {
		n.fillIndent(lineStart, rest, indent)
		return
	}
	n.blank(at, rest)
	copy(n.out[at:rest], "0;")
}

// closeCell ends what the cell leaves open, so that the next cell stands on its
// own: such a cell does not run at all.
func (n *neutraliser) closeCell() {
	if n.scan.depth == 0 && !n.scan.inString() {
		n.out[len(n.out)-1] = ' ' // the backslash that joins the last line to nothing
		return
	}
	l := n.lines[n.opened]
	n.put(n.firstOf(l), l.end, "0#")
	n.comment(n.opened+1, len(n.lines))
}

// firstOf is the offset of the first byte of a line that is no white space.
func (n *neutraliser) firstOf(l span) int {
	return l.end - len(strings.TrimLeft(n.src[l.start:l.end], " \t\f"))
}

// magicName is the word at the start of s.
func magicName(s string) string {
	i := 0
	for i < len(s) && (isLetter(s[i]) || s[i] == '_' || s[i] == '.' || '0' <= s[i] && s[i] <= '9') {
		i++
	}
	return s[:i]
}

func isLetter(b byte) bool { return 'a' <= b|0x20 && b|0x20 <= 'z' }
