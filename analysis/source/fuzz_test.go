package source_test

import (
	"testing"
	"unicode/utf8"

	"github.com/mlf-core/mlf-lsp/analysis/source"
)

func FuzzLoadPython(f *testing.F) {
	for _, seed := range []string{
		"", "\xef\xbb\xbf", "x = 1\r\ny\r\n", "# coding: latin-1\n'\xe4'\r", "# coding: euc_jp\n\xc6\xfc\x8f", "\xff\xfe",
		"# coding: hz\n~{<:~}", "é😀\u2028\f\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		file, err := source.Load("a.py", raw)
		if err != nil {
			return
		}
		if file.Code() != file.Text() {
			t.Errorf("Code %q is not Text %q", file.Code(), file.Text())
		}
		if back, err := file.Encode(file.Text()); err == nil && string(back) != string(raw) {
			t.Errorf("Encode gives %q for %q", back, raw)
		}
		checkPlaces(t, file)
	})
}

func FuzzLoadNotebook(f *testing.F) {
	for _, seed := range []string{
		"", "{", `{"cells":[]}`, `{"cells":[{"cell_type":"code","source":["a\r","%time x\n","é?"],"id":"i"}]}`,
		`{"worksheets":[{"cells":[{"cell_type":"code","input":"!ls \\\nx","prompt_number":3}]}]}`,
		`{"cells":[{"cell_type":"code","source":"    x = '''\n%a"},{"cell_type":"code","source":"%%bash\né"}]}`,
		`{"metadata":{"kernelspec":{"language":"R"}},"cells":[]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if file, err := source.Load("a.ipynb", raw); err == nil {
			checkCode(t, file)
			checkPlaces(t, file)
		}
	})
}

func FuzzCells(f *testing.F) {
	f.Add("    %time for x in y: é", "x = !ls é\\\nü")
	f.Add("f('''\n%x", "(\n?")
	f.Add("%%time -o\n  %timeit -n 10 é\\", "a\r")
	f.Fuzz(func(t *testing.T, a, b string) {
		if !utf8.ValidString(a) || !utf8.ValidString(b) {
			return
		}
		file := source.FromCells("a.ipynb", []source.CellSource{{Index: 1, Source: a}, {Index: 4, Source: b}})
		checkCode(t, file)
		checkPlaces(t, file)
	})
}

// checkCode holds Code to its promise: every line and every offset stays.
func checkCode(t *testing.T, file *source.File) {
	text, code := file.Text(), file.Code()
	if len(text) != len(code) {
		t.Fatalf("Text has %d bytes, Code %d", len(text), len(code))
	}
	if utf8.ValidString(text) && !utf8.ValidString(code) {
		t.Errorf("Code %q is not valid UTF-8, Text %q is", code, text)
	}
	for i := range len(text) {
		if (text[i] == '\n' || text[i] == '\r') && code[i] != text[i] {
			t.Fatalf("the line ending at %d is gone: %q, %q", i, text, code)
		}
	}
	end := 0
	for _, e := range file.Escapes() {
		if e.Start < end || e.End <= e.Start || e.End > len(text) {
			t.Fatalf("escape %v overlaps or is out of order", e)
		}
		end = e.End
	}
}

// checkPlaces walks all offsets to positions and back.
func checkPlaces(t *testing.T, file *source.File) {
	text := file.Text()
	if len(text) > 1<<12 {
		return
	}
	last := source.Position{Cell: -1}
	for offset := range len(text) + 1 {
		pos := file.Position(offset)
		if less(pos, last) {
			t.Fatalf("Position(%d) = %v goes back behind %v", offset, pos, last)
		}
		last = pos
		back, ok := file.Offset(pos)
		if file.Kind == source.Notebook && len(file.Cells) == 0 {
			continue
		}
		if !ok || back > offset || file.Position(back) != pos {
			t.Fatalf("Offset(Position(%d)) = %d, %v", offset, back, ok)
		}
		if start, end := file.LineSpan(file.LineOf(offset)); offset >= start && offset <= end && utf8.ValidString(text) &&
			(offset == len(text) || utf8.RuneStart(text[offset])) && back != offset && offset < len(text) {
			t.Fatalf("Offset(Position(%d)) = %d", offset, back)
		}
	}
}

func less(a, b source.Position) bool {
	if a.Cell != b.Cell {
		return a.Cell < b.Cell
	}
	if a.Line != b.Line {
		return a.Line < b.Line
	}
	return a.Column < b.Column
}
