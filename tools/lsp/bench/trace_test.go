package main

import (
	"strings"
	"testing"
)

// TestTrace presses the same keys each time, in a file of the length that was
// asked for, and ends in a text that is whole.
func TestTrace(t *testing.T) {
	a, b := newTrace(5000, 2000), newTrace(5000, 2000)
	if a.text != b.text || len(a.edits) != 2000 || len(b.edits) != 2000 {
		t.Fatalf("the traces differ, or have %d and %d keys", len(a.edits), len(b.edits))
	}
	if n := strings.Count(a.text, "\n"); n < 4950 || n > 5050 {
		t.Errorf("the file has %d lines", n)
	}
	open := 0
	text := a.text
	for i, e := range a.edits {
		if e != b.edits[i] {
			t.Fatalf("key %d differs: %v and %v", i, e, b.edits[i])
		}
		if len(e.text)+e.gone != 1 {
			t.Fatalf("key %d is %v", i, e)
		}
		text = text[:e.at] + e.text + text[e.at+e.gone:]
		if strings.Count(text, "(") != strings.Count(text, ")") {
			open++
		}
	}
	if open < 500 {
		t.Errorf("brackets are open after %d keys: the syntax is hardly ever broken", open)
	}
}
