package syntax_test

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/syntax"
)

// dump writes a tree in the form of testdata/cpython.py: one node a line, with
// the places of those nodes whose places the two agree to define alike.
func dump(text string, t *syntax.Tree) string {
	d := &dumper{text: text, lines: []int{0}}
	for i := range len(text) {
		if text[i] == '\n' {
			d.lines = append(d.lines, i+1)
		}
	}
	for _, u := range t.Units {
		d.unit(u)
	}
	return d.out.String()
}

type dumper struct {
	out       strings.Builder
	text      string
	lines     []int
	base      int32
	depth     int
	formatted int
}

func (d *dumper) place(offset int32) string {
	at := int(offset + d.base)
	line := sort.SearchInts(d.lines, at+1)
	return fmt.Sprintf("%d:%d", line, at-d.lines[line-1])
}

func (d *dumper) line(what string, at *syntax.Span, detail string, start bool) {
	place := ""
	if at != nil && d.formatted == 0 {
		place = " " + d.place(at.End)
		if start {
			place = " " + d.place(at.Start) + "-" + place[1:]
		}
	}
	if detail != "" {
		detail = " " + detail
	}
	fmt.Fprintf(&d.out, "%s%s%s%s\n", strings.Repeat(" ", d.depth), what, place, detail)
}

func (d *dumper) unit(u syntax.Placed) {
	base := d.base
	d.base += u.Base
	d.stmt(u.Unit.Stmt)
	d.base = base
}

func (d *dumper) under(xs ...syntax.Expr) {
	d.depth++
	for _, x := range xs {
		d.expr(x)
	}
	d.depth--
}

func (d *dumper) group(name string, body []syntax.Stmt) {
	if len(body) == 0 {
		return
	}
	d.depth++
	d.line(name, nil, "", true)
	d.depth++
	for _, s := range body {
		d.stmt(s)
	}
	d.depth -= 2
}

func (d *dumper) stmt(s syntax.Stmt) {
	at := s.Range()
	node := func(what, detail string, xs ...syntax.Expr) {
		d.line(what, &at, detail, true)
		d.under(xs...)
	}
	switch s := s.(type) {
	case *syntax.ExprStmt:
		node("ExprStmt", "", s.X)
	case *syntax.Assign:
		node("Assign", "", append(slices.Clone(s.Targets), s.Annotation, s.Value)...)
	case *syntax.AugAssign:
		node("AugAssign", s.Op, s.Target, s.Value)
	case *syntax.Import:
		node("Import", "")
		d.aliases(s.Names)
	case *syntax.ImportFrom:
		star := ""
		if s.Star {
			star = "*"
		}
		node("ImportFrom", fmt.Sprintf("%d %s %s", s.Level, s.Module, star))
		d.aliases(s.Names)
	case *syntax.Return:
		node("Return", "", s.X)
	case *syntax.Raise:
		node("Raise", "", s.X, s.Cause)
	case *syntax.Delete:
		node("Delete", "", s.Targets...)
	case *syntax.Assert:
		node("Assert", "", s.Cond, s.Msg)
	case *syntax.Scope:
		word := "global "
		if s.Nonlocal {
			word = "nonlocal "
		}
		node("Scope", word+strings.Join(s.Names, " "))
	case *syntax.Jump:
		node("Jump", s.Keyword)
	case *syntax.TypeAlias:
		node("TypeAlias", s.Name, s.Value)
	case *syntax.BadStmt:
		node("BadStmt", "")
		d.group("body", s.Body)
	default:
		d.compound(s)
	}
}

func (d *dumper) aliases(names []syntax.Alias) {
	d.depth++
	for _, a := range names {
		d.line("Alias", &a.Span, a.Name+" as "+a.As, true)
	}
	d.depth--
}

func async(yes bool) string {
	if yes {
		return "async"
	}
	return ""
}

func (d *dumper) compound(s syntax.Stmt) {
	at := s.Range()
	switch s := s.(type) {
	case *syntax.If:
		d.line("If", &at, "", true)
		d.under(s.Cond)
		d.group("body", s.Body)
		d.group("else", s.Else)
	case *syntax.While:
		d.line("While", &at, "", true)
		d.under(s.Cond)
		d.group("body", s.Body)
		d.group("else", s.Else)
	case *syntax.For:
		d.line("For", &at, async(s.Async), true)
		d.under(s.Target, s.Iter)
		d.group("body", s.Body)
		d.group("else", s.Else)
	case *syntax.With:
		d.line("With", &at, async(s.Async), true)
		for _, i := range s.Items {
			d.under(i.Context, i.Target)
		}
		d.group("body", s.Body)
	case *syntax.Try:
		d.line("Try", &at, "", true)
		d.group("body", s.Body)
		d.depth++
		for _, h := range s.Handlers {
			d.line("Handler", &h.Span, h.Name, true)
			d.under(h.Type)
			d.group("body", h.Body)
		}
		d.depth--
		d.group("else", s.Else)
		d.group("finally", s.Finally)
	case *syntax.Match:
		d.line("Match", &at, "", true)
		d.under(s.Subject)
		d.depth++
		for _, c := range s.Cases {
			d.line("Case", nil, strings.Join(c.Captures, " "), true)
			d.under(append(slices.Clone(c.Values), c.Guard)...)
			d.group("body", c.Body)
		}
		d.depth--
	case *syntax.FuncDef:
		d.line("FuncDef", &at, strings.TrimSpace(s.Name+" "+async(s.Async)), len(s.Decorators) == 0)
		d.under(s.Decorators...)
		d.params(s.Params)
		d.under(s.Returns)
		d.group("body", s.Body)
	case *syntax.ClassDef:
		d.line("ClassDef", &at, s.Name, len(s.Decorators) == 0)
		d.under(s.Decorators...)
		d.args(s.Args)
		d.depth++
		d.line("body", nil, "", true)
		d.depth++
		for _, m := range s.Members {
			d.unit(m)
		}
		d.depth -= 2
	}
}

func (d *dumper) params(params []syntax.Param) {
	params = slices.Clone(params)
	slices.SortStableFunc(params, func(x, y syntax.Param) int { return cmp.Compare(paramOrder(x), paramOrder(y)) })
	d.depth++
	for _, p := range params {
		d.line("Param", nil, fmt.Sprintf("%d %s", p.Kind, p.Name), true)
		d.under(p.Annotation, p.Default)
	}
	d.depth--
}

func paramOrder(p syntax.Param) int {
	switch p.Kind {
	case syntax.VarPositional:
		return 1
	case syntax.KeywordOnly:
		return 2
	case syntax.VarKeyword:
		return 3
	}
	return 0
}

func (d *dumper) args(args []syntax.Arg) {
	d.depth++
	for _, a := range args {
		switch {
		case a.Star == 1:
			d.line("Arg", &a.Span, "* ", true)
		case a.Star == 2:
			d.line("Arg", &a.Span, "** ", true)
		case a.Name != "":
			d.line("Arg", &a.Span, a.Name, true)
		default:
			d.line("Arg", nil, "", true)
		}
		d.under(a.X)
	}
	d.depth--
}

func (d *dumper) expr(x syntax.Expr) {
	if x == nil {
		d.line("-", nil, "", true)
		return
	}
	at := x.Range()
	node := func(what, detail string, xs ...syntax.Expr) {
		d.line(what, &at, detail, true)
		d.under(xs...)
	}
	switch x := x.(type) {
	case *syntax.Name:
		node("Name", x.ID)
	case *syntax.Attribute:
		node("Attribute", x.Attr, x.X)
	case *syntax.Call:
		node("Call", "", x.Func)
		d.args(x.Args)
	case *syntax.Subscript:
		node("Subscript", "", x.X, x.Index)
	case *syntax.Slice:
		node("Slice", "", x.Lo, x.Hi, x.Step)
	case *syntax.Str:
		d.str(x)
	case *syntax.Num:
		if d.formatted > 0 {
			node("Num", "")
		} else {
			node("Num", x.Text)
		}
	case *syntax.Const:
		node("Const", x.Text)
	case *syntax.Unary:
		node("Unary", x.Op, x.X)
	case *syntax.Binary:
		if x.Op == "and" || x.Op == "or" {
			d.line("Binary", nil, x.Op, true)
			d.under(x.X, x.Y)
		} else {
			node("Binary", x.Op, x.X, x.Y)
		}
	case *syntax.Compare:
		node("Compare", strings.Join(x.Ops, ","), append([]syntax.Expr{x.X}, x.Rest...)...)
	case *syntax.Cond:
		node("Cond", "", x.Then, x.If, x.Else)
	case *syntax.Lambda:
		node("Lambda", "")
		d.params(x.Params)
		d.under(x.Body)
	case *syntax.Sequence:
		node([]string{"List", "Tuple", "Set"}[x.Kind], "", x.Elems...)
	case *syntax.Dict:
		node("Dict", "")
		for _, e := range x.Entries {
			d.under(e.Key, e.Value)
		}
	case *syntax.Comp:
		d.comp(x)
	case *syntax.Starred:
		node("Starred", "", x.X)
	case *syntax.Await:
		node("Await", "", x.X)
	case *syntax.Yield:
		detail := ""
		if x.From {
			detail = "from"
		}
		node("Yield", detail, x.X)
	case *syntax.Walrus:
		node("Walrus", "", x.Target, x.X)
	case *syntax.BadExpr:
		node("BadExpr", "", x.Parts...)
	}
}

func (d *dumper) comp(x *syntax.Comp) {
	d.line([]string{"ListComp", "SetComp", "DictComp", "GeneratorExp"}[x.Kind], &x.Span, "", true)
	if x.Kind == syntax.DictComp {
		d.under(x.Key)
	}
	d.under(x.Elem)
	for _, c := range x.Clauses {
		d.depth++
		d.line("for", nil, async(c.Async), true)
		d.under(append([]syntax.Expr{c.Target, c.Iter}, c.Ifs...)...)
		d.depth--
	}
}

func (d *dumper) str(x *syntax.Str) {
	if !x.Formatted {
		what, detail := "Str", hex.EncodeToString([]byte(x.Value))
		if x.Bytes {
			what = "Bytes"
		} else if d.formatted > 0 || strings.Contains(d.wholeLines(x.Span), `\N`) {
			detail = "*"
		}
		d.line(what, &x.Span, detail, true)
		return
	}
	d.line("FStr", &x.Span, "", true)
	d.formatted++
	d.depth++
	piece := false
	for i, p := range x.Parts {
		if _, ok := p.(*syntax.Str); ok && d.isPiece(x, i) {
			if !piece {
				d.line("piece", nil, "", true)
			}
			piece = true
			continue
		}
		piece = false
		d.expr(p)
	}
	d.depth--
	d.formatted--
}

// isPiece tells literal text from a replacement that is a string literal: the
// latter begins with a quote or prefix and stands behind a brace.
func (d *dumper) isPiece(x *syntax.Str, i int) bool {
	s := x.Parts[i].(*syntax.Str)
	if s.Formatted {
		return false
	}
	before := strings.TrimRight(d.text[:d.base+s.Start], " \t\r\n(")
	source := d.text[d.base+s.Start : d.base+s.End]
	quoted := strings.HasSuffix(source, "'") || strings.HasSuffix(source, `"`)
	return !(quoted && strings.HasSuffix(before, "{"))
}

func (d *dumper) wholeLines(s syntax.Span) string {
	from := strings.LastIndexByte(d.text[:d.base+s.Start], '\n') + 1
	to := int(d.base + s.End)
	if n := strings.IndexByte(d.text[to:], '\n'); n >= 0 {
		to += n
	} else {
		to = len(d.text)
	}
	return d.text[from:to]
}
