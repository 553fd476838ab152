package codeactions

import (
	"strconv"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/syntax"
)

func init() { register(upsampleConv, "nearest-upsample-conv") }

// upsampleConv replaces a transposed convolution that enlarges by its stride
// by nearest up-sampling and a convolution, with the same output shape.
func upsampleConv(c *context) []Fix {
	pg, n, call, ok := c.operation()
	if !ok || spread(call) || !strings.HasPrefix(c.f.Symbol, "torch.nn.ConvTranspose") {
		return nil
	}
	a, ok := call.Func.(*syntax.Attribute)
	if !ok || !strings.HasPrefix(a.Attr, "ConvTranspose") {
		return nil
	}
	order := []string{"in_channels", "out_channels", "kernel_size", "stride", "padding", "output_padding"}
	given := map[string]string{}
	for i, arg := range call.Args {
		name := arg.Name
		if name == "" && i < len(order) {
			name = order[i]
		}
		given[name] = pg.src(n, arg.X)
	}
	size := map[string]int{"stride": 1}
	for name, text := range given {
		switch name {
		case "in_channels", "out_channels":
			continue
		case "bias":
			continue
		case "kernel_size", "stride", "padding", "output_padding":
			v, err := strconv.Atoi(text)
			if err != nil {
				return nil
			}
			size[name] = v
		default:
			return nil // groups, dilation and others change what is computed
		}
	}
	// (n-1)·stride - 2·padding + kernel + output_padding = n·stride
	if size["kernel_size"]+size["output_padding"]-2*size["padding"] != size["stride"] || size["stride"] < 2 {
		return nil
	}
	if given["in_channels"] == "" || given["out_channels"] == "" {
		return nil
	}
	dimension := strings.TrimPrefix(a.Attr, "ConvTranspose")
	nn := pg.src(n, a.X)
	bias := ""
	if given["bias"] != "" {
		bias = ", bias=" + given["bias"]
	}
	text := nn + ".Sequential(" + nn + ".Upsample(scale_factor=" + given["stride"] + ", mode=" + pg.quote("nearest") + "), " +
		nn + ".Conv" + dimension + "(" + given["in_channels"] + ", " + given["out_channels"] + ", kernel_size=3, padding=1" + bias + "))"
	return []Fix{{
		Title:  "Replace " + a.Attr + " by nearest Upsample and Conv" + dimension + ": other weights, same output shape",
		Safety: Unsafe,
		Edits:  []Edit{pg.edit(n.start, n.end, text)},
	}}
}
