package codeactions

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/syntax"
)

func init() { register(stridedConv3d, "strided-conv3d") }

// placeholder stands where the number of channels cannot be known.
const placeholder = "CHANNELS"

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
	channels := pg.channelsInto(n)
	if channels == "" {
		channels, fix.Safety = placeholder, NeedsInput
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

// channelsInto is the number of channels, as written, that reaches a module;
// "" when it cannot be known. It looks at the modules in front of it in its
// Sequential, and for an attribute at all that forward passes to it.
func (pg *page) channelsInto(n node) string {
	parent := pg.nodes[max(0, slices.IndexFunc(pg.nodes, func(m node) bool { return m == n }))].parent
	if parent < 0 {
		return ""
	}
	if call, ok := pg.nodes[parent].Node.(*syntax.Call); ok && lastName(call.Func) == "Sequential" {
		return pg.channelsInSequence(pg.nodes[parent], call, n.start)
	}
	assign, ok := pg.nodes[parent].Node.(*syntax.Assign)
	if !ok || len(assign.Targets) != 1 {
		return ""
	}
	name := selfAttribute(assign.Targets[0])
	if name == "" {
		return ""
	}
	class := pg.classAround(n.start)
	if class.Node == nil {
		return ""
	}
	return pg.flow(class).into(name)
}

// channelsInSequence are those that the last module before an offset gives.
func (pg *page) channelsInSequence(at node, call *syntax.Call, before int) string {
	for _, a := range slices.Backward(call.Args) {
		start, _ := pg.abs(at, a)
		if start >= before {
			continue
		}
		module, ok := a.X.(*syntax.Call)
		if !ok || a.Star != 0 {
			return ""
		}
		if channels, passes := pg.channelsOf(at, module); !passes {
			return channels
		}
	}
	return ""
}

// passThrough are the modules that leave the number of channels alone.
var passThrough = strings.Fields(`ReLU ReLU6 LeakyReLU PReLU ELU SELU GELU SiLU Mish Sigmoid Tanh Softplus Hardswish Dropout Dropout3d
 AlphaDropout FeatureAlphaDropout Identity MaxPool3d AvgPool3d Upsample ConstantPad3d ReplicationPad3d ReflectionPad3d
 AdaptiveAvgPool3d AdaptiveMaxPool3d`)

// channelsOf is the number of channels that a module gives; passes is true when
// it gives those that it gets.
func (pg *page) channelsOf(at node, call *syntax.Call) (channels string, passes bool) {
	name := lastName(call.Func)
	index := -1
	switch {
	case slices.Contains(passThrough, name):
		return "", true
	case name == "Sequential":
		_, end := pg.abs(at, call)
		return pg.channelsInSequence(at, call, end), false
	case name == "Conv3d" || name == "ConvTranspose3d":
		index = 1
	case name == "BatchNorm3d" || name == "InstanceNorm3d" || name == "SyncBatchNorm":
		index = 0
	default:
		return "", false
	}
	for i, a := range call.Args {
		if a.Name == "" && a.Star == 0 && i == index || a.Name == "out_channels" && index == 1 || a.Name == "num_features" && index == 0 {
			if _, ok := a.X.(*syntax.Num); ok {
				return pg.src(at, a.X), false
			}
			return "", false
		}
	}
	return "", false
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
