package rules

// ParamKind says how an argument reaches a parameter.
type ParamKind uint8

// The kinds of parameters, as in Python.
const (
	PositionalOrKeyword ParamKind = iota
	PositionalOnly
	KeywordOnly
	VarPositional // *args
	VarKeyword    // **kwargs
)

// Param is one parameter of a signature.
type Param struct {
	Name string
	Kind ParamKind
	// Default is Absent where there is none, Unknown where it is no literal.
	Default Value
}

// ParseSignature reads "(a, b=None, /, c=1, *args, d, **kw)". Its error is one
// sentence.
func ParseSignature(text string) ([]Param, error) {
	list, err := parseSignature(text)
	if err != nil {
		return nil, err
	}
	return list, nil
}

func parseSignature(text string) ([]Param, *textError) {
	s := newScanner(text)
	s.expect("(")
	var p params
	for !s.is(")") && s.err == nil {
		p.read(s)
		if !s.accept(",") {
			break
		}
	}
	s.expect(")")
	if s.err == nil && s.tok.kind != 0 {
		s.fail(s.tok.offset, "expected the end after \")\", found %s", s.found())
	}
	if s.err != nil {
		return nil, s.err
	}
	return p.list, nil
}

// params collects parameters and watches their order.
type params struct {
	list     []Param
	kind     ParamKind // of the next plain parameter
	defaults bool      // one with a default stands before
	closed   bool      // **kwargs stands before
	slash    bool      // "/" stands before
}

func (p *params) read(s *scanner) {
	at := s.tok.offset
	if p.closed {
		s.fail(at, "nothing may follow the ** parameter")
		return
	}
	switch {
	case s.accept("/"):
		if p.kind != PositionalOrKeyword || len(p.list) == 0 || p.slash {
			s.fail(at, "\"/\" can stand once, after plain parameters")
		}
		p.slash = true
		for i := range p.list {
			p.list[i].Kind = PositionalOnly
		}
	case s.accept("**"):
		p.closed = true
		p.add(s, at, Param{Name: s.name(), Kind: VarKeyword})
	case s.accept("*"):
		if p.kind == KeywordOnly {
			s.fail(at, "only one \"*\" is possible")
		}
		p.kind = KeywordOnly
		if !s.is(",") {
			p.add(s, at, Param{Name: s.name(), Kind: VarPositional})
		}
	default:
		param := Param{Name: s.name(), Kind: p.kind}
		if s.accept("=") {
			param.Default = s.literal()
			p.defaults = true
		} else if p.defaults && p.kind != KeywordOnly {
			s.fail(at, "a parameter without a default follows one with a default")
		}
		p.add(s, at, param)
	}
}

func (p *params) add(s *scanner, at int, param Param) {
	for _, other := range p.list {
		if other.Name == param.Name {
			s.fail(at, "the parameter %q stands here twice", param.Name)
			return
		}
	}
	p.list = append(p.list, param)
}
