package syntax

// The grammar knows the end of a line only where a statement may end. Where
// none may, it reads on in the next line: "x = a." and "y = b" below it become
// "x = a.y = b" without an error, and that is what a file looks like while
// somebody types.

const brokenOff = "the statement is not complete at the end of the line"

// isSimple tells the statements that stand on one line.
func isSimple(k kind) bool {
	switch k {
	case kIf, kFor, kWhile, kTry, kWith, kMatch, kFuncDef, kClassDef, kDecorated, kError:
		return false
	}
	return isStmt[k]
}

// lineBreak is the offset of a line's end that a simple statement may not go
// over, being in no bracket, string or comment and behind no backslash; -1
// when there is none.
func (b *builder) lineBreak(i int) int {
	at, end := b.recs[i].start, b.recs[i].end
	depth := 0
	for c, last := i+1, b.next(i); c <= last; c++ {
		to := end
		if c < last {
			if b.recs[c].kind != kString || b.recs[c].start < at {
				continue
			}
			to = b.recs[c].start
		}
		for ; at < to; at++ {
			switch b.text[at] {
			case '(', '[', '{':
				depth++
			case ')', ']', '}':
				depth--
			case '#':
				for at+1 < to && b.text[at+1] != '\n' {
					at++
				}
			case '\\':
				if at++; at < to && b.text[at] == '\r' {
					at++
				}
			case '\n':
				if depth <= 0 {
					return int(at)
				}
			}
		}
		if c < last {
			at = b.recs[c].end
			c = b.next(c) - 1
		}
	}
	return -1
}
