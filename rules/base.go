package rules

import (
	"cmp"
	"embed"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"
)

//go:embed *.yaml
var files embed.FS

// Base is a set of libraries, ready to be asked. It does not change once
// built, and may be used by several goroutines at once.
type Base struct {
	libraries     []*Library // by name
	distributions map[string]*Library
	modules       map[string]*Library
	aliases       map[string]string
	exact         map[string]*Symbol
	wild          map[string]*Symbol // by the name before ".*"
	classes       map[string]*Class
	own           map[string]string
	variables     []*Variable
	byVariable    map[string]*Variable
	children      func() map[string][]string
}

// Embedded is the knowledge base that comes with the program, read once.
func Embedded() (*Base, error) { return embedded() }

var embedded = sync.OnceValues(func() (*Base, error) {
	libraries, err := loadCompiled()
	if err != nil {
		var problems Problems
		if libraries, problems = loadSources(); len(problems) > 0 {
			return nil, fmt.Errorf("the built-in knowledge base is broken, please report this: %w", problems)
		}
	}
	return NewBase(libraries...), nil
})

// loadSources reads the YAML files, in the order of their names.
func loadSources() ([]*Library, Problems) {
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil, Problems{{File: "rules", Message: err.Error()}}
	}
	libraries := make([]*Library, len(entries))
	problems := make([]Problems, len(entries))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, e := range entries {
		g.Go(func() error {
			text, err := files.ReadFile(e.Name())
			if err != nil {
				return err
			}
			libraries[i], problems[i] = Load(e.Name(), text)
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, Problems{{File: "rules", Message: err.Error()}}
	}
	return libraries, slices.Concat(problems...)
}

// NewBase makes a base of libraries. Of two with one name, the later is laid
// over the earlier, as With does.
func NewBase(libraries ...*Library) *Base {
	b := &Base{
		distributions: map[string]*Library{}, modules: map[string]*Library{}, aliases: map[string]string{},
		exact: map[string]*Symbol{}, wild: map[string]*Symbol{}, classes: map[string]*Class{},
		own: map[string]string{}, byVariable: map[string]*Variable{},
	}
	b.children = sync.OnceValue(b.buildChildren)
	for _, l := range libraries {
		b.overlay(l)
	}
	for _, l := range b.libraries {
		b.indexNames(l)
	}
	for _, l := range b.libraries {
		b.indexEntries(l)
	}
	for _, v := range b.byVariable {
		b.variables = append(b.variables, v)
	}
	slices.SortFunc(b.variables, func(x, y *Variable) int { return cmp.Compare(x.Name, y.Name) })
	return b
}

// With is the base with packs laid over it: an entry of a pack replaces the
// one with the same id in the library of the same name; where a symbol can
// have one entry only, that of the pack speaks.
func (b *Base) With(packs ...*Library) *Base {
	if len(packs) == 0 {
		return b
	}
	return NewBase(slices.Concat(b.libraries, packs)...)
}

func (b *Base) overlay(l *Library) {
	i, found := slices.BinarySearchFunc(b.libraries, l.Name, func(x *Library, name string) int { return cmp.Compare(x.Name, name) })
	if found {
		b.libraries[i] = merge(b.libraries[i], l)
		return
	}
	b.libraries = slices.Insert(b.libraries, i, l)
}

// Libraries are all libraries by name.
func (b *Base) Libraries() []*Library { return b.libraries }

// Library is the one that a qualified name or module belongs to, by the
// longest module prefix; nil when none is known.
func (b *Base) Library(module string) *Library {
	for name := module; name != ""; name = parent(name) {
		if l := b.modules[name]; l != nil {
			return l
		}
	}
	return nil
}

// LibraryOf is the library that a distribution ships; names are compared as
// package indexes do.
func (b *Base) LibraryOf(distribution string) *Library {
	return b.distributions[normalise(distribution)]
}

// normalise is the index's form of a distribution's name.
func normalise(distribution string) string {
	parts := strings.FieldsFunc(strings.ToLower(distribution), func(r rune) bool { return r == '-' || r == '_' || r == '.' })
	return strings.Join(parts, "-")
}

// parent is a name without its last part, "" for a single word.
func parent(name string) string {
	return name[:max(strings.LastIndexByte(name, '.'), 0)]
}

func last(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }
