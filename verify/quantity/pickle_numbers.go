package quantity

import (
	"math"
	"math/big"
	"strconv"
	"strings"
)

// unescaped undoes what protocol 0 writes for characters outside of Latin-1 and
// for some within.
func unescaped(s string) string {
	var out []rune
	for i := 0; i < len(s); i++ {
		n := 0
		if i+1 < len(s) && s[i] == '\\' {
			n = map[byte]int{'u': 4, 'U': 8}[s[i+1]]
		}
		if n > 0 && i+2+n <= len(s) {
			if v, err := strconv.ParseUint(s[i+2:i+2+n], 16, 32); err == nil {
				out = append(out, rune(v))
				i += 1 + n
				continue
			}
		}
		out = append(out, rune(s[i])) // Latin-1
	}
	return string(out)
}

func textNumber(s string) any {
	switch s = strings.TrimSuffix(s, "L"); s {
	case "01", "00":
		return s == "01"
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return n
	}
	return s
}

// longNumber is an integer of any length in two's complement.
func longNumber(b []byte) any {
	if len(b) <= 8 {
		var u uint64
		for i, x := range b {
			u |= uint64(x) << (8 * i)
		}
		if n := len(b); n > 0 && n < 8 && b[n-1]&0x80 != 0 {
			u |= math.MaxUint64 << (8 * n)
		}
		return int64(u)
	}
	if len(b) > 1<<16 {
		fail("a number in the pickle is too long")
	}
	n := new(big.Int)
	for i := len(b) - 1; i >= 0; i-- {
		n.Lsh(n, 8).Or(n, big.NewInt(int64(b[i])))
	}
	if b[len(b)-1]&0x80 != 0 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
	}
	return n.String()
}
