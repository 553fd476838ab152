package verify

import (
	"math"
	"slices"
)

// median is that of a sample, with the narrowest interval between two of its
// values that holds the true median with at least 95 % where the sample is large
// enough, else between the least and the greatest. It assumes no distribution:
// how many values lie below the median is binomial.
func median(sample []float64) Interval {
	s := slices.Sorted(slices.Values(sample))
	n := len(s)
	if n == 0 {
		return Interval{}
	}
	out := Interval{Median: (s[(n-1)/2] + s[n/2]) / 2, Low: s[0], High: s[n-1], Confidence: 1 - 2*binomialBelow(n, 0)}
	for k := 1; 2*k < n; k++ {
		c := 1 - 2*binomialBelow(n, k)
		if c < 0.95 {
			break
		}
		out.Low, out.High, out.Confidence = s[k], s[n-1-k], c
	}
	return out
}

// binomialBelow is the chance of at most k of n throws of a coin.
func binomialBelow(n, k int) float64 {
	var sum float64
	for i := 0; i <= k; i++ {
		lg := func(x int) float64 { v, _ := math.Lgamma(float64(x + 1)); return v }
		sum += math.Exp(lg(n) - lg(i) - lg(n-i) - float64(n)*math.Ln2)
	}
	return min(sum, 0.5)
}

// overheads compares run times with those of the first mode. Runs with the same
// number went one after the other, so that what slows a machine down for a while
// slows both down: the ratio within such a pair is fair.
func overheads(modes []ModeReport, byMode map[string][]*Record) {
	if len(modes) < 2 {
		return
	}
	base := map[int]float64{}
	for _, rec := range byMode[modes[0].Mode] {
		base[rec.Run] = rec.Seconds
	}
	for i := range modes[1:] {
		var ratios []float64
		for _, rec := range byMode[modes[i+1].Mode] {
			if b := base[rec.Run]; b > 0 {
				ratios = append(ratios, rec.Seconds/b)
			}
		}
		if len(ratios) > 0 {
			over := median(ratios)
			modes[i+1].Over = &over
		}
	}
}
