// Package facts lowers the syntax of a file to what rules need to know: values
// with their origins, and the steps that a run takes in program order. It is
// the object code of the analysis: small, without pointers into a tree, made
// once per unit of text and linked by package project.
//
// A unit (a top-level statement or a class member) is lowered on its own,
// from nothing but its syntax, so its facts live as long as its text does.
// Local names are resolved here, flow-sensitively, to the values they hold;
// names from outside the unit stay symbolic (OpFree) and are resolved when the
// program is linked.
package facts

import "github.com/mlf-core/mlf-lsp/analysis/syntax"

// Span is a range of bytes relative to the start of the unit.
type Span = syntax.Span

// ID names a value of a unit. The zero ID is no value.
type ID int32

// Op is what a value is.
type Op uint8

const (
	OpUnknown Op = iota
	OpNone
	OpBool     // Str is "True" or "False"
	OpNum      // Str is the literal as written
	OpStr      // Str is the text
	OpBytes    // Str is the text
	OpEllipsis // ...
	OpFree     // Str is a name from outside the unit: module level or builtin
	OpParam    // parameter Index of function Func; Str is its name
	OpAttr     // X.Str
	OpCall     // X(List)
	OpIndex    // X[Y]
	OpSlice    // List holds lower, upper, step (0 when absent)
	OpList     // List are the elements
	OpTuple    // List are the elements
	OpSet      // List are the elements
	OpDict     // List are the entries; Key 0 is a "**" entry
	OpComp     // comprehension; Str is list, set, dict or generator; X element, Y key, List the iterables
	OpBinary   // X Str Y, arithmetic
	OpLogic    // X and/or Y
	OpUnary    // Str X
	OpCompare  // X Str Y; a chain is nested in Y as OpCompare with its own X
	OpCond     // X if Z else Y
	OpFormat   // f-string; List are the parts
	OpElem     // one element of the iterable X
	OpUnpack   // element Index of X
	OpEnter    // what the context manager X gives to "as"
	OpExc      // a caught exception
	OpFunc     // function Func of this unit
	OpClass    // class Func of this unit
	OpModule   // module Str, as "import Str" or "import Str as x" binds it
	OpImport   // "from Str import Name" with Index dots; Name is in List[0].Name
	OpPhi      // one of List, depending on the path
	OpStar     // *X
	OpAwait    // await X
	OpYield    // what a yield expression gives
)

// Value is where a result comes from.
type Value struct {
	Op    Op
	Index int16 // element, parameter or level, by Op
	Func  int16 // function or class, by Op
	Span  Span
	Str   string
	X     ID
	Y     ID
	Z     ID
	List  []Arg
}

// Arg is an argument, element, dict entry or alternative.
type Arg struct {
	Name string // keyword
	Star int8   // 1 for *x, 2 for **x
	Key  ID     // of a dict entry
	V    ID
	Span Span
}

// StepKind is what a step does.
type StepKind uint8

const (
	StepCall    StepKind = iota // V is an OpCall
	StepExpr                    // V stands alone as a statement
	StepBind                    // Str = V, in the unit's own scope or (Global) in the module's
	StepSetAttr                 // Target.Str = V
	StepSetItem                 // Target[Key] = V
	StepReturn                  // V may be 0
	StepYield                   // V may be 0
	StepRaise                   // V may be 0
	StepImport                  // V is an OpModule or OpImport; Str "*" for a star import
	StepIf                      // V is the condition; Blocks then, else
	StepLoop                    // V is the iterable of a for, the condition of a while; Blocks body, else
	StepTry                     // Blocks body, else, finally, handlers …
	StepWith                    // V is the context manager; Blocks body
	StepDef                     // defines function Func
	StepClass                   // defines class Func and runs its body
	StepJump                    // Str is break or continue
	StepDelete                  // V is deleted
)

// Step is one thing a run does. Steps of a block run in order.
type Step struct {
	Kind   StepKind
	Global bool  // StepBind of a name declared global
	For    bool  // StepLoop over an iterable (also comprehensions)
	Func   int16 // StepDef, StepClass
	Span   Span
	V      ID
	Target ID
	Key    ID
	Str    string
	Blocks []Block
}

// Block is a sequence of steps.
type Block []Step

// FuncKind tells functions apart.
type FuncKind uint8

const (
	Body   FuncKind = iota // the unit's own code: Funcs[0]
	Def                    // def
	Lambda                 // lambda
)

// Func is a function of a unit, or the unit's own code.
type Func struct {
	Kind       FuncKind
	Async      bool
	Generator  bool
	Parent     int16 // enclosing function
	Name       string
	Span       Span
	NameSpan   Span
	Params     []Param
	Decorators []ID
	Returns    ID // annotation
	Body       Block
}

// Param is a parameter.
type Param struct {
	Name       string
	Kind       syntax.ParamKind
	Default    ID
	Annotation ID
	V          ID // its OpParam
	Span       Span
}

// Class is a class definition; its members are units of their own.
type Class struct {
	Name       string
	Span       Span
	NameSpan   Span
	Bases      []Arg
	Decorators []ID
	Members    []Placed
	Parent     int16 // function that defines it
}

// Binding is a name that a unit leaves bound. Maybe is true when some path
// through the unit does not bind it.
type Binding struct {
	Name  string
	V     ID
	Maybe bool
}

// Unit is what one top-level statement or class member says. Values[0] is
// unused; Funcs[0] is the unit's own code.
type Unit struct {
	Values   []Value
	Funcs    []Func
	Classes  []Class
	Bindings []Binding // in order of first binding
	Annots   []Annot   // annotations of names: class fields, module variables
	Inner    bool      // member of a class inside a function: free names may be that function's
	Len      int32
}

// Annot is "name: annotation"; V is 0 without a value.
type Annot struct {
	Name       string
	Annotation ID
	V          ID
}

// Placed is a unit at its place in what encloses it.
type Placed struct {
	Base int32
	Unit *Unit
}

// File is what one file says.
type File struct {
	Units []Placed
}

// Extractor lowers trees, reusing the facts of units it has seen in the
// previous tree. It is not safe for concurrent use; the zero value is ready.
type Extractor struct{ old, now map[*syntax.Unit]*Unit }

// File lowers a tree.
func (e *Extractor) File(t *syntax.Tree) *File {
	e.now = make(map[*syntax.Unit]*Unit, len(t.Units))
	f := &File{Units: e.placed(t.Units, false)}
	e.old, e.now = e.now, nil
	return f
}

func (e *Extractor) placed(units []syntax.Placed, inner bool) []Placed {
	out := make([]Placed, len(units))
	for i, p := range units {
		out[i] = Placed{p.Base, e.unit(p.Unit, inner)}
	}
	return out
}

func (e *Extractor) unit(s *syntax.Unit, inner bool) *Unit {
	if u := e.old[s]; u != nil && u.Inner == inner {
		e.keep(s, u)
		return u
	}
	u := lower(e, s, inner)
	e.now[s] = u
	return u
}

// keep carries a unit and the members of its classes over to the new
// generation.
func (e *Extractor) keep(s *syntax.Unit, u *Unit) {
	e.now[s] = u
	if c, ok := s.Stmt.(*syntax.ClassDef); ok && len(u.Classes) > 0 {
		for i, m := range c.Members {
			if i < len(u.Classes[0].Members) {
				e.keep(m.Unit, u.Classes[0].Members[i].Unit)
			}
		}
	}
}
