package trace

import (
	"encoding/json"
	"slices"
	"strings"
)

// shown makes a divergence of the first computed value that differs, where
// nothing before it does.
func (c *comparison) shown() *Divergence {
	p := c.pairs[c.effect]
	e := p.either()
	d := &Divergence{Cause: Input, Step: e.Step, Site: e.Site, Made: e.Made, Module: e.Module, Op: e.Op}
	if p.a == nil || p.b == nil {
		d.Cause = ControlFlow
		d.settle()
		return d
	}
	d.Names = differing(p.a.Digests, p.b.Digests)
	inputs := slices.ContainsFunc(d.Names, func(n string) bool { return strings.HasPrefix(n, "in") })
	switch {
	case e.Kind == "gradient":
		c.backward(d, p.a)
	case e.Kind == "gradients":
		c.weights(d)
	case e.Kind == "parameters" || e.Kind == "step":
		d.Cause = Update
	case inputs:
	case e.Kind == "forward" || e.Kind == "operation":
		d.Cause = Forward
	case e.Kind == "fit" || e.Kind == "predict" || e.Kind == "call" || e.Kind == "round":
		d.Cause = Fitting
	}
	d.settle()
	return d
}

// backward names whose backward pass gave a gradient: that of a tensor comes
// from those that used it.
func (c *comparison) backward(d *Divergence, e *Event) {
	var of int
	if json.Unmarshal(e.Of, &of) != nil {
		return
	}
	d.Cause = Backward
	for i := range c.effect {
		u := c.pairs[i].a
		if u == nil || u.Kind != "forward" && u.Kind != "operation" {
			continue
		}
		var from [][2]int
		if json.Unmarshal(u.Of, &from) == nil && slices.Contains(from, [2]int{of, e.Index}) {
			d.Site, d.Made, d.Module, d.Op = u.Site, u.Made, u.Module, u.Op
			return // the first is the innermost: a module comes after those in it
		}
	}
}

// weights names the module whose weights' gradient differs: the one nearest to
// the loss.
func (c *comparison) weights(d *Divergence) {
	for i := c.effect - 1; i >= 0; i-- {
		u := c.pairs[i].a
		if u == nil || u.Kind != "forward" {
			continue
		}
		if slices.ContainsFunc(d.Names, func(n string) bool {
			return strings.HasPrefix(n, u.Module+".") && !strings.Contains(n[len(u.Module)+1:], ".")
		}) {
			d.Cause, d.Site, d.Made, d.Module, d.Op = Backward, u.Site, u.Made, u.Module, u.Op
			return
		}
	}
	d.Cause = Value
}
