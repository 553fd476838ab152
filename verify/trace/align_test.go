package trace

import (
	"math/rand/v2"
	"testing"
)

// TestEditsGiveBothSequences checks that every script spells both sequences and
// is as short as a table says.
func TestEditsGiveBothSequences(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		a, b := make([]int, r.IntN(12)), make([]int, r.IntN(12))
		for _, s := range [][]int{a, b} {
			for i := range s {
				s[i] = r.IntN(4)
			}
		}
		i, j, cost := 0, 0, 0
		for _, m := range edits(a, b) {
			switch {
			case m[0] >= 0 && m[1] >= 0:
				if m[0] != i || m[1] != j || a[i] != b[j] {
					t.Fatalf("%v %v: wrong pair %v", a, b, m)
				}
				i, j = i+1, j+1
			case m[0] >= 0:
				i, cost = i+1, cost+1
			default:
				j, cost = j+1, cost+1
			}
		}
		if want := len(a) + len(b) - 2*shared(a, b); i != len(a) || j != len(b) || cost != want {
			t.Fatalf("%v %v: script ends at %d, %d with %d edits, want %d", a, b, i, j, cost, want)
		}
	}
}

// shared is the length of the longest common subsequence.
func shared(a, b []int) int {
	table := make([][]int, len(a)+1)
	for i := range table {
		table[i] = make([]int, len(b)+1)
	}
	for i := range a {
		for j := range b {
			table[i+1][j+1] = max(table[i][j+1], table[i+1][j])
			if a[i] == b[j] {
				table[i+1][j+1] = table[i][j] + 1
			}
		}
	}
	return table[len(a)][len(b)]
}
