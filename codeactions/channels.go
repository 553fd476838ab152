package codeactions

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/analysis/syntax"
)

// side is one end of a module: what it takes or what it gives.
type side uint8

const (
	takes side = iota
	gives
)

// width is the number of channels at a side of a module, as an expression of
// the place where the module is made. The zero width is not known.
type width struct {
	text   string
	passes bool // the same as at the other side
}

// channels follows numbers of channels through modules, classes and functions
// of the project.
type channels struct {
	*context
	depth int
}

// maxModules bounds how deep modules are followed into each other.
const maxModules = 12

// passThrough are the modules that leave the number of channels alone.
var passThrough = strings.Fields(`ReLU ReLU6 LeakyReLU PReLU ELU SELU GELU SiLU Mish Sigmoid Tanh Softplus Hardswish Dropout Dropout3d
 AlphaDropout FeatureAlphaDropout Identity MaxPool3d AvgPool3d Upsample ConstantPad3d ReplicationPad3d ReflectionPad3d
 AdaptiveAvgPool3d AdaptiveMaxPool3d`)

// widthArguments are the arguments that say the channels of modules of
// PyTorch: by position, and by name, at each side.
var widthArguments = map[string][2]struct {
	index int
	name  string
}{
	"Conv3d":          {{0, "in_channels"}, {1, "out_channels"}},
	"ConvTranspose3d": {{0, "in_channels"}, {1, "out_channels"}},
	"BatchNorm3d":     {{0, "num_features"}, {0, "num_features"}},
	"InstanceNorm3d":  {{0, "num_features"}, {0, "num_features"}},
	"SyncBatchNorm":   {{0, "num_features"}, {0, "num_features"}},
	"GroupNorm":       {{1, "num_channels"}, {1, "num_channels"}},
}

// of is the width at a side of the module that a call makes.
func (f *channels) of(pg *page, at node, call *syntax.Call, s side) width {
	if f.depth++; f.depth > maxModules {
		return width{}
	}
	defer func() { f.depth-- }()
	if callee := f.callee(pg, at, call); callee != nil {
		switch {
		case callee.Class != nil && callee.Kind == project.Type:
			return f.ofClass(callee.Class, pg, at, call, s)
		case callee.Fn != nil:
			return f.ofFunction(callee.Fn, pg, at, call, s)
		}
	}
	name := lastName(call.Func)
	switch {
	case slices.Contains(passThrough, name):
		return width{passes: true}
	case name == "Sequential":
		return f.ofSequence(pg, at, sequenced(call), s)
	}
	w, ok := widthArguments[name]
	if !ok {
		return width{}
	}
	for i, a := range call.Args {
		if a.Star != 0 {
			break
		}
		if (a.Name == "" && i == w[s].index || a.Name == w[s].name) && pure(a.X) {
			return width{text: pg.src(at, a.X)}
		}
	}
	return width{}
}

// sequenced are the modules of a Sequential in order, nil for one that is not
// a call.
func sequenced(call *syntax.Call) []*syntax.Call {
	var out []*syntax.Call
	for _, a := range call.Args {
		module, _ := a.X.(*syntax.Call)
		if a.Star != 0 || a.Name != "" {
			module = nil
		}
		if module != nil && lastName(module.Func) == "OrderedDict" && len(call.Args) == 1 && len(module.Args) == 1 {
			return named(module.Args[0].X)
		}
		out = append(out, module)
	}
	return out
}

// named are the modules in a list of pairs of names and modules.
func named(x syntax.Expr) []*syntax.Call {
	list, ok := x.(*syntax.Sequence)
	if !ok || list.Kind == syntax.Set {
		return []*syntax.Call{nil}
	}
	var out []*syntax.Call
	for _, e := range list.Elems {
		var module *syntax.Call
		if pair, ok := e.(*syntax.Sequence); ok && len(pair.Elems) == 2 {
			module, _ = pair.Elems[1].(*syntax.Call)
		}
		out = append(out, module)
	}
	return out
}

// ofSequence is the width at a side of modules that follow each other: that of
// the outermost module that does not pass on what it gets.
func (f *channels) ofSequence(pg *page, at node, list []*syntax.Call, s side) width {
	if s == gives {
		list = slices.Clone(list)
		slices.Reverse(list)
	}
	for _, module := range list {
		if module == nil {
			return width{}
		}
		if w := f.of(pg, at, module, s); !w.passes {
			return w
		}
	}
	return width{passes: true}
}

// callee is what a call calls, where that is of the project.
func (f *channels) callee(pg *page, at node, call *syntax.Call) *project.Val {
	start, end := pg.abs(at, call)
	c := f.projectCall(pg.file.Path, start, end)
	if c == nil {
		return nil
	}
	if v := c.Callee(); v.Kind == project.Type && v.Class != nil || v.Fn != nil {
		return v
	}
	return nil
}

// projectCall is the call at a place of a file.
func (c *context) projectCall(path string, start, end int) *project.Call {
	for _, m := range c.p.Modules {
		if m.Path != path {
			continue
		}
		for _, u := range m.All {
			for _, call := range u.Calls {
				if from, to := call.Place(); from == start && to == end {
					return call
				}
			}
		}
	}
	return nil
}

// ofClass is the width of a module of the project: what its forward makes of
// its input, in terms of the arguments of its __init__.
func (f *channels) ofClass(class *project.Class, pg *page, at node, call *syntax.Call, s side) width {
	own := f.page(class.Unit.Mod.Path)
	if own == nil {
		return width{}
	}
	def := own.only(func(n syntax.Node) bool { d, ok := n.(*syntax.ClassDef); return ok && d.Name == class.Name })
	if def.Node == nil {
		return width{}
	}
	fl := f.flow(own, def)
	w := fl.through(s)
	if n, modules, ok := fl.inherited(); ok {
		w = f.ofSequence(own, n, modules, s)
	}
	if w.text == "" {
		return w
	}
	init, ok := own.methodNode(def, "__init__")
	if !ok {
		return own.number(w)
	}
	return width{text: own.substituted(w.text, init, true, pg, at, call)}
}

// ofFunction is the width of the module that a function returns.
func (f *channels) ofFunction(fn *project.Func, pg *page, at node, call *syntax.Call, s side) width {
	own := f.page(fn.Unit.Mod.Path)
	if own == nil {
		return width{}
	}
	def := own.only(func(n syntax.Node) bool { d, ok := n.(*syntax.FuncDef); return ok && d.Name == fn.Name })
	if def.Node == nil {
		return width{}
	}
	var returned []*syntax.Return
	syntax.Walk(def.Node, func(n syntax.Node) bool {
		if r, ok := n.(*syntax.Return); ok {
			returned = append(returned, r)
		}
		return true
	})
	if len(returned) != 1 {
		return width{}
	}
	module, ok := returned[0].X.(*syntax.Call)
	if !ok {
		return width{}
	}
	w := f.of(own, def, module, s)
	if w.text == "" {
		return w
	}
	d := def.Node.(*syntax.FuncDef)
	bound := len(d.Params) > 0 && (d.Params[0].Name == "self" || d.Params[0].Name == "cls")
	return width{text: own.substituted(w.text, def, bound, pg, at, call)}
}

// only is the one node of a page that satisfies a condition; its Node is nil
// when there are none or several.
func (pg *page) only(is func(syntax.Node) bool) (found node) {
	for _, n := range pg.nodes {
		if is(n.Node) {
			if found.Node != nil {
				return node{}
			}
			found = n
		}
	}
	return found
}

var (
	identifier = regexp.MustCompile(`[A-Za-z_]\w*(\.\w+)*`)
	oneWord    = regexp.MustCompile(`^[\w.]+$`)
	digits     = regexp.MustCompile(`^\d+$`)
)

// number keeps a width that is a number.
func (pg *page) number(w width) width {
	if digits.MatchString(w.text) {
		return w
	}
	return width{passes: w.passes}
}

// substituted is an expression over a function's parameters with the
// arguments of a call in their places; "" when they cannot be seen.
func (pg *page) substituted(text string, def node, bound bool, theirs *page, at node, call *syntax.Call) string {
	if !pg.steady(def, text) {
		return ""
	}
	params := def.Node.(*syntax.FuncDef).Params
	if bound {
		params = params[min(1, len(params)):]
	}
	ok := true
	out := identifier.ReplaceAllStringFunc(text, func(name string) string {
		i := slices.IndexFunc(params, func(p syntax.Param) bool { return p.Name == name })
		if i < 0 {
			ok = false
			return ""
		}
		value := argument(theirs, at, call, params, i)
		if d, is := params[i].Default.(*syntax.Num); value == "" && is && !spread(call) {
			value = d.Text
		}
		switch {
		case value == "":
			ok = false
		case name != text && !oneWord.MatchString(value):
			return "(" + value + ")"
		}
		return value
	})
	if !ok {
		return ""
	}
	return simplified(out)
}

// argument is what a call passes for a parameter, "" when it cannot be seen.
func argument(pg *page, at node, call *syntax.Call, params []syntax.Param, i int) string {
	for j, a := range call.Args {
		switch {
		case a.Star != 0:
			return ""
		case a.Name == params[i].Name, a.Name == "" && j == i && params[i].Kind < syntax.KeywordOnly:
			if !pure(a.X) {
				return ""
			}
			return pg.src(at, a.X)
		}
	}
	return ""
}

var product = regexp.MustCompile(`^(\d+) *(\*|//|\+) *(\d+)$`)

// simplified computes what is made of two numbers.
func simplified(text string) string {
	m := product.FindStringSubmatch(text)
	if m == nil {
		return text
	}
	x, err1 := strconv.Atoi(m[1])
	y, err2 := strconv.Atoi(m[3])
	if err1 != nil || err2 != nil {
		return text
	}
	switch {
	case m[2] == "*" && (y == 0 || x <= 1<<20/max(y, 1)):
		return strconv.Itoa(x * y)
	case m[2] == "//" && y > 0:
		return strconv.Itoa(x / y)
	case m[2] == "+" && x < 1<<30 && y < 1<<30:
		return strconv.Itoa(x + y)
	}
	return text
}

// pure tells whether an expression gives the same wherever it is repeated next
// to itself.
func pure(x syntax.Expr) bool {
	switch x := x.(type) {
	case *syntax.Num, *syntax.Name:
		return true
	case *syntax.Attribute:
		return pure(x.X)
	case *syntax.Subscript:
		return pure(x.X) && pure(x.Index)
	case *syntax.Binary:
		return x.Op != "and" && x.Op != "or" && pure(x.X) && pure(x.Y)
	case *syntax.Unary:
		return x.Op == "-" && pure(x.X)
	}
	return false
}

// steady tells whether an expression means the same in all of a function:
// nothing in it is bound there but by parameters, and an attribute of self
// only once in the class.
func (pg *page) steady(def node, text string) bool {
	for _, name := range identifier.FindAllString(text, -1) {
		root, attribute, dotted := strings.Cut(name, ".")
		if root == "self" {
			if class := pg.classAround(def.start); !dotted || class.Node == nil || strings.Contains(attribute, ".") || pg.bindings(class, "", attribute) != 1 {
				return false
			}
			continue
		}
		if pg.bindings(def, root, "") > 0 {
			return false
		}
	}
	return true
}

// bindings counts the statements within a node that bind a name, or an
// attribute of self.
func (pg *page) bindings(within node, name, attribute string) int {
	count := 0
	target := func(x syntax.Expr) {
		if x == nil {
			return
		}
		syntax.Walk(x, func(n syntax.Node) bool {
			switch n := n.(type) {
			case *syntax.Name:
				if name != "" && n.ID == name {
					count++
				}
			case *syntax.Attribute:
				if attribute != "" && selfAttribute(n) == attribute {
					count++
				}
			}
			return true
		})
	}
	for _, n := range pg.nodes {
		if n.start < within.start || n.end > within.end {
			continue
		}
		switch s := n.Node.(type) {
		case *syntax.Assign:
			for _, t := range s.Targets {
				target(t)
			}
		case *syntax.AugAssign:
			target(s.Target)
		case *syntax.For:
			target(s.Target)
		case *syntax.With:
			for _, it := range s.Items {
				target(it.Target)
			}
		case *syntax.Walrus:
			target(s.Target)
		}
	}
	return count
}

// methodNode is the definition of a method of a class.
func (pg *page) methodNode(class node, name string) (node, bool) {
	for _, n := range slices.Backward(pg.nodes) {
		f, ok := n.Node.(*syntax.FuncDef)
		if ok && f.Name == name && pg.classAround(n.start).start == class.start && class.start <= n.start && n.end <= class.end {
			return n, true
		}
	}
	return node{}, false
}
