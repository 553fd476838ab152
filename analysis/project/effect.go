package project

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/rules"
)

// effect is what a call of a library does wherever it is reached: events
// without the state of the walk. It is worked out once per call and name.
type effect struct {
	name      string
	working   *answer
	library   *rules.Library
	events    []Event
	blind     bool // its name says that it seeds, and nothing else is known
	environ   bool // it may set environment variables
	callsBack bool
}

func (p *Program) effectOf(c *Call, name string) *effect {
	for _, e := range c.effects {
		if e.name == name {
			p.read(e.working)
			return e
		}
	}
	var e *effect
	working := &answer{forget: func() {
		c.effects = slices.DeleteFunc(c.effects, func(x *effect) bool { return x == e })
	}}
	p.read(working)
	p.work(working, func() { e = p.newEffect(c, name) })
	e.name, e.working = name, working
	c.effects = append(c.effects, e)
	return e
}

func (p *Program) newEffect(c *Call, name string) *effect {
	s := p.KB.Symbol(name)
	if s == nil {
		return &effect{
			blind:     !strings.HasPrefix(name, "builtins.") && seedsByName(last(name)),
			callsBack: !keeps(name) && handsOver(c),
			environ:   strings.HasPrefix(name, "os."),
		}
	}
	e := &effect{library: s.Library, callsBack: !keeps(s.Name) && handsOver(c), environ: strings.HasPrefix(name, "os.")}
	v := p.VersionsFor(s, c.Unit.Mod)
	b := c.Bind(s, v)
	e.draws(c, s, v, b)
	e.samples(c, s, v, b)
	e.seeds(c, s, v, b, p.keras3(c.Unit.Mod))
	e.settings(c, s, v, b)
	e.devices(c, s, b)
	if s.Trainer != nil {
		e.add(Event{Kind: Trains, Call: c, Name: s.Trainer.Kind})
	}
	if len(s.Settings) > 0 {
		e.add(Event{Kind: Calls, Call: c, Name: name})
	}
	return e
}

func (e *effect) add(ev Event) { e.events = append(e.events, ev) }

// waits is true for draws of objects that draw when they are used, which is
// not when they are made.
func (e *Event) waits() bool {
	return e.Kind == Draws && e.Draw.At == "use" || e.Kind == Samples && len(e.Sample.Use) > 0
}

// handsOver tells whether an argument is something of ours that can be called.
func handsOver(c *Call) bool {
	found := false
	for _, a := range c.Value().List {
		c.Unit.Val(a.V).Each(func(v *Val) {
			switch v.Kind {
			case Function, Partial, Object, Type, Seq, Map:
				found = true
			case Instance:
				found = found || v.Unit != nil && len(c.Unit.Mod.prog.registrations()[instanceKey(v)]) > 0
			}
		})
	}
	return found
}

func (e *effect) draws(c *Call, s *rules.Symbol, v rules.Versions, b rules.Bound) {
	for _, d := range s.Draws {
		t := d.When.Eval(b).And(v.In(d.Versions))
		if t == rules.No {
			continue
		}
		e.add(Event{Kind: Draws, Call: c, RNGs: []string{d.RNG}, Draw: d, Truth: t})
	}
}

func (e *effect) samples(c *Call, s *rules.Symbol, v rules.Versions, b rules.Bound) {
	for _, sp := range s.SeedParameters {
		if sp.Fallback == "fixed" || v.In(sp.Versions) == rules.No {
			continue
		}
		t := sp.Matters.Eval(b)
		if t == rules.No {
			continue
		}
		if seed := b.Arg(sp.Parameter); seed.Kind != rules.Absent {
			t = t.And(seed.IsNone())
		}
		for _, name := range sp.Also {
			if b.Given(name) == rules.Yes && b.Arg(name).IsNone() != rules.Yes {
				t = rules.No // the seed comes that way
			}
		}
		if t == rules.No {
			continue
		}
		var rngs []string
		if bits([]string{sp.Fallback}) != 0 {
			rngs = []string{sp.Fallback}
		}
		e.add(Event{Kind: Samples, Call: c, RNGs: rngs, Sample: sp, Truth: t})
	}
}

// keras3 tells whether the Keras of a module can be Keras 3, whose layers draw
// their seeds from Python's generator.
func (p *Program) keras3(m *Module) bool {
	tensorflow, keras := p.KB.LibraryOf("tensorflow"), p.KB.LibraryOf("keras")
	return tensorflow != nil && keras != nil &&
		p.Env.Versions(tensorflow, m.Path).In(">=2.16") != rules.No && p.Env.Versions(keras, m.Path).In(">=3") != rules.No
}

func (e *effect) seeds(c *Call, s *rules.Symbol, v rules.Versions, b rules.Bound, keras3 bool) {
	for _, sd := range s.Seeders {
		t := sd.When.Eval(b).And(v.In(sd.Versions))
		if t == rules.No {
			continue
		}
		rngs := sd.RNGs
		if keras3 && slices.Contains(rngs, "python") && !slices.Contains(rngs, "keras") {
			rngs = append(slices.Clone(rngs), "keras")
		}
		e.add(Event{Kind: Seeds, Call: c, RNGs: rngs, Seeder: sd, Truth: t})
		for _, set := range sd.Settings {
			if st := set.When.Eval(b); st != rules.No {
				e.add(Event{Kind: Switches, Call: c, Switch: set.Switch, Value: set.Value, Known: st == rules.Yes, Truth: st})
			}
		}
	}
}

func (e *effect) settings(c *Call, s *rules.Symbol, v rules.Versions, b rules.Bound) {
	for _, st := range s.Settings {
		if st.Kind == "attribute" {
			continue
		}
		t := st.When.Eval(b).And(v.In(st.Versions))
		if t == rules.No {
			continue
		}
		value, known, given := st.Value, true, true
		if st.Parameter != "" {
			value, known, given = settingValue(st, b.Arg(st.Parameter))
		}
		if given {
			e.add(Event{Kind: Switches, Call: c, Switch: st.Switch, Value: value, Known: known, Setting: st, Truth: t})
		}
	}
}

// settingValue translates an argument or assigned value to on, off or warn.
func settingValue(st *rules.Setting, v rules.Value) (value string, known, given bool) {
	if s, ok := st.Values[v.String()]; ok {
		return s, true, s != ""
	}
	switch {
	case v.Kind == rules.Absent, v.Kind == rules.None:
		return "", false, false
	case v.Truthy() == rules.Yes:
		return "on", true, true
	case v.Truthy() == rules.No:
		return "off", true, true
	}
	return "", false, true
}

func (e *effect) devices(c *Call, s *rules.Symbol, b rules.Bound) {
	for _, d := range s.Devices {
		if dev := deviceOf(d, b); dev != "" {
			e.add(Event{Kind: UsesGPU, Call: c, Value: dev, Known: dev != "maybe"})
		}
	}
}

func deviceOf(d *rules.Device, b rules.Bound) string {
	if d.Parameter == "" {
		return d.Device
	}
	v := b.Arg(d.Parameter)
	if s, ok := d.Values[v.String()]; ok {
		return s
	}
	switch v.Kind {
	case rules.Absent, rules.None:
		return d.Device
	case rules.Int:
		return "cuda" // device indexes are GPUs
	case rules.Object:
		if v.Type == "torch.device" || v.Type == "str" {
			return "maybe"
		}
		return "" // .to(other_tensor), .to(torch.float16)
	case rules.String:
		switch {
		case strings.HasPrefix(v.Text, "cuda"), strings.HasPrefix(v.Text, "gpu"):
			return "cuda"
		case v.Text == "cpu":
			return "cpu"
		}
	}
	return "maybe"
}
