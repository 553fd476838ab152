// Package card says what is known of an operation or of an environment
// variable, as data and as Markdown.
package card

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/rules"
)

// Card is what is known of one name.
type Card struct {
	Name    string   `json:"name"`    // canonical
	Library string   `json:"library"` // the distribution, "" for a variable
	Version string   `json:"version"` // the version judged by, "" when none is known
	Assumed bool     `json:"assumed"` // nothing was pinned: the newest known version
	From    string   `json:"-"`       // where the version was read, "" for nowhere
	Facts   []string `json:"facts"`   // what it does besides, one sentence each
	Ops     []Op     `json:"operations"`
	Help    string   `json:"help"`
	Sources []string `json:"sources"`
}

// Op is one way in which an operation varies.
type Op struct {
	When        string   `json:"when"` // condition on the arguments, "" for all
	Devices     []string `json:"devices"`
	Pass        string   `json:"pass"`
	Verdict     string   `json:"verdict"` // for the version of the card
	Status      []Status `json:"status"`
	Why         string   `json:"why"`
	Alternative string   `json:"alternative"`
	Help        string   `json:"help"`
	Note        string   `json:"note"`
	Sources     []string `json:"sources"`
}

// Status is the behaviour in a range of versions, in words.
type Status struct {
	Versions string `json:"versions"` // PEP 440, "" for all
	Behaves  string `json:"behaves"`
}

// Symbol is the card of a qualified name. pin is a version of its library,
// "" for the newest known one; false when nothing is known of the name.
func Symbol(base *rules.Base, name, pin string) (Card, bool) {
	s := base.Symbol(name)
	if s == nil || s.Library == nil {
		return Card{}, false
	}
	if pin != "" {
		return Of(s, s.Library.Admit([]string{"==" + pin}, "--pin"))
	}
	return Of(s, s.Library.Newest())
}

// Of is the card of a symbol in the versions with which it is used; false when
// nothing is known of it.
func Of(s *rules.Symbol, versions rules.Versions) (Card, bool) {
	if s.Library == nil {
		return Card{}, false
	}
	c := Card{Name: s.Name, Library: s.Library.Name, Version: versions.Newest(), Assumed: versions.Assumed, From: versions.From, Facts: []string{}, Ops: []Op{}, Sources: []string{}}
	for _, o := range s.Ops {
		c.Ops = append(c.Ops, operation(o, versions))
	}
	c.add(s, versions)
	return c, len(c.Ops)+len(c.Facts) > 0
}

// Variable is the card of an environment variable; false when it is unknown.
func Variable(base *rules.Base, name string) (Card, bool) {
	v := base.Variable(name)
	if v == nil {
		return Card{}, false
	}
	c := Card{Name: v.Name, Help: v.Help, Facts: []string{}, Ops: []Op{}, Sources: v.Sources}
	c.say(v.Why)
	if len(v.Valid) > 0 {
		c.say("Values that help: " + strings.Join(v.Valid, ", ") + ".")
	}
	if len(v.Invalid) > 0 {
		c.say("Values that do not help: " + strings.Join(v.Invalid, ", ") + ".")
	}
	c.say(read[v.Read])
	if v.Versions != "" {
		c.say("It matters in versions " + v.Versions + ".")
	}
	return c, true
}

var read = map[string]string{
	"start":  "It is read when the interpreter starts: setting it in the program comes too late.",
	"import": "It is read when the library is imported.",
	"device": "It is read when CUDA starts.",
	"use":    "It is read when it is needed.",
}

func operation(o *rules.Op, versions rules.Versions) Op {
	v := o.Judge(versions)
	out := Op{
		When: o.When.Text, Devices: o.Devices, Pass: o.Pass, Verdict: behaves(v.Default, v.Mode),
		Why: o.Why, Alternative: o.Alternative, Help: o.Help, Note: o.Note, Sources: o.Sources,
	}
	for _, s := range o.Status {
		out.Status = append(out.Status, Status{s.Versions, behaves(s.Default, s.Mode)})
	}
	return out
}

// behaves puts a status into words.
func behaves(standard, mode string) string {
	text := "deterministic"
	if standard == "varies" {
		text = "varies between runs"
	}
	switch {
	case mode == "raises":
		return text + "; raises an error in deterministic mode"
	case mode == "varies" && standard == "varies":
		return text + ", silently in deterministic mode too"
	case mode == "varies":
		return text + "; varies in deterministic mode"
	case mode == "deterministic" && standard == "varies":
		return text + "; deterministic in deterministic mode"
	}
	return text
}

// add collects what else is known of a symbol in the versions of the card.
func (c *Card) add(s *rules.Symbol, v rules.Versions) {
	for _, x := range s.Draws {
		if v.In(x.Versions) != rules.No {
			c.say("Draws from the global generator of " + x.RNG + when(x.When.Text) + ".")
			c.cite(x.Sources)
		}
	}
	for _, x := range s.Seeders {
		if v.In(x.Versions) != rules.No {
			c.say("Seeds the global generators: " + strings.Join(x.RNGs, ", ") + when(x.When.Text) + ".")
			c.cite(x.Sources)
		}
	}
	for _, x := range s.SeedParameters {
		if v.In(x.Versions) != rules.No {
			c.say("Takes its seed as " + x.Parameter + when(x.Matters.Text) + "; without one: " + fallback(x.Fallback) + ".")
			c.say(x.Help)
			c.cite(x.Sources)
		}
	}
	for _, x := range s.Settings {
		if means := rules.Switches[x.Switch]; v.In(x.Versions) != rules.No && means != "" {
			c.say("Sets a switch: " + means + when(x.When.Text) + ".")
			c.cite(x.Sources)
		}
	}
	if x := s.Entropy; x != nil {
		c.say("Gives " + x.What + when(x.When.Text) + ".")
		c.cite(x.Sources)
	}
	if x := s.Order; x != nil {
		c.say("Gives results in an order that is not fixed" + when(x.When.Text) + ".")
		c.say(x.Why)
		c.say(x.Help)
		c.cite(x.Sources)
	}
	if x := s.Removed; x != nil && v.In(x.Versions) != rules.No {
		c.say("Does not exist in versions " + x.Versions + ".")
		c.cite(x.Sources)
	}
}

func fallback(name string) string {
	switch name {
	case "entropy":
		return "fresh from the system"
	case "fixed":
		return "a constant"
	}
	return "drawn from the global generator of " + name
}

func when(condition string) string {
	if condition == "" {
		return ""
	}
	return " when " + condition
}

func (c *Card) say(sentence string) {
	if sentence != "" && !slices.Contains(c.Facts, sentence) {
		c.Facts = append(c.Facts, sentence)
	}
}

func (c *Card) cite(sources []string) {
	for _, s := range sources {
		if !slices.Contains(c.Sources, s) {
			c.Sources = append(c.Sources, s)
		}
	}
}
