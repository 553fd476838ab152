package codeactions

import (
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/analysis/syntax"
	"github.com/mlf-core/mlf-lsp/rules"
)

func init() { register(seedBlock, "MLF101", "MLF102", "MLF103", "MLF104", "MLF404", "MLF110") }

// generators are the global generators that a block can seed, in the order in
// which people write them.
var generators = []struct{ rng, library, people string }{
	{"python", "", "random"}, {"numpy", "numpy", "NumPy"}, {"torch", "torch", "PyTorch"}, {"tensorflow", "tensorflow", "TensorFlow"},
	{"keras", "keras", "Keras"},
}

// seedBlock seeds what a program draws from, where it starts; it completes the
// seeding that is there.
func seedBlock(c *context) []Fix {
	e := c.entry()
	if e == nil || c.f.Data["rng"] == "" {
		return nil
	}
	s := &seeding{context: c, entry: e, run: c.p.Run(e), rng: c.f.Data["rng"]}
	if !s.findDraw() {
		return nil
	}
	s.findNeeds()
	fix, ok := s.complete()
	if !ok {
		fix, ok = s.block()
	}
	if !ok {
		return nil
	}
	return []Fix{fix}
}

// seeding is what is known of one program's seeds.
type seeding struct {
	*context
	entry *project.Entry
	run   *project.Run
	rng   string
	draw  int // index of the first event that draws unseeded
	needs []string
}

// findDraw finds the first draw that some generator is not seeded for; in
// front of it a block has to stand.
func (s *seeding) findDraw() bool {
	for i, ev := range s.run.Events {
		if ev.Kind == project.Draws && !ev.Handler && ev.Truth == rules.Yes && slices.Contains(ev.RNGs, s.rng) && !ev.Before.Has(s.rng) {
			s.draw = i
			return true
		}
	}
	return false
}

// findNeeds lists the generators that the program uses and does not seed.
func (s *seeding) findNeeds() {
	for _, g := range generators {
		seeded, used := false, g.rng == s.rng
		for _, ev := range s.run.Events {
			switch ev.Kind {
			case project.Seeds:
				seeded = seeded || !ev.Handler && slices.Contains(ev.RNGs, g.rng)
			case project.Draws, project.Samples:
				used = used || slices.Contains(ev.RNGs, g.rng)
			case project.Uses:
				used = used || g.library != "" && ev.Name == g.library
			}
		}
		if used && (!seeded || g.rng == s.rng) {
			s.needs = append(s.needs, g.rng)
		}
	}
}

// complete adds what is missing behind the last seed that is set before.
func (s *seeding) complete() (Fix, bool) {
	for _, ev := range slices.Backward(s.run.Events[:s.draw]) {
		if ev.Kind != project.Seeds || ev.Handler || ev.Conditional || ev.Call == nil {
			continue
		}
		pg := s.page(ev.Unit.Mod.Path)
		if pg == nil {
			return Fix{}, false
		}
		start, end := ev.Call.Place()
		n, _, ok := find[*syntax.Call](pg, start, end)
		stmt, found := pg.statementAt(start)
		x, alone := stmt.Node.(*syntax.ExprStmt)
		if !ok || !found || !alone || n.start != start || x.X.(syntax.Node) != n.Node || !pg.startsLine(stmt.start) {
			continue
		}
		value := seedArgument(pg, n)
		if value == "" {
			continue
		}
		im := &imports{pg: pg}
		lines := s.calls(im, value, s.needs)
		if len(lines) == 0 || im.clash {
			return Fix{}, false
		}
		edits := append(im.edits(), pg.linesBehind(stmt.end, pg.indentAt(stmt.start), lines))
		return Fix{Title: "Seed " + peopleList(s.needs) + " where the other seed is set", Edits: edits}, true
	}
	return Fix{}, false
}

var plain = regexp.MustCompile(`^[\w.]+(\[["'\w]+\])?$`)

// seedArgument is the source of a seed that can be repeated: a name, an
// attribute or a number.
func seedArgument(pg *page, n node) string {
	c := n.Node.(*syntax.Call)
	for _, a := range c.Args {
		if a.Star != 0 || a.Name != "" && a.Name != "seed" {
			continue
		}
		if text := pg.src(n, a.X); plain.MatchString(text) && text != "None" {
			return text
		}
		return ""
	}
	return ""
}

// block makes a new block where the program starts.
func (s *seeding) block() (Fix, bool) {
	pg := s.page(s.entry.Module.Path)
	if pg == nil {
		return Fix{}, false
	}
	at := s.place(s.run.Events[s.draw])
	title := "Seed " + peopleList(s.needs) + " at the start of " + s.entry.Name
	im := &imports{pg: pg}
	start, fn, inside := s.startOf(pg, s.entry, at)
	if value, edit, ok := s.optionSeed(pg, start, fn, inside, at); ok {
		lines := s.calls(im, value, s.needs)
		if len(lines) == 0 || im.clash {
			return Fix{}, false
		}
		return Fix{Title: title + ", by " + value, Edits: append(im.edits(), edit(lines))}, true
	}
	name, constant, ok := s.constant(pg, at)
	if !ok {
		return Fix{}, false
	}
	calls := s.calls(im, name, s.needs)
	if len(calls) == 0 || im.clash {
		return Fix{}, false
	}
	edits := im.edits()
	if inside {
		if len(constant) > 0 {
			e, ok := pg.atTop(at, constant)
			if !ok {
				return Fix{}, false
			}
			edits = append(edits, e)
		}
		return Fix{Title: title, Edits: append(edits, pg.first(start, calls))}, true
	}
	e, ok := s.moduleBlock(pg, at, name, append(constant, calls...))
	return Fix{Title: title, Edits: append(edits, e)}, ok
}

// moduleBlock puts a block behind the imports, or behind the constant that it
// uses.
func (s *seeding) moduleBlock(pg *page, at int, name string, lines []string) (Edit, bool) {
	for _, n := range pg.top() {
		if a, ok := n.Node.(*syntax.Assign); ok && assigns(a, name) {
			return pg.linesBehind(n.end, "", lines), n.end <= at && pg.startsLine(n.start)
		}
	}
	return pg.atTop(at, lines)
}

// place is where in the entry's file an event is reached: the call through
// which it is, or the first import of a module of ours where loading one
// draws.
func (s *seeding) place(ev *project.Event) int {
	switch {
	case ev.Via != nil && ev.Via.Unit.Mod == s.entry.Module:
		start, _ := ev.Via.Place()
		return start
	case ev.Unit.Mod == s.entry.Module:
		start, _ := ev.Unit.Place(ev.Span)
		return start
	}
	for _, u := range s.entry.Module.Units {
		for _, b := range u.Bindings {
			switch v := u.Val(b.V); {
			case v.Kind == project.ModuleVal, v.Kind == project.Folder, v.Unit != nil && v.Unit.Mod != s.entry.Module,
				v.Fn != nil && v.Fn.Unit.Mod != s.entry.Module, v.Class != nil && v.Class.Unit.Mod != s.entry.Module:
				return u.Base
			}
		}
	}
	return math.MaxInt
}

var seedName = regexp.MustCompile(`(?i)^(random_?|rng_?|global_?)?seed$`)

// optionSeed finds the seed that users pass: a parameter of the function that
// starts, or an option of the command line.
func (s *seeding) optionSeed(pg *page, b body, fn *syntax.FuncDef, inside bool, at int) (string, func([]string) Edit, bool) {
	if fn != nil {
		for _, p := range fn.Params {
			if none, ok := p.Default.(*syntax.Const); seedName.MatchString(p.Name) && (!ok || none.Text != "None") && !s.mayBeNone(p.Name) {
				return p.Name, func(lines []string) Edit { return pg.first(b, lines) }, true
			}
		}
	}
	option := s.option()
	if option == nil {
		return "", nil, false
	}
	list := pg.top()
	if inside {
		list = append(slices.Clone(b.stmts), list...)
	}
	for _, n := range list {
		a, ok := n.Node.(*syntax.Assign)
		if !ok || len(a.Targets) != 1 || !pg.startsLine(n.start) || !inside && n.end > at {
			continue
		}
		target, ok := a.Targets[0].(*syntax.Name)
		value, isCall := a.Value.(*syntax.Call)
		if !ok || !isCall || !s.namespace(pg, n, value) {
			continue
		}
		indent := pg.indentAt(n.start)
		return target.ID + "." + option.Name, func(lines []string) Edit { return pg.linesBehind(n.end, indent, lines) }, true
	}
	return "", nil, false
}

// mayBeNone tells whether an option of the command line passes None when users
// leave it out.
func (s *seeding) mayBeNone(name string) bool {
	return slices.ContainsFunc(s.p.OptionsNamed(name), func(o *project.Option) bool {
		return !o.Required && o.Default().Kind == project.None
	})
}

// option is the option of the program that is its seed.
func (s *seeding) option() *project.Option {
	var found *project.Option
	s.p.AllOptions(func(o *project.Option) {
		if found == nil && o.Call != nil && s.run.Modules[o.Call.Unit.Mod] && seedName.MatchString(o.Name) &&
			(o.Required || o.Default().Kind == project.Num) {
			found = o
		}
	})
	return found
}

// namespace tells whether a call gives the options of the command line.
func (s *seeding) namespace(pg *page, n node, call *syntax.Call) bool {
	start, end := pg.abs(n, call)
	c := s.projectCall(pg.file.Path, start, end)
	return c != nil && c.Result().Kind == project.Namespace
}

// constant is the name of the seed in the module, and the lines that define it
// where there is none.
func (s *seeding) constant(pg *page, at int) (string, []string, bool) {
	for _, n := range pg.top() {
		a, ok := n.Node.(*syntax.Assign)
		if !ok || n.end > at || len(a.Targets) != 1 {
			continue
		}
		t, ok := a.Targets[0].(*syntax.Name)
		if _, num := a.Value.(*syntax.Num); ok && num && seedName.MatchString(t.ID) && pg.startsLine(n.start) {
			return t.ID, nil, true
		}
	}
	for _, name := range []string{"SEED", "RANDOM_SEED"} {
		if !pg.binds(name) {
			return name, []string{name + " = 42"}, true
		}
	}
	return "", nil, false
}

func assigns(a *syntax.Assign, name string) bool {
	if len(a.Targets) != 1 {
		return false
	}
	t, ok := a.Targets[0].(*syntax.Name)
	return ok && t.ID == name
}

// calls are the statements that seed generators with a value: the idiom of the
// framework in use, else each library's own.
func (s *seeding) calls(im *imports, value string, needs []string) []string {
	var out []string
	covered := []string{"python", "numpy", "torch"} // by most idioms
	switch {
	case s.uses("lightning"):
		if name := s.lightning(im); name != "" {
			out = append(out, name+"("+value+", workers=True)")
		}
	case s.uses("tensorflow") && s.in("tensorflow", ">=2.7"):
		out = append(out, im.module("tensorflow", "tf")+".keras.utils.set_random_seed("+value+")")
		covered = []string{"python", "numpy", "tensorflow", "keras"}
	case s.uses("keras") && slices.Contains(needs, "keras") && s.in("keras", ">=2.7"):
		out = append(out, im.module("keras", "")+".utils.set_random_seed("+value+")")
		covered = []string{"python", "numpy", "torch", "tensorflow", "keras"}
	case s.uses("transformers") && len(needs) > 1:
		out = append(out, im.member("transformers", "set_seed")+"("+value+")")
	}
	if len(out) == 0 {
		covered = nil
	}
	for _, rng := range needs {
		if slices.Contains(covered, rng) {
			continue
		}
		switch rng {
		case "python":
			out = append(out, im.module("random", "")+".seed("+value+")")
		case "numpy":
			out = append(out, im.module("numpy", "np")+".random.seed("+value+")")
		case "torch":
			out = append(out, im.module("torch", "")+".manual_seed("+value+")")
		case "tensorflow", "keras":
			if rng == "keras" && (!s.uses("tensorflow") || slices.Contains(needs, "tensorflow")) {
				continue
			}
			call := ".random.set_seed("
			if !s.in("tensorflow", ">=2") {
				call = ".set_random_seed("
			}
			out = append(out, im.module("tensorflow", "tf")+call+value+")")
		}
	}
	return out
}

func (s *seeding) uses(library string) bool {
	return slices.ContainsFunc(s.run.Events, func(e *project.Event) bool { return e.Kind == project.Uses && e.Name == library })
}

// in tells whether all admitted versions of a library are in a range.
func (c *context) in(library, specifier string) bool {
	lib := c.p.KB.Library(library)
	return lib != nil && c.p.Env.Versions(lib, c.f.File).In(specifier) == rules.Yes
}

// lightning is the name of seed_everything in a page, imported from the package
// that the program uses.
func (s *seeding) lightning(im *imports) string {
	for _, n := range im.top() {
		if i, ok := n.Node.(*syntax.Import); ok {
			for _, a := range i.Names {
				switch a.Name {
				case "lightning", "pytorch_lightning", "lightning.pytorch":
					name := a.As
					if name == "" {
						name = a.Name
					}
					return name + ".seed_everything"
				}
			}
		}
	}
	root := ""
	for _, m := range s.p.Modules {
		if !s.run.Modules[m] {
			continue
		}
		for _, u := range m.All {
			for i := range u.Values {
				first, _, _ := strings.Cut(u.Values[i].Str, ".")
				if op := u.Values[i].Op; isImport(op) && u.Values[i].Index == 0 && (first == "lightning" || first == "pytorch_lightning") && root == "" {
					root = first
				}
			}
		}
	}
	switch root {
	case "":
		return ""
	case "lightning":
		root = "lightning.pytorch"
	}
	return im.member(root, "seed_everything")
}

// peopleList names generators in a sentence.
func peopleList(rngs []string) string {
	var names []string
	for _, g := range generators {
		if slices.Contains(rngs, g.rng) {
			names = append(names, g.people)
		}
	}
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return strings.Join(names, "")
}
