package source_test

import (
	"strings"
	"testing"

	"github.com/mlf-core/mlf-lsp/analysis/source"
)

func TestJSONMap(t *testing.T) {
	const raw = "\ufeff" + `{"cells": [
 {"cell_type": "markdown", "source": "# é"},
 {"cell_type": "code", "source": ["a = \"x\\ty\"\n", "é\u00e9\ud83d\ude00 = b\n",
   "c"], "outputs": [], "execution_count": null},
 {"cell_type": "code", "source": "d\te\n\"f\"", "outputs": []},
 {"cell_type": "code", "source": [], "outputs": []},
 {"cell_type": "code", "source": ["last"], "outputs": []}
], "metadata": {}}`
	f, err := source.Load("a.ipynb", []byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	m, err := source.MapJSON(f, raw)
	if err != nil {
		t.Fatal(err)
	}
	for word, written := range map[string]string{"a =": "a =", "= b": "= b", "c\n": `c"`, "e\n": `e\n`, "f": "f", "last": "last", "y\"": `y\"`, "😀": `\ud83d`} {
		offset := strings.Index(f.Text(), word)
		at := m.JSON(offset)
		if !strings.HasPrefix(raw[at:], written) {
			t.Errorf("%q is at %.12q", word, raw[at:])
		}
		if back, ok := m.Text(at); !ok || back != offset {
			t.Errorf("%q: %d comes back as %d", word, offset, back)
		}
	}
	for i := range f.Text() {
		for _, c := range f.Cells {
			if i < c.Start || i >= c.End {
				continue
			}
			if back, ok := m.Text(m.JSON(i)); !ok || back != i {
				t.Errorf("%d comes back as %d", i, back)
			}
		}
	}
	if _, ok := m.Text(strings.Index(raw, "# é")); ok {
		t.Error("text of no code cell has a place")
	}
	if end := m.JSONEnd(strings.Index(f.Text(), "c\n") + 1); raw[end] != '"' {
		t.Errorf("a range ends at %.5q", raw[end:])
	}
}
