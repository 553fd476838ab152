package environ

import "slices"

// shellState is what a script knows while it is read from top to bottom.
type shellState struct {
	b     *builder
	scope string // for Vars and Commands
	entry string
	dir   string // slash path from the repository root; "" is unknown or the root
	vars  []Var  // known variables, each name once, in order of first sight
	// keep makes assignments Vars of the file; without it they act only inside
	// the script (a Dockerfile RUN).
	keep bool
	// resolve turns the name of an included file into one relative to the
	// environment file; nil leaves it as written.
	resolve func(string) string
	// persist takes variables written to $GITHUB_ENV for the steps after this.
	persist func(Var)
	guess   bool // the text did not parse: keep only what is surely a command
	nested  int  // levels of "sh -c"
}

func (s *shellState) clone() *shellState {
	out := *s
	out.vars = slices.Clone(s.vars)
	return &out
}

func (s *shellState) lookup(name string) (Var, bool) {
	for _, v := range s.vars {
		if v.Name == name {
			return v, true
		}
	}
	return Var{}, false
}

// set gives a variable its value; one that was exported stays so.
func (s *shellState) set(v Var) {
	v.Scope = s.scope
	at := slices.IndexFunc(s.vars, func(known Var) bool { return known.Name == v.Name })
	if at >= 0 {
		v.Exported = v.Exported || s.vars[at].Exported
	}
	v.Line = s.b.line(v.Span.Start)
	if s.keep {
		v = s.b.addVar(v)
	}
	s.remember(v, at)
}

func (s *shellState) remember(v Var, at int) {
	switch {
	case at >= 0:
		s.vars[at] = v
	case len(s.vars) < maxEnv:
		s.vars = append(s.vars, v)
	}
}

// inherit makes variables known that were set outside of the script.
func (s *shellState) inherit(vars []Var) {
	for _, v := range vars {
		s.remember(v, slices.IndexFunc(s.vars, func(known Var) bool { return known.Name == v.Name }))
	}
}

// export marks a variable that was set before: "export A".
func (s *shellState) export(name string) {
	at := slices.IndexFunc(s.vars, func(known Var) bool { return known.Name == name })
	if at < 0 || s.vars[at].Exported {
		return
	}
	s.vars[at].Exported = true
	if !s.keep {
		return
	}
	for i := range s.b.file.Vars {
		if v := &s.b.file.Vars[i]; v.Name == name && v.Scope == s.scope {
			v.Exported = true
		}
	}
}

func (s *shellState) unset(name string) {
	s.vars = slices.DeleteFunc(slices.Clone(s.vars), func(v Var) bool { return v.Name == name })
}

// environment is what a command sees: exported variables, then its own.
func (s *shellState) environment(own []Var) []Var {
	var out []Var
	for _, v := range s.vars {
		if v.Exported && !slices.ContainsFunc(own, func(o Var) bool { return o.Name == v.Name }) {
			out = append(out, v)
		}
	}
	return append(out, own...)
}

// shellWord is one word of a command. Text has quotes removed and known
// variables expanded; expansions that are not known stay as written.
type shellWord struct {
	text  string
	known bool   // no unknown expansion in it
	span  Span   // as written, with quotes
	body  mapped // text with places
}
