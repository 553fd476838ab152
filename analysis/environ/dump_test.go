package environ_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aquasecurity/go-pep440-version"
	"github.com/google/go-cmp/cmp"

	"github.com/mlf-core/mlf-lsp/analysis/environ"
)

var strengths = map[environ.Strength]string{
	environ.Loose: "loose", environ.Range: "range", environ.Exact: "exact", environ.Locked: "locked",
}

// dump writes what a file says, one fact a line, each with its line number and
// the text that its Span covers.
func dump(f *environ.File, text string) string {
	var out strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&out, format+"\n", args...) }
	at := func(s environ.Span, n int) string { return fmt.Sprintf("%d %q", n, text[s.Start:s.End]) }
	for _, p := range f.Pins {
		line("pin %s%s %q %s%s%s%s | %s", p.Package, list(p.Extras), p.Specifier, strengths[p.Strength],
			optional(" group=", p.Group), optional(" if ", p.Marker), optional(" url=", p.URL), at(p.Span, p.Line))
	}
	for _, v := range f.Vars {
		line("var %s%s | %s", variable(v), optional(" in ", v.Scope), at(v.Span, v.Line))
	}
	for _, c := range f.Commands {
		target := c.Script
		if c.Module != "" {
			target = "-m " + c.Module
		}
		line("run %s %q%s%s%s%s | %s", target, c.Args, environment(c.Env), optional(" in ", c.Scope),
			optional(" entry ", c.Entry), optional(" cwd ", c.WorkDir), at(c.Span, c.Line))
	}
	for _, s := range f.Scripts {
		line("script %s = %s:%s | %s", s.Name, s.Module, s.Func, at(s.Span, s.Line))
	}
	for _, i := range f.Images {
		line("image %s%s | %s", i.Ref, optional(" stage ", i.Stage), at(i.Span, i.Line))
	}
	for _, p := range f.Params {
		line("param %s.%s %s%s | %q", p.Entry, p.Name, p.Type, given(p), text[p.Span.Start:p.Span.End])
	}
	for _, p := range f.Problems {
		line("problem %s | %s", p.Message, at(p.Span, p.Line))
	}
	if len(f.Includes) > 0 {
		line("includes %v", f.Includes)
	}
	if len(f.PackageDirs) > 0 {
		line("dirs %v", f.PackageDirs)
	}
	if f.RequiresPython != "" {
		line("python %s", f.RequiresPython)
	}
	return out.String()
}

func list(items []string) string {
	if len(items) == 0 {
		return ""
	}
	return "[" + strings.Join(items, ",") + "]"
}

func optional(label, value string) string {
	if value == "" {
		return ""
	}
	return label + value
}

func given(p environ.Param) string {
	if !p.HasDefault {
		return ""
	}
	return fmt.Sprintf(" = %q", p.Default)
}

func variable(v environ.Var) string {
	out := fmt.Sprintf("%s=%q", v.Name, v.Value)
	if !v.Known {
		out += " unknown"
	}
	if !v.Exported {
		out += " local"
	}
	return out
}

func environment(vars []environ.Var) string {
	var out []string
	for _, v := range vars {
		out = append(out, variable(v))
	}
	if out == nil {
		return ""
	}
	return " {" + strings.Join(out, ", ") + "}"
}

type example struct{ name, path, text, want string }

// checkAll parses each example and compares what it says.
func checkAll(t *testing.T, examples []example) {
	t.Helper()
	for _, e := range examples {
		t.Run(e.name, func(t *testing.T) {
			f := environ.Parse(e.path, e.text)
			checkInvariants(t, f, e.text)
			want := strings.TrimPrefix(e.want, "\n")
			if diff := cmp.Diff(want, dump(f, e.text)); diff != "" {
				t.Errorf("%s (-want +got):\n%s\ngot:\n%s", e.path, diff, dump(f, e.text))
			}
		})
	}
}

// checkInvariants holds for every file and every text.
func checkInvariants(t *testing.T, f *environ.File, text string) {
	t.Helper()
	spans := func(what string, s environ.Span, line int) {
		if s.Start < 0 || s.Start > s.End || s.End > len(text) {
			t.Fatalf("%s: span %v is outside of the text", what, s)
		}
		if line < 1 || line > 1+strings.Count(text, "\n")+strings.Count(text, "\r") {
			t.Fatalf("%s: no line %d", what, line)
		}
	}
	for _, p := range f.Pins {
		spans(p.Package, p.Span, p.Line)
		if p.Package == "" || p.Package != environ.NormaliseName(p.Package) {
			t.Errorf("the package name %q is not normalised", p.Package)
		}
		if p.Specifier == "" {
			continue
		}
		if _, err := version.NewSpecifiers(p.Specifier); err != nil {
			t.Errorf("%s: %v", p.Package, err)
		}
	}
	for _, v := range f.Vars {
		spans(v.Name, v.Span, v.Line)
	}
	for _, c := range f.Commands {
		spans("command", c.Span, c.Line)
	}
	for _, s := range f.Scripts {
		spans(s.Name, s.Span, s.Line)
	}
	for _, i := range f.Images {
		spans(i.Ref, i.Span, i.Line)
	}
	for _, p := range f.Problems {
		spans(p.Message, p.Span, p.Line)
	}
}
