package source

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
)

// Cell is a code cell of a notebook.
type Cell struct {
	Index int // among all cells of the notebook, from 0
	// Start and End are offsets in Text: Text()[Start:End] is the cell's source
	// as the notebook has it, and a "\n" of our own stands at End.
	Start, End     int
	ExecutionCount int    // -1 when the cell was not run
	ID             string // "" before nbformat 4.5
}

// CellSource is a code cell on its way into a File. An edit of a cell goes back
// into the notebook's JSON as the new source of the cell with this Index (and
// ID, where there is one), all other JSON left as it is.
type CellSource struct {
	Index          int // among all cells of the notebook, from 0
	ExecutionCount int // -1 when the cell was not run
	ID             string
	Source         string
}

// FromCells makes a notebook of code cells that an editor holds. The cells must
// come in ascending order of Index.
func FromCells(path string, cells []CellSource) *File {
	f := &File{Path: filepath.ToSlash(path), Kind: Notebook, Encoding: utf8Name}
	h := sha256.New()
	for _, c := range cells {
		fmt.Fprintf(h, "%d %d\n%s", c.Index, len(c.Source), c.Source)
	}
	f.setHash([sha256.Size]byte(h.Sum(nil)))
	f.layOut(cells)
	f.size = len(f.text)
	return f
}

// layOut lays the cells end to end and works out Code.
func (f *File) layOut(cells []CellSource) {
	size := 0
	for _, c := range cells {
		size += len(c.Source) + 1
	}
	text, code := make([]byte, 0, size), make([]byte, 0, size)
	for _, c := range cells {
		start := len(text)
		text = append(append(text, c.Source...), '\n')
		python, escapes := neutralise(c.Source)
		code = append(append(code, python...), '\n')
		for _, e := range escapes {
			e.Start, e.End = e.Start+start, e.End+start
			f.escapes = append(f.escapes, e)
		}
		f.Cells = append(f.Cells, Cell{
			Index: c.Index, Start: start, End: len(text) - 1, ExecutionCount: c.ExecutionCount, ID: c.ID,
		})
	}
	f.text, f.code = string(text), string(code)
}

// cellAt is the place in Cells of the cell that holds the offset.
func (f *File) cellAt(offset int) int {
	return max(0, sort.Search(len(f.Cells), func(i int) bool { return f.Cells[i].Start > offset })-1)
}

// The notebook's JSON, as loosely typed as notebooks in the wild are.
type (
	notebookJSON struct {
		Cells      []cellJSON      `json:"cells"`
		Worksheets []worksheetJSON `json:"worksheets"` // nbformat 3 and before
		Metadata   json.RawMessage `json:"metadata"`
	}
	worksheetJSON struct {
		Cells []cellJSON `json:"cells"`
	}
	cellJSON struct {
		Type           string          `json:"cell_type"`
		Source         json.RawMessage `json:"source"`
		Input          json.RawMessage `json:"input"` // nbformat 3 and before
		ExecutionCount json.RawMessage `json:"execution_count"`
		PromptNumber   json.RawMessage `json:"prompt_number"` // nbformat 3 and before
		ID             json.RawMessage `json:"id"`
		Language       json.RawMessage `json:"language"` // nbformat 3 and before
		Metadata       json.RawMessage `json:"metadata"`
	}
)

// readNotebook takes the code cells out of a notebook's JSON. An empty file is
// the empty notebook that editors make of it.
func readNotebook(text string) ([]CellSource, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	var nb notebookJSON
	slim := withoutOutputs(text)
	if err := json.Unmarshal(slim, &nb); err != nil {
		return nil, jsonError(slim, err)
	}
	if nb.Cells == nil && nb.Worksheets == nil {
		return nil, &Error{Reason: `not a Jupyter notebook: its JSON has no "cells"`, Line: 1}
	}
	cells := nb.Cells
	for _, sheet := range nb.Worksheets {
		cells = append(cells, sheet.Cells...)
	}
	language := kernelLanguage(nb.Metadata)
	if language == "" {
		language = cellsLanguage(cells)
	}
	if !isPython(language) {
		return nil, &Error{NotPython: true, Reason: "the notebook's language is " + language + ", only Python is checked"}
	}
	return codeCells(cells)
}

func codeCells(cells []cellJSON) ([]CellSource, error) {
	var out []CellSource
	for i, c := range cells {
		if c.Type != "code" || !isPython(cellLanguage(c)) {
			continue
		}
		source, ok := sourceText(c.Source)
		if c.Source == nil {
			source, ok = sourceText(c.Input)
		}
		if !ok {
			return nil, &Error{Reason: fmt.Sprintf(
				"not a Jupyter notebook: the source of cell %d (from 0) is neither a text nor a list of texts", i)}
		}
		count := executionCount(c.ExecutionCount)
		if count < 0 {
			count = executionCount(c.PromptNumber)
		}
		out = append(out, CellSource{Index: i, ExecutionCount: count, ID: jsonString(c.ID), Source: source})
	}
	return out, nil
}

// sourceText reads a text that may be cut into a list of lines.
func sourceText(raw json.RawMessage) (string, bool) {
	var pieces []string
	if len(raw) > 0 && raw[0] == '[' {
		err := json.Unmarshal(raw, &pieces)
		return strings.Join(pieces, ""), err == nil
	}
	var text string
	err := json.Unmarshal(raw, &text)
	return text, raw == nil || err == nil
}

func executionCount(raw json.RawMessage) int {
	if n, err := strconv.Atoi(string(bytes.TrimSpace(raw))); err == nil && n >= 0 {
		return n
	}
	return -1
}

// jsonString is the text that raw holds, "" when it holds something else.
func jsonString(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

// kernelLanguage reads the language from a notebook's metadata, "" for unknown.
func kernelLanguage(metadata json.RawMessage) string {
	var m struct {
		LanguageInfo struct {
			Name json.RawMessage `json:"name"`
		} `json:"language_info"`
		Kernelspec struct {
			Language json.RawMessage `json:"language"`
			Name     json.RawMessage `json:"name"`
		} `json:"kernelspec"`
	}
	// Of odd metadata, what can be read is read.
	_ = json.Unmarshal(metadata, &m)
	if s := jsonString(m.LanguageInfo.Name); s != "" {
		return s
	}
	if s := jsonString(m.Kernelspec.Language); s != "" {
		return s
	}
	// Colab writes no more than the name of the kernel.
	switch name := jsonString(m.Kernelspec.Name); {
	case name == "ir":
		return "R"
	case strings.HasPrefix(name, "julia"):
		return "Julia"
	}
	return ""
}

// cellsLanguage is the language that every code cell of an old notebook names,
// "" when there is none in common.
func cellsLanguage(cells []cellJSON) string {
	common := ""
	for _, c := range cells {
		if c.Type != "code" {
			continue
		}
		language := jsonString(c.Language)
		if common != "" && language != common {
			return ""
		}
		common = language
	}
	return common
}

// cellLanguage is the language of one cell in a notebook of several, "" when
// the cell does not say.
func cellLanguage(c cellJSON) string {
	if s := jsonString(c.Language); s != "" {
		return s
	}
	if !bytes.Contains(c.Metadata, []byte("languageId")) {
		return ""
	}
	var m struct {
		VSCode struct {
			LanguageID json.RawMessage `json:"languageId"`
		} `json:"vscode"`
	}
	_ = json.Unmarshal(c.Metadata, &m)
	return jsonString(m.VSCode.LanguageID)
}

// isPython tells whether cells of the language are checked; the unknown one is
// Python, the default of every front end.
func isPython(language string) bool {
	language = strings.ToLower(language)
	return language == "" || strings.HasPrefix(language, "python") || strings.HasPrefix(language, "ipython")
}

func jsonError(text []byte, err error) error {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		line := lineAt(text, int(syntax.Offset)-1)
		return &Error{Line: line, Reason: fmt.Sprintf("broken JSON in line %d: %s; repair the notebook or exclude it", line, syntax)}
	}
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		line := lineAt(text, int(kind.Offset)-1)
		return &Error{Line: line, Reason: fmt.Sprintf("not a Jupyter notebook: unexpected JSON %s in line %d", kind.Value, line)}
	}
	return &Error{Reason: fmt.Sprintf("not a Jupyter notebook: %v", err)}
}
