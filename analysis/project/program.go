// Package project links the facts of files to a program: modules, classes and
// functions, what every name and value refers to, who calls whom, where runs
// start, what they draw from, seed and switch and in which order, and the
// versions, variables and devices they run with.
//
// A Program is built once from immutable inputs and is lazy: values are
// evaluated when somebody asks. It is not safe for concurrent use; one
// goroutine owns it. Everything it returns is deterministic: it depends on the
// inputs alone, never on the order of questions.
package project

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/environ"
	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/source"
	"github.com/mlf-core/mlf-lsp/rules"
)

// Input is one Python file or notebook of the project.
type Input struct {
	File  *source.File
	Facts *facts.File
}

// Options say what the files alone do not.
type Options struct {
	Root        string // folder that holds the project, in the same form as file paths; "" or "." for the working directory
	EntryPoints []string
	IsTest      func(path string) bool
	Device      string // auto, cpu, cuda
	Pins        map[string]string
	// Tracked makes a program that Update can bring up to date; it takes more
	// memory.
	Tracked bool
	// Texts are all files that can be read, by path, and Present the paths of
	// all; both are given for projects that were made from a template alone.
	Texts   []*source.File
	Present []string
	// Excluded tells of paths that the configuration leaves out; nil for none.
	Excluded func(path string) bool
	// Newest are the newest releases of distributions, by normalised name, ""
	// for those that no index knows; nil where nobody looked.
	Newest map[string]string
	// Hardware is how this machine differs from that of the project's hardware
	// report, one phrase each; nil where nothing does or nobody compared.
	Hardware []string
	// Observed are where runs of the project's programs were seen to part.
	Observed []Observation
}

// Observation is where runs of a command parted first.
type Observation struct {
	Lines   []Line // the line itself, then others that it concerns
	Code    string // the rule that it is a case of
	Text    string // a clause: step, module, operation and what differed
	Reason  string // what differed, and why
	Seen    string // what differed at the end
	Command string
}

// Line is the code of a line: bytes [Start, End) of a file.
type Line struct {
	File       string
	Start, End int
}

// Program is a linked project.
type Program struct {
	KB      *rules.Base
	Modules []*Module // by path
	Env     *Environment
	Options Options

	byStem   map[string]*Module // path without extension or /__init__
	packages map[string]bool    // folders with __init__.py
	dirs     map[string]bool    // folders that hold Python files at any depth
	roots    []string           // further import roots: src, package dirs

	callIndex    map[string][]*Call  // by last name of the callee as written
	byBase       map[string][]*Class // by the last name of a base as written
	aliased      map[string][]alias
	options      map[string][]*Option
	knownOptions map[string][]*Option // the same, kept while they are found anew
	declaring    answer
	entries      []*Entry
	entryOf      map[string]*Entry  // the same by name
	runs         map[string]*Run    // by the name of the entry
	following    map[string]*answer // the same for what they depend on
	registry     map[regKey][]*Func // functions registered by decorators
	registering  answer
	properties   map[string]bool // names of properties
	naming       answer
	// knownRegistry and knownProperties are the same as they were last found.
	knownRegistry   map[regKey][]*Func
	knownProperties map[string]bool
	importedLibs    map[*rules.Library]bool // libraries that code imports
	ev              evaluation

	tracked bool // the program follows edits
	broken  bool
	facts   map[fact]*answer
	sweep   uint32
}

// Module is a Python file of the program.
type Module struct {
	Path  string
	File  *source.File
	Facts *facts.File
	Units []*Unit // in program order, without class members
	All   []*Unit // with class members, by place
	Test  bool

	prog       *Program
	bindings   map[string][]binding
	stars      []starImport
	changes    []change // made when first asked for
	traced     *trace   // the last that holds the module
	trace      *trace   // of its own code
	knownTrace *trace   // the same as it was last found
	tracing    answer
}

type binding struct {
	unit  int // index in Units
	u     *Unit
	v     facts.ID
	maybe bool
}

type starImport struct {
	unit int
	u    *Unit
	v    facts.ID
}

// Unit is a unit of a file at its place in the program.
type Unit struct {
	*facts.Unit
	Mod    *Module
	Base   int    // absolute offset of the unit in the file
	Class  *Class // set for class members
	Index  int    // among the module's units, or the class's members
	Defs   []*Func
	Types  []*Class
	Calls  []*Call // in program order within each function
	order  int     // among all units of the module
	memo   []*answer
	text   *answer // what the unit says
	uses   [][]Use
	callOf map[facts.ID]*Call
	loads  map[facts.ID]*loaded // what its import statements load

	imported bool // imports is complete
	imports  []*Module
	libs     []*rules.Library
	from     *facts.Unit // what it was last made of
	gone     bool        // it is no longer part of the program
}

// Func is a function, method or lambda; or the code of a unit.
type Func struct {
	*facts.Func
	Unit  *Unit
	Index int16
	Class *Class // set for methods

	returns   *Val
	openAt    int // depth of evaluation while its returns are being joined
	callers   []*Call
	findingAt int    // the same while its callers are being looked for
	called    bool   // callers is complete
	traced    *trace // the last that holds the function
	returning *answer
	calling   *answer
}

// Class is a class of the project.
type Class struct {
	*facts.Class
	Unit    *Unit // that holds the class statement
	Members []*Unit
	Methods map[string]*Func
	attrs   map[string][]binding
	annots  []annotation
	stores  map[string][]Store // values stored in self by the methods, in order
	supers  []*Call            // super().name(...) in the methods

	mro       []*Class
	ext       []string // external base classes of the whole chain, canonical
	linked    bool
	linkingAt int // depth of evaluation while the class is being linked
	linking   *answer
	facts     map[fact]*answer // about the class
}

// Link builds a program.
func Link(kb *rules.Base, inputs []Input, env []*environ.File, opt Options) *Program {
	p := &Program{
		KB: kb, Options: opt,
		byStem: map[string]*Module{}, packages: map[string]bool{}, dirs: map[string]bool{},
		runs: map[string]*Run{}, following: map[string]*answer{}, tracked: opt.Tracked, facts: map[fact]*answer{},
	}
	p.registering.forget = func() { p.registry = nil }
	p.naming.forget = func() { p.properties = nil }
	p.declaring.forget = func() { p.options = nil }
	for _, in := range inputs {
		m := p.module(in)
		p.Modules = append(p.Modules, m)
	}
	slices.SortFunc(p.Modules, func(a, b *Module) int { return cmp.Compare(a.Path, b.Path) })
	for _, m := range p.Modules {
		p.place(m)
	}
	p.Env = newEnvironment(p, env)
	p.roots = importRoots(p, env)
	p.index()
	return p
}

func (p *Program) module(in Input) *Module {
	m := &Module{Path: in.File.Path, File: in.File, Facts: in.Facts, prog: p}
	m.tracing.forget = func() { m.trace = nil }
	m.Test = p.Options.IsTest != nil && p.Options.IsTest(m.Path)
	for i, pl := range in.Facts.Units {
		m.Units = append(m.Units, m.unit(pl, 0, nil, i))
	}
	m.collect()
	return m
}

// unit places facts in the file, with the members of their classes.
func (m *Module) unit(pl facts.Placed, base int, class *Class, index int) *Unit {
	u := &Unit{Unit: pl.Unit, from: pl.Unit, text: &answer{}, Mod: m, Base: base + int(pl.Base), Class: class, Index: index}
	for i := range u.Funcs {
		f := &Func{Func: &u.Funcs[i], Unit: u, Index: int16(i)}
		if m.prog.tracked {
			f.returning = &answer{forget: func() { f.returns = nil }}
			f.calling = &answer{forget: func() { f.callers, f.called = nil, false }}
		}
		u.Defs = append(u.Defs, f)
	}
	for i := range u.Classes {
		c := &Class{Class: &u.Classes[i], Unit: u}
		c.linking = &answer{forget: func() { c.linked = false }}
		for j, mem := range c.Class.Members {
			c.Members = append(c.Members, m.unit(mem, u.Base, c, j))
		}
		c.collect()
		u.Types = append(u.Types, c)
	}
	return u
}

// collect lists the units of the module and what they bind.
func (m *Module) collect() {
	m.All, m.stars, m.bindings = nil, nil, map[string][]binding{}
	for i, u := range m.Units {
		m.list(u)
		for _, b := range u.Bindings {
			m.bindings[b.Name] = append(m.bindings[b.Name], binding{i, u, b.V, b.Maybe})
		}
		u.eachStep(func(_ *Func, s *facts.Step) {
			switch {
			case s.Kind == facts.StepImport && s.Str == "*":
				m.stars = append(m.stars, starImport{i, u, s.V})
			case s.Kind == facts.StepBind && s.Global:
				m.bindings[s.Str] = append(m.bindings[s.Str], binding{i, u, s.V, true})
			}
		})
	}
}

func (m *Module) list(u *Unit) {
	u.order = len(m.All)
	m.All = append(m.All, u)
	for _, c := range u.Types {
		for _, mem := range c.Members {
			m.list(mem)
		}
	}
}

// eachStep visits every step of the unit's functions, nested blocks included,
// in program order within each function.
func (u *Unit) eachStep(visit func(*Func, *facts.Step)) {
	for _, f := range u.Defs {
		eachIn(f.Body, func(s *facts.Step) { visit(f, s) })
	}
}

func eachIn(b facts.Block, visit func(*facts.Step)) {
	for i := range b {
		visit(&b[i])
		for _, inner := range b[i].Blocks {
			eachIn(inner, visit)
		}
	}
}

// Place gives the absolute range of a span of the unit.
func (u *Unit) Place(s facts.Span) (start, end int) {
	return u.Base + int(s.Start), u.Base + int(s.End)
}

// place records where a module can be imported from.
func (p *Program) place(m *Module) {
	stem := strings.TrimSuffix(strings.TrimSuffix(m.Path, ".py"), ".pyi")
	if path.Base(stem) == "__init__" {
		stem = path.Dir(stem)
		p.packages[stem] = true
	}
	if p.byStem[stem] == nil || !strings.HasSuffix(m.Path, ".pyi") {
		p.byStem[stem] = m
	}
	for d := path.Dir(m.Path); !p.dirs[d]; d = path.Dir(d) {
		p.dirs[d] = true
		if d == "." || d == "/" {
			break
		}
	}
}

func importRoots(p *Program, env []*environ.File) []string {
	seen := map[string]bool{}
	var out []string
	add := func(d string) {
		d = path.Clean(d)
		if p.dirs[d] && !seen[d] {
			seen[d] = true
			out = append(out, d)
		}
	}
	for _, f := range env {
		for _, d := range f.PackageDirs {
			add(path.Join(path.Dir(f.Path), d))
		}
	}
	root := p.Options.Root
	if root == "" {
		root = "."
	}
	add(root)
	add(path.Join(root, "src"))
	slices.Sort(out)
	return out
}

// Break makes the program decline updates: something failed while it was
// asked, so that what it remembers may be half done.
func (p *Program) Break() { p.broken = true }

// Module finds the module of a path, nil if it is not part of the program.
func (p *Program) Module(file string) *Module {
	i, ok := slices.BinarySearchFunc(p.Modules, file, func(m *Module, f string) int { return cmp.Compare(m.Path, f) })
	if !ok {
		return nil
	}
	return p.Modules[i]
}
