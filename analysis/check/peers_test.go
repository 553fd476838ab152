package check_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	pep440 "github.com/aquasecurity/go-pep440-version"
	"github.com/mlf-core/mlf-lsp/analysis"
	"github.com/mlf-core/mlf-lsp/config"
)

// peer is one of PyTorch's own tests of its alerts (test_nondeterministic_alert_*
// and their deterministic counterparts) as a line of a GPU training program
// that has the deterministic mode on: raises are the releases in which the line
// is an MLF301, because upstream requires an error there, or because the line
// varied in silence before upstream knew of it (MaxUnpool and cumsum up to
// 1.12). Replication pads raise from 2.2 on only where the forward pass ran
// with the mode off. The severity is left open: whether a gradient is taken,
// or whether cuDNN takes over (CTCLoss), cannot always be seen.
type peer struct {
	test   string // upstream's name, without "test_"
	line   string
	raises string // a version specifier; "" never
	cpu    string // the same for a program on the CPU
}

// The releases are those whose tests were read, and the ends of what the
// knowledge base says.
var peerReleases = []string{"1.9.1", "1.10.2", "1.13.1", "2.0.1", "2.6.0", "2.9.1", "2.10.0", "2.14.1"}

var peers = []peer{
	{"nondeterministic_alert_AvgPool3d", "nn.AvgPool3d(3)(x)", ">=1.7", ""},
	{"nondeterministic_alert_AdaptiveAvgPool2d", "nn.AdaptiveAvgPool2d(3)(x)", ">=1.7", ""},
	{"nondeterministic_alert_AdaptiveAvgPool2d, output 1", "nn.AdaptiveAvgPool2d(1)(x)", "", ""},
	{"nondeterministic_alert_AdaptiveAvgPool3d", "nn.AdaptiveAvgPool3d(3)(x)", ">=1.7", ""},
	{"nondeterministic_alert_AdaptiveAvgPool3d, output 1", "nn.AdaptiveAvgPool3d(1)(x)", "", ""},
	{"nondeterministic_alert_MaxPool3d", "nn.MaxPool3d(3)(x)", ">=1.7,<2.13", ""},
	{"nondeterministic_alert_AdaptiveMaxPool2d", "nn.AdaptiveMaxPool2d(3)(x)", ">=1.7", ""},
	{"nondeterministic_alert_FractionalMaxPool2d", "nn.FractionalMaxPool2d(2, output_ratio=0.5)(x)", ">=1.7", ""},
	{"nondeterministic_alert_FractionalMaxPool3d", "nn.FractionalMaxPool3d(2, output_ratio=0.5)(x)", ">=1.7", ""},
	{"nondeterministic_alert_interpolate_linear", "F.interpolate(x, size=12, mode='linear', align_corners=False)", ">=1.7", ""},
	{"nondeterministic_alert_interpolate_bilinear", "F.interpolate(x, size=12, mode='bilinear', align_corners=False)", ">=1.7,<2.1", ""},
	{"nondeterministic_alert_interpolate_bicubic", "F.interpolate(x, size=12, mode='bicubic', align_corners=False)", ">=1.7", ""},
	{"nondeterministic_alert_interpolate_trilinear", "F.interpolate(x, size=12, mode='trilinear', align_corners=False)", ">=1.7,<2.8", ""},
	{"nondeterministic_alert_interpolate_bilinear, nearest", "F.interpolate(x, size=12, mode='nearest')", "", ""},
	{"nondeterministic_alert_ReflectionPad1d", "nn.ReflectionPad1d((1, 2))(x)", ">=1.7", ""},
	{"nondeterministic_alert_ReflectionPad2d", "nn.ReflectionPad2d((1, 2, 3, 4))(x)", ">=1.7", ""},
	{"nondeterministic_alert_ReflectionPad3d", "nn.ReflectionPad3d((1, 2, 3, 4, 5, 6))(x)", ">=1.10", ""},
	{"nondeterministic_alert_ReplicationPad1d", "nn.ReplicationPad1d((1, 2))(x)", ">=1.7,<2.2", ""},
	{"nondeterministic_alert_ReplicationPad2d", "nn.ReplicationPad2d((1, 2, 3, 4))(x)", ">=1.7,<2.2", ""},
	{"nondeterministic_alert_ReplicationPad3d", "nn.ReplicationPad3d((1, 2, 3, 4, 5, 6))(x)", ">=1.7,<2.2", ""},
	{"nondeterministic_alert_CTCLoss", "nn.CTCLoss()(x, t.to('cuda'), n, n)", ">=1.7", ""},
	{"nondeterministic_alert_EmbeddingBag_max", "nn.EmbeddingBag(4, 3, mode='max')(t)", ">=1.7", ""},
	{"nondeterministic_alert_EmbeddingBag_max, sum", "nn.EmbeddingBag(4, 3, mode='sum')(t)", "", ""},
	{"nondeterministic_alert_scatter_add", "x.scatter_add_(0, t, x)", ">=1.7,<1.12", ""},
	{"nondeterministic_alert_put", "x.put_(t, x)", ">=1.8", ">=1.7"},
	{"nondeterministic_alert_put_accumulate", "x.put_(t, x, accumulate=True)", ">=1.8", ""},
	{"nondeterministic_alert_histc", "torch.histc(x)", ">=1.7", ""},
	{"nondeterministic_alert_bincount", "torch.bincount(t, weights=x)", ">=1.7", ""},
	{"nondeterministic_alert_bincount, no weights", "torch.bincount(t)", ">=1.7,<2.1", ""},
	{"nondeterministic_alert_kthvalue", "torch.kthvalue(x, 3)", ">=1.8,<2.10", ""},
	{"nondeterministic_alert_gather", "torch.gather(x, 0, t)", ">=1.8,<1.12", ""},
	{"nondeterministic_alert_grid_sample_2d", "F.grid_sample(x, x, align_corners=False)", ">=1.7", ""},
	{"nondeterministic_alert_median", "torch.median(x, 0)", ">=1.8", ""},
	{"nondeterministic_alert_median, no dim", "torch.median(x)", "", ""},
	{"index_copy_deterministic", "x.index_copy_(0, t, x)", "", ""},
	{"index_add_deterministic", "x.index_add_(0, t, x)", "", ""},
	{"index_put_non_accumulate_deterministic", "x.index_put_((t,), x)", "", ""},
	{"multinomial_deterministic", "torch.multinomial(x, 4)", "", ""},
	{"nondeterministic_alert_MaxUnpool1d", "nn.MaxUnpool1d(3, 1)(x, t)", ">=1.7", ">=1.7"},
	{"nondeterministic_alert_MaxUnpool2d", "nn.MaxUnpool2d(3, 1)(x, t)", ">=1.7", ">=1.7"},
	{"nondeterministic_alert_MaxUnpool3d", "nn.MaxUnpool3d(3, 1)(x, t)", ">=1.7", ">=1.7"},
	{"nondeterministic_alert_cumsum", "torch.cumsum(x, 0)", ">=1.7,<2.6", ""},
	{"deterministic_empty", "torch.empty(4)", "", ""},
	{"deterministic_replication_pad2d", "F.pad(x, (1, 2, 3, 4), mode='replicate')", ">=1.7,<2.2", ""},
	{"embedding_backward_deterministic", "nn.Embedding(4, 3)(t)", "", ""},
	{"sdp_choice_with_determinism", "F.scaled_dot_product_attention(x, x, x)", ">=2.0,<2.2", ""},
	{"Conv2d_deterministic_cudnn", "nn.Conv2d(3, 3, 3)(x)", "", ""},
	{"bmm_deterministic", "torch.bmm(x, x)", "", ""},
	{"nondeterministic_alert_NLLLoss", "nn.NLLLoss()(x, t)", ">=1.7", ""},
	{"nondeterministic_alert_grid_sample_3d", "F.grid_sample(v, v, align_corners=False)", ">=1.7", ""},
	{"deterministic_interpolate_bilinear", "F.interpolate(x, scale_factor=2, mode='bilinear', align_corners=True)", ">=1.7,<2.1", ""},
	{"deterministic_cumsum", "x.cumsum(0)", ">=1.7,<2.6", ""},
	{"deterministic_max_pool3d", "F.max_pool3d(v, 3)", ">=1.7,<2.13", ""},
	{"deterministic_resize", "x.detach().resize_(9)", "", ""},
	{"nondeterministic_resize_quantized", "torch.quantize_per_tensor(x, 0.1, 10, torch.quint8).resize_(9)", "", ""},
	{"cuda_broadcast_index_use_deterministic_algorithms", "x.index_put_((t, t), torch.tensor(1.0, device='cuda'))", "", ""},
	{"checkpoint_detects_non_determinism", "torch.utils.checkpoint.checkpoint(nn.Linear(8, 8), x, use_reentrant=False)", "", ""},
	{"cublas_config_nondeterministic_alert", "torch.mm(x, x)", "", ""}, // MLF204, once per program
}

// elsewhere are the other tests of the 64: of functions rather than of
// operations, or of what a line above shows already.
var elsewhere = map[string]string{
	"deterministic_flag":                         "MLF201, MLF206",
	"cublas_config_deterministic_error":          "MLF204",
	"set_deterministic_beta_warning":             "MLF212",
	"use_deterministic_algorithms_beta_warning":  "a warning of PyTorch 1.8 alone",
	"set_deterministic_deprecated_warning":       "MLF212",
	"is_deterministic_deprecated_warning":        "MLF212",
	"deterministic_fill_uninitialized_memory":    "MLF306",
	"gather_backward_deterministic_path":         "how many dimensions a tensor has is not followed: as nondeterministic_alert_gather",
	"scatter_add_one_dim_deterministic":          "how many dimensions a tensor has is not followed: as nondeterministic_alert_scatter_add",
	"index_put_deterministic":                    "on MPS, as index_put_non_accumulate_deterministic",
	"fused_backwards_throws_determinism_warning": "as sdp_choice_with_determinism",
	"mem_eff_backwards_determinism":              "as sdp_choice_with_determinism",
}

// TestPyTorchPeersAreComplete asks that each of the tests that were collected
// has a place, by the list beside the test.
func TestPyTorchPeersAreComplete(t *testing.T) {
	text, err := os.ReadFile("testdata/pytorch-peers.txt")
	if err != nil {
		t.Fatal(err)
	}
	names := strings.Fields(string(text))
	if len(names) != 64 {
		t.Errorf("%d tests are listed, not 64", len(names))
	}
	for _, name := range names {
		if elsewhere[name] == "" && !slices.ContainsFunc(peers, func(p peer) bool { return p.test == name }) {
			t.Errorf("%s has no place", name)
		}
	}
}

// TestPyTorchPeers holds MLF301 against PyTorch's own tests, release by
// release, on a GPU and on the CPU.
func TestPyTorchPeers(t *testing.T) {
	for _, release := range peerReleases {
		t.Run(release, func(t *testing.T) {
			onGPU, onCPU := judgePeers(t, release, "cuda"), judgePeers(t, release, "cpu")
			v, err := pep440.Parse(release)
			if err != nil {
				t.Fatal(err)
			}
			for i, p := range peers {
				if want := p.raises != "" && specifier(t, p.raises).Check(v); onGPU[i] != want {
					t.Errorf("%s: %s: MLF301 %t, upstream raises %t", p.test, p.line, onGPU[i], want)
				}
				if want := p.cpu != "" && specifier(t, p.cpu).Check(v); onCPU[i] != want {
					t.Errorf("on the CPU: %s: %s: MLF301 %t, upstream raises %t", p.test, p.line, onCPU[i], want)
				}
			}
		})
	}
}

func specifier(t *testing.T, text string) pep440.Specifiers {
	s, err := pep440.NewSpecifiers(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// peerProgram is one training program with a function per peer.
func peerProgram(device string) (text string, lines []int) {
	var b strings.Builder
	fmt.Fprintf(&b, "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n\n")
	fmt.Fprintf(&b, "torch.manual_seed(0)\ntorch.use_deterministic_algorithms(True)\n")
	fmt.Fprintf(&b, "x = torch.rand(2, 3, 8, 8, requires_grad=True, device='cuda')\nt = torch.randint(3, (4,), device='cuda')\nn = torch.ones(2)\nv = x[None]\n")
	at := 10
	for _, p := range peers {
		fmt.Fprintf(&b, "y = %s\n", p.line)
		at++
		lines = append(lines, at)
	}
	b.WriteString("y.sum().backward()\n")
	return strings.ReplaceAll(b.String(), "'cuda'", "'"+device+"'"), lines
}

func judgePeers(t *testing.T, release, device string) []bool {
	text, lines := peerProgram(device)
	w := analysis.New(analysis.Options{KB: knowledge(t), Config: config.Default()}, []analysis.Source{
		{Path: "train.py", Raw: []byte(text)},
		{Path: "requirements.txt", Raw: []byte("torch==" + release + "\n")},
	})
	at := map[int]bool{}
	for _, f := range w.Check().Findings {
		if f.Code == "MLF301" {
			at[w.File(f.File).LineOf(f.Start)+1] = true
		}
	}
	out := make([]bool, len(peers))
	for i, line := range lines {
		out[i] = at[line]
	}
	return out
}
