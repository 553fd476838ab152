package syntax

// Span is a half-open range of bytes, relative to the start of the unit that
// holds the node. Unit-relative offsets are what lets an unchanged unit be
// reused when text before it grows or shrinks.
type Span struct{ Start, End int32 }

// Tree is the syntax tree of one file: immutable Go values, no pointer into
// the parser's memory.
type Tree struct {
	Units []Placed
	// Errors are the places where the parser had to give up on the grammar.
	// Offsets are absolute. Empty for a well-formed file.
	Errors []Error
	// Comments are all comments of the file in order, with absolute offsets.
	Comments []Comment
}

// Error is a syntax error at an absolute range of the file.
type Error struct {
	Span    Span
	Missing string // the token that was expected, when the parser knows it
	Message string // what is wrong, when it is something else ("nested too deeply"), else ""
}

// Comment is a "#" comment at an absolute range, its text with the "#".
type Comment struct {
	Span Span
	Text string
}

// Placed is a unit at its place in the enclosing text: absolute for the units
// of a Tree, relative to the class for the members of a ClassDef.
type Placed struct {
	Base int32
	Unit *Unit
}

// Unit is one top-level statement or one class member. Units are immutable and
// are shared between versions of a file as long as their text is the same, so
// the identity of a *Unit is a cache key for whatever is derived from it.
type Unit struct {
	Stmt Stmt
	Len  int32 // length of the unit's text in bytes
}

// Node is anything with a place in its unit.
type Node interface{ Range() Span }

// Stmt is a Python statement.
type Stmt interface {
	Node
	stmt()
}

// Expr is a Python expression.
type Expr interface {
	Node
	expr()
}

// Range makes every type that embeds a Span a Node.
func (s Span) Range() Span { return s }

// ---- statements ----

type (
	// ExprStmt is an expression standing alone.
	ExprStmt struct {
		Span
		X Expr
	}
	// Assign is "a = b = value"; Targets in source order. For an annotated
	// assignment Annotation is set, there is one target, and Value may be nil.
	Assign struct {
		Span
		Targets    []Expr
		Annotation Expr
		Value      Expr
	}
	// AugAssign is "target op= value"; Op without the "=" ("+", "//", …).
	AugAssign struct {
		Span
		Target Expr
		Op     string
		Value  Expr
	}
	// Import is "import a.b as c, d".
	Import struct {
		Span
		Names []Alias
	}
	// ImportFrom is "from ..mod import a as b". Level counts the dots. Star is
	// true for "import *", and then Names is empty.
	ImportFrom struct {
		Span
		Level  int
		Module string // "" in "from . import x"
		Names  []Alias
		Star   bool
	}
	// If is one "if" with its branches; an "elif" is an If alone in Else.
	If struct {
		Span
		Cond Expr
		Body []Stmt
		Else []Stmt
	}
	// For is "for target in iter", also "async for".
	For struct {
		Span
		Target Expr
		Iter   Expr
		Body   []Stmt
		Else   []Stmt
		Async  bool
	}
	// While is a while loop.
	While struct {
		Span
		Cond Expr
		Body []Stmt
		Else []Stmt
	}
	// With is "with a as b, c", also "async with".
	With struct {
		Span
		Items []WithItem
		Body  []Stmt
		Async bool
	}
	// Try is try/except/else/finally, also "except*".
	Try struct {
		Span
		Body     []Stmt
		Handlers []Handler
		Else     []Stmt
		Finally  []Stmt
	}
	// Match is a match statement.
	Match struct {
		Span
		Subject Expr
		Cases   []Case
	}
	// FuncDef is a function or method definition.
	FuncDef struct {
		Span
		Name       string
		NameSpan   Span
		Params     []Param
		Returns    Expr
		Decorators []Expr
		Body       []Stmt
		Async      bool
	}
	// ClassDef is a class definition. Its members are units of their own,
	// placed relative to the start of the unit that holds the class — for a
	// class nested in a function, too.
	ClassDef struct {
		Span
		Name       string
		NameSpan   Span
		Args       []Arg // bases and keywords (metaclass=…)
		Decorators []Expr
		Members    []Placed
	}
	// Return is a return statement; X may be nil.
	Return struct {
		Span
		X Expr
	}
	// Raise is a raise statement; X and Cause may be nil.
	Raise struct {
		Span
		X, Cause Expr
	}
	// Delete is "del a, b".
	Delete struct {
		Span
		Targets []Expr
	}
	// Assert is an assert statement; Msg may be nil.
	Assert struct {
		Span
		Cond, Msg Expr
	}
	// Scope is "global a, b" or "nonlocal a, b".
	Scope struct {
		Span
		Nonlocal bool
		Names    []string
	}
	// Jump is pass, break or continue; Keyword says which.
	Jump struct {
		Span
		Keyword string
	}
	// TypeAlias is "type X = …".
	TypeAlias struct {
		Span
		Name  string
		Value Expr
	}
	// BadStmt covers text the parser could not understand. Statements that it
	// could still make out inside are kept in Body.
	BadStmt struct {
		Span
		Body []Stmt
	}
)

// Alias is one name of an import: Name is dotted in "import a.b".
type Alias struct {
	Span
	Name string
	As   string // "" when absent
}

// WithItem is "context as target"; Target may be nil.
type WithItem struct {
	Context Expr
	Target  Expr
}

// Handler is one except clause; Type may be nil, Name "".
type Handler struct {
	Span
	Type Expr
	Name string
	Body []Stmt
}

// Case is one case of a match statement. Captures are the names its pattern
// binds, in order; Values the expressions it evaluates (dotted names, literals).
type Case struct {
	Span
	Captures []string
	Values   []Expr
	Guard    Expr
	Body     []Stmt
}

// ParamKind tells how a parameter takes its argument.
type ParamKind uint8

const (
	PositionalOrKeyword ParamKind = iota
	PositionalOnly
	KeywordOnly
	VarPositional // *args
	VarKeyword    // **kwargs
)

// Param is one parameter of a function or lambda.
type Param struct {
	Span
	Name       string
	Kind       ParamKind
	Annotation Expr
	Default    Expr
}

// ---- expressions ----

type (
	// Name is an identifier.
	Name struct {
		Span
		ID string
	}
	// Attribute is "X.Attr".
	Attribute struct {
		Span
		X        Expr
		Attr     string
		AttrSpan Span
	}
	// Call is "Func(Args)". A bare generator argument is a Comp in Args.
	Call struct {
		Span
		Func Expr
		Args []Arg
	}
	// Subscript is "X[Index]"; several indices are a Tuple.
	Subscript struct {
		Span
		X     Expr
		Index Expr
	}
	// Slice is "lo:hi:step" inside a subscript; parts may be nil.
	Slice struct {
		Span
		Lo, Hi, Step Expr
	}
	// Str is a string literal or several concatenated. Value is the decoded
	// text. For an f-string (or t-string) Value is meaningless and Parts holds
	// literal pieces (Str) and replacement expressions in order.
	Str struct {
		Span
		Value     string
		Bytes     bool
		Formatted bool
		// Styled says that some replacement of an f-string has a conversion, a
		// format specification or "=", so that the pieces do not simply join.
		// The expressions of a specification follow their value in Parts.
		Styled bool
		Parts  []Expr
	}
	// Num is a numeric literal as written, underscores removed.
	Num struct {
		Span
		Text string
	}
	// Const is None, True, False or "..." (Ellipsis).
	Const struct {
		Span
		Text string
	}
	// Unary is "op X": "-", "+", "~", "not".
	Unary struct {
		Span
		Op string
		X  Expr
	}
	// Binary is an arithmetic, bitwise or boolean operation ("and", "or").
	Binary struct {
		Span
		Op   string
		X, Y Expr
	}
	// Compare is a chain: X Ops[0] Rest[0] Ops[1] Rest[1] … with operators as
	// written, "not in" and "is not" with one space.
	Compare struct {
		Span
		X    Expr
		Ops  []string
		Rest []Expr
	}
	// Cond is "Then if If else Else".
	Cond struct {
		Span
		Then, If, Else Expr
	}
	// Lambda is a lambda expression.
	Lambda struct {
		Span
		Params []Param
		Body   Expr
	}
	// Sequence is a list, tuple or set display.
	Sequence struct {
		Span
		Kind  SequenceKind
		Elems []Expr // Starred inside
	}
	// Dict is a dict display; an entry with a nil Key is "**Value".
	Dict struct {
		Span
		Entries []DictEntry
	}
	// Comp is a comprehension or generator expression. Key is set for dict
	// comprehensions only.
	Comp struct {
		Span
		Kind    CompKind
		Key     Expr
		Elem    Expr
		Clauses []CompClause
	}
	// Starred is "*X".
	Starred struct {
		Span
		X Expr
	}
	// Await is "await X".
	Await struct {
		Span
		X Expr
	}
	// Yield is "yield X" or "yield from X"; X may be nil.
	Yield struct {
		Span
		X    Expr
		From bool
	}
	// Walrus is "(Name := X)".
	Walrus struct {
		Span
		Target *Name
		X      Expr
	}
	// BadExpr covers text that is no expression; Parts keeps what could be
	// made out inside.
	BadExpr struct {
		Span
		Parts []Expr
	}
)

// Arg is an argument of a call or a base of a class.
type Arg struct {
	Span
	Name string // keyword, or "" for a positional one
	Star int8   // 0, 1 for *X, 2 for **X
	X    Expr
}

// DictEntry is one "key: value" of a dict display.
type DictEntry struct{ Key, Value Expr }

// SequenceKind tells displays apart.
type SequenceKind uint8

const (
	List SequenceKind = iota
	Tuple
	Set
)

// CompKind tells comprehensions apart.
type CompKind uint8

const (
	ListComp CompKind = iota
	SetComp
	DictComp
	Generator
)

// CompClause is one "for target in iter if …".
type CompClause struct {
	Target Expr
	Iter   Expr
	Ifs    []Expr
	Async  bool
}

func (*ExprStmt) stmt()   {}
func (*Assign) stmt()     {}
func (*AugAssign) stmt()  {}
func (*Import) stmt()     {}
func (*ImportFrom) stmt() {}
func (*If) stmt()         {}
func (*For) stmt()        {}
func (*While) stmt()      {}
func (*With) stmt()       {}
func (*Try) stmt()        {}
func (*Match) stmt()      {}
func (*FuncDef) stmt()    {}
func (*ClassDef) stmt()   {}
func (*Return) stmt()     {}
func (*Raise) stmt()      {}
func (*Delete) stmt()     {}
func (*Assert) stmt()     {}
func (*Scope) stmt()      {}
func (*Jump) stmt()       {}
func (*TypeAlias) stmt()  {}
func (*BadStmt) stmt()    {}

func (*Name) expr()      {}
func (*Attribute) expr() {}
func (*Call) expr()      {}
func (*Subscript) expr() {}
func (*Slice) expr()     {}
func (*Str) expr()       {}
func (*Num) expr()       {}
func (*Const) expr()     {}
func (*Unary) expr()     {}
func (*Binary) expr()    {}
func (*Compare) expr()   {}
func (*Cond) expr()      {}
func (*Lambda) expr()    {}
func (*Sequence) expr()  {}
func (*Dict) expr()      {}
func (*Comp) expr()      {}
func (*Starred) expr()   {}
func (*Await) expr()     {}
func (*Yield) expr()     {}
func (*Walrus) expr()    {}
func (*BadExpr) expr()   {}
