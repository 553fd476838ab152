package rules_test

import (
	"testing"

	"github.com/mlf-core/mlf-lsp/rules"
)

func TestConditionEval(t *testing.T) {
	symbol := symbolOf(t, "(size, mode='nearest', align=None, *, weights=None, n=...)")
	num, str := rules.IntValue, rules.StringValue
	bind := func(pos []rules.Value, kw ...rules.Keyword) rules.Bound {
		return symbol.Bind(rules.Versions{}, pos, kw, false, false)
	}
	one := bind([]rules.Value{num(1)})
	pair := bind([]rules.Value{rules.TupleValue(num(1), rules.UnknownValue())}, rules.Keyword{Name: "mode", Value: rules.UnknownValue()})
	object := bind([]rules.Value{rules.ListValue(num(2), num(2))}, rules.Keyword{Name: "mode", Value: str("linear")},
		rules.Keyword{Name: "weights", Value: rules.ObjectValue("torch.Tensor")}, rules.Keyword{Name: "n", Value: rules.FloatValue(2)})
	for _, c := range []struct {
		text  string
		bound rules.Bound
		want  rules.Truth
	}{
		{"", one, rules.Yes},
		{"true", one, rules.Yes},
		{"not true", one, rules.No},
		{"mode == 'nearest'", one, rules.Yes},
		{"mode == \"nearest\"", one, rules.Yes},
		{"mode != 'nearest'", one, rules.No},
		{"mode in ['linear', 'nearest']", one, rules.Yes},
		{"mode not in ['linear']", one, rules.Yes},
		{"mode == 'nearest'", pair, rules.Maybe},
		{"mode in ['a'] or size is not None", pair, rules.Yes},
		{"mode in ['a'] and size is None", pair, rules.No},
		{"not (mode == 'a')", pair, rules.Maybe},
		{"size == 1", one, rules.Yes},
		{"size == True", one, rules.Yes},
		{"size is True", one, rules.No},
		{"size == 1.0", one, rules.Yes},
		{"size in [1, (1, 1)]", pair, rules.Maybe},
		{"size in [1, (2, 1)]", pair, rules.No},
		{"size == (2, 2)", object, rules.Yes},
		{"size in [1, (1, 1)]", object, rules.No},
		{"size > 0", one, rules.Yes},
		{"size >= 2", one, rules.No},
		{"size < 2 and size <= 1", one, rules.Yes},
		{"size < 'a'", one, rules.No},
		{"n > 1", object, rules.Yes},
		{"n > 1", one, rules.Maybe},
		{"align is None", one, rules.Yes},
		{"align is not None", one, rules.No},
		{"weights is not None", object, rules.Yes},
		{"weights is None", object, rules.No},
		{"weights == 1", object, rules.Maybe},
		{"given(weights)", object, rules.Yes},
		{"given(weights)", one, rules.No},
		{"given(missing)", one, rules.No},
		{"missing == 1", one, rules.No},
		{"missing is None", one, rules.No},
		{"type(mode) == 'str'", one, rules.Yes},
		{"type(mode) != 'str'", pair, rules.Maybe},
		{"type(weights) == 'Tensor'", object, rules.Yes},
		{"type(weights) == 'torch.Tensor'", object, rules.Yes},
		{"type(size) in ['tuple', 'list']", object, rules.Yes},
		{"type(size) not in ['int', 'float']", one, rules.No},
		{"len(size) == 2", pair, rules.Yes},
		{"len(size) == 2", one, rules.No},
		{"align", one, rules.No},
		{"not mode", one, rules.No},
		{"weights", object, rules.Maybe},
		{"size == -1 or size == 0x1", one, rules.Yes},
		{"mode == 'it\\'s'", one, rules.No},
	} {
		condition, err := rules.ParseCondition(c.text)
		if err != nil {
			t.Errorf("%q: %v", c.text, err)
			continue
		}
		if got := condition.Eval(c.bound); got != c.want {
			t.Errorf("%q: got %v, want %v", c.text, got, c.want)
		}
	}
}

func TestConditionErrors(t *testing.T) {
	for _, text := range []string{"a ==", "== 1", "a in 1", "a in [1", "(a", "a b", "a = 1", "type(a)", "type(a) == 1", "f(a)", "given(1)", "a == 'x", "a is not", "a && b", "not", "None == 1", "a == 1.2.3"} {
		if _, err := rules.ParseCondition(text); err == nil {
			t.Errorf("%q: no error", text)
		}
	}
}

func TestConditionNames(t *testing.T) {
	c, err := rules.ParseCondition("(b == 1 or not a) and given(c) and type(b) == 'str'")
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Names(); len(got) != 3 || got[0] != "b" || got[1] != "a" || got[2] != "c" {
		t.Errorf("got %v", got)
	}
}

func FuzzCondition(f *testing.F) {
	f.Add("a == 1 and not (b in [1, 'x', (2,)] or given(c))")
	f.Add("type(x) not in ['int'] or len(y) >= 0x2")
	f.Add("((((((")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := rules.ParseCondition(text)
		if err == nil {
			c.Eval(rules.Bound{})
			c.Names()
		}
	})
}
