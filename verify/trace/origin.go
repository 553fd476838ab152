package trace

import (
	"slices"
	"strings"
)

// divergence names what made the runs part, nil when they do not.
func (c *comparison) divergence() *Divergence {
	origin, ok := c.origin()
	if !ok {
		if c.effect < 0 {
			return nil
		}
		d := c.shown()
		d.Effect = c.asEffect()
		return d
	}
	d := c.classify(origin)
	if c.effect >= 0 {
		d.Effect = c.asEffect()
	}
	return d
}

func (c *comparison) asEffect() *Effect {
	e := c.pairs[c.effect].either()
	return &Effect{Kind: e.Kind, Step: e.Step, Site: e.Site, Module: e.Module, Op: e.Op}
}

// origin is the candidate that the effect goes back to. Programs have values
// that differ and do no harm, such as the name of a run: what counts is reached
// from the effect backwards through the names in the code.
func (c *comparison) origin() (candidate, bool) {
	if c.effect < 0 {
		for _, k := range c.candidates {
			if k.cause != Variable && c.matters(k) {
				return k, true
			}
		}
		return candidate{}, false
	}
	if k, ok := c.slice(); ok {
		return k, true
	}
	for _, k := range c.candidates {
		if k.cause == Seed || k.cause == Draw {
			return k, true
		}
	}
	// Values that differ right before the effect, then any that hold data.
	since := c.lastEqual()
	for _, k := range c.candidates {
		if k.at > since && since > 0 && c.matters(k) {
			return k, true
		}
	}
	for i := len(c.candidates) - 1; i >= 0; i-- {
		if k := c.candidates[i]; k.cause == Value && c.holdsData(k) && since <= 0 {
			return k, true
		}
	}
	return candidate{}, false
}

// matters is false for lone numbers and texts, which name and time things.
func (c *comparison) matters(k candidate) bool { return k.cause != Value || c.holdsData(k) }

func (c *comparison) holdsData(k candidate) bool {
	e := c.pairs[k.at].a
	return slices.ContainsFunc(k.names, func(n string) bool {
		d := e.Digests[n]
		return d != "" && strings.Contains("altdgu", d[:1])
	})
}

// lastEqual is the last computed value before the effect; -1 for none.
func (c *comparison) lastEqual() int {
	for i := c.effect - 1; i >= 0; i-- {
		if computed[c.pairs[i].either().Kind] {
			return i
		}
	}
	return -1
}

// slice follows names from the effect back to the earliest candidate that it is
// made from.
func (c *comparison) slice() (candidate, bool) {
	byPair := map[int][]candidate{}
	for _, k := range c.candidates {
		byPair[k.at] = append(byPair[k.at], k)
	}
	needed := map[string]bool{}
	need := func(words ...string) {
		for _, w := range words {
			if !common[w] {
				needed[w] = true
			}
		}
	}
	e := c.pairs[c.effect].either()
	need(c.text.words(e.Site)...)
	need(last(e.Site.Function)...)
	need(e.Op)
	if !e.Made.IsZero() {
		need(c.text.words(e.Made)...)
	}
	var origin candidate
	found := false
	for i := c.effect; i >= 0; i-- {
		e := c.pairs[i].either()
		here := byPair[i]
		if i == c.effect {
			here = slices.DeleteFunc(here, func(k candidate) bool { return k.cause != Draw })
		} else if e.Kind != "line" && len(here) == 0 {
			continue
		}
		if !reaches(e, here, needed, c.text) && i != c.effect {
			continue
		}
		if len(here) > 0 {
			origin, found = preferred(here), true
		}
		need(c.text.words(e.Site)...)
		need(last(e.Site.Function)...)
	}
	return origin, found
}

// preferred takes what says most: a seed, a draw, a variable of the
// environment, a value.
func preferred(list []candidate) candidate {
	return slices.MinFunc(list, func(a, b candidate) int { return int(a.cause) - int(b.cause) })
}

// reaches tells whether what happened at an event goes into something needed.
func reaches(e *Event, here []candidate, needed map[string]bool, t *text) bool {
	for _, k := range here {
		if k.cause == Seed {
			return true
		}
	}
	if e.Kind == "line" {
		for name := range e.Digests {
			if needed[strings.TrimPrefix(name, "self.")] {
				return true
			}
		}
	}
	if len(here) == 0 {
		return false
	}
	for _, part := range last(e.Site.Function) {
		if needed[part] {
			return true
		}
	}
	return e.Kind != "line" && slices.ContainsFunc(t.words(e.Site), func(w string) bool { return needed[w] })
}

// common are words that say nothing about where a value comes from.
var common = map[string]bool{}

func init() {
	for _, w := range strings.Fields("self for in if else not and or is return import from as with def class lambda print len range enumerate zip " +
		"int float str list tuple dict set sorted sum min max open None True False np numpy torch tf nn F os sys random module init __init__ main forward") {
		common[w] = true
	}
}
