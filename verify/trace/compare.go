package trace

import (
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Divergence is where two runs of a program part first, and why.
type Divergence struct {
	Cause Cause
	// Step of training, from 1; 0 before training began.
	Step int
	// Site is the line at which they part; Made is where user code made the
	// module that did, if one did.
	Site, Made Site
	// Module and Op say what ran: "UNet.down1.pool" and "MaxPool3d".
	Module, Op string
	Names      []string // variables, generators or outputs that differ
	Process    string   // of a worker: "worker 0"
	// Code is the rule that this is a case of.
	Code string
	// Effect is the first that shows in what is computed: a batch, an output, a
	// gradient. It is nil when nothing that was recorded shows it.
	Effect *Effect
}

// Effect is the first computed value that differs.
type Effect struct {
	Kind       string // of the event: batch, forward, gradient, parameters, fit ...
	Step       int
	Site       Site
	Module, Op string
}

// candidate is an event that may be what makes runs part.
type candidate struct {
	at    int // index among the pairs
	cause Cause
	names []string
}

// comparison is that of one process of two runs.
type comparison struct {
	pairs      []pair
	text       *text
	hash       bool // strings hash differently
	candidates []candidate
	effect     int // index of the first computed value that differs, -1 for none
}

// Compare finds where two runs part first; nil when nothing that was recorded
// differs but what no result depends on. sources is the project's folder, from
// which lines are read.
func Compare(a, b *Trace, sources fs.FS) *Divergence {
	ka, kb := a.keys(), b.keys()
	text := &text{files: sources}
	var best *Divergence
	for _, key := range slices.SortedFunc(maps.Keys(ka), byAge(ka)) {
		pa, pb := ka[key], kb[key]
		if pb == nil || pa.Role != "" {
			continue
		}
		c := newComparison(pa, pb, text)
		d := c.divergence()
		if d == nil {
			continue
		}
		if c.workers() && !c.explained(d) {
			if w := inWorkers(ka, kb, key, text); w != nil {
				w.Effect = d.Effect
				d = w
			}
		}
		if d.Effect != nil {
			return d
		}
		if best == nil {
			best = d
		}
	}
	return best
}

func byAge(of map[string]*Process) func(x, y string) int {
	return func(x, y string) int {
		switch a, b := of[x], of[y]; {
		case a.Start < b.Start:
			return -1
		case a.Start > b.Start:
			return 1
		}
		return strings.Compare(x, y)
	}
}

// inWorkers looks for the divergence in the workers of a process.
func inWorkers(ka, kb map[string]*Process, parent string, text *text) *Divergence {
	for _, key := range slices.SortedFunc(maps.Keys(ka), byAge(ka)) {
		pa, pb := ka[key], kb[key]
		if pb == nil || pa.Role == "" || !strings.HasPrefix(key, parent+"/") {
			continue
		}
		if d := newComparison(pa, pb, text).divergence(); d != nil && !d.Site.IsZero() {
			d.Process, d.Step = pa.Role, 0
			return d
		}
	}
	return nil
}

func newComparison(a, b *Process, text *text) *comparison {
	c := &comparison{pairs: align(inOrder(a), inOrder(b)), text: text, effect: -1}
	for i, p := range c.pairs {
		if p.a != nil && p.b != nil && p.a.Kind == "environment" {
			c.hash = p.a.Digests["hash"] != p.b.Digests["hash"]
		}
		c.look(i, p)
		if c.effect >= 0 {
			break
		}
	}
	return c
}

// inOrder are the events whose order is the program's: those of the main
// thread, and gradients, which others may compute for it.
func inOrder(p *Process) []*Event {
	var out []*Event
	for i := range p.Events {
		if e := &p.Events[i]; e.Thread == "" || e.Kind == "gradient" {
			out = append(out, e)
		}
	}
	return out
}

// computed are the kinds of events that show what is computed.
var computed = map[string]bool{
	"batch": true, "input": true, "initial": true, "forward": true, "operation": true, "gradient": true, "gradients": true,
	"parameters": true, "loss": true, "fit": true, "predict": true, "call": true, "data": true, "round": true,
}

// look notes what differs at one place.
func (c *comparison) look(i int, p pair) {
	if p.a == nil || p.b == nil {
		e := p.either()
		if computed[e.Kind] || e.Kind == "step" {
			c.effect = i
		}
		return
	}
	c.draws(i, p)
	differ := differing(p.a.Digests, p.b.Digests)
	if len(differ) == 0 {
		return
	}
	switch {
	case p.a.Kind == "seed" && c.text.imports(p.a.Site): // a library's own generator, for names and the like
	case p.a.Kind == "seed":
		c.candidates = append(c.candidates, candidate{i, Seed, []string{p.a.Op}})
	case p.a.Kind == "variable":
		c.candidates = append(c.candidates, candidate{i, Variable, []string{p.a.Op}})
	case p.a.Kind == "line":
		differ = slices.DeleteFunc(differ, func(n string) bool {
			return slices.Contains(p.a.Clocks, n) && slices.Contains(p.b.Clocks, n)
		})
		if len(differ) > 0 {
			c.candidates = append(c.candidates, candidate{i, Value, differ})
		}
	case p.a.Kind == "operation" && uninitialised.MatchString(p.a.Op):
		c.candidates = append(c.candidates, candidate{i, Memory, []string{p.a.Op}}) // usually written before it is read
	case computed[p.a.Kind]:
		c.effect = i
	}
}

var uninitialised = regexp.MustCompile(`(^|[._])empty(_\w+)?$`)

// draws notes draws from generators whose states differ, and different numbers
// of draws.
func (c *comparison) draws(i int, p pair) {
	for _, name := range slices.Sorted(maps.Keys(p.a.States)) {
		a := p.a.States[name]
		b, both := p.b.States[name]
		switch {
		case !both, a[0] == "", b[0] == "", a[1] == b[1]:
		case p.a.Kind == "seed", c.text.imports(p.a.Site): // told by the seed; nobody's draw
		default:
			c.candidates = append(c.candidates, candidate{i, Draw, []string{name}})
		}
	}
}

// differing are the names under which both have something, and not the same.
func differing(a, b map[string]string) []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(a)) {
		if v, ok := b[name]; ok && v != a[name] {
			out = append(out, name)
		}
	}
	return out
}

func (p pair) either() *Event {
	if p.a != nil {
		return p.a
	}
	return p.b
}

// workers tells whether what differs first came from worker processes.
func (c *comparison) workers() bool {
	return c.effect >= 0 && c.pairs[c.effect].either().Workers > 0
}

// explained tells whether a divergence lies before its effect.
func (c *comparison) explained(d *Divergence) bool {
	return d.Cause == Seed || d.Cause == Draw || d.Effect != nil && d.Site != d.Effect.Site
}
