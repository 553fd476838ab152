package source_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mlf-core/mlf-lsp/analysis/source"
)

func load(t *testing.T, path, raw string) *source.File {
	t.Helper()
	f, err := source.Load(path, []byte(raw))
	if err != nil {
		t.Fatalf("Load(%q): %v", path, err)
	}
	return f
}

func TestKindOf(t *testing.T) {
	for path, want := range map[string]source.Kind{
		"a.py": source.Python, "a/b.PY": source.Python, "a.pyi": source.Python, "a.pyw": source.Python,
		"a.ipynb": source.Notebook, "py": source.Other, "a.pyc": source.Other, "Dockerfile": source.Other,
	} {
		if got := source.KindOf(path); got != want {
			t.Errorf("KindOf(%q) = %v, want %v", path, got, want)
		}
	}
}

func TestLoadDecodes(t *testing.T) {
	tests := []struct {
		name, raw, text, encoding string
		bom                       bool
	}{
		{"empty", "", "", "utf-8", false},
		{"only a mark", "\xef\xbb\xbf", "", "utf-8", true},
		{"mark", "\xef\xbb\xbfx = 1\n", "x = 1\n", "utf-8", true},
		{"mark and cookie", "\xef\xbb\xbf# coding: utf-8\n", "# coding: utf-8\n", "utf-8", true},
		{"umlaut", "x = 'ä'\n", "x = 'ä'\n", "utf-8", false},
		{"latin-1", "# -*- coding: latin-1 -*-\n'\xe4\x93'", "# -*- coding: latin-1 -*-\n'ä\u0093'", "iso-8859-1", false},
		{"latin-1 of vim", "# vim: set fileencoding=latin1 :\n'\xe4'", "# vim: set fileencoding=latin1 :\n'ä'", "iso-8859-1", false},
		{"unix ending", "# coding: iso-latin-1-unix\n'\xe4'", "# coding: iso-latin-1-unix\n'ä'", "iso-8859-1", false},
		{"cp1252", "# coding: cp1252\n'\x80'", "# coding: cp1252\n'€'", "cp1252", false},
		{"iso8859_15", "# coding: iso8859_15\n'\xa4'", "# coding: iso8859_15\n'€'", "iso8859-15", false},
		{"koi8", "# coding: koi8-r\n'\xc6'", "# coding: koi8-r\n'ф'", "koi8-r", false},
		{"euc_jp", "# coding: euc_jp\n'\xc6\xfc'", "# coding: euc_jp\n'日'", "euc-jp", false},
		{"cp932", "# coding: cp932\n'\x93\xfa'", "# coding: cp932\n'日'", "shift_jis", false},
		{"gb2312", "# coding: gb2312\n'\xc4\xe3'", "# coding: gb2312\n'你'", "gbk", false},
		{"UTF8", "# coding: UTF8\n'é'", "# coding: UTF8\n'é'", "utf-8", false},
		{"ascii", "# coding: us-ascii\n1", "# coding: us-ascii\n1", "ascii", false},
		{"second line", "#!/usr/bin/python\r\n# coding: latin-1\r\n'\xe4'", "#!/usr/bin/python\r\n# coding: latin-1\r\n'ä'", "iso-8859-1", false},
		{"second line after \\r", "#!/usr/bin/python\r# coding: latin-1\r'\xe4'", "#!/usr/bin/python\r# coding: latin-1\r'ä'", "iso-8859-1", false},
		{"below code it is a comment", "x = 1\n# coding: latin-1\n'ä'", "x = 1\n# coding: latin-1\n'ä'", "utf-8", false},
		{"third line is too late", "#\n#\n# coding: latin-1\n'ä'", "#\n#\n# coding: latin-1\n'ä'", "utf-8", false},
		{"not in a string", "x = 'coding: latin-1'", "x = 'coding: latin-1'", "utf-8", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := load(t, "a.py", tt.raw)
			if f.Text() != tt.text || f.Code() != tt.text {
				t.Errorf("Text %q, Code %q, want %q", f.Text(), f.Code(), tt.text)
			}
			if f.Encoding != tt.encoding || f.BOM != tt.bom {
				t.Errorf("Encoding %q, BOM %v, want %q, %v", f.Encoding, f.BOM, tt.encoding, tt.bom)
			}
			if f.Hash() != sha256.Sum256([]byte(tt.raw)) || f.Size() != len(tt.raw) {
				t.Error("hash or size is not that of the raw bytes")
			}
			back, err := f.Encode(f.Text())
			if err != nil || string(back) != tt.raw {
				t.Errorf("Encode gives %q, %v, want %q", back, err, tt.raw)
			}
		})
	}
}

func TestLoadRefuses(t *testing.T) {
	tests := []struct {
		name, path, raw, reason string
		line                    int
	}{
		{"invalid", "a.py", "x = 1\ny = '\xe4'\n",
			"not valid UTF-8 at byte 11 (line 2); declare the encoding with `# -*- coding: … -*-` or convert the file", 2},
		{"invalid behind a mark", "a.py", "\xef\xbb\xbf\xe4", "not valid UTF-8 at byte 3 (line 1)", 1},
		{"invalid elsewhere", "Dockerfile", "\xe4", "not valid UTF-8 at byte 0 (line 1); convert the file to UTF-8", 1},
		{"declared but invalid", "a.py", "# coding: utf-8\n\xe4", "not valid utf-8, the encoding it declares, at byte 16 (line 2)", 2},
		{"ascii", "a.py", "# coding: ascii\nä", "not valid ascii, the encoding it declares, at byte 16 (line 2)", 2},
		{"shift_jis", "a.py", "# coding: shift_jis\r\r'\x81'", "not valid shift_jis, the encoding it declares, in line 3", 3},
		{"unknown", "a.py", "# coding: klingon\n", `declares the encoding "klingon", which is not known`, 1},
		{"utf-16 by cookie", "a.py", "# coding: utf-16\n", `declares the encoding "utf-16", which is not known`, 1},
		{"mark against cookie", "a.py", "\xef\xbb\xbf# coding: latin-1\n", "starts with the UTF-8 byte order mark but declares", 1},
		{"UTF-16 LE", "a.py", "\xff\xfex\x00", "encoded in UTF-16", 1},
		{"UTF-16 BE", "requirements.txt", "\xfe\xff\x00x", "encoded in UTF-16", 1},
		{"UTF-32 LE", "a.py", "\xff\xfe\x00\x00x\x00\x00\x00", "encoded in UTF-32", 1},
		{"NUL", "a.py", "x\r\ny\x00", "holds a NUL byte at byte 4 (line 2)", 2},
		{"notebook not UTF-8", "a.ipynb", "{\"\xe4\"", "not valid UTF-8 at byte 2 (line 1); convert", 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, err := source.Load(tt.path, []byte(tt.raw))
			var e *source.Error
			if !errors.As(err, &e) || f != nil {
				t.Fatalf("Load gives %v, %v", f, err)
			}
			if !strings.HasPrefix(e.Reason, tt.reason) || e.Line != tt.line || e.NotPython {
				t.Errorf("got %+v, want line %d and %q", e, tt.line, tt.reason)
			}
		})
	}
}

func TestEncodeNewText(t *testing.T) {
	f := load(t, "a.py", "# coding: cp1252\nx\r\n")
	got, err := f.Encode("# coding: cp1252\n'€'\r\n")
	if err != nil || string(got) != "# coding: cp1252\n'\x80'\r\n" {
		t.Errorf("Encode gives %q, %v", got, err)
	}
	if _, err := f.Encode("\n'ф'"); err == nil || !strings.Contains(err.Error(), "'ф' (line 2) does not exist in cp1252") {
		t.Errorf("Encode of what cp1252 lacks: %v", err)
	}
	f = load(t, "a.py", "# coding: ascii\n")
	if _, err := f.Encode("# ä"); err == nil {
		t.Error("Encode writes an umlaut in ASCII")
	}
	// Two spellings of one character: writing back would change the first.
	f = load(t, "a.py", "# coding: shift_jis\n'\xed\x40\xfa\x5c'\n")
	if got, err := f.Encode(f.Text()); err == nil && !bytes.Equal(got, []byte("# coding: shift_jis\n'\xed\x40\xfa\x5c'\n")) {
		t.Errorf("Encode changes bytes that no edit touched: %q", got)
	}
}

func TestFromText(t *testing.T) {
	f := source.FromText(`a.py`, "%x\r")
	if f.Code() != "%x\r" || f.Kind != source.Python || f.LineCount() != 2 {
		t.Errorf("got %q, %v, %d lines", f.Code(), f.Kind, f.LineCount())
	}
	if f.Hash() != load(t, "b.py", "%x\r").Hash() {
		t.Error("the same text has another hash on disk")
	}
	if f := source.FromText("a.ipynb", "%x"); f.Code() != "0#\n" || len(f.Cells) != 1 {
		t.Errorf("notebook: %q, %v", f.Code(), f.Cells)
	}
	if got, err := source.FromText("a.py", "x").Encode("ä"); err != nil || string(got) != "ä" {
		t.Errorf("Encode gives %q, %v", got, err)
	}
}

func TestLoadAs(t *testing.T) {
	f, err := source.LoadAs(source.Python, "bin/train", []byte("# coding: latin-1\n'\xe4'"))
	if err != nil || f.Kind != source.Python || !strings.HasSuffix(f.Text(), "'ä'") {
		t.Errorf("got %v, %v", f, err)
	}
}

func TestLines(t *testing.T) {
	tests := []struct {
		text string
		want []string
	}{
		{"", []string{""}},
		{"a", []string{"a"}},
		{"a\n", []string{"a", ""}},
		{"a\r\nb\rc\n\rd", []string{"a", "b", "c", "", "d"}},
		{"\r\r\n\n", []string{"", "", "", ""}},
		{"a\fb\u2028c\vd\u0085e\n", []string{"a\fb\u2028c\vd\u0085e", ""}},
	}
	for _, tt := range tests {
		f := source.FromText("a.py", tt.text)
		var got []string
		for i := range f.LineCount() {
			got = append(got, f.LineText(i))
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%q: %s", tt.text, diff)
		}
	}
	f := source.FromText("a.py", "ab\ncd")
	for _, line := range []int{-5, 0} {
		if got := f.LineText(line); got != "ab" {
			t.Errorf("line %d is %q", line, got)
		}
	}
	if got := f.LineText(99); got != "cd" {
		t.Errorf("line 99 is %q", got)
	}
	for offset, want := range map[int]int{-1: 0, 0: 0, 2: 0, 3: 1, 5: 1, 99: 1} {
		if got := f.LineOf(offset); got != want {
			t.Errorf("LineOf(%d) = %d, want %d", offset, got, want)
		}
	}
}

func TestPosition(t *testing.T) {
	const text = "aé\r\n😀b\rc"
	f := source.FromText("a.py", text)
	tests := []struct {
		offset int
		want   source.Position
		back   int
	}{
		{-3, source.Position{Cell: -1, Line: 1, Column: 1}, 0},
		{0, source.Position{Cell: -1, Line: 1, Column: 1}, 0},
		{1, source.Position{Cell: -1, Line: 1, Column: 2}, 1},
		{2, source.Position{Cell: -1, Line: 1, Column: 2}, 1},   // inside é
		{3, source.Position{Cell: -1, Line: 1, Column: 3}, 3},   // \r
		{4, source.Position{Cell: -1, Line: 1, Column: 3}, 3},   // \n of \r\n
		{5, source.Position{Cell: -1, Line: 2, Column: 1}, 5},   // 😀
		{8, source.Position{Cell: -1, Line: 2, Column: 1}, 5},   // inside it
		{9, source.Position{Cell: -1, Line: 2, Column: 2}, 9},   // b
		{11, source.Position{Cell: -1, Line: 3, Column: 1}, 11}, // c
		{99, source.Position{Cell: -1, Line: 3, Column: 2}, 12},
	}
	for _, tt := range tests {
		if got := f.Position(tt.offset); got != tt.want {
			t.Errorf("Position(%d) = %v, want %v", tt.offset, got, tt.want)
		}
		if got, ok := f.Offset(tt.want); got != tt.back || !ok {
			t.Errorf("Offset(%v) = %d, %v, want %d", tt.want, got, ok, tt.back)
		}
	}
}

func TestOffsetOfNoPlace(t *testing.T) {
	for _, text := range []string{"ab\ncd", "äb\ncd"} {
		f := source.FromText("a.py", text)
		end := len(text) - 3
		tests := []struct {
			pos     source.Position
			nearest int
		}{
			{source.Position{Cell: -1, Line: 0, Column: 1}, 0},
			{source.Position{Cell: -1, Line: 3, Column: 1}, len(text)},
			{source.Position{Cell: -1, Line: int(^uint(0) >> 1), Column: 1}, len(text)},
			{source.Position{Cell: -1, Line: 1, Column: 0}, 0},
			{source.Position{Cell: -1, Line: 1, Column: 4}, end},
			{source.Position{Cell: -1, Line: 1, Column: int(^uint(0) >> 1)}, end},
			{source.Position{Cell: 0, Line: 1, Column: 1}, 0},
		}
		for _, tt := range tests {
			if got, ok := f.Offset(tt.pos); ok || got != tt.nearest {
				t.Errorf("%q: Offset(%v) = %d, %v, want %d, false", text, tt.pos, got, ok, tt.nearest)
			}
		}
	}
}

func TestLongLine(t *testing.T) {
	f := source.FromText("a.py", "é"+strings.Repeat("x", 20<<20)+"\ny")
	if got := f.Position(2 + 20<<20); got.Column != 2+20<<20 {
		t.Errorf("column %d", got.Column)
	}
}

// TestConcurrentUse fails under -race when the lazy parts are not guarded.
func TestConcurrentUse(t *testing.T) {
	f := source.FromText("a.py", strings.Repeat("x = 1\n", 100))
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if f.LineCount() != 101 || f.Hash() == [32]byte{} || f.Position(7).Line != 2 {
				t.Error("wrong answer")
			}
		})
	}
	wg.Wait()
}
