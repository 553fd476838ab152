package codeactions

import "strings"

// punctuation is that of a piece of code, outside of all brackets.
type punctuation struct {
	pairs     [][2]int // brackets
	commas    []int
	equals    int   // the last assignment, -1 where there is none
	operators []int // binary ones of the weakest kind that there is, else the dots of a chain of calls
	weakest   int
	dots      []int // behind brackets
}

// operators are what black breaks lines at, the weakest first.
var operators = [][]string{
	{" for ", " async for "}, {" if ", " else "}, {" or ", " and "},
	{" in ", " not in ", " is ", " < ", " > ", " == ", " != ", " <= ", " >= "},
	{" | "}, {" ^ "}, {" & "}, {" << ", " >> "}, {" + ", " - "}, {" * ", " / ", " // ", " % ", " @ "},
}

// comprehension is the strength of the clauses of comprehensions.
const comprehension = 0

// trailers are the brackets that a statement may be broken at, the last ones
// first: those of the calls and subscripts that it ends with. What follows the
// first of them is punctuation.
func (p punctuation) trailers(text string) [][2]int {
	var out [][2]int
	end := len(strings.TrimRight(text, ",:"))
	for i := len(p.pairs) - 1; i >= 0; i-- {
		pair := p.pairs[i]
		if strings.Trim(text[pair[1]+1:end], word) != "" {
			break
		}
		out = append(out, pair)
		end = pair[0]
	}
	return out
}

const word = ".abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"

// scan reads a piece of code; false when its brackets or strings do not end in
// it, or it has a comment.
func scan(text string) (punctuation, bool) {
	p := punctuation{equals: -1, weakest: len(operators)}
	var open []int
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '#', '\\', '\n', '\r':
			return p, false
		case '\'', '"':
			end, ok := stringEnd(text, i)
			if !ok {
				return p, false
			}
			i = end - 1
		case '(', '[', '{':
			open = append(open, i)
		case ')', ']', '}':
			if len(open) == 0 {
				return p, false
			}
			from := open[len(open)-1]
			if open = open[:len(open)-1]; len(open) == 0 {
				p.pairs = append(p.pairs, [2]int{from, i})
			}
		case '.':
			if len(open) == 0 && i > 0 && strings.IndexByte(")]}", text[i-1]) >= 0 {
				p.dots = append(p.dots, i)
			}
		case ',', '=', ' ':
			if len(open) == 0 {
				p.note(text, i)
			}
		}
	}
	if len(p.operators) == 0 && len(p.dots) > 1 {
		p.operators = p.dots
	}
	return p, len(open) == 0
}

// note records a comma, an assignment or an operator at an offset.
func (p *punctuation) note(text string, i int) {
	switch {
	case text[i] == ',':
		p.commas = append(p.commas, i)
	case text[i] == '=':
		if i > 0 && i+1 < len(text) && strings.ContainsAny(text[i-1:i], " +-*/%|&@") && text[i+1] == ' ' {
			p.equals, p.commas, p.operators, p.weakest, p.dots = i, nil, nil, len(operators), nil
		}
	default:
		p.noteOperator(text, i)
	}
}

func (p *punctuation) noteOperator(text string, i int) {
	for strength, list := range operators[:min(p.weakest+1, len(operators))] {
		for _, op := range list {
			if !strings.HasPrefix(text[i:], op) {
				continue
			}
			if strength < p.weakest {
				p.weakest, p.operators = strength, nil
			}
			p.operators = append(p.operators, i)
			return
		}
		if strength == comprehension && p.weakest == comprehension && strings.HasPrefix(text[i:], " if ") {
			p.operators = append(p.operators, i)
			return
		}
	}
}

// stringEnd is the end of the string literal that begins at an offset.
func stringEnd(text string, i int) (int, bool) {
	quote := text[i : i+1]
	if strings.HasPrefix(text[i:], strings.Repeat(quote, 3)) {
		quote = strings.Repeat(quote, 3)
	}
	for j := i + len(quote); j < len(text); j++ {
		switch {
		case text[j] == '\\':
			j++
		case strings.HasPrefix(text[j:], quote):
			return j + len(quote), true
		}
	}
	return 0, false
}
