package source_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mlf-core/mlf-lsp/analysis/source"
)

func TestNotebookCells(t *testing.T) {
	tests := []struct {
		name, raw, text string
		cells           []source.Cell
	}{
		{"empty file", "", "", nil},
		{"only a mark", "\xef\xbb\xbf\n", "", nil},
		{"no cells", `{"cells": [], "nbformat": 4}`, "", nil},
		{
			"nbformat 4",
			`{"cells": [
			  {"cell_type": "markdown", "source": "# x"},
			  {"cell_type": "code", "execution_count": 7, "id": "ab-1", "metadata": {}, "outputs": [{"source": 1}], "source": ["x = 1\n", "y"]},
			  {"cell_type": "raw", "source": "# x"},
			  {"cell_type": "code", "execution_count": null, "source": ""},
			  {"cell_type": "code", "execution_count": "x", "id": 3, "source": "é\r"}
			 ], "metadata": {"kernelspec": {"name": "python3", "language": "python"}, "language_info": {"name": "python"}}, "nbformat": 4}`,
			"x = 1\ny\n\né\r\n",
			[]source.Cell{
				{Index: 1, Start: 0, End: 7, ExecutionCount: 7, ID: "ab-1"},
				{Index: 3, Start: 8, End: 8, ExecutionCount: -1},
				{Index: 4, Start: 9, End: 12, ExecutionCount: -1},
			},
		},
		{
			"nbformat 3",
			`{"metadata": {"name": ""}, "nbformat": 3, "worksheets": [
			  {"cells": [{"cell_type": "heading", "source": ["x"]}, {"cell_type": "code", "language": "python", "input": ["a\n", "b"], "prompt_number": 2}]},
			  {"cells": [{"cell_type": "code", "input": "c"}]}]}`,
			"a\nb\nc\n",
			[]source.Cell{{Index: 1, Start: 0, End: 3, ExecutionCount: 2}, {Index: 2, Start: 4, End: 5, ExecutionCount: -1}},
		},
		{
			"outputs that look like cells",
			`{"cells": [{"outputs": [{"cells": "]}", "a\\\"": "\\"}, [], {}], "cell_type": "code", "source": "\"outputs\": [", "attachments" : {}},
			  {"cell_type": "code", "source": ["outputs", "[]"], "outputs": "odd"}]}`,
			"\"outputs\": [\noutputs[]\n",
			[]source.Cell{{Index: 0, Start: 0, End: 12, ExecutionCount: -1}, {Index: 1, Start: 13, End: 22, ExecutionCount: -1}},
		},
		{
			"cells of other languages",
			`{"cells": [{"cell_type": "code", "source": "SELECT 1", "metadata": {"vscode": {"languageId": "sql"}}},
			  {"cell_type": "code", "source": "x", "metadata": {"vscode": {"languageId": "python"}}}]}`,
			"x\n",
			[]source.Cell{{Index: 1, Start: 0, End: 1, ExecutionCount: -1}},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := load(t, "a.ipynb", tt.raw)
			if f.Text() != tt.text {
				t.Errorf("Text %q, want %q", f.Text(), tt.text)
			}
			if diff := cmp.Diff(tt.cells, f.Cells); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestNotebookRefused(t *testing.T) {
	tests := []struct {
		raw, reason string
		line        int
		notPython   bool
	}{
		{"{\n\"cells\": [\n<<<<<<< HEAD\n", "broken JSON in line 3: invalid character '<'", 3, false},
		{"{\n\"cells\": [", "broken JSON in line 2: unexpected end", 2, false},
		{"{\"cells\": [{\"outputs\": [{\n\"a\": 1}\n]}\n<", "broken JSON in line 4: invalid character '<'", 4, false},
		{"{\"cells\": [{\"outputs\": [\n}]", "broken JSON in line 2: invalid character '}'", 2, false},
		{"{\"cells\": [{\"outputs\": [\n{", "broken JSON in line 2: unexpected end", 2, false},
		{"{}", `not a Jupyter notebook: its JSON has no "cells"`, 1, false},
		{"[1]", "not a Jupyter notebook: unexpected JSON array in line 1", 1, false},
		{"{\n\"cells\": [3]}", "not a Jupyter notebook: unexpected JSON number in line 2", 2, false},
		{`{"cells": [{"cell_type": "code", "source": {}}]}`, "not a Jupyter notebook: the source of cell 0", 0, false},
		{`{"cells": [], "metadata": {"language_info": {"name": "R"}}}`, "the notebook's language is R, only Python is checked", 0, true},
		{`{"cells": [], "metadata": {"kernelspec": {"language": "julia"}}}`, "the notebook's language is julia,", 0, true},
		{`{"cells": [], "metadata": {"kernelspec": {"name": "ir"}}}`, "the notebook's language is R,", 0, true},
		{`{"worksheets": [{"cells": [{"cell_type": "code", "language": "haskell", "input": ""}]}]}`, "the notebook's language is haskell,", 0, true},
	}
	for _, tt := range tests {
		_, err := source.Load("a.ipynb", []byte(tt.raw))
		var e *source.Error
		if !errors.As(err, &e) {
			t.Errorf("%s: %v", tt.raw, err)
			continue
		}
		if !strings.HasPrefix(e.Reason, tt.reason) || e.Line != tt.line || e.NotPython != tt.notPython {
			t.Errorf("%s: got %+v, want %q in line %d", tt.raw, e, tt.reason, tt.line)
		}
	}
}

func TestNotebookPositions(t *testing.T) {
	// Three cells; the first ends in a lone \r, the second is empty.
	f := source.FromCells("a.ipynb", []source.CellSource{
		{Index: 0, Source: "é\r"}, {Index: 2, Source: ""}, {Index: 3, Source: "x\r\ny"},
	})
	if want := "é\r\n\nx\r\ny\n"; f.Text() != want {
		t.Fatalf("Text %q", f.Text())
	}
	for offset, want := range map[int]source.Position{
		0: {Cell: 0, Line: 1, Column: 1}, 2: {Cell: 0, Line: 1, Column: 2}, 3: {Cell: 0, Line: 2, Column: 1},
		4: {Cell: 2, Line: 1, Column: 1}, 5: {Cell: 3, Line: 1, Column: 1}, 8: {Cell: 3, Line: 2, Column: 1},
		9: {Cell: 3, Line: 2, Column: 2}, 10: {Cell: 3, Line: 2, Column: 2},
	} {
		if got := f.Position(offset); got != want {
			t.Errorf("Position(%d) = %v, want %v", offset, got, want)
		}
		if got, ok := f.Offset(want); !ok || got != min(offset, 9) {
			t.Errorf("Offset(%v) = %d, %v, want %d", want, got, ok, offset)
		}
	}
	for _, pos := range []source.Position{
		{Cell: 1, Line: 1, Column: 1}, {Cell: -1, Line: 1, Column: 1}, {Cell: 4, Line: 1, Column: 1}, {Cell: 2, Line: 2, Column: 1},
	} {
		if got, ok := f.Offset(pos); ok {
			t.Errorf("Offset(%v) = %d, true", pos, got)
		}
	}
	if got := source.FromCells("a.ipynb", nil).Position(3); got != (source.Position{Cell: -1, Line: 1, Column: 1}) {
		t.Errorf("no cells: %v", got)
	}
}

func TestCellHashes(t *testing.T) {
	one := source.FromCells("a.ipynb", []source.CellSource{{Source: "a\nb"}})
	two := source.FromCells("a.ipynb", []source.CellSource{{Source: "a"}, {Index: 1, Source: "b"}})
	if one.Text() != two.Text() || one.Hash() == two.Hash() {
		t.Error("the cells' borders do not count in the hash")
	}
}

func TestCode(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain", "x = 1 % 2\ny != 3", "x = 1 % 2\ny != 3"},
		{"line magic", "%matplotlib inline\nx", "0#atplotlib inline\nx"},
		{"shell", "if a:\n    !pip install 'x\n    ü", "if a:\n    0#ip install 'x\n    ü"},
		{"one sign", "!\n%\n?", "0\n0\n0"},
		{"multi-byte", "!é\n%ü\n", "0##\n0##\n"},
		{"joined shell", "!a \\\n  b \\\né\nx", "0# \\\n  # \\\n##\nx"},
		{"help", "?np.sum\nnp.sum?\na = b??\nx = '?'\n", "0#p.sum\n0#.sum?\n0#= b??\nx = '?'\n"},
		{"help with a comment", "  f?  # why", " \f0#  # why"},
		{"autocall", "/f 1\n,f a\n;f b", "0# 1\n0# a\n0# b"},
		{"not in brackets", "f(a\n% b)\n!x", "f(a\n% b)\n0#"},
		{"not in a joined line", "a = b \\\n% c\n%d", "a = b \\\n% c\n0#"},
		{"not in strings", "s = '''\n%a\n!b\nc?\n'''\n%d", "s = '''\n%a\n!b\nc?\n'''\n0#"},
		{"not in comments", "# '''\n%a", "# '''\n0#"},
		{"quotes", "s = \"'''\"\n%a\ns = r'\\''\n%b\ns = ''\n%c", "s = \"'''\"\n0#\ns = r'\\''\n0#\ns = ''\n0#"},
		{"joined string", "s = 'a\\\n%b'\n%c", "s = 'a\\\n%b'\n0#"},
		{"broken string ends with the line", "s = 'a\n%b", "s = 'a\n0#"},
		{"assigned shell", "x = !ls -l\ny = !a\nz=!\n", "x = None#l\ny = 0#\nz=0\n"},
		{"assigned shell joined", "x = !ls \\\n -é\ny", "x = None#\n #é\ny"},
		{"assigned magic", "x = %env HOME\nf(a=1 %b)", "x = None#HOME\nf(a=1 %b)"},
		{"assigned time", "x = %time f(a,\n%b)\n%c", "x =       f(a,\n%b)\n0#"},
		{"time", "%time x = f()\n  %time", "0;    x = f()\n  0#ime"},
		{"timeit", "%timeit -n 10 -r3 -q f(x)\n%timeit", "0;                   f(x)\n0#imeit"},
		{"time of a block", "%time for x in y: f(x)", "     \ffor x in y: f(x)"},
		{"time of a block, indented", "if a:\n  %time with b: c", "if a:\n     \f  with b: c"},
		{"time of shell", "%time !ls", "0#ime !ls"},
		{"timing is none of ours", "%times x", "0#imes x"},
		{"cell magic of another language", "%%bash\nls\n\né\n", "#%bash\n#s\n\n##\n"},
		{"cell magic below comments", "\n# c\n%%html\n<a>", "\n# c\n#%html\n#a>"},
		{"cell magic of the shell", "%%!\nls", "#%!\n#s"},
		{"cell magic of Python", "%%time\n%%capture out\nx = 1\n%y", "#%time\n#%capture out\nx = 1\n0#"},
		{"cell magic too late", "x\n%%bash\ny", "x\n0#bash\ny"},
		{"common indent", "\n  x\n  if y:\n    %z\n # c\n", "\n \fx\n \fif y:\n \f  0#\n # c\n"},
		{"open bracket", "x = 1\ny = f(\n\n  é\n", "x = 1\n0#= f(\n\n  ##\n"},
		{"open string", "'''\nx", "0#'\n#"},
		{"open line", "x = 1\\", "x = 1 "},
		{"joined to an empty line", "x = 1\\\n", "x = 1\\\n"},
		{"too many closed", "x)\n%y", "x)\n0#"},
		{"NUL", "x\x00", "x "},
		{"CR", "%a\r%b\r\n%c", "0#\r0#\r\n0#"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := source.FromCells("a.ipynb", []source.CellSource{{Source: "a"}, {Index: 1, Source: tt.in}})
			if f.Text() != "a\n"+tt.in+"\n" {
				t.Errorf("Text %q", f.Text())
			}
			if got := f.Code(); got != "a\n"+tt.want+"\n" {
				t.Errorf("Code\n%q, want\n%q", got, "a\n"+tt.want+"\n")
			}
			checkCode(t, f)
		})
	}
}

func TestEscapes(t *testing.T) {
	f := source.FromCells("a.ipynb", []source.CellSource{
		{Source: "%env A=1\nx = !pip \\\n  y\n%time z\nz"}, {Index: 1, Source: "%%time\nq?"}, {Index: 2, Source: "%%bash\nls\n"},
	})
	var got []string
	for _, e := range f.Escapes() {
		s := f.Text()[e.Start:e.End]
		if e.Cell {
			s = "cell: " + s
		}
		got = append(got, s)
	}
	want := []string{"%env A=1", "!pip \\\n  y", "%%time", "q?", "cell: %%bash\nls\n"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func BenchmarkLoadNotebook(b *testing.B) {
	source1, _ := json.Marshal(strings.Repeat("x = torch.nn.Linear(1, 2)\n", 20))
	output, _ := json.Marshal(strings.Repeat("A", 100_000))
	cell := `{"cell_type": "code", "source": ` + string(source1) + `, "outputs": [` + string(output) + `]}`
	raw := []byte(`{"cells": [` + strings.Repeat(cell+",", 49) + cell + `]}`)
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		if _, err := source.Load("a.ipynb", raw); err != nil {
			b.Fatal(err)
		}
	}
}
