package codeactions

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/syntax"
)

func init() { register(stridedConv3d, "strided-conv3d") }

// Placeholder stands where the number of channels cannot be known.
const Placeholder = "CHANNELS"

// Placeholders are all that fixes leave to be filled in: a number of channels,
// a commit of a repository, the digest of an image.
var Placeholders = []string{Placeholder, "COMMIT", "DIGEST"}

// stridedConv3d makes a pooling module of three dimensions a convolution with
// the same window, stride and padding, and so with the same output shape.
func stridedConv3d(c *context) []Fix {
	pg, n, call, ok := c.operation()
	if !ok || spread(call) || c.f.Symbol != "torch.nn.MaxPool3d" {
		return nil
	}
	a, ok := call.Func.(*syntax.Attribute)
	if !ok || a.Attr != "MaxPool3d" {
		return nil
	}
	window, ok := pg.window(n, call)
	if !ok {
		return nil
	}
	fix := Fix{Safety: Unsafe}
	follow := &channels{context: c}
	channels := follow.into(pg, n)
	if channels == "" {
		channels, fix.Safety = Placeholder, NeedsInput
	}
	fix.Title = "Replace MaxPool3d by a strided Conv3d of " + channels + " channels: learned, same output shape"
	start, end := n.start, n.end
	text := pg.src(n, a.X) + ".Conv3d(" + channels + ", " + channels + ", " + strings.Join(window, ", ") + ")"
	fix.Edits = []Edit{pg.edit(start, end, text)}
	return []Fix{fix}
}

// window are the arguments of a convolution that slides as a pooling does; the
// stride of a pooling is its window unless it is given.
func (pg *page) window(n node, call *syntax.Call) ([]string, bool) {
	given := map[string]string{}
	order := []string{"kernel_size", "stride", "padding", "dilation"}
	for i, a := range call.Args {
		text := pg.src(n, a.X)
		switch {
		case a.Name != "":
			given[a.Name] = text
		case i < len(order):
			given[order[i]] = text
		default:
			return nil, false
		}
	}
	for _, flag := range []string{"ceil_mode", "return_indices"} {
		if v, ok := given[flag]; ok && v != "False" {
			return nil, false
		}
		delete(given, flag)
	}
	if given["kernel_size"] == "" || strings.ContainsAny(given["kernel_size"], "\n#") {
		return nil, false
	}
	if given["stride"] == "" || given["stride"] == "None" {
		given["stride"] = given["kernel_size"]
	}
	var out []string
	for _, name := range order {
		if given[name] != "" {
			out = append(out, name+"="+given[name])
			delete(given, name)
		}
	}
	return out, len(given) == 0
}

// into is the number of channels, as written, that reaches a module; "" when
// it cannot be known. It looks at the modules around it in its Sequential, and
// for an attribute at all that forward passes to it and makes of what it gives.
func (f *channels) into(pg *page, n node) string {
	outer, ok := pg.sequenceAround(n)
	if ok {
		return f.intoSequence(pg, n, outer)
	}
	assign, ok := pg.parentOf(n).Node.(*syntax.Assign)
	if !ok || len(assign.Targets) != 1 {
		return ""
	}
	class := pg.classAround(n.start)
	name := selfAttribute(assign.Targets[0])
	if name == "" || class.Node == nil {
		return ""
	}
	fl := f.flow(pg, class)
	text := fl.into(name)
	if inside := fl.init.Node != nil && fl.init.start <= n.start && n.end <= fl.init.end; !inside && !digits.MatchString(text) {
		return ""
	}
	return text
}

func (pg *page) parentOf(n node) node {
	i := pg.nodes[max(0, slices.IndexFunc(pg.nodes, func(m node) bool { return m == n }))].parent
	if i < 0 {
		return node{}
	}
	return pg.nodes[i]
}

// sequenceAround is the call of Sequential that a module is an element of.
func (pg *page) sequenceAround(n node) (node, bool) {
	for range 5 { // pair, list, OrderedDict, Sequential
		n = pg.parentOf(n)
		switch x := n.Node.(type) {
		case *syntax.Call:
			switch lastName(x.Func) {
			case "Sequential":
				return n, true
			case "OrderedDict":
			default:
				return node{}, false
			}
		case *syntax.Sequence:
		default:
			return node{}, false
		}
	}
	return node{}, false
}

// intoSequence is the number of channels between the modules before and after
// one in its Sequential.
func (f *channels) intoSequence(pg *page, n, outer node) string {
	list := sequenced(outer.Node.(*syntax.Call))
	i := slices.IndexFunc(list, func(c *syntax.Call) bool { return c != nil && syntax.Node(c) == n.Node })
	if i < 0 {
		return ""
	}
	if w := f.ofSequence(pg, outer, list[:i], gives); w.text != "" {
		return w.text
	}
	return f.ofSequence(pg, outer, list[i+1:], takes).text
}

func lastName(x syntax.Expr) string {
	switch x := x.(type) {
	case *syntax.Attribute:
		return x.Attr
	case *syntax.Name:
		return x.ID
	}
	return ""
}

// selfAttribute is the name in "self.name", "" for others.
func selfAttribute(x syntax.Expr) string {
	if a, ok := x.(*syntax.Attribute); ok {
		if s, ok := a.X.(*syntax.Name); ok && s.ID == "self" {
			return a.Attr
		}
	}
	return ""
}

// classAround is the innermost class around an offset; its Node is nil when
// there is none.
func (pg *page) classAround(offset int) (found node) {
	for _, n := range pg.nodes {
		if _, ok := n.Node.(*syntax.ClassDef); ok && n.start <= offset && offset < n.end {
			found = n
		}
	}
	return found
}
