package syntax

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// Print writes a tree as text, for tests and for looking at it: one node a
// line with its absolute range, what is below it indented. Fields that are
// empty are left out.
func Print(t *Tree) string {
	var p printer
	for _, u := range t.Units {
		p.unit(0, 0, u)
	}
	for _, e := range t.Errors {
		p.line(0, "error %d..%d %s%s", e.Span.Start, e.Span.End, e.Missing, e.Message)
	}
	for _, c := range t.Comments {
		p.line(0, "comment %d..%d %q", c.Span.Start, c.Span.End, c.Text)
	}
	return p.String()
}

// printer goes through the tree by reflection, so that no field is forgotten.
type printer struct {
	strings.Builder
	base int32
}

func (p *printer) line(indent int, format string, args ...any) {
	p.WriteString(strings.Repeat("  ", indent))
	fmt.Fprintf(p, format, args...)
	p.WriteByte('\n')
}

func (p *printer) unit(indent int, base int32, u Placed) {
	outer := p.base
	p.base = base + u.Base
	p.line(indent, "unit %d+%d", p.base, u.Unit.Len)
	p.value(indent+1, "", reflect.ValueOf(u.Unit.Stmt))
	p.base = outer
}

// value writes v, which stands in a field called name.
func (p *printer) value(indent int, name string, v reflect.Value) {
	for v.Kind() == reflect.Interface || v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return
		}
		v = v.Elem()
	}
	if u, ok := v.Interface().(Placed); ok {
		p.unit(indent, p.base, u)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		p.strct(indent, name, v)
	case reflect.Slice:
		for i := range v.Len() {
			p.value(indent, name, v.Index(i))
		}
	default:
		p.line(indent, "%s=%s", name, scalar(v))
	}
}

func (p *printer) strct(indent int, name string, v reflect.Value) {
	if name != "" {
		name += "="
	}
	place := ""
	if s, ok := v.Interface().(Span); ok { // NameSpan and the like
		p.line(indent, "%s%s", name, p.span(s))
		return
	}
	if n, ok := v.Interface().(Node); ok {
		place = " " + p.span(n.Range())
	}
	p.line(indent, "%s%s%s", name, v.Type().Name(), place)
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.Anonymous || v.Field(i).IsZero() {
			continue
		}
		p.value(indent+1, f.Name, v.Field(i))
	}
}

func (p *printer) span(s Span) string { return fmt.Sprintf("%d..%d", p.base+s.Start, p.base+s.End) }

func scalar(v reflect.Value) string {
	if v.Kind() == reflect.String {
		return strconv.Quote(v.String())
	}
	return fmt.Sprint(v.Interface())
}
