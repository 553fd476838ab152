package project

// A program can follow edits: Update puts changed modules in the place of old
// ones and forgets only what was worked out from them. For that every answer
// knows the answers that were worked out from it.

// answer is something that was worked out: what a value is, what a function
// returns, who calls it, the classes above a class, the effect of a call, a
// run. Or it is a fact that answers are worked out from: what a module binds to
// a name, the calls written under a name.
type answer struct {
	users  []*answer // answers that were worked out from this one
	forget func()    // what is to be forgotten besides val
	val    *Val      // of a value
	open   int32     // depth of evaluation of a value that is being evaluated
	mark   uint32    // the last sweep that passed
	dead   bool      // its unit is no longer part of the program
	valid  bool      // of what is kept about a call: it holds
}

// factKind is a kind of fact about the text of the program.
type factKind uint8

const (
	boundName    factKind = iota // what a module binds to a name
	starImports                  // the star imports of a module
	moduleText                   // everything that a module says
	moduleCode                   // what a module does when it is loaded
	moduleTrace                  // the same, as far as other modules go
	calledName                   // the calls that are written under a name
	aliasedName                  // the names that stand for a name
	baseName                     // the classes whose bases are written under a name
	optionName                   // the command-line options of a name
	memberName                   // what a class has under a name
	classText                    // everything that the members of a class say
	classCode                    // what the body of a class does when it runs
	registration                 // the functions that decorators register
	propertyName                 // the names of properties
	libraries                    // the libraries that code imports
)

type fact struct {
	kind  factKind
	mod   *Module
	class *Class
	name  string
}

// read notes that what is being worked out depends on an answer.
func (p *Program) read(a *answer) {
	user := p.ev.user
	if user == nil || a == user || !p.tracked {
		return
	}
	n := len(a.users)
	if n > 0 && a.users[n-1] == user {
		return
	}
	if n == cap(a.users) && n >= 8 {
		p.compact(a)
	}
	a.users = append(a.users, user)
}

// depend notes that what is being worked out depends on a fact.
func (p *Program) depend(f fact) {
	if p.ev.user == nil || !p.tracked {
		return
	}
	a := p.fact(f)
	if a == nil {
		a = &answer{}
		switch {
		case f.class == nil:
			p.facts[f] = a
		case f.class.facts == nil:
			f.class.facts = map[fact]*answer{f: a}
		default:
			f.class.facts[f] = a
		}
	}
	p.read(a)
}

// compact drops repeated and dead users, so that the list does not grow with
// the number of edits.
func (p *Program) compact(a *answer) {
	p.sweep++
	kept := a.users[:0]
	for _, u := range a.users {
		if !u.dead && u.mark != p.sweep {
			u.mark = p.sweep
			kept = append(kept, u)
		}
	}
	clear(a.users[len(kept):])
	a.users = kept
}

// work calls do to work out an answer.
func (p *Program) work(a *answer, do func()) {
	user := p.ev.user
	p.ev.user = a
	do()
	p.ev.user = user
}

// outdate forgets an answer and all that was worked out from it.
func (p *Program) outdate(list ...*answer) {
	p.sweep++
	for len(list) > 0 {
		a := list[len(list)-1]
		list = list[:len(list)-1]
		if a == nil || a.mark == p.sweep {
			continue
		}
		a.mark = p.sweep
		a.val, a.open, a.valid = nil, 0, false
		if a.forget != nil {
			a.forget()
		}
		list = append(list, a.users...)
		clear(a.users)
		a.users = a.users[:0]
	}
}

// end makes an answer that was forgotten hold on to nothing, since lists of
// users may still hold it for a while.
func (a *answer) end() { *a = answer{dead: true} }

// fact is the answer that stands for a fact, nil for one that nobody asked for.
// Those about a class go with the class.
func (p *Program) fact(f fact) *answer {
	if f.class != nil {
		return f.class.facts[f]
	}
	return p.facts[f]
}
