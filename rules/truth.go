package rules

// Truth is a value of Kleene's logic.
type Truth uint8

// The three truth values; the zero value is No.
const (
	No Truth = iota
	Maybe
	Yes
)

// And is the conjunction: No if one is No, Yes if both are.
func (t Truth) And(u Truth) Truth { return min(t, u) }

// Or is the disjunction: Yes if one is Yes, No if both are No.
func (t Truth) Or(u Truth) Truth { return max(t, u) }

// Not is the negation; Maybe stays Maybe.
func (t Truth) Not() Truth { return Yes - t }

// String is "no", "maybe" or "yes".
func (t Truth) String() string { return [...]string{"no", "maybe", "yes"}[t] }

func truth(b bool) Truth {
	if b {
		return Yes
	}
	return No
}
