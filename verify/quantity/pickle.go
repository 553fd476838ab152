package quantity

import (
	"bytes"
	"encoding/binary"
	"math"
	"strconv"
	"strings"
)

func isPickle(in *input) bool {
	// Protocols 2 to 5 begin with their number; 0 and 1 are told by the name.
	if len(in.data) > 3 && in.data[0] == 0x80 && in.data[1] >= 2 && in.data[1] <= 5 {
		return true
	}
	return in.hasExt(".pkl", ".pickle") && len(in.data) > 1 && in.data[len(in.data)-1] == '.' && strings.IndexByte("(cd]}lK", in.data[0]) >= 0
}

// readPickle reads a pickle as a tree. No object is built and nothing imported:
// classes are names, their arguments and states values.
func readPickle(in *input) []Quantity {
	c := &cursor{data: in.data}
	p := &pickle{cursor: c}
	tree := p.load()
	if c.left() > 0 {
		fail("something follows the pickle, as in files of joblib")
	}
	return flatten(in, tree)
}

// Marks and names on the stack of a pickle.
type (
	mark   struct{}
	global string // module.name
)

// pickle is Python's stack machine, without the power to call anything.
type pickle struct {
	*cursor
	stack []any
	memo  map[int]any
	// persistent gives what stands for a persistent identity; a string if nil.
	persistent func(id any) any
	// call gives the result of known functions; ok is false for others.
	call  func(f string, args []any) (v any, ok bool)
	steps int
}

func (p *pickle) push(v any) {
	if p.steps++; p.steps > 50_000_000 {
		fail("the pickle is too long")
	}
	p.stack = append(p.stack, v)
}

func (p *pickle) pop() any {
	if len(p.stack) == 0 {
		fail("the pickle is damaged")
	}
	v := p.stack[len(p.stack)-1]
	p.stack = p.stack[:len(p.stack)-1]
	return v
}

func (p *pickle) top() any {
	v := p.pop()
	p.stack = append(p.stack, v)
	return v
}

// popMark gives what lies above the last mark.
func (p *pickle) popMark() []any {
	for i := len(p.stack) - 1; i >= 0; i-- {
		if _, ok := p.stack[i].(mark); ok {
			items := append([]any(nil), p.stack[i+1:]...)
			p.stack = p.stack[:i]
			return items
		}
	}
	fail("the pickle is damaged")
	return nil
}

// line is text up to the next line break.
func (p *pickle) line() string {
	i := bytes.IndexByte(p.data[p.at:], '\n')
	if i < 0 {
		fail("the pickle ends too early")
	}
	return strings.TrimSuffix(string(p.take(i + 1)[:i]), "\r")
}

// load runs the pickle to its end and gives its value.
func (p *pickle) load() any {
	p.memo = map[int]any{}
	for {
		switch op := p.u8(); {
		case op == '.':
			return p.pop()
		case p.literal(op), p.container(op), p.objects(op):
		default:
			fail("the pickle has an unknown instruction %#x", op)
		}
	}
}

// literal reads numbers, text and the memo.
func (p *pickle) literal(op int) bool {
	switch op {
	case 0x80:
		p.u8()
	case 0x95:
		p.take(8)
	case 'N':
		p.push(nil)
	case 0x88, 0x89:
		p.push(op == 0x88)
	case 'K':
		p.push(int64(p.u8()))
	case 'M':
		p.push(int64(p.u16()))
	case 'J':
		p.push(int64(p.i32()))
	case 'I', 'L':
		p.push(textNumber(p.line()))
	case 0x8a:
		p.push(longNumber(p.take(p.u8())))
	case 0x8b:
		p.push(longNumber(p.take(p.i32())))
	case 'G':
		p.push(math.Float64frombits(binary.BigEndian.Uint64(p.take(8))))
	case 'F':
		v, _ := strconv.ParseFloat(p.line(), 64)
		p.push(v)
	case 'S':
		p.push(strings.Trim(p.line(), `'"`))
	case 'V':
		p.push(unescaped(p.line()))
	case 'X':
		p.push(string(p.take(p.u32())))
	case 0x8c, 'U':
		p.push(string(p.take(p.u8())))
	case 0x8d:
		p.push(string(p.take(p.u64())))
	case 'T':
		p.push(string(p.take(p.i32())))
	case 'C':
		p.push(p.take(p.u8()))
	case 'B':
		p.push(p.take(p.u32()))
	case 0x8e, 0x96:
		p.push(p.take(p.u64()))
	case 'p':
		n, _ := strconv.Atoi(p.line())
		p.memo[n] = p.top()
	case 'q':
		p.memo[p.u8()] = p.top()
	case 'r':
		p.memo[p.u32()] = p.top()
	case 0x94:
		p.memo[len(p.memo)] = p.top()
	case 'g':
		n, _ := strconv.Atoi(p.line())
		p.push(p.remembered(n))
	case 'h':
		p.push(p.remembered(p.u8()))
	case 'j':
		p.push(p.remembered(p.u32()))
	default:
		return false
	}
	return true
}

func (p *pickle) remembered(n int) any {
	v, ok := p.memo[n]
	if !ok {
		fail("the pickle is damaged")
	}
	return v
}

// container builds lists, tuples, sets and mappings.
func (p *pickle) container(op int) bool {
	switch op {
	case '(':
		p.push(mark{})
	case '0':
		p.pop()
	case '1':
		p.popMark()
	case '2':
		p.push(p.top())
	case ')', ']':
		p.push(&list{})
	case 't', 'l':
		p.push(&list{items: p.popMark()})
	case 0x85, 0x86, 0x87:
		items := make([]any, op-0x84)
		for i := len(items) - 1; i >= 0; i-- {
			items[i] = p.pop()
		}
		p.push(&list{items: items})
	case '}':
		p.push(&dict{})
	case 'd':
		d := &dict{}
		setAll(d, p.popMark())
		p.push(d)
	case 0x8f:
		p.push(&list{set: true})
	case 0x91:
		p.push(&list{set: true, items: p.popMark()})
	case 'a':
		v := p.pop()
		p.appendTo(p.top(), v)
	case 'e', 0x90:
		items := p.popMark()
		p.appendTo(p.top(), items...)
	case 's':
		v := p.pop()
		k := p.pop()
		p.setIn(p.top(), k, v)
	case 'u':
		items := p.popMark()
		p.setIn(p.top(), items...)
	default:
		return false
	}
	return true
}

func setAll(d *dict, pairs []any) {
	for i := 0; i+1 < len(pairs); i += 2 {
		d.set(pairs[i], pairs[i+1])
	}
}

func (p *pickle) appendTo(to any, items ...any) {
	switch to := to.(type) {
	case *list:
		to.items = append(to.items, items...)
	case *object:
		if to.items == nil {
			to.items = &list{}
		}
		to.items.items = append(to.items.items, items...)
	}
}

func (p *pickle) setIn(to any, pairs ...any) {
	switch to := to.(type) {
	case *dict:
		setAll(to, pairs)
	case *object:
		if to.pairs == nil {
			to.pairs = &dict{}
		}
		setAll(to.pairs, pairs)
	}
}
