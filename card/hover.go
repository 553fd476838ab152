package card

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Hover is the card as short as an editor's hover has room for, in Markdown:
// no headings, behaviour in other versions only where it differs, and no
// sentence twice, nor one of those that were said above it.
func (c Card) Hover(said ...string) string {
	h := hover{said: said}
	title := "**" + c.Name + "**"
	switch {
	case c.Version == "":
	case c.Assumed:
		title += " in " + c.Library + " " + c.Version + ", the newest known; nothing pins it"
	case c.From != "" && c.From != "--pin":
		title += " in " + c.Library + " " + c.Version + " (" + c.From + ")"
	default:
		title += " in " + c.Library + " " + c.Version
	}
	h.add("", title)
	for _, f := range c.Facts {
		h.add("", f)
	}
	h.add("Way out: ", c.Help)
	cited := c.Sources
	for _, o := range c.Ops {
		h.op(o)
		cited = append(slices.Clip(cited), o.Sources...)
	}
	h.add("Sources: ", links(cited))
	return strings.Join(h.parts, "\n\n") + "\n"
}

// links names pages by their sites, and those of one site after the first by
// numbers.
func links(pages []string) string {
	var out []string
	seen, sites := map[string]bool{}, map[string]int{}
	for _, p := range pages {
		if seen[p] {
			continue
		}
		seen[p] = true
		name := p
		if u, err := url.Parse(p); err == nil && u.Host != "" {
			name = u.Host
		}
		if sites[name]++; sites[name] > 1 {
			name = strconv.Itoa(sites[name])
		}
		out = append(out, "["+name+"]("+p+")")
	}
	return strings.Join(out, ", ")
}

// hover gathers paragraphs.
type hover struct{ parts, said []string }

func (h *hover) add(label, text string) {
	if text != "" && !slices.Contains(h.said, text) {
		h.parts, h.said = append(h.parts, label+text), append(h.said, text)
	}
}

func (h *hover) op(o Op) {
	place := "On " + strings.Join(o.Devices, ", ")
	if len(o.Devices) == 0 {
		place = "On any device"
	}
	switch o.Pass {
	case "":
	case "both":
		place += ", forward and backward"
	default:
		place += ", " + o.Pass
	}
	verdict := "*" + place + "*: " + o.Verdict
	if o.When != "" {
		verdict += "  \nWhen: `" + o.When + "`"
	}
	var others []string
	for _, s := range o.Status {
		if s.Behaves != o.Verdict && s.Versions != "" {
			others = append(others, fmt.Sprintf("- `%s`: %s", s.Versions, s.Behaves))
		}
	}
	if len(others) > 0 {
		verdict += "\n\n" + strings.Join(others, "\n")
	}
	h.parts = append(h.parts, verdict)
	h.add("Why: ", o.Why)
	h.add("Alternative: ", o.Alternative)
	h.add("Way out: ", o.Help)
	h.add("Note: ", o.Note)
}
