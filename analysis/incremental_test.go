package analysis_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mlf-core/mlf-lsp/analysis"
	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/source"
	"github.com/mlf-core/mlf-lsp/analysis/syntax"
	"golang.org/x/tools/txtar"
)

var edits = flag.Int("edits", 0, "the number of random edits of each project in TestIncrementalIsFresh; 0 for few")

// fingerprint is everything a result says, as JSON.
func fingerprint(t testing.TB, r *analysis.Result) string {
	entries := []string{}
	for _, e := range r.Entries {
		entries = append(entries, fmt.Sprint(e.Name, e.Kind, e.From, e.Start, e.End))
	}
	out, err := json.MarshalIndent(map[string]any{
		"findings": r.Findings, "entries": entries, "versions": r.Versions,
		"files": r.Files, "undecided": r.Undecided, "skipped": r.Skipped,
	}, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// typist edits the files of a project at random, some of them open.
type typist struct {
	*rand.Rand
	texts map[string]string
	paths []string // sorted
	words []string // of all files
	open  map[string]*openFile
}

type openFile struct {
	doc   *syntax.Document
	facts facts.Extractor
}

func newTypist(seed uint64, files []analysis.Source) *typist {
	t := &typist{Rand: rand.New(rand.NewPCG(seed, 1)), texts: map[string]string{}, open: map[string]*openFile{}}
	seen := map[string]bool{}
	for _, f := range files {
		t.texts[f.Path] = string(f.Raw)
		t.paths = append(t.paths, f.Path)
		for _, w := range strings.FieldsFunc(string(f.Raw), func(r rune) bool { return r != '_' && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') }) {
			if !seen[w] && strings.HasSuffix(f.Path, ".py") {
				seen[w] = true
				t.words = append(t.words, w)
			}
		}
	}
	slices.Sort(t.paths)
	return t
}

// lines are what people add to programs.
var lines = []string{
	"import torch", "import numpy as np", "import random", "from torch import nn", "from utils import *", "import torch.nn.functional as F",
	"torch.manual_seed(0)", "np.random.seed(SEED)", "random.seed(1)", "x = torch.rand(3)", "y = np.random.rand(3)", "self.x = torch.randn(2).cuda()",
	"torch.use_deterministic_algorithms(True)", "torch.backends.cudnn.benchmark = True", "os.environ['PYTHONHASHSEED'] = '0'",
	"for name in os.listdir('.'):\n    print(name)", "for x in {1, 2, 'a'}:\n    total = x", "if flag:", "else:", "return self.pool(x)", "return helper(x)",
	"def helper(x, mode='bilinear'):\n    return F.interpolate(x, scale_factor=2, mode=mode)", "class Net(nn.Module):\n    def forward(self, x):\n        return nn.MaxPool3d(2)(x)",
	"@property", "@staticmethod", "parser.add_argument('--seed', type=int, default=None)", "def seed_everything(seed):\n    torch.manual_seed(seed)\n    np.random.seed(seed)",
	"main()", "if __name__ == '__main__':\n    main()", "options = dict(shuffle=True, num_workers=4)", "options['seed'] = 3", "loader = DataLoader(data, **options)",
	"with torch.no_grad():\n    pass", "try:\n    import cupy\nexcept ImportError:\n    cupy = None", "global SEED", "SEED = 42", "'''", "(", ")", "# comment", "\"\"\"text\"\"\"",
	"from functools import partial\nnorm = partial(nn.BatchNorm2d, eps=1)", "model = Net().to('cuda')", "loss.backward()", "# mlf: ignore", "x += 1  # noqa: MLF101",
}

// edit changes one file and says how the workspace is to be told.
func (t *typist) edit(tb testing.TB) analysis.Source {
	p := t.paths[t.IntN(len(t.paths))]
	text := t.texts[p]
	rows := strings.SplitAfter(text, "\n")
	i := t.IntN(len(rows))
	indent := rows[i][:len(rows[i])-len(strings.TrimLeft(rows[i], " "))]
	switch t.IntN(14) {
	case 0: // a line goes
		rows[i] = ""
	case 1: // a line is doubled
		rows[i] += rows[i]
	case 2: // two lines change places
		j := t.IntN(len(rows))
		rows[i], rows[j] = rows[j], rows[i]
	case 3, 4, 5: // something is added
		if strings.HasSuffix(p, ".py") {
			rows[i] = indent + strings.ReplaceAll(lines[t.IntN(len(lines))], "\n", "\n"+indent) + "\n" + rows[i]
		} else {
			rows[i] = "torch==1." + fmt.Sprint(t.IntN(13)) + ".0\n" + rows[i]
		}
	case 6: // a name becomes another
		if w := strings.FieldsFunc(rows[i], func(r rune) bool { return r != '_' && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') }); len(w) > 0 && len(t.words) > 0 {
			rows[i] = strings.Replace(rows[i], w[t.IntN(len(w))], t.words[t.IntN(len(t.words))], 1)
		}
	case 7: // an empty line, a comment
		rows[i] = []string{"\n", indent + "# why\n", "   \n"}[t.IntN(3)] + rows[i]
	case 8: // a character goes
		if n := len(rows[i]); n > 1 {
			at := t.IntN(n)
			rows[i] = rows[i][:at] + rows[i][at+1:]
		}
	case 9: // a character comes
		at := t.IntN(len(rows[i]) + 1)
		rows[i] = rows[i][:at] + string(`()[]{}'":,.=#x1 `[t.IntN(16)]) + rows[i][at:]
	case 10: // a line moves in or out
		rows[i] = []string{"    " + rows[i], strings.TrimPrefix(rows[i], "    ")}[t.IntN(2)]
	case 11: // a block goes
		rows = append(rows[:i:i], rows[min(len(rows), i+1+t.IntN(8)):]...)
	case 12: // a block comes from elsewhere
		other := strings.SplitAfter(t.texts[t.paths[t.IntN(len(t.paths))]], "\n")
		j := t.IntN(len(other))
		rows[i] += strings.Join(other[j:min(len(other), j+1+t.IntN(12))], "")
	case 13: // trailing space
		rows[i] = strings.TrimSuffix(rows[i], "\n") + "  \n"
	}
	now := strings.Join(rows, "")
	t.texts[p] = now
	return t.source(p, text)
}

// source gives a file as an editor would: open, most of the time.
func (t *typist) source(p, before string) analysis.Source {
	if source.KindOf(p) != source.Python || t.IntN(8) == 0 {
		delete(t.open, p)
		return analysis.Source{Path: p, Raw: []byte(t.texts[p])}
	}
	o := t.open[p]
	if o == nil {
		o = &openFile{doc: syntax.NewDocument(before)}
		t.open[p] = o
	}
	tree := o.doc.Edit(0, len(before), t.texts[p])
	return analysis.Source{Path: p, Open: &analysis.Document{File: source.FromText(p, t.texts[p]), Tree: tree, Facts: o.facts.File(tree)}}
}

func (t *typist) sources() []analysis.Source {
	var out []analysis.Source
	for _, p := range t.paths {
		out = append(out, analysis.Source{Path: p, Raw: []byte(t.texts[p])})
	}
	return out
}

// cases are the projects of testdata/check, a few together, so that their
// modules meet.
func cases(t testing.TB) map[string][]analysis.Source {
	out := map[string][]analysis.Source{}
	root := "../testdata/check"
	folders, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range folders {
		var files []analysis.Source
		names, _ := filepath.Glob(filepath.Join(root, folder.Name(), "*"))
		for _, name := range names {
			raw, err := os.ReadFile(name)
			if err != nil {
				continue
			}
			stem := strings.TrimSuffix(filepath.Base(name), filepath.Ext(name))
			switch filepath.Ext(name) {
			case ".py", ".ipynb":
				files = append(files, analysis.Source{Path: filepath.Base(name), Raw: raw})
			case ".txtar":
				for _, f := range txtar.Parse(raw).Files {
					files = append(files, analysis.Source{Path: stem + "/" + f.Name, Raw: append([]byte{}, f.Data...)})
				}
			}
		}
		if len(files) > 0 {
			out[folder.Name()] = files
		}
	}
	return out
}

// TestIncrementalIsFresh: after any edits, a snapshot says what a workspace
// that is made of the final texts says, byte for byte.
func TestIncrementalIsFresh(t *testing.T) {
	n := editsOr(25)
	projects := cases(t)
	projects["demo"] = tree(t, "../testdata/demo")
	opt := analysis.Options{KB: knowledge(t), Jobs: 1}
	for name, files := range projects {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(1 + n/200) {
				follow(t, opt, newTypist(seed, files), min(n, 200), 1)
			}
		})
	}
}

// TestIncrementalOnPublishedCode is the same on code as it is written, where
// every tenth snapshot is compared.
func TestIncrementalOnPublishedCode(t *testing.T) {
	opt := analysis.Options{KB: knowledge(t), Jobs: 1}
	for _, name := range []string{"torchio", "segmentation-models-pytorch"} {
		t.Run(name, func(t *testing.T) {
			follow(t, opt, newTypist(1, corpus(t, name)), editsOr(50), 10)
		})
	}
}

func editsOr(n int) int {
	switch {
	case *edits > 0:
		return *edits
	case testing.Short():
		return n / 5
	}
	return n
}

// follow compares every so many snapshots of n edits with fresh ones.
func follow(t *testing.T, opt analysis.Options, ty *typist, n, every int) {
	w := analysis.New(opt, ty.sources())
	w.Check()
	var history []string
	updated, last := 0, 0
	defer func() {
		if t.Logf("%d of %d snapshots were reached by an update", updated, n); n >= 20 && updated < n/4 && !t.Failed() {
			t.Errorf("%d of %d snapshots were linked anew", n-updated, n)
		}
	}()
	for i := range n {
		var changes []analysis.Source
		for range 1 + ty.IntN(5)/4 {
			c := ty.edit(t)
			changes = append(changes, c)
			history = append(history, c.Path)
		}
		w = w.With(changes...)
		r := w.Check()
		if w.Updates() > last {
			updated++
		}
		last = w.Updates()
		if i%every != 0 {
			continue
		}
		got := fingerprint(t, r)
		want := fingerprint(t, analysis.New(opt, ty.sources()).Check())
		if got != want {
			t.Fatalf("after edit %d, of %s, the result differs from a fresh one (-fresh +incremental):\n%s", i, strings.Join(history[max(0, len(history)-4):], ", "), cmp.Diff(want, got))
		}
	}
}
