package check

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/rules"
)

const xlaFlags = "XLA_FLAGS"

// jaxFlags are the flags of XLA that make operations on a GPU repeatable, the
// current one first; the second keeps choosing kernels by timing, among
// repeatable ones.
var jaxFlags = []string{"xla_gpu_deterministic_ops", "xla_gpu_exclude_nondeterministic_ops"}

// jaxDevice decides what JAX runs on in a run. It takes a GPU by itself where
// it is installed for one; a project that installs it plainly may be on a CPU.
func (p *Pass) jaxDevice(r *project.Run) gpu {
	switch p.Options.Device {
	case "cpu":
		return noGPU
	case "cuda":
		return onGPU
	}
	return once(p.shared, "jax device "+r.Entry.Name, func() gpu {
		for _, name := range []string{"JAX_PLATFORMS", "JAX_PLATFORM_NAME"} {
			if v, _, ok := p.Env.VariableSet(name, r.Entry); ok && v.Known {
				return platform(v.Value)
			}
			for _, e := range r.Events {
				if e.Kind == project.SetsEnv && e.Name == name && e.Known {
					return platform(e.Value)
				}
			}
		}
		if d, ok := p.jaxPlatformAsked(r); ok {
			return d
		}
		if p.jaxInstalledFor("cuda") || p.Env.UsesCUDA() {
			return onGPU
		}
		if p.jaxInstalledFor("cpu") || p.jaxInstalledFor("tpu") {
			return noGPU
		}
		return maybeGPU
	})
}

func platform(name string) gpu {
	name = strings.ToLower(name)
	switch {
	case strings.Contains(name, "cuda"), strings.Contains(name, "gpu"):
		return onGPU
	case name == "":
		return maybeGPU
	}
	return noGPU
}

// jaxPlatformAsked finds jax.config.update("jax_platforms", ...) and
// jax.devices("gpu") in a run.
func (p *Pass) jaxPlatformAsked(r *project.Run) (gpu, bool) {
	calls := once(p.shared, "jax platforms", func() []*project.Call {
		var out []*project.Call
		p.namedCalls(func(c *project.Call, name string) {
			switch name {
			case "jax.config.update", "jax.devices", "jax.local_devices":
				out = append(out, c)
			}
		})
		return out
	})
	for _, c := range calls {
		if !r.Modules[c.Unit.Mod] || c.Fn.Index != 0 && !r.Funcs[c.Fn] {
			continue
		}
		var words []string
		for _, a := range c.Value().List {
			if v := c.Unit.Val(a.V); v.Kind == project.Str {
				words = append(words, v.Text)
			}
		}
		switch {
		case c.Name() == "jax.config.update" && len(words) == 2 && strings.HasPrefix(words[0], "jax_platform"):
			return platform(words[1]), true
		case c.Name() != "jax.config.update" && len(words) == 1 && platform(words[0]) == onGPU:
			return onGPU, true
		}
	}
	return maybeGPU, false
}

// jaxInstalledFor tells whether the project's files install JAX for a kind of
// device: jax[cuda12], jax-cuda12-plugin, jaxlib==0.4.1+cuda11.cudnn86.
func (p *Pass) jaxInstalledFor(kind string) bool {
	for _, f := range p.Env.Files {
		for _, pin := range f.Pins {
			if !strings.HasPrefix(pin.Package, "jax") {
				continue
			}
			if strings.HasPrefix(pin.Package, "jax-"+kind) || strings.Contains(pin.Specifier, "+"+kind) ||
				slices.ContainsFunc(pin.Extras, func(x string) bool { return strings.HasPrefix(x, kind) }) {
				return true
			}
		}
	}
	return false
}

// jaxInstalledPlainly tells whether the project's files install JAX without
// naming a device.
func (p *Pass) jaxInstalledPlainly() bool {
	for _, f := range p.Env.Files {
		for _, pin := range f.Pins {
			if pin.Package == "jax" || pin.Package == "jaxlib" {
				return !p.jaxInstalledFor("cuda")
			}
		}
	}
	return false
}

// jaxFlag is what a run says about determinism in XLA_FLAGS: Yes when it is on,
// No when it is not or off, Maybe when the variable's value cannot be seen.
// at is where the flag is switched off, if it is.
func (p *Pass) jaxFlag(r *project.Run) (on rules.Truth, at *project.Event) {
	type answer struct {
		on rules.Truth
		at *project.Event
	}
	a := once(p.shared, "jax flag "+r.Entry.Name, func() answer {
		a := answer{on: rules.No}
		if v, _, ok := p.Env.VariableSet(xlaFlags, r.Entry); ok {
			a.on = flagIn(v.Value, v.Known)
		}
		for _, e := range r.Events {
			if e.Kind != project.SetsEnv || e.Name != xlaFlags {
				continue
			}
			words, known := e.Value, e.Known
			if !known {
				id := e.V
				if e.Call != nil {
					id = e.Call.ID
				}
				words = sourceText(e.Unit, id)
				known = strings.Contains(words, "xla_")
			}
			if t := flagIn(words, known); t != rules.No || strings.Contains(words, jaxFlags[0]) {
				a = answer{t, nil}
				if t == rules.No {
					a.at = e
				}
			}
		}
		return a
	})
	return a.on, a.at
}

// flagIn looks for the flags in a value of XLA_FLAGS; the last word counts.
func flagIn(value string, known bool) rules.Truth {
	on := rules.No
	if !known {
		on = rules.Maybe
	}
	for word := range strings.FieldsFuncSeq(value, func(r rune) bool { return strings.ContainsRune(" \t\n\"'+(),", r) }) {
		name, setting, given := strings.Cut(strings.TrimLeft(word, "-"), "=")
		if slices.Contains(jaxFlags, name) {
			on = rules.Yes
			if s := strings.ToLower(setting); given && (s == "false" || s == "0") {
				on = rules.No
			}
		}
	}
	return on
}
