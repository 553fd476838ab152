package rules

// Keyword is an argument given by name.
type Keyword struct {
	Name  string
	Value Value
}

// Bound holds the arguments of one call by parameter.
type Bound struct {
	names  []string
	values []Value
	given  []Truth
	// known is false when no signature is known: then positional arguments
	// could belong to any name.
	known      bool
	positional bool // unassigned positional arguments exist
	starstar   bool
	open       bool // the signature takes **kwargs
}

// Bind gives the arguments of a call their parameters: by the signature of s
// for the newest version in v. Arguments beyond the signature are dropped.
// star and starstar say that an unresolved *args or **kwargs stands in the
// call, after the positional arguments: it may fill whatever is not filled.
// Bind works without a symbol and without a signature as well: then only
// keywords are known by name.
func (s *Symbol) Bind(v Versions, pos []Value, kw []Keyword, star, starstar bool) Bound {
	signature := s.signature(v)
	b := Bound{known: signature != nil, starstar: starstar, positional: len(pos) > 0 || star}
	if signature == nil {
		for _, k := range kw {
			b.set(k.Name, k.Value, Yes)
		}
		return b
	}
	b.names = make([]string, 0, len(signature.Params))
	b.values = make([]Value, 0, len(signature.Params))
	b.given = make([]Truth, 0, len(signature.Params))
	for i := range signature.Params {
		pos = b.fill(&signature.Params[i], pos, kw, star, starstar)
	}
	b.rest(kw)
	return b
}

// fill binds one parameter and returns the positional arguments that are left.
func (b *Bound) fill(p *Param, pos []Value, kw []Keyword, star, starstar bool) []Value {
	switch p.Kind {
	case VarPositional:
		if star {
			b.set(p.Name, UnknownValue(), Maybe)
		} else {
			b.set(p.Name, TupleValue(pos...), truth(len(pos) > 0))
		}
		return nil
	case VarKeyword:
		b.open = true
		return nil
	case KeywordOnly:
		star = false
	default:
		if len(pos) > 0 {
			b.set(p.Name, pos[0], Yes)
			return pos[1:]
		}
	}
	if p.Kind != PositionalOnly {
		for _, k := range kw {
			if k.Name == p.Name {
				b.set(p.Name, k.Value, Yes)
				return pos
			}
		}
	} else {
		starstar = false
	}
	if star || starstar {
		b.set(p.Name, UnknownValue(), Maybe)
	} else {
		b.set(p.Name, p.Default, No)
	}
	return pos
}

// rest keeps keywords that the signature does not name: for **kwargs, and for
// parameters of releases that the knowledge base does not know.
func (b *Bound) rest(kw []Keyword) {
	for _, k := range kw {
		if b.index(k.Name) < 0 {
			b.set(k.Name, k.Value, Yes)
		}
	}
}

func (b *Bound) set(name string, v Value, given Truth) {
	b.names = append(b.names, name)
	b.values = append(b.values, v)
	b.given = append(b.given, given)
}

func (b *Bound) index(name string) int {
	for i, n := range b.names {
		if n == name {
			return i
		}
	}
	return -1
}

// Arg is the value of a parameter: the argument, else the default. It is
// Unknown where the call may pass it unseen, and Absent where there is
// neither an argument nor a default.
func (b Bound) Arg(name string) Value {
	if i := b.index(name); i >= 0 {
		return b.values[i]
	}
	if b.missing() == Maybe {
		return UnknownValue()
	}
	return Value{}
}

// Given says whether the call itself passes the argument.
func (b Bound) Given(name string) Truth {
	if i := b.index(name); i >= 0 {
		return b.given[i]
	}
	return b.missing()
}

// missing says whether a name without an entry can have been passed.
func (b Bound) missing() Truth {
	if b.known {
		return truth(b.open && b.starstar).And(Maybe)
	}
	return truth(b.positional || b.starstar).And(Maybe)
}

// signature picks the signature for the newest version in v: the first whose
// range admits it, else nil.
func (s *Symbol) signature(v Versions) *Signature {
	if s == nil {
		return nil
	}
	newest := v.Newest()
	for _, sig := range s.Signatures {
		if sig.Versions == "" || newest == "" || admits(sig.Versions, newest) {
			return sig
		}
	}
	return nil
}
