package analysis_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mlf-core/mlf-lsp/analysis"
	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/source"
	"github.com/mlf-core/mlf-lsp/analysis/syntax"
	"github.com/mlf-core/mlf-lsp/rules"
)

// block is a part of the large file: a network, its data and its training, as
// dense in calls of libraries as such code gets.
const block = `
class Block%[1]d(nn.Module):
    """Two convolutions with a shortcut."""

    def __init__(self, width: int = %[2]d, dropout: float = 0.1, upsample: str = "bilinear"):
        super().__init__()
        self.conv1 = nn.Conv3d(width, width, 3, padding=1)
        self.conv2 = nn.Conv3d(width, width, 3, padding=1)
        self.norm = nn.BatchNorm3d(width)
        self.pool = nn.MaxPool3d(2)
        self.drop = nn.Dropout(dropout)
        self.upsample = upsample

    def forward(self, x, mask=None):
        y = F.relu(self.norm(self.conv1(x)))
        y = self.drop(self.conv2(y))
        if mask is not None:
            y = y.scatter_add(1, mask, x)
        y = F.interpolate(y, scale_factor=2, mode=self.upsample)
        return self.pool(y) + x


def augment%[1]d(image, rng=None):
    rng = rng or np.random.RandomState(%[1]d)
    if rng.rand() < 0.5:
        image = np.flip(image, axis=0)
    noise = rng.normal(0, 1, image.shape)
    return np.clip(image + 0.1 * noise, 0, 255)


def load%[1]d(root, fraction=0.8):
    names = sorted(os.listdir(root))
    images = {name: np.load(os.path.join(root, name)) for name in names}
    frame = pd.DataFrame([{"name": n, "mean": images[n].mean()} for n in names])
    frame = frame.sort_values("mean", kind="stable").reset_index(drop=True)
    train, test = train_test_split(frame, train_size=fraction, random_state=%[1]d)
    return [augment%[1]d(images[n]) for n in train["name"]], test


def train%[1]d(args, device):
    torch.manual_seed(args.seed + %[1]d)
    model = Block%[1]d(args.width).to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=args.lr)
    data, _ = load%[1]d(args.data)
    loader = DataLoader(data, batch_size=args.batch, shuffle=True, num_workers=4)
    for epoch in range(args.epochs):
        for step, batch in enumerate(loader):
            optimizer.zero_grad()
            out = model(batch.to(device))
            loss = F.nll_loss(out, batch.argmax(1)) + F.ctc_loss(out, out, [1], [1])
            loss.backward()
            optimizer.step()
            if step %% 10 == 0:
                print("epoch", epoch, "step", step, loss.item())
    return model
`

// largeFile is a program of at least so many lines.
func largeFile(lines int) string {
	var b strings.Builder
	b.WriteString("import argparse\nimport os\nimport random\n\nimport numpy as np\nimport pandas as pd\nimport torch\nimport torch.nn as nn\n" +
		"import torch.nn.functional as F\nfrom sklearn.model_selection import train_test_split\nfrom torch.utils.data import DataLoader\n")
	n := 0
	for ; strings.Count(b.String(), "\n") < lines-20; n++ {
		fmt.Fprintf(&b, block, n, 8+n%8)
	}
	b.WriteString("\n\ndef main():\n    parser = argparse.ArgumentParser()\n    parser.add_argument(\"--seed\", type=int, default=1)\n" +
		"    parser.add_argument(\"--lr\", type=float, default=0.1)\n    args = parser.parse_args()\n    random.shuffle([1, 2])\n    device = torch.device(\"cuda\")\n")
	for i := range n {
		fmt.Fprintf(&b, "    train%d(args, device)\n", i)
	}
	b.WriteString("\n\nif __name__ == \"__main__\":\n    main()\n")
	return b.String()
}

func knowledge(t testing.TB) *rules.Base {
	kb, err := rules.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return kb
}

// tree reads the Python and environment files below a folder.
func tree(t testing.TB, dir string) []analysis.Source {
	var out []analysis.Source
	err := filepath.WalkDir(dir, func(p string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(dir, p)
		raw, err := os.ReadFile(p)
		out = append(out, analysis.Source{Path: filepath.ToSlash(rel), Raw: raw})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// corpus is a published package, where it is installed.
func corpus(t testing.TB, name string) []analysis.Source {
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Skip(err)
	}
	dir := filepath.Join(cache, "mlf-lsp", "frameworks", "corpus", name)
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("%s needs published packages: run tools/frameworks/install corpus", t.Name())
	}
	return tree(t, dir)
}

// editor is a file that is being edited, as the server does it.
type editor struct {
	w      *analysis.Workspace
	path   string
	doc    *syntax.Document
	facts  facts.Extractor
	parsed time.Duration // spent before the workspace has the text
}

func edit(w *analysis.Workspace, path string) *editor {
	e := &editor{w: w, path: path, doc: syntax.NewDocument(w.File(path).Text())}
	e.lay(e.doc.Tree())
	return e
}

func (e *editor) lay(tree *syntax.Tree) {
	file := source.FromText(e.path, e.doc.Text())
	e.w = e.w.With(analysis.Source{Path: e.path, Open: &analysis.Document{File: file, Tree: tree, Facts: e.facts.File(tree)}})
}

func (e *editor) replace(start, end int, with string) *analysis.Result {
	began := time.Now()
	tree := e.doc.Edit(start, end, with)
	e.parsed += time.Since(began)
	e.lay(tree)
	return e.w.Check()
}

// BenchmarkKeystroke types in one file of a project and judges after each
// character. Of the times of all keystrokes it reports quantiles; parse is the
// part that is spent on the syntax tree.
func BenchmarkKeystroke(b *testing.B) {
	projects := []struct {
		name, path string
		files      func(testing.TB) []analysis.Source
	}{
		{"5000 lines", "train.py", func(testing.TB) []analysis.Source {
			return []analysis.Source{{Path: "train.py", Raw: []byte(largeFile(5000))}, {Path: "requirements.txt", Raw: []byte("torch==2.4.1\n")}}
		}},
		{"timm leaf", "timm/models/resnet.py", func(t testing.TB) []analysis.Source { return corpus(t, "timm") }},
		{"timm shared", "timm/layers/helpers.py", func(t testing.TB) []analysis.Source { return corpus(t, "timm") }},
		{"monai leaf", "monai/networks/nets/unet.py", func(t testing.TB) []analysis.Source { return corpus(t, "monai") }},
		{"monai shared", "monai/utils/misc.py", func(t testing.TB) []analysis.Source { return corpus(t, "monai") }},
		{"monai test", "tests/networks/nets/test_unet.py", func(t testing.TB) []analysis.Source { return corpus(t, "monai") }},
	}
	texts := []struct{ name, text string }{
		{"comment", "  # why"},
		{"statement", "\n        y = torch.rand(3)"},
		{"broken", "\n        z = (("},
	}
	for _, p := range projects {
		b.Run(p.name, func(b *testing.B) {
			w := analysis.New(analysis.Options{KB: knowledge(b)}, p.files(b))
			w.Check()
			e := edit(w, p.path)
			text := e.doc.Text()
			at := strings.Index(text[len(text)/2:], "\n    def ") + len(text)/2 + 1
			at += strings.Index(text[at:], "\n")
			for _, t := range texts {
				b.Run(t.name, func(b *testing.B) { typeIn(b, e, at, t.text) })
			}
		})
	}
}

// typeIn types a text character by character, then takes it out again.
func typeIn(b *testing.B, e *editor, at int, text string) {
	var times []time.Duration
	e.replace(at, at, "")
	e.parsed = 0
	for b.Loop() {
		for i := range text {
			began := time.Now()
			e.replace(at+i, at+i, text[i:i+1])
			times = append(times, time.Since(began))
		}
		for i := len(text) - 1; i >= 0; i-- {
			began := time.Now()
			e.replace(at+i, at+i+1, "")
			times = append(times, time.Since(began))
		}
	}
	slices.Sort(times)
	quantile := func(q float64) float64 { return float64(times[int(q*float64(len(times)-1))].Microseconds()) / 1000 }
	b.ReportMetric(quantile(0.5), "p50-ms")
	b.ReportMetric(quantile(0.95), "p95-ms")
	b.ReportMetric(quantile(0.99), "p99-ms")
	b.ReportMetric(float64(e.parsed.Microseconds())/1000/float64(len(times)), "parse-ms")
	b.ReportMetric(0, "ns/op")
}
