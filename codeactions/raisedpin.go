package codeactions

import (
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/analysis/environ"
	"github.com/mlf-core/mlf-lsp/rules"
)

func init() { register(raisedPin, "MLF307") }

// raisedPin raises an exact pin to the first release in which the operation is
// deterministic, in all files that pin the library so.
func raisedPin(c *context) []Fix {
	sym := c.p.KB.Symbol(c.f.Symbol)
	if sym == nil {
		return nil
	}
	lib := sym.Library
	now := c.p.VersionsFor(sym, c.p.Module(c.f.File))
	to := ""
	for _, op := range sym.Ops {
		if op.ID == c.f.Data["op"] {
			to = firstCured(lib, op, now)
		}
	}
	if to == "" {
		return nil
	}
	var edits []Edit
	for _, f := range c.p.Env.Files {
		for _, pin := range f.Pins {
			if pin.Package != lib.Name {
				continue
			}
			e, ok := c.pinEdit(f, pin, to)
			if !ok {
				return nil
			}
			edits = append(edits, e)
		}
	}
	if len(edits) == 0 {
		return nil
	}
	return []Fix{{Title: "Raise " + lib.Name + " to " + to + " in " + edits[0].File, Safety: Unsafe, Edits: edits}}
}

// firstCured is the first release behind those in use from which on the
// operation is deterministic.
func firstCured(lib *rules.Library, op *rules.Op, now rules.Versions) string {
	cured := ""
	for _, r := range lib.Releases {
		v := lib.Admit([]string{"==" + r}, "")
		switch {
		case v.In(">"+now.Newest()) != rules.Yes || !op.Judge(v).Deterministic():
			cured = ""
		case cured == "":
			cured = r
		}
	}
	return cured
}

// pinEdit replaces the version of an exact pin; it stands once in its text.
func (c *context) pinEdit(f *environ.File, pin environ.Pin, to string) (Edit, bool) {
	text := c.ws.File(f.Path)
	version, exact := strings.CutPrefix(pin.Specifier, "==")
	if text == nil || !exact || f.Kind != environ.Requirements && f.Kind != environ.Conda && f.Kind != environ.Pyproject || pin.Span.End > len(text.Text()) {
		return Edit{}, false
	}
	own := text.Text()[pin.Span.Start:pin.Span.End]
	if strings.Count(own, version) != 1 || strings.Contains(own, "--hash") {
		return Edit{}, false
	}
	start := pin.Span.Start + strings.Index(own, version)
	return Edit{Place: check.Place{File: f.Path, Start: start, End: start + len(version)}, NewText: to}, true
}
