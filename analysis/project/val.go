package project

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
)

// Kind is what a value is known to be.
type Kind uint8

const (
	Unknown   Kind = iota
	None           // None
	Bool           // Text True or False
	Num            // Text as written
	Str            // Text
	Seq            // a list, tuple or set display; Text list, tuple, set
	Map            // a dict display
	External       // a library's module, class or function: Text is its canonical name
	Instance       // an object of a library's class: Text is the class
	Result         // what calling the library's function Text gave; its type is not known
	Function       // a function of the project, perhaps bound to Recv
	Type           // a class of the project
	Object         // an instance of a class of the project
	ModuleVal      // a module of the project
	Folder         // a namespace package: Text is the folder
	Partial        // functools.partial of Recv with the arguments of Call
	Namespace      // the result of parse_args and the like
	OptionVal      // a command-line option's value
	Super          // super() inside a method of Class
	Union          // one of Alts
)

// Val is what a value is known to be. Vals are immutable.
type Val struct {
	Kind  Kind
	Text  string
	Fn    *Func
	Class *Class
	Mod   *Module
	Recv  *Val // receiver of a bound method; callee of a Partial
	Call  *Call
	Opt   *Option
	Alts  []*Val
	// Guess is true when the receiver's type was taken from a method name
	// that exists nowhere else.
	Guess bool
	// Unit and ID say where a container, instance or result was made.
	Unit *Unit
	ID   facts.ID
}

var unknown = &Val{}

// Each calls f for v, or for each alternative of a union.
func (v *Val) Each(f func(*Val)) {
	if v.Kind != Union {
		f(v)
		return
	}
	for _, a := range v.Alts {
		f(a)
	}
}

// Is tells whether v is, for certain, the library symbol name.
func (v *Val) Is(name string) bool { return v.Kind == External && v.Text == name }

// Symbol is the canonical name if v is a library's symbol, "" otherwise. Of a
// union in which just one alternative is a symbol and the rest is None or
// unknown (guarded imports), it is that one.
func (v *Val) Symbol() string {
	switch v.Kind {
	case External:
		return v.Text
	case Partial:
		return v.Recv.Symbol()
	case Union:
		name := ""
		for _, a := range v.Alts {
			if a.Kind == External {
				if name != "" && name != a.Text {
					return ""
				}
				name = a.Text
			} else if a.Kind == Function || a.Kind == Type || a.Kind == Object {
				return ""
			}
		}
		return name
	}
	return ""
}

const maxAlts = 12

func union(vals []*Val) *Val {
	var out []*Val
	for _, v := range vals {
		v.Each(func(a *Val) {
			if len(out) < maxAlts && !slices.ContainsFunc(out, func(b *Val) bool { return same(a, b) }) {
				out = append(out, a)
			}
		})
	}
	switch len(out) {
	case 0:
		return unknown
	case 1:
		return out[0]
	}
	return &Val{Kind: Union, Alts: out}
}

func same(a, b *Val) bool {
	if a == b {
		return true
	}
	if a.Kind != b.Kind || a.Text != b.Text || a.Fn != b.Fn || a.Class != b.Class || a.Mod != b.Mod || a.Opt != b.Opt || a.Call != b.Call {
		return false
	}
	switch a.Kind {
	case Seq, Map, Partial, Union:
		return a.Unit == b.Unit && a.ID == b.ID
	}
	return true
}

// last is the part of a dotted name after the last dot.
func last(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }

// classLike tells whether a library's name is a class by convention.
func classLike(name string) bool {
	n := last(name)
	return n != "" && n[0] >= 'A' && n[0] <= 'Z'
}
