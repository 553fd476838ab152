package trace

import (
	"slices"
	"strings"
)

// pair is an event of each of two runs that correspond; one of them is nil when
// only the other run has it.
type pair struct{ a, b *Event }

// maxEdits is how far apart two runs may be in what they do and still be
// aligned; beyond, only their common beginning is.
const maxEdits = 2000

// align pairs the events of two runs by what they are and where they happen,
// not by values: the longest common subsequence.
func align(a, b []*Event) []pair {
	ids := map[string]int{}
	id := func(e *Event) int {
		k := strings.Join([]string{e.Kind, e.Site.String(), e.Site.Function, e.Module, e.Op}, "\x00")
		if n, ok := ids[k]; ok {
			return n
		}
		ids[k] = len(ids)
		return ids[k]
	}
	ka, kb := make([]int, len(a)), make([]int, len(b))
	for i, e := range a {
		ka[i] = id(e)
	}
	for i, e := range b {
		kb[i] = id(e)
	}
	var out []pair
	n := 0
	for n < min(len(a), len(b)) && ka[n] == kb[n] {
		out = append(out, pair{a[n], b[n]})
		n++
	}
	for _, m := range edits(ka[n:], kb[n:]) {
		p := pair{}
		if m[0] >= 0 {
			p.a = a[n+m[0]]
		}
		if m[1] >= 0 {
			p.b = b[n+m[1]]
		}
		out = append(out, p)
	}
	return out
}

// edits is the shortest edit script between two sequences (Myers 1986), as
// pairs of indices with -1 for none.
func edits(a, b []int) [][2]int {
	n, m := len(a), len(b)
	limit := min(n+m, maxEdits)
	// v[k+limit+1] is the furthest place in a on diagonal k; history keeps what
	// each round began with, as far as it reaches.
	v := make([]int32, 2*limit+3)
	var history [][]int32
	for d := 0; d <= limit; d++ {
		history = append(history, slices.Clone(v[limit-d:limit+d+3]))
		for k := -d; k <= d; k += 2 {
			at := k + limit + 1
			x := int(v[at-1]) + 1
			if k == -d || k != d && v[at-1] < v[at+1] {
				x = int(v[at+1])
			}
			y := x - k
			for x < n && y < m && a[x] == b[y] {
				x, y = x+1, y+1
			}
			v[at] = int32(x)
			if x >= n && y >= m {
				return backtrack(history, n, m, d)
			}
		}
	}
	return apart(n, m)
}

func backtrack(history [][]int32, x, y, d int) [][2]int {
	var out [][2]int
	for ; d >= 0; d-- {
		v, k := history[d], x-y
		at := k + d + 1
		up := k == -d || k != d && v[at-1] < v[at+1]
		prev := k - 1
		if up {
			prev = k + 1
		}
		px := int(v[prev+d+1])
		py := px - prev
		for x > px && y > py && x > 0 && y > 0 {
			x, y = x-1, y-1
			out = append(out, [2]int{x, y})
		}
		if d == 0 {
			break
		}
		if up {
			y--
			out = append(out, [2]int{-1, y})
		} else {
			x--
			out = append(out, [2]int{x, -1})
		}
	}
	slices.Reverse(out)
	return out
}

// apart says of two sequences only where they begin to differ.
func apart(n, m int) [][2]int {
	var out [][2]int
	if n > 0 {
		out = append(out, [2]int{0, -1})
	}
	if m > 0 {
		out = append(out, [2]int{-1, 0})
	}
	return out
}
