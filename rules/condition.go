package rules

import "strings"

// Condition is a claim about the arguments of a call. The language:
//
//	claim   = claim "or" claim | claim "and" claim | "not" claim | "(" claim ")" | test
//	test    = subject ("==" | "!=" | "<" | "<=" | ">" | ">=") literal
//	        | subject ["not"] "in" "[" literal {"," literal} "]"
//	        | subject "is" ["not"] literal
//	        | name | "given" "(" name ")" | "true" | "false"
//	subject = name | "type" "(" name ")" | "len" "(" name ")"
//
// A name is a parameter; alone it stands for its truth value. given(name) is
// true when the call itself passes the argument. type(name) is the class's
// name as a string ('str', 'bool', 'int', or a qualified name). Literals are
// Python's. The zero Condition always holds.
type Condition struct {
	Text string
	root expr
}

// ParseCondition reads text. Its error is one sentence; "" always holds.
func ParseCondition(text string) (Condition, error) {
	c, err := parseCondition(text)
	if err != nil {
		return Condition{}, err
	}
	return c, nil
}

func parseCondition(text string) (Condition, *textError) {
	if strings.TrimSpace(text) == "" {
		return Condition{Text: text}, nil
	}
	s := newScanner(text)
	root := s.disjunction()
	if s.err == nil && s.tok.kind != 0 {
		s.fail(s.tok.offset, "expected \"and\", \"or\" or the end, found %s", s.found())
	}
	if s.err != nil {
		return Condition{}, s.err
	}
	return Condition{Text: text, root: root}, nil
}

// Eval judges the condition for the bound arguments of a call.
func (c Condition) Eval(b Bound) Truth {
	if c.root == nil {
		return Yes
	}
	return c.root.eval(b)
}

// Empty is true for a condition that always holds because nothing is written.
func (c Condition) Empty() bool { return c.root == nil }

// Names are the parameters that the condition speaks of, in its order, each
// once.
func (c Condition) Names() []string {
	if c.root == nil {
		return nil
	}
	seen := map[string]bool{}
	var names []string
	c.root.visit(func(name string) {
		if !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	})
	return names
}

// expr is a node of a condition.
type expr interface {
	eval(Bound) Truth
	visit(func(name string))
}

type (
	orExpr    struct{ left, right expr }
	andExpr   struct{ left, right expr }
	notExpr   struct{ of expr }
	constExpr struct{ value Truth }
	truthExpr struct{ name string }
	givenExpr struct{ name string }
	// testExpr compares a subject. Op is one of == < <= > >= in is.
	testExpr struct {
		subject subject
		op      string
		value   Value // of "in": a List
	}
)

// subject is what a test looks at: "", "type" or "len" of a parameter.
type subject struct{ of, name string }

func (e orExpr) eval(b Bound) Truth    { return e.left.eval(b).Or(e.right.eval(b)) }
func (e andExpr) eval(b Bound) Truth   { return e.left.eval(b).And(e.right.eval(b)) }
func (e notExpr) eval(b Bound) Truth   { return e.of.eval(b).Not() }
func (e constExpr) eval(Bound) Truth   { return e.value }
func (e truthExpr) eval(b Bound) Truth { return b.Arg(e.name).Truthy() }
func (e givenExpr) eval(b Bound) Truth { return b.Given(e.name) }

func (e testExpr) eval(b Bound) Truth {
	v := b.Arg(e.subject.name)
	switch e.subject.of {
	case "type":
		return e.evalType(v)
	case "len":
		v = lengthOf(v)
	}
	switch e.op {
	case "in":
		found := No
		for _, w := range e.value.Elements {
			found = found.Or(v.Equal(w))
		}
		return found
	case "==":
		return v.Equal(e.value)
	case "is":
		return identical(v, e.value)
	case "<":
		return v.Less(e.value)
	case ">":
		return e.value.Less(v)
	case "<=":
		return v.Less(e.value).Or(v.Equal(e.value))
	}
	return e.value.Less(v).Or(v.Equal(e.value))
}

// identical is "is": True is not 1, and an object is no literal.
func identical(v, w Value) Truth {
	if v.Kind == Unknown || w.Kind == Unknown {
		return Maybe
	}
	if v.Kind != w.Kind {
		return No
	}
	return v.Equal(w)
}

func lengthOf(v Value) Value {
	switch v.Kind {
	case Tuple, List:
		return IntValue(int64(len(v.Elements)))
	case String:
		return IntValue(int64(len([]rune(v.Text))))
	case Object, Unknown:
		return UnknownValue()
	}
	return Value{}
}

func (e testExpr) evalType(v Value) Truth {
	if v.Kind == Absent {
		return No
	}
	name := v.TypeName()
	if name == "" {
		return Maybe
	}
	wanted := []Value{e.value}
	if e.op == "in" {
		wanted = e.value.Elements
	}
	for _, w := range wanted {
		if w.Text == name || name[strings.LastIndexByte(name, '.')+1:] == w.Text {
			return Yes
		}
	}
	return No
}

func (e orExpr) visit(f func(string))    { e.left.visit(f); e.right.visit(f) }
func (e andExpr) visit(f func(string))   { e.left.visit(f); e.right.visit(f) }
func (e notExpr) visit(f func(string))   { e.of.visit(f) }
func (e constExpr) visit(func(string))   {}
func (e truthExpr) visit(f func(string)) { f(e.name) }
func (e givenExpr) visit(f func(string)) { f(e.name) }
func (e testExpr) visit(f func(string))  { f(e.subject.name) }
