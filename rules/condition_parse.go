package rules

func (s *scanner) disjunction() expr {
	if !s.enter() {
		return constExpr{No}
	}
	defer func() { s.depth-- }()
	left := s.conjunction()
	for s.accept("or") {
		left = orExpr{left, s.conjunction()}
	}
	return left
}

func (s *scanner) conjunction() expr {
	left := s.negation()
	for s.accept("and") {
		left = andExpr{left, s.negation()}
	}
	return left
}

func (s *scanner) negation() expr {
	if !s.is("not") {
		return s.test()
	}
	if !s.enter() {
		return constExpr{No}
	}
	defer func() { s.depth-- }()
	s.next()
	return notExpr{s.negation()}
}

func (s *scanner) test() expr {
	switch {
	case s.accept("("):
		inner := s.disjunction()
		s.expect(")")
		return inner
	case s.accept("true"):
		return constExpr{Yes}
	case s.accept("false"):
		return constExpr{No}
	}
	name := s.name()
	if s.accept("(") {
		return s.function(name)
	}
	return s.comparison(subject{name: name}, truthExpr{name})
}

// function reads what follows "given(", "type(" or "len(".
func (s *scanner) function(name string) expr {
	at := s.tok.offset
	argument := s.name()
	s.expect(")")
	switch name {
	case "given":
		return givenExpr{argument}
	case "type", "len":
		e := s.comparison(subject{name, argument}, nil)
		if e == nil {
			s.fail(s.tok.offset, "expected a comparison after %s(%s)", name, argument)
			return constExpr{No}
		}
		return e
	}
	s.fail(at, "there is no function %q; use given, type or len", name)
	return constExpr{No}
}

// name reads a parameter's name. Words of the language are none.
func (s *scanner) name() string {
	t := s.tok
	switch t.text {
	case "and", "or", "not", "in", "is", "True", "False", "None", "true", "false":
		t.kind = 'o'
	}
	if t.kind != 'n' {
		s.fail(t.offset, "expected the name of a parameter, found %s", s.found())
		return ""
	}
	s.next()
	return t.text
}

// comparison reads an operator and its literal; alone is the result when
// there is none.
func (s *scanner) comparison(of subject, alone expr) expr {
	switch {
	case s.accept("=="):
		return s.compare(of, "==", false)
	case s.accept("!="):
		return s.compare(of, "==", true)
	case s.accept("is"):
		return s.compare(of, "is", s.accept("not"))
	case s.accept("in"):
		return s.compare(of, "in", false)
	case s.is("not"):
		s.next()
		s.expect("in")
		return s.compare(of, "in", true)
	}
	for _, op := range []string{"<=", ">=", "<", ">"} {
		if s.accept(op) {
			return s.compare(of, op, false)
		}
	}
	if s.is("=") {
		s.fail(s.tok.offset, "write == to compare (or >= and <=)")
	}
	return alone
}

func (s *scanner) compare(of subject, op string, negate bool) expr {
	at := s.tok.offset
	value := s.literal()
	if s.err != nil {
		return constExpr{No}
	}
	switch {
	case op == "in" && !value.sequence():
		s.fail(at, "expected a list after \"in\"")
	case of.of == "type" && !typeNames(op, value):
		s.fail(at, "compare type(%s) with == or in, to strings", of.name)
	}
	var e expr = testExpr{of, op, value}
	if negate {
		e = notExpr{e}
	}
	return e
}

func typeNames(op string, value Value) bool {
	if op == "==" {
		return value.Kind == String
	}
	if op != "in" {
		return false
	}
	for _, e := range value.Elements {
		if e.Kind != String {
			return false
		}
	}
	return true
}
