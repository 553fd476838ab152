package codeactions

import (
	"cmp"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/syntax"
)

// wanted is an import that a fix needs: "import module as as", or
// "from module import name".
type wanted struct{ module, as, name string }

func (w wanted) String() string {
	switch {
	case w.name != "":
		return "from " + w.module + " import " + w.name
	case w.as != "":
		return "import " + w.module + " as " + w.as
	}
	return "import " + w.module
}

// bound is the name that the import binds.
func (w wanted) bound() string {
	switch {
	case w.name != "":
		return w.name
	case w.as != "":
		return w.as
	}
	root, _, _ := strings.Cut(w.module, ".")
	return root
}

// imports collects what a fix needs imported in one page.
type imports struct {
	pg      *page
	before  int // imports must stand before this offset
	missing []wanted
	clash   bool // a name is taken by something else
}

// module gives the expression by which the page names a module, importing it
// where it is not.
func (im *imports) module(module, as string) string {
	for _, n := range im.top() {
		if s, ok := n.Node.(*syntax.Import); ok {
			for _, a := range s.Names {
				if a.Name == module {
					return cmp.Or(a.As, a.Name)
				}
			}
		}
		if parent, last := splitDot(module); parent != "" {
			if s, ok := n.Node.(*syntax.ImportFrom); ok && s.Level == 0 && s.Module == parent {
				for _, a := range s.Names {
					if a.Name == last {
						return cmp.Or(a.As, a.Name)
					}
				}
			}
		}
	}
	return im.add(wanted{module: module, as: as})
}

// member gives the name of something that is imported from a module.
func (im *imports) member(module, name string) string {
	for _, n := range im.top() {
		if s, ok := n.Node.(*syntax.ImportFrom); ok && s.Level == 0 && s.Module == module {
			for _, a := range s.Names {
				if a.Name == name {
					return cmp.Or(a.As, a.Name)
				}
			}
		}
	}
	return im.add(wanted{module: module, name: name})
}

func (im *imports) add(w wanted) string {
	if !slices.Contains(im.missing, w) {
		im.clash = im.clash || im.pg.binds(w.bound())
		im.missing = append(im.missing, w)
	}
	return w.bound()
}

// top are the statements of the module level before the offset.
func (im *imports) top() []node {
	list := im.pg.top()
	return slices.DeleteFunc(list, func(n node) bool { return im.before > 0 && n.start >= im.before })
}

func splitDot(s string) (parent, last string) {
	i := strings.LastIndexByte(s, '.')
	if i < 0 {
		return "", s
	}
	return s[:i], s[i+1:]
}

// binds tells whether a name is bound anywhere in the page.
func (pg *page) binds(name string) bool {
	is := func(a syntax.Alias) bool {
		root, _, _ := strings.Cut(a.Name, ".")
		return cmp.Or(a.As, root) == name
	}
	for _, n := range pg.nodes {
		found := false
		switch s := n.Node.(type) {
		case *syntax.FuncDef:
			found = s.Name == name || slices.ContainsFunc(s.Params, func(p syntax.Param) bool { return p.Name == name })
		case *syntax.ClassDef:
			found = s.Name == name
		case *syntax.Import:
			found = slices.ContainsFunc(s.Names, is)
		case *syntax.ImportFrom:
			found = slices.ContainsFunc(s.Names, is)
		case *syntax.Assign:
			found = slices.ContainsFunc(s.Targets, func(x syntax.Expr) bool { t, ok := x.(*syntax.Name); return ok && t.ID == name })
		case *syntax.For:
			t, ok := s.Target.(*syntax.Name)
			found = ok && t.ID == name
		case *syntax.With:
			for _, i := range s.Items {
				t, ok := i.Target.(*syntax.Name)
				found = found || ok && t.ID == name
			}
		}
		if found {
			return true
		}
	}
	return false
}

// group tells apart what isort puts in sections.
func group(module string) int {
	root, _, _ := strings.Cut(module, ".")
	switch {
	case root == "__future__":
		return 0
	case slices.Contains(standardLibrary, root):
		return 1
	}
	return 2
}

// edits are the insertions of what is missing, merged into the import block in
// the order that isort would give them.
func (im *imports) edits() []Edit {
	slices.SortFunc(im.missing, func(a, b wanted) int {
		return cmp.Or(cmp.Compare(group(a.module), group(b.module)), form(a.name != "")-form(b.name != ""), cmp.Compare(a.module, b.module))
	})
	var out []Edit
	fresh := map[int][]string{}
	var groups []int
	for _, w := range im.missing {
		if e, ok := im.beside(w); ok {
			out = append(out, e)
			continue
		}
		g := group(w.module)
		if fresh[g] == nil {
			groups = append(groups, g)
		}
		fresh[g] = append(fresh[g], w.String())
	}
	for _, g := range groups {
		out = append(out, im.section(g, fresh[g]))
	}
	return out
}

func form(from bool) int {
	if from {
		return 1
	}
	return 0
}

// imported is an import statement of the module level.
type imported struct {
	node
	module string
	from   bool
}

func (im *imports) list() []imported {
	var out []imported
	for _, n := range im.top() {
		if !im.pg.startsLine(n.start) {
			continue
		}
		switch s := n.Node.(type) {
		case *syntax.Import:
			out = append(out, imported{n, s.Names[0].Name, false})
		case *syntax.ImportFrom:
			if s.Level == 0 {
				out = append(out, imported{n, s.Module, true})
			}
		}
	}
	return out
}

// beside finds the place among imports of the same section.
func (im *imports) beside(w wanted) (Edit, bool) {
	var same, section []imported
	for _, i := range im.list() {
		if group(i.module) == group(w.module) {
			section = append(section, i)
			if i.from == (w.name != "") {
				same = append(same, i)
			}
		}
	}
	for _, i := range same {
		if i.module > w.module {
			return im.pg.linesBefore(i.start, "", []string{w.String()}), true
		}
	}
	switch {
	case len(same) > 0:
		return im.pg.linesBehind(same[len(same)-1].end, "", []string{w.String()}), true
	case len(section) > 0 && w.name == "":
		return im.pg.linesBefore(section[0].start, "", []string{w.String()}), true
	case len(section) > 0:
		return im.pg.linesBehind(section[len(section)-1].end, "", []string{w.String()}), true
	}
	return Edit{}, false
}

// section opens a section of its own.
func (im *imports) section(g int, lines []string) Edit {
	list := im.list()
	for _, i := range list {
		if group(i.module) > g {
			return im.pg.linesBefore(i.start, "", append(lines, ""))
		}
	}
	if len(list) > 0 {
		return im.pg.linesBehind(list[len(list)-1].end, "", append([]string{""}, lines...))
	}
	top := im.pg.top()
	if len(top) == 0 {
		return im.pg.edit(0, 0, strings.Join(lines, im.pg.eol())+im.pg.eol())
	}
	if isDocstring(top[0].Node) {
		return im.pg.linesBehind(top[0].end, "", append([]string{""}, lines...))
	}
	return im.pg.linesBefore(top[0].start, "", append(lines, ""))
}

func isDocstring(s syntax.Node) bool {
	x, ok := s.(*syntax.ExprStmt)
	if !ok {
		return false
	}
	_, ok = x.X.(*syntax.Str)
	return ok
}

// standardLibrary are the modules of Python's standard library that scripts
// import; it only decides where an import is put.
var standardLibrary = strings.Fields(`abc argparse array ast asyncio atexit base64 bisect bz2 calendar collections
 concurrent configparser contextlib copy csv ctypes dataclasses datetime decimal difflib enum errno fnmatch fractions
 functools gc getopt getpass glob gzip hashlib heapq html http importlib inspect io itertools json keyword locale
 logging math mimetypes multiprocessing numbers operator os pathlib pickle pkgutil platform pprint queue random re
 sched secrets shelve shlex shutil signal socket sqlite3 ssl stat statistics string struct subprocess sys tarfile
 tempfile textwrap threading time timeit tomllib traceback types typing unittest urllib uuid warnings weakref xml zipfile zlib`)
