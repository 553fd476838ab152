package server_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// notebook is one that a test has open, by the texts of its cells.
type notebook struct {
	*client
	path    string
	version int
	cells   []object
}

// openNotebook opens a notebook of code cells named cell:0, cell:1 and so on.
func (c *client) openNotebook(path string, texts ...string) *notebook {
	n := &notebook{client: c, path: path, version: 1}
	documents := []object{}
	for i, text := range texts {
		cell, document := n.newCell(i, text)
		n.cells, documents = append(n.cells, cell), append(documents, document)
	}
	c.notify("notebookDocument/didOpen", object{
		"notebookDocument":  object{"uri": c.uri(path), "notebookType": "jupyter-notebook", "version": 1, "cells": n.cells},
		"cellTextDocuments": documents,
	})
	return n
}

func (n *notebook) newCell(i int, text string) (cell, document object) {
	name := fmt.Sprintf("cell:%d", i)
	n.texts[name], n.versions[name] = text, 1
	return object{"kind": 2, "document": name}, object{"uri": name, "languageId": "python", "version": 1, "text": text}
}

func (n *notebook) change(cells object) {
	n.version++
	n.notify("notebookDocument/didChange", object{
		"notebookDocument": object{"uri": n.uri(n.path), "version": n.version}, "change": object{"cells": cells},
	})
}

// edit replaces the first occurrence of a text in a cell.
func (n *notebook) edit(cell, old, now string) {
	n.t.Helper()
	before, after, ok := strings.Cut(n.texts[cell], old)
	if !ok {
		n.t.Fatalf("%s does not hold %q", cell, old)
	}
	at := func(text string) object {
		return object{"line": strings.Count(text, "\n"), "character": len(text) - 1 - strings.LastIndex(text, "\n")}
	}
	n.versions[cell]++
	n.texts[cell] = before + now + after
	n.change(object{"textContent": []object{{
		"document": object{"uri": cell, "version": n.versions[cell]},
		"changes":  []object{{"range": object{"start": at(before), "end": at(before + old)}, "text": now}},
	}}})
}

func TestNotebook(t *testing.T) {
	c := start(t, "-- other.py --\n", modern())
	n := c.openNotebook("a.ipynb", "import random", "x = random.random()\nprint(x)", "%matplotlib inline")
	d := c.codes("cell:1", "MLF101")[0]
	if d.Range.Start != (position{0, 4}) || d.Range.End != (position{0, 19}) {
		t.Errorf("the finding is at %v", d.Range)
	}
	c.codes("cell:0")
	c.codes("cell:2")
	n.edit("cell:0", "import random", "import random\nrandom.seed(1)")
	c.codes("cell:1")
	n.edit("cell:0", "\nrandom.seed(1)", "")
	c.codes("cell:1", "MLF101")

	// A cell with a seed is added in between, then moved to the end.
	cell, document := n.newCell(3, "random.seed(1)")
	n.change(object{"structure": object{"array": object{"start": 1, "deleteCount": 0, "cells": []object{cell}}, "didOpen": []object{document}}})
	c.codes("cell:1")
	n.change(object{"structure": object{"array": object{"start": 1, "deleteCount": 1}}})
	n.change(object{"structure": object{"array": object{"start": 3, "deleteCount": 0, "cells": []object{cell}}, "didOpen": []object{document}}})
	c.until("findings of the cell", func() bool { return len(c.diagnostics["cell:1"].Diagnostics) == 1 })

	// Moved in one change: the cell comes without its text.
	n.change(object{"structure": object{"array": object{"start": 1, "deleteCount": 3, "cells": []object{cell, n.cells[1], n.cells[2]}}}})
	c.codes("cell:1")
	n.change(object{"structure": object{"array": object{"start": 1, "deleteCount": 1}, "didClose": []object{{"uri": "cell:3"}}}})
	c.codes("cell:1", "MLF101")

	c.notify("notebookDocument/didClose", object{"notebookDocument": object{"uri": c.uri("a.ipynb")}, "cellTextDocuments": []object{}})
	c.codes("cell:1")
}

// TestCellsRunOutOfOrder sees a finding on the order in which cells were run.
func TestCellsRunOutOfOrder(t *testing.T) {
	c := start(t, "-- other.py --\n", modern())
	n := c.openNotebook("a.ipynb", "import random\nrandom.seed(1)", "x = random.random()", "print(x)")
	c.codes("cell:1")
	run := func(i, count int) object {
		return object{"kind": 2, "document": fmt.Sprintf("cell:%d", i), "executionSummary": object{"executionOrder": count, "success": true}}
	}
	n.change(object{"data": []object{run(0, 2), run(1, 1), run(2, 3)}})
	c.until("a finding of the order", func() bool {
		for _, path := range []string{"cell:0", "cell:1", "cell:2"} {
			for _, d := range c.diagnostics[path].Diagnostics {
				if strings.HasPrefix(d.Code, "MLF4") {
					return true
				}
			}
		}
		return false
	})
}

func TestFixesInCells(t *testing.T) {
	c := start(t, "-- other.py --\n", modern())
	n := c.openNotebook("a.ipynb", "import random", "import os\nx = os.listdir()\nprint(x[0])", "y = random.random()\nprint(y)")
	c.codes("cell:1", "MLF401")
	c.codes("cell:2", "MLF101")
	fix := c.resolve(titled(t, c.actions("cell:1", "os.listdir()", nil), "Sort"))
	if len(fix.Edit.DocumentChanges) != 1 || fix.Edit.DocumentChanges[0].TextDocument.Version != nil {
		t.Errorf("an edit of a cell is %+v", fix.Edit)
	}
	n.take(fix.Edit)
	c.codes("cell:1")
	all := c.actions("cell:2", "random", object{"only": []string{"source.fixAll"}})
	n.take(c.resolve(titled(t, all, "Fix all")).Edit)
	c.codes("cell:2")
	whole := n.texts["cell:0"] + n.texts["cell:1"] + n.texts["cell:2"]
	if !strings.Contains(whole, "random.seed(") || strings.Count(whole, "random.random()") != 1 {
		t.Errorf("the cells are %q", []string{n.texts["cell:0"], n.texts["cell:1"], n.texts["cell:2"]})
	}
}

// take makes an edit in the cells of the notebook.
func (n *notebook) take(e *workspaceEdit) {
	n.t.Helper()
	for _, d := range e.DocumentChanges {
		name := d.TextDocument.URI
		if !slices.ContainsFunc(n.cells, func(c object) bool { return c["document"] == name }) {
			n.t.Fatalf("an edit of %s, which is no cell", name)
		}
		old := n.texts[name]
		now := changed(old, d.Edits)
		n.edit(name, old, now)
	}
}

// TestClosedNotebook sees findings of a notebook that is not open, and fixes in
// one that is open as text.
func TestClosedNotebook(t *testing.T) {
	const files = `-- other.py --
-- a.ipynb --
{"cells": [
 {"cell_type": "markdown", "metadata": {}, "source": ["# Title"]},
 {"cell_type": "code", "execution_count": null, "metadata": {}, "outputs": [], "source": ["import os\n", "print(os.listdir()[0])"]}
], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
`
	c := start(t, files, modern())
	d := c.codes("a.ipynb", "MLF401")[0]
	if !strings.HasPrefix(d.Message, "Cell 2, line 2: ") {
		t.Errorf("the message is %q", d.Message)
	}
	if d.Range.Start != (position{2, 112}) || d.Range.End.Character-d.Range.Start.Character != len("os.listdir()") {
		t.Errorf("the range is %v", d.Range)
	}
	// As text, as in editors that know no notebooks.
	c.open("a.ipynb")
	if got := c.hover("a.ipynb", "listdir", 2); !strings.Contains(got, "MLF401") {
		t.Errorf("the hover in JSON is %q", got)
	}
	fix := c.resolve(titled(t, c.actions("a.ipynb", "listdir", nil), "Sort"))
	c.apply(fix.Edit)
	c.codes("a.ipynb")
	if !strings.Contains(c.texts["a.ipynb"], `"print(sorted(os.listdir())[0])"]}`) {
		t.Errorf("the JSON is\n%s", c.texts["a.ipynb"])
	}
	c.close("a.ipynb")
	c.codes("a.ipynb", "MLF401")
	c.openNotebook("a.ipynb", "import os", "print(os.listdir()[0])")
	c.codes("cell:1", "MLF401")
	c.codes("a.ipynb")
}
