package codeactions

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/syntax"
)

func init() { register(pooledInForward, "strided-conv3d") }

// fixedSize are windows that __init__ can repeat: numbers alone.
var fixedSize = regexp.MustCompile(`^[a-z_]+=[\d\s(),]+$`)

// pooledInForward gives a module a strided convolution in place of the pooling
// function that its forward calls.
func pooledInForward(c *context) []Fix {
	pg, n, call, ok := c.operation()
	if !ok || spread(call) || c.f.Symbol != "torch.nn.functional.max_pool3d" && c.f.Symbol != "torch.max_pool3d" {
		return nil
	}
	class := pg.classAround(n.start)
	if class.Node == nil || len(call.Args) == 0 || call.Args[0].Name != "" {
		return nil
	}
	window, ok := pg.window(n, &syntax.Call{Func: call.Func, Args: call.Args[1:]})
	if !ok || slices.ContainsFunc(window, func(a string) bool { return !fixedSize.MatchString(a) }) {
		return nil
	}
	init, ok := pg.method(class, "__init__")
	if !ok || len(init.stmts) == 0 {
		return nil
	}
	f := (&channels{context: c}).flow(pg, class)
	i := slices.IndexFunc(f.body, func(s syntax.Stmt) bool {
		start, end := pg.abs(f.forward, s)
		return start <= n.start && n.end <= end
	})
	if i < 0 {
		return nil
	}
	fix := Fix{Safety: Unsafe}
	channels := f.at(call, i)
	if channels == "" {
		channels, fix.Safety = Placeholder, NeedsInput
	}
	im := &imports{pg: pg}
	name := pg.freeAttribute(class, "pool")
	line := "self." + name + " = " + im.torchNN() + ".Conv3d(" + channels + ", " + channels + ", " + strings.Join(window, ", ") + ")"
	if im.clash {
		return nil
	}
	fix.Title = "Replace max_pool3d by a strided Conv3d of " + channels + " channels, self." + name + ": learned, same output shape"
	fix.Edits = append(im.edits(),
		pg.linesBehind(init.stmts[len(init.stmts)-1].end, init.indent, []string{line}),
		pg.edit(n.start, n.end, "self."+name+"("+pg.src(n, call.Args[0].X)+")"))
	return []Fix{fix}
}

// method is the body of a method of a class.
func (pg *page) method(class node, name string) (body, bool) {
	for _, n := range slices.Backward(pg.nodes) {
		f, ok := n.Node.(*syntax.FuncDef)
		if ok && f.Name == name && pg.classAround(n.start).start == class.start && class.start <= n.start && n.end <= class.end {
			return pg.bodyOf(n, f.Body)
		}
	}
	return body{}, false
}

// freeAttribute is a name that nothing in the page uses as an attribute or
// binds.
func (pg *page) freeAttribute(class node, name string) string {
	taken := func(name string) bool {
		if pg.binds(name) {
			return true
		}
		return slices.ContainsFunc(pg.nodes, func(n node) bool {
			a, ok := n.Node.(*syntax.Attribute)
			return ok && a.Attr == name && class.start <= n.start && n.end <= class.end
		})
	}
	for i := 1; ; i++ {
		candidate := name
		if i > 1 {
			candidate += strconv.Itoa(i)
		}
		if !taken(candidate) {
			return candidate
		}
	}
}

// torchNN is the name of torch.nn in a page.
func (im *imports) torchNN() string {
	for _, n := range im.top() {
		switch s := n.Node.(type) {
		case *syntax.Import:
			for _, a := range s.Names {
				if a.Name == "torch.nn" {
					return im.module("torch.nn", "")
				}
			}
		case *syntax.ImportFrom:
			if s.Level == 0 && s.Module == "torch" && slices.ContainsFunc(s.Names, func(a syntax.Alias) bool { return a.Name == "nn" }) {
				return im.module("torch.nn", "")
			}
		}
	}
	return im.module("torch", "") + ".nn"
}
