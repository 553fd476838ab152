package codeactions

import (
	"cmp"
	"slices"
	"strings"
)

// ordered sorts edits by file and place and joins insertions at one point; it
// is false when two of them overlap.
func ordered(list []Edit) ([]Edit, bool) {
	list = slices.Clone(list)
	slices.SortStableFunc(list, compareEdits)
	for i := 1; i < len(list); i++ {
		if conflict(list[i-1], list[i]) && !(list[i-1].Start == list[i-1].End && list[i].Start == list[i].End && !list[i].NewCell) {
			return nil, false
		}
	}
	return list, true
}

func compareEdits(a, b Edit) int {
	return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
}

// conflict tells whether two edits of different fixes cannot both be made. Two
// insertions at one point conflict: their order would be anybody's guess.
func conflict(a, b Edit) bool {
	if a.File != b.File {
		return false
	}
	if a.Start == b.Start {
		return true
	}
	return a.Start < b.End && b.Start < a.End
}

// Apply makes edits of one file in its text. They must be in order, without
// overlap, and make no new cells.
func Apply(text string, edits []Edit) string {
	var out strings.Builder
	last := 0
	for _, e := range edits {
		out.WriteString(text[last:e.Start])
		out.WriteString(e.NewText)
		last = e.End
	}
	out.WriteString(text[last:])
	return out.String()
}

// Files are the files that edits change, sorted.
func Files(edits []Edit) []string {
	var out []string
	for _, e := range edits {
		out = append(out, e.File)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
