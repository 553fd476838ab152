package project

import (
	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/rules"
)

// kept is something that somebody worked out about a call.
type kept struct {
	what   string
	value  any
	answer *answer
}

// Remember gives what make works out about a call, and keeps it as long as
// nothing changes that make asks the program for: values, callers, classes,
// and the text of what these lead to. It must ask for nothing else. What names
// the kind of thing; each kind has a type of its own.
func Remember[T any](c *Call, what string, make func() T) T {
	p := c.Program()
	if !p.tracked || p.ev.depth > 0 {
		return make()
	}
	k := c.keep(what)
	p.read(k.answer)
	if !k.answer.valid {
		p.work(k.answer, func() {
			p.read(c.Unit.text)
			k.value = make()
		})
		k.answer.valid = true
	}
	return k.value.(T)
}

func (c *Call) keep(what string) *kept {
	for _, k := range c.kept {
		if k.what == what {
			return k
		}
	}
	k := &kept{what: what, answer: &answer{}}
	c.kept = append(c.kept, k)
	return k
}

// Imports tells whether some file of the program imports a library.
func (p *Program) Imports(lib *rules.Library) bool {
	p.depend(fact{kind: libraries})
	if p.importedLibs == nil {
		p.importedLibs = map[*rules.Library]bool{}
		for _, m := range p.Modules {
			for _, u := range m.All {
				for _, lib := range u.libraries() {
					p.importedLibs[lib] = true
				}
			}
		}
	}
	return p.importedLibs[lib]
}

// libraries are those that a unit imports; nil stands for those that are not
// known.
func (u *Unit) libraries() []*rules.Library {
	if u.libs == nil {
		u.libs = []*rules.Library{}
		for i := range u.Values {
			if v := &u.Values[i]; v.Op == facts.OpModule || v.Op == facts.OpImport && v.Index == 0 {
				u.libs = append(u.libs, u.Mod.prog.KB.Library(v.Str))
			}
		}
	}
	return u.libs
}
