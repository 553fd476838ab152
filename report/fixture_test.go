package report_test

import (
	"strings"
	"unicode/utf8"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/analysis/source"
	"github.com/mlf-core/mlf-lsp/report"
)

var _ report.Text = (*source.File)(nil)

// text is a report.Text over a string. Cells, if any, are the indices of the
// notebook cell of each line.
type text struct {
	lines  []string // with their endings
	starts []int
	cells  []int
}

func newText(s string) *text {
	t := &text{}
	for at := 0; ; {
		line := s[at:]
		i := strings.IndexByte(line, '\n')
		if i >= 0 {
			line = line[:i+1]
		}
		t.lines, t.starts = append(t.lines, line), append(t.starts, at)
		at += len(line)
		if i < 0 {
			return t
		}
	}
}

func notebook(cells map[int]string, order ...int) *text {
	var all string
	var owner []int
	for _, i := range order {
		all += cells[i] + "\n"
		for range strings.Count(cells[i], "\n") + 1 {
			owner = append(owner, i)
		}
	}
	t := newText(all)
	t.cells = append(owner, order[len(order)-1])
	return t
}

func (t *text) LineCount() int { return len(t.lines) }

func (t *text) LineOf(offset int) int {
	line := 0
	for i, start := range t.starts {
		if start <= offset {
			line = i
		}
	}
	return line
}

func (t *text) LineText(line int) string { return strings.TrimRight(t.lines[line], "\r\n") }

func (t *text) LineSpan(line int) (start, end int) {
	return t.starts[line], t.starts[line] + len(t.LineText(line))
}

func (t *text) Position(offset int) source.Position {
	line := t.LineOf(offset)
	start, end := t.LineSpan(line)
	head := t.LineText(line)[:max(min(offset, end)-start, 0)]
	p := source.Position{Cell: -1, Line: line + 1, Column: utf8.RuneCountInString(head) + 1}
	if t.cells != nil {
		p.Cell = t.cells[line]
		for above := line - 1; above >= 0 && t.cells[above] == p.Cell; above-- {
			line--
		}
		p.Line -= line
	}
	return p
}

// place finds needle in the text of a file.
func place(file, needle string) check.Place {
	all := strings.Join(texts[file].lines, "")
	start := strings.Index(all, needle)
	if start < 0 {
		panic("no " + needle + " in " + file)
	}
	return check.Place{File: file, Start: start, End: start + len(needle)}
}

const hostile = "we ird/#1 100%,a:b\n\x01\u202e<&\".py"

const train = `import torch
import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        self.conv = nn.Conv3d(1, 16, 3)
        self.pool = nn.MaxPool3d(2)
        self.up = nn.Upsample(
            scale_factor=2,
            mode="trilinear",
        )
`

var texts = map[string]*text{
	"src/train.py": newText(train),
	"src/data.py":  newText("import torch\r\n\r\ndef seed():\r\n\tif True:\r\n\t\ttorch.manual_seed(0); print('done')\r\n"),
	"src/データ.py":   newText("# caf\u0065\u0301 日本語\r\n\tx = {\"名前\": \"e\u0301\"}; np.random.shuffle(データ)\r\n"),
	"src/long.py":  newText("values = [" + strings.Repeat("1, ", 60) + "torch.randn(3, 4), " + strings.Repeat("2, ", 60) + "]\n"),
	"Dockerfile":   newText("FROM python:3.12\nRUN pip install torch\n"),
	"nb.ipynb":     notebook(map[int]string{0: "import random", 2: "# %% setup\nrandom.shuffle(items)"}, 0, 2),
	hostile:        newText("seed = hash(\"\x1b[31m\u202ename\")\n"),
}

// textOf keeps a missing file a nil interface.
func textOf(file string) report.Text {
	if t := texts[file]; t != nil {
		return t
	}
	return nil
}

var torch = &check.Judgement{Package: "torch", Version: "2.4.1", From: "requirements.txt:3"}

func rich() *report.Result {
	return &report.Result{
		Version:  "1.2.3",
		Findings: findings(),
		Rules: []check.Meta{
			{Code: "MLF102", Name: "missing-numpy-seed", Severity: check.Warning, Summary: "NumPy draws before it is seeded"},
			{Code: "MLF108", Name: "entropy-seed", Severity: check.Error, Summary: "a seed comes from entropy"},
			{Code: "MLF301", Name: "nondeterministic-op", Severity: check.Error, Summary: "an operation has no deterministic implementation", Aliases: []string{"PTNR01"}},
			{Code: "MLF601", Name: "unpinned-dependency", Severity: check.Info, Summary: "a dependency has no exact version"},
		},
		Texts:          textOf,
		Covered:        covered(),
		Fixes:          fixes,
		ShowSuppressed: true,
	}
}

func findings() []check.Finding {
	pool := place("src/train.py", "nn.MaxPool3d(2)")
	return []check.Finding{
		{Place: check.Place{File: "Dockerfile", Start: 17, End: 17}, Code: "MLF601", Name: "unpinned-dependency", Severity: check.Info,
			Message: "torch has no exact version here.", Help: "Write torch==2.4.1."},
		{Place: check.Place{File: "missing.py", Start: 10, End: 20}, Code: "MLF999", Name: "not-listed", Severity: check.Hint,
			Message: "The text of this file is gone."},
		{Place: place("nb.ipynb", "random.shuffle(items)"), Code: "MLF101", Name: "missing-python-seed", Severity: check.Warning,
			Message: "random.shuffle draws before random is seeded.", Symbol: "random.shuffle", Help: "Call random.seed first.",
			Related: []check.Related{{Place: place("nb.ipynb", "import random"), Message: "random is imported here"}}},
		{Place: place("src/long.py", "torch.randn(3, 4)"), Code: "MLF103", Name: "missing-torch-seed", Severity: check.Warning,
			Message: "torch.randn draws before torch is seeded.", Symbol: "torch.randn"},
		{Place: pool, Code: "MLF301", Name: "nondeterministic-op", Severity: check.Error, Symbol: "torch.nn.MaxPool3d", Judged: torch,
			Message: "MaxPool3d has no deterministic backward pass on CUDA in torch 2.4.1, so gradients differ between runs.",
			Why:     "The backward kernel adds with atomicAdd, whose order of additions is up to the scheduler; floating-point addition depends on the order. See d[k](x).",
			Help:    "Use a strided Conv3d, or pool on the CPU.",
			Related: []check.Related{
				{Place: place("src/data.py", "torch.manual_seed(0)"), Message: "the seed is set here"},
				{Place: place("src/train.py", "import torch"), Message: "torch is imported here"},
				{Place: check.Place{File: "gone.py"}, Message: "and used there"},
			}},
		{Place: place("src/train.py", "nn.Upsample(\n            scale_factor=2,\n            mode=\"trilinear\",\n        )"), Code: "MLF301", Name: "nondeterministic-op",
			Severity: check.Error, Symbol: "torch.nn.Upsample", Judged: torch, Message: "Upsample(mode=\"trilinear\") has no deterministic backward pass."},
		{Place: place("src/train.py", "nn.Conv3d(1, 16, 3)"), Code: "MLF301", Name: "nondeterministic-op", Severity: check.Error, Symbol: "torch.nn.Conv3d",
			Message: "Conv3d may choose another algorithm.", Suppressed: true, By: "a comment in line 6"},
		{Place: place("src/データ.py", "np.random.shuffle(データ)"), Code: "MLF102", Name: "missing-numpy-seed", Severity: check.Warning,
			Message: "np.random.shuffle draws before NumPy is seeded.", Symbol: "numpy.random.shuffle",
			Judged: &check.Judgement{Package: "numpy", Version: "1.26.4", From: "newest known"}},
		{Place: place(hostile, "hash(\"\x1b[31m\u202ename\")"), Code: "MLF108", Name: "entropy-seed", Severity: check.Error,
			Message: "hash of \"\x1b[31m\u202ename\" differs\nbetween <processes> | 100% of them, [always](x).", Key: "hash"},
		{Place: place(hostile, "hash(\"\x1b[31m\u202ename\")"), Code: "MLF108", Name: "entropy-seed", Severity: check.Error,
			Message: "The same again.", Key: "hash"},
	}
}

func fixes(f check.Finding) []report.Fix {
	switch f.Code {
	case "MLF102":
		return []report.Fix{{Title: "Insert the seed block", Safety: report.Safe, Edits: []report.Edit{
			{File: f.File, Start: f.Start, End: f.Start, NewText: "np.random.seed(0); "}}}}
	case "MLF101":
		return []report.Fix{{Title: "Insert random.seed(0)", Safety: report.Safe, Edits: []report.Edit{
			{File: f.File, Start: f.Start, End: f.Start, NewText: "random.seed(0)\n"}}}}
	case "MLF301":
		return []report.Fix{{Title: "Use MaxPool2d", Safety: report.Unsafe, Edits: []report.Edit{
			{File: f.File, Start: f.Start, End: f.End, NewText: "nn.MaxPool2d(2)"},
			{File: "Dockerfile", Start: 17, End: 17, NewText: "ENV A=1\n"}}}}
	}
	return nil
}

func covered() report.Covered {
	c := report.Covered{
		Files: 14, Undecided: 2,
		Paths: []string{"Dockerfile", "clean.py", "nb.ipynb", "src/data.py", "src/long.py", "src/train.py", "src/データ.py", hostile},
		EntryPoints: []report.EntryPoint{
			{File: "src/train.py", Name: "main", Kind: "click", Requirements: []report.Requirement{
				{Name: "torch seed", Met: true, Detail: "src/data.py:5"},
				{Name: "PYTHONHASHSEED", Detail: "not set in MLproject"},
			}},
			{File: "nb.ipynb", Kind: "notebook"},
		},
		Versions: []check.Judgement{*torch},
	}
	for _, name := range strings.Split("abcdefghijkl", "") {
		c.Skipped = append(c.Skipped, report.Skip{File: "vendor/" + name + ".py", Reason: "not valid UTF-8 at byte 17"})
	}
	return c
}

func clean() *report.Result {
	return &report.Result{Version: "1.2.3", Texts: textOf, Covered: report.Covered{
		Files: 1, Paths: []string{"clean.py"}, EntryPoints: []report.EntryPoint{{File: "clean.py", Kind: "script"}},
	}}
}
