package codeactions

import (
	"regexp"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/analysis/environ"
	"github.com/mlf-core/mlf-lsp/rules"
)

func init() { register(exactPin, "MLF603") }

var requirement = regexp.MustCompile(`^([A-Za-z0-9][A-Za-z0-9._-]*)(\s*\[[^\]]*\])?\s*([^;#@]*?)\s*(;.*)?$`)

// exactPin pins a requirement to the release that is installed, if the
// requirement admits it. Files that say what a package can work with keep their
// ranges.
func exactPin(c *context) []Fix {
	if c.Installed == nil {
		return nil
	}
	for _, f := range c.p.Env.Files {
		if f.Path != c.f.File || f.Kind != environ.Requirements || strings.HasSuffix(f.Path, ".in") {
			continue
		}
		for _, pin := range f.Pins {
			if pin.Span.Start == c.f.Start && pin.URL == "" {
				return c.pinnedTo(f, pin)
			}
		}
	}
	return nil
}

func (c *context) pinnedTo(f *environ.File, pin environ.Pin) []Fix {
	text := c.ws.File(f.Path)
	if text == nil || pin.Span.End > len(text.Text()) {
		return nil
	}
	m := requirement.FindStringSubmatchIndex(text.Text()[pin.Span.Start:pin.Span.End])
	if m == nil {
		return nil
	}
	name := text.Text()[pin.Span.Start+m[2] : pin.Span.Start+m[3]]
	version := c.Installed()[pin.Package]
	if version == "" || (&rules.Library{Name: name}).Admit([]string{"==" + version}, "").In(pin.Specifier) != rules.Yes {
		return nil
	}
	from := pin.Span.Start + m[3]
	if m[4] >= 0 {
		from = pin.Span.Start + m[5]
	}
	return []Fix{{
		Title: "Pin " + name + " to " + version + ", which is installed",
		Edits: []Edit{{Place: check.Place{File: f.Path, Start: from, End: pin.Span.Start + m[7]}, NewText: "==" + version}},
	}}
}
